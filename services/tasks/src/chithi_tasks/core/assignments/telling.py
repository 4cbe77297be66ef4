"""What the other services hear of an assignment: its issue, and each change that concerns them."""

from collections.abc import Callable
from typing import Any

from chithi_contracts.events import assignment as events
from chithi_tasks.core.assignments.assignment import Assignee, Assignment
from chithi_tasks.core.assignments.change import Change

Told = events.AssignmentEvent
Teller = Callable[[Assignment, Change], Told | None]


def issued(assignment: Assignment) -> events.AssignmentIssued:
    """The event of a new assignment."""
    return events.AssignmentIssued(
        **_common(assignment),
        directive_number=assignment.directive_number,
        section_ordinal=assignment.section_ordinal,
        mode=assignment.mode,
        due=assignment.due,
        issued_at=assignment.issued_at,
        parent_id=assignment.parent_id,
        form_id=assignment.form_id if assignment.parent_id else None,
        recurrence=assignment.recurrence,
    )


def told(after: Assignment, made: Change) -> Told | None:
    """The event of a change; `after` is the assignment that it made. None where it concerns nobody else."""
    teller = TELLERS.get(made.action)
    return teller(after, made) if teller else None


def assignee_told(assignee: Assignee) -> events.Assignee:
    """The assignee as events carry it."""
    return events.Assignee(kind=assignee.kind, id=assignee.id, name=assignee.name, unit_id=assignee.unit_id)


def _common(assignment: Assignment) -> dict[str, Any]:
    return {
        "assignment_id": assignment.id,
        "assignment_version": assignment.version,
        "directive_id": assignment.directive_id,
        "assignee": assignee_told(assignment.assignee),
        "title": assignment.title,
    }


def _accepted(after: Assignment, made: Change) -> Told:
    return events.AssignmentAccepted(**_common(after), accepted_at=made.at, accepted_by=made.by.who)


def _started(after: Assignment, made: Change) -> Told:
    return events.AssignmentStarted(**_common(after), started_at=made.at, started_by=made.by.who)


def _progressed(after: Assignment, made: Change) -> Told | None:
    last = after.last_report
    if last is None:
        return None
    return events.AssignmentProgressed(**_common(after), report_id=last.report_id, progressed_at=made.at)


def _completed(after: Assignment, made: Change) -> Told:
    return events.AssignmentCompleted(**_common(after), completed_at=made.at, completed_by=made.by.who)


def _returned(after: Assignment, made: Change) -> Told:
    return events.AssignmentReturned(
        **_common(after), reason=made.note or "", returned_at=made.at, returned_by=made.by.who
    )


def _reopened(after: Assignment, made: Change) -> Told:
    return events.AssignmentReopened(
        **_common(after), reason=made.note or "", reopened_at=made.at, reopened_by=made.by.who
    )


def _suspended(after: Assignment, made: Change) -> Told:
    return events.AssignmentSuspended(
        **_common(after), reason=made.note or "", suspended_at=made.at, suspended_by=made.by.who
    )


def _resumed(after: Assignment, made: Change) -> Told:
    return events.AssignmentResumed(**_common(after), resumed_at=made.at, resumed_by=made.by.who)


def _due_changed(after: Assignment, made: Change) -> Told | None:
    if "due" not in made.after:
        return None
    return events.AssignmentDueChanged(
        **_common(after),
        due=after.due,
        previous_due=made.before["due"],
        reason=made.note or "",
        changed_at=made.at,
        changed_by=made.by.who,
    )


def _asked(after: Assignment, made: Change) -> Told | None:
    wish = after.extension
    if wish is None:
        return None
    return events.AssignmentExtensionRequested(
        **_common(after), due=wish.due, reason=wish.reason, requested_at=made.at, requested_by=made.by.who
    )


def _decided(after: Assignment, made: Change) -> Told | None:
    if after.extension is None or after.extension.state != "refused":
        return _due_changed(after, made)
    return events.AssignmentExtensionRefused(
        **_common(after), reason=made.note or "", refused_at=made.at, refused_by=made.by.who
    )


def _reassigned(after: Assignment, made: Change) -> Told | None:
    previous = made.before.get("assignee")
    if previous is None or previous.id == after.assignee.id:
        return None
    return events.AssignmentReassigned(
        **_common(after),
        previous=assignee_told(previous),
        state=after.state,
        reason=made.note or "",
        reassigned_at=made.at,
        reassigned_by=made.by.who,
    )


def _chased(after: Assignment, made: Change) -> Told:
    return events.AssignmentChased(
        **_common(after), mode=after.mode, message=made.note or "", chased_at=made.at, chased_by=made.by.who
    )


def _commented(after: Assignment, made: Change) -> Told:
    return events.AssignmentCommented(
        **_common(after), comment=made.note or "", commented_at=made.at, commented_by=made.by.who
    )


def _withdrawn(after: Assignment, made: Change) -> Told:
    return events.AssignmentWithdrawn(**_common(after), reason=made.note or "", withdrawn_at=made.at)


TELLERS: dict[str, Teller] = {
    "accept": _accepted,
    "start": _started,
    "report": _progressed,
    "complete": _completed,
    "return": _returned,
    "reopen": _reopened,
    "suspend": _suspended,
    "resume": _resumed,
    "due": _due_changed,
    "extension": _asked,
    "extension-decision": _decided,
    "assignee": _reassigned,
    "move": _reassigned,
    "chase": _chased,
    "comments": _commented,
    "withdraw": _withdrawn,
    "reissue": lambda after, _: issued(after),
}
