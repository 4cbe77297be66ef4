"""What those above do with an assignment: confirm, send back, rest, move its last day, give it to another."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from chithi_tasks.core.assignments.assignment import Assignee, Assignment, Mode, Party, Suspension
from chithi_tasks.core.assignments.broken import Broken
from chithi_tasks.core.assignments.change import By, Change, change
from chithi_tasks.core.assignments.timing import day_of

CHASED: dict[Mode, str] = {
    "assign": "Đề nghị đơn vị khẩn trương thực hiện và báo cáo kết quả nhiệm vụ.",
    "delegate": "Đề nghị đơn vị khẩn trương thực hiện và báo cáo kết quả nhiệm vụ.",
    "request": "Kính đề nghị quý cơ quan quan tâm, phối hợp thực hiện và cho biết kết quả.",
}


def complete(assignment: Assignment, by: By, at: datetime, *, note: str | None = None, force: bool = False) -> Change:
    """The work is done. Without a report, or before all whom it was handed on to have reported, it takes a note."""
    handed = assignment.delegated
    if handed and handed.reported < handed.total and not (force and note):
        left = f"Còn {handed.total - handed.reported} nhiệm vụ giao cho cấp dưới chưa có báo cáo."
        raise Broken("note", "children-open", f"{left} Chờ báo cáo, hoặc chọn kết thúc và ghi rõ lý do.")
    if assignment.state != "reported" and not note:
        raise Broken("note", "required", "Nhiệm vụ chưa có báo cáo: ghi rõ căn cứ để xác nhận hoàn thành.")
    return finish(assignment, by, at, note)


def finish(assignment: Assignment, by: By, at: datetime, note: str | None) -> Change:
    """Completed, whatever stood in the way."""
    return change(assignment, "complete", by, at, note=note, state="completed", completed_at=at)


def send_back(assignment: Assignment, by: By, at: datetime, *, reason: str) -> Change:
    """What was reported is not enough."""
    back = {"state": "returned", "remark": reason, "reported_at": None, "by_children": False}
    return change(assignment, "return", by, at, note=reason, **back)


def reopen(assignment: Assignment, by: By, at: datetime, *, reason: str) -> Change:
    """What was completed has to be done again."""
    again = {"state": "in_progress", "remark": reason, "completed_at": None, "reported_at": None}
    return change(assignment, "reopen", by, at, note=reason, **again, by_children=False)


def suspend(assignment: Assignment, by: By, at: datetime, *, reason: str, with_parent: bool = False) -> Change:
    """Let the work rest; nothing is late meanwhile."""
    rest = Suspension(assignment.state, reason, with_parent)
    return change(assignment, "suspend", by, at, note=reason, state="suspended", suspension=rest)


def resume(assignment: Assignment, by: By, at: datetime) -> Change:
    """Go on where the work rested."""
    rest = assignment.suspension
    return change(assignment, "resume", by, at, state=rest.state if rest else "received", suspension=None)


def withdraw(assignment: Assignment, by: By, at: datetime, *, reason: str) -> Change:
    """The task no longer binds. What was completed stays completed."""
    return change(assignment, "withdraw", by, at, note=reason, state="withdrawn", ended=reason, suspension=None)


def set_due(assignment: Assignment, by: By, at: datetime, *, due: date, reason: str) -> Change:
    """Set or move the last day; a wish for an extension that it fulfils is granted by it."""
    _not_past(due, at)
    wish = assignment.extension
    if wish and wish.state == "asked" and due >= wish.due:
        wish = replace(wish, state="granted", answer=reason)
    return change(assignment, "due", by, at, note=reason, due=due, due_text=None, extension=wish)


def decide_extension(
    assignment: Assignment, by: By, at: datetime, *, grant: bool, due: date | None, reason: str | None
) -> Change:
    """Grant the wish, for the day that was asked or another one, or keep the last day, which takes a reason."""
    wish = assignment.extension
    if wish is None:
        raise Broken("grant", "nothing-asked", "Nhiệm vụ không có đề nghị gia hạn.")
    if not grant:
        if not reason:
            raise Broken("reason", "required", "Ghi rõ lý do không đồng ý gia hạn.")
        refused = replace(wish, state="refused", answer=reason)
        return change(assignment, "extension-decision", by, at, note=reason, extension=refused)
    until = due or wish.due
    _not_past(until, at)
    granted = replace(wish, state="granted", answer=reason)
    fields = {"extension": granted, "due": until, "due_text": None}
    return change(assignment, "extension-decision", by, at, note=reason or wish.reason, **fields)


def chase(assignment: Assignment, by: By, at: datetime, *, message: str | None) -> Change:
    """Urge the assignee on (đôn đốc); another body is asked politely."""
    said = message or CHASED[assignment.mode]
    return change(assignment, "chase", by, at, note=said, chased_at=at, chases=assignment.chases + 1)


def comment(assignment: Assignment, by: By, at: datetime, *, text: str) -> Change:
    """Say something to all who may see the assignment."""
    return change(assignment, "comments", by, at, note=text)


def confirm(assignment: Assignment, by: By, at: datetime) -> Change:
    """The proposed assignee is the right one."""
    return change(assignment, "assignee", by, at, assignee=replace(assignment.assignee, note=None))


def reassign(assignment: Assignment, by: By, at: datetime, *, to: Assignee, reason: str | None) -> Change:
    """Another one answers from now on, and has to confirm receipt."""
    blank = ("received_at", "reported_at", "last_report", "suspension", "extension", "chased_at", "remark")
    anew: dict[str, Any] = dict.fromkeys(blank) | {"state": "issued", "by_children": False}
    parties = tuple(party for party in assignment.coordinating_parties if party.id != to.id)
    fields = anew | {"assignee": to, "coordinating_parties": parties}
    return change(assignment, "assignee", by, at, note=reason, **fields)


def lead(assignment: Assignment, by: By, at: datetime, *, others: list[Assignee]) -> Change:
    """It alone leads: the other leads of the section work with it (Decree 30/2020/ND-CP art. 23.2 wants one)."""
    known = {party.id for party in assignment.coordinating_parties}
    more = tuple(party_of(other) for other in others if other.id not in known)
    parties = assignment.coordinating_parties + more
    return change(assignment, "lead", by, at, coordinating_parties=parties, leads=())


def party_of(assignee: Assignee) -> Party:
    """The assignee as one who works with the lead."""
    return Party(assignee.kind, assignee.id, assignee.name, assignee.unit_id)


def _not_past(due: date, at: datetime) -> None:
    if due < day_of(at):
        raise Broken("due", "past", "Thời hạn không được trước ngày hôm nay.")
