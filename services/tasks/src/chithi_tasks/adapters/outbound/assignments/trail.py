"""Changes of assignments as rows of the audit log; what one transaction does to many alike is one row."""

from collections.abc import Iterable
from dataclasses import replace

from chithi_platform.audit import SYSTEM, Entry, acting
from chithi_tasks.adapters.outbound.assignments.documents import encoded
from chithi_tasks.core.assignments import change
from chithi_tasks.core.assignments.assignment import Assignment

DONE: dict[change.Action, str] = {
    "accept": "accepted",
    "start": "started",
    "report": "reported",
    "report-returned": "report-returned",
    "complete": "completed",
    "return": "returned",
    "reopen": "reopened",
    "suspend": "suspended",
    "resume": "resumed",
    "withdraw": "withdrawn",
    "due": "due-changed",
    "extension": "extension-requested",
    "extension-decision": "extension-decided",
    "assignee": "assignee-changed",
    "lead": "lead-named",
    "delegate": "delegated",
    "reissue": "issued-again",
    "comments": "commented",
    "chase": "chased",
    "roll-up": "rolled-up",
    "move": "moved",
}
ISSUED = ("section_ordinal", "mode", "due", "parent_id", "state")


def given_out(assignment: Assignment) -> Entry:
    """The row of a new assignment. To whom it went stands in its id, which is made of that."""
    after = {name: encoded(getattr(assignment, name)) for name in ISSUED}
    return Entry("assignment.issued", assignment.id, after=after)


def changed(made: change.Change, cause: str | None) -> Entry:
    """The row of a change; `cause` is the assignment whose change it follows from, else what `acting` knows."""
    who = SYSTEM if made.by == change.SYSTEM else acting()
    actor = replace(who, cause=f"assignment {cause}" if cause else acting().cause)
    before = {name: encoded(value) for name, value in made.before.items()}
    after = {name: encoded(value) for name, value in made.after.items()}
    reason = {"reason": made.note} if made.note else {}
    return Entry(f"assignment.{DONE[made.action]}", made.assignment_id, before, after | reason, actor=actor)


def alike(trail: Iterable[tuple[str, Entry]]) -> list[Entry]:
    """Entries, each with its directive; those that differ in the assignment alone become one of the directive."""
    groups: dict[str, tuple[Entry, list[Entry]]] = {}
    for directive_id, entry in trail:
        whole = replace(entry, subject=directive_id)
        groups.setdefault(repr(whole), (whole, []))[1].append(entry)
    return [
        found[0] if len(found) == 1 else replace(whole, about=[entry.subject for entry in found])
        for whole, found in groups.values()
    ]
