"""Handing an assignment on to subordinate units and agencies, each with an assignment of its own."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid5

from chithi_tasks.core.assignments.assignment import Assignee, Assignment
from chithi_tasks.core.assignments.broken import Broken
from chithi_tasks.core.assignments.change import By, Change, change
from chithi_tasks.core.assignments.fan_out import NAMESPACE, title_of
from chithi_tasks.core.assignments.timing import day_of


@dataclass(frozen=True, slots=True)
class Handing:
    """What is handed on: words of its own or the parent's, the last day, the form and how often it is reported on."""

    form_id: str
    text: str | None = None
    due: date | None = None
    reason: str | None = None
    recurrence: str | None = None


def child_id(parent_id: str, assignee_id: str) -> str:
    """The same parent and assignee always have the same id: handed on twice is handed on once."""
    return str(uuid5(NAMESPACE, "\n".join((parent_id, "delegate", assignee_id))))


def children(parent: Assignment, targets: Iterable[Assignee], handing: Handing, at: datetime) -> list[Assignment]:
    """The assignments of the targets. Raises `Broken` for a last day that cannot be."""
    due = _due(parent, handing, at)
    return [_child(parent, target, handing, due, at) for target in targets if target.id != parent.assignee.id]


def hand_on(parent: Assignment, by: By, at: datetime, *, count: int, reason: str | None) -> Change:
    """Who hands on has evidently received."""
    state = "received" if parent.state == "issued" else parent.state
    note = f"Giao {count} đơn vị, cơ quan." + (f" {reason}" if reason else "")
    return change(parent, "delegate", by, at, note=note, state=state, received_at=parent.received_at or at)


def reissue(withdrawn: Assignment, child: Assignment, by: By, at: datetime) -> Change:
    """What had been taken back is handed on again, as it would be issued now, whoever had it last."""
    fields = {name: getattr(child, name) for name in ("title", "text", "part", "due", "due_text", "form_id")}
    anew = {name: getattr(child, name) for name in ("state", "ended", "recurrence", "received_at", "reported_at")}
    if withdrawn.assignee.id != child.assignee.id:
        anew |= {"assignee": child.assignee, "last_report": None, "by_children": False}
    rest = {"suspension": None, "extension": None, "remark": None, "chased_at": None, "completed_at": None}
    return change(withdrawn, "reissue", by, at, **fields, **anew, **rest)


def _child(parent: Assignment, target: Assignee, handing: Handing, due: date | None, at: datetime) -> Assignment:
    text = handing.text or parent.text
    return Assignment(
        id=child_id(parent.id, target.id),
        directive_id=parent.directive_id,
        directive_number=parent.directive_number,
        directive_subject=parent.directive_subject,
        section_ordinal=parent.section_ordinal,
        title=title_of(handing.text) if handing.text else parent.title,
        text=text,
        mode="delegate",
        assignee=replace(target, note=None),
        coordinating=(),
        due=due,
        due_text=None if handing.due else parent.due_text,
        issued_at=at,
        updated_at=at,
        part=parent.part or handing.text is not None,
        parent_id=parent.id,
        depth=parent.depth + 1,
        form_id=handing.form_id,
        recurrence=handing.recurrence,
    )


def _due(parent: Assignment, handing: Handing, at: datetime) -> date | None:
    due = handing.due or parent.due
    if handing.due and handing.due < day_of(at):
        raise Broken("due", "past", "Thời hạn không được trước ngày hôm nay.")
    if due and parent.due and due > parent.due and not handing.reason:
        message = f"Sau thời hạn của nhiệm vụ được giao ({parent.due:%d/%m/%Y}): ghi rõ lý do hoặc chọn ngày sớm hơn."
        raise Broken("due", "after-parent", message)
    return due
