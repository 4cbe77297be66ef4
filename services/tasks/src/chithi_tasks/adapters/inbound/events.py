"""Events that tasks acts on: directives become assignments, reports move them on."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog
from opentelemetry.trace import SpanKind

from chithi_contracts.events import (
    AssignmentIssued,
    AssignmentProgressed,
    AssignmentWithdrawn,
    DirectivePublished,
    DirectiveSuperseded,
    DirectiveWithdrawn,
    ReportAmended,
    ReportReturned,
    ReportSubmitted,
)
from chithi_contracts.events.assignment import Assignee as EventAssignee
from chithi_contracts.events.report import ReportEvent
from chithi_platform.messaging.envelope import Received
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Mongo, Session
from chithi_platform.telemetry import span
from chithi_tasks.adapters.outbound.assignments import AssignmentRepository
from chithi_tasks.adapters.outbound.directives import DirectiveRepository
from chithi_tasks.core.assignments.assignment import Assignee, Assignment, LastReport, replaced_by
from chithi_tasks.core.assignments.fan_out import FanOut

log = structlog.get_logger(__name__)

T = TypeVar("T")
CHUNK = 1000
AT_ONCE = 4000  # assignments in one transaction: the smallest database takes some ten thousand


class NotAlone(Exception):
    """An event that is too large for one transaction shares one with others."""


class DirectiveHandlers:
    """Fans out what was published, ends what was withdrawn or superseded."""

    def __init__(
        self,
        *,
        mongo: Mongo,
        assignments: AssignmentRepository,
        directives: DirectiveRepository,
        outbox: Outbox,
        fan_out: Callable[[DirectivePublished], FanOut],
    ) -> None:
        self._mongo, self._assignments, self._directives = mongo, assignments, directives
        self._outbox, self._fan_out = outbox, fan_out

    async def published(self, received: Received, session: Session) -> None:
        """Issue the assignments that the directive does not have yet, and say so."""
        directive: DirectivePublished = received.payload
        if not await self._directives.put(directive, session):
            log.warning("directive had ended before it arrived", directive_id=directive.directive_id)
            return
        fanned = self._fan_out(directive)
        if fanned.outside:
            log.warning(
                "assignees outside the publisher's units", directive_id=directive.directive_id, n=fanned.outside
            )
        known = await self._assignments.ids_of(directive.directive_id, session)
        if len(fanned.assignments) > AT_ONCE:
            known |= await self._assignments.ids_of(directive.directive_id, None)
        new = [assignment for assignment in fanned.assignments if assignment.id not in known]
        await self._in_portions(new, self._issue, session)
        log.info("directive fanned out", directive_id=directive.directive_id, assignments=len(new))

    async def withdrawn(self, received: Received, session: Session) -> None:
        """End the directive's open assignments."""
        event: DirectiveWithdrawn = received.payload
        await self._directives.withdraw(event.directive_id, event.withdrawn_at, session)
        await self._end(event.directive_id, event.reason, event.withdrawn_at, session)

    async def superseded(self, received: Received, session: Session) -> None:
        """End the open assignments of the directive whose place another took; that one issues its own."""
        event: DirectiveSuperseded = received.payload
        await self._directives.supersede(event.directive_id, event.superseded_by, event.superseded_at, session)
        await self._end(event.directive_id, replaced_by(event.number), event.superseded_at, session)

    async def _issue(self, new: Sequence[Assignment], session: Session) -> None:
        await self._assignments.add(new, session)
        for start in range(0, len(new), CHUNK):
            await self._outbox.append(session, *(issued(assignment) for assignment in new[start : start + CHUNK]))

    async def _end(self, directive_id: str, reason: str, at: datetime, session: Session) -> None:
        """Also those that were issued in transactions of their own since this one began."""

        async def end(ids: Sequence[str], session: Session) -> None:
            found = await self._assignments.many(ids, session)
            ended = [assignment.withdraw(at, reason) for assignment in found.values() if assignment.open]
            await self._assignments.save(ended, session)
            for start in range(0, len(ended), CHUNK):
                told = (withdrawn(assignment, reason) for assignment in ended[start : start + CHUNK])
                await self._outbox.append(session, *told)

        seen = await self._assignments.ids_of(directive_id, session)
        unseen = await self._assignments.ids_of(directive_id, None) - seen
        if unseen and self._assignments.wrote_in(session):
            raise NotAlone(f"{len(unseen)} assignments were issued beside this transaction")
        await self._in_portions(sorted(unseen), end, None)
        await self._in_portions(sorted(seen), end, session)

    async def _in_portions(
        self, items: Sequence[T], work: Callable[[Sequence[T], Session], Awaitable[None]], session: Session
    ) -> None:
        """Do the work in the event's own transaction, or, if it is too much for one, in several before it.

        A crash in between leaves whole portions; the event comes again and finds what is done already. Raises
        `NotAlone` when other events of the transaction hold what the portions need: the consumer takes the batch apart.
        """
        if session is not None and len(items) <= AT_ONCE:
            return await work(items, session)
        if items and session is not None and self._assignments.wrote_in(session):
            raise NotAlone(f"{len(items)} assignments need transactions of their own")
        for start in range(0, len(items), AT_ONCE):
            await self._mongo.transact(partial(work, items[start : start + AT_ONCE]))
        return None


class ReportHandler:
    """Moves assignments on by the reports that name them."""

    def __init__(self, *, assignments: AssignmentRepository, outbox: Outbox) -> None:
        self._assignments, self._outbox = assignments, outbox

    async def __call__(self, events: Sequence[Received], session: Session) -> None:
        """Apply the reports in order; assignments are read and written once for the batch."""
        ids = {event.payload.assignment_id for event in events if event.payload.assignment_id}
        before = await self._assignments.many(ids, session) if ids else {}
        now = dict(before)
        for event in events:
            with span(
                f"handle {event.type}", kind=SpanKind.CONSUMER, parent=event.traceparent, event_id=event.event_id
            ):
                await self._apply(event.payload, now, session)
        await self._assignments.save([a for a in now.values() if a is not before[a.id]], session)

    async def _apply(self, report: ReportEvent, assignments: dict[str, Assignment], session: Session) -> None:
        if report.assignment_id is None:
            return
        assignment = assignments.get(report.assignment_id)
        if assignment is None or assignment.assignee.unit_id != report.unit_id:
            log.warning("report names no assignment of its unit", report_id=report.report_id)
            return
        changed = _moved(assignment, report)
        assignments[assignment.id] = changed
        if changed is not assignment and isinstance(report, ReportSubmitted | ReportAmended):
            await self._outbox.append(session, progressed(changed, report.report_id, report.received_at))


def _moved(assignment: Assignment, report: ReportEvent) -> Assignment:
    if isinstance(report, ReportSubmitted | ReportAmended):
        return assignment.report(LastReport(report.report_id, report.revision, report.received_at))
    if isinstance(report, ReportReturned):
        return assignment.return_report(report.report_id, report.revision, report.returned_at)
    return assignment


def told(assignee: Assignee) -> EventAssignee:
    """The assignee as events carry it."""
    return EventAssignee(kind=assignee.kind, id=assignee.id, name=assignee.name, unit_id=assignee.unit_id)


def issued(assignment: Assignment) -> AssignmentIssued:
    """The event of a new assignment."""
    return AssignmentIssued(
        assignment_id=assignment.id,
        assignment_version=assignment.version,
        directive_id=assignment.directive_id,
        assignee=told(assignment.assignee),
        directive_number=assignment.directive_number,
        section_ordinal=assignment.section_ordinal,
        title=assignment.title,
        mode=assignment.mode,
        due=assignment.due,
        issued_at=assignment.issued_at,
    )


def withdrawn(assignment: Assignment, reason: str) -> AssignmentWithdrawn:
    """The event of an assignment that ended with its directive."""
    return AssignmentWithdrawn(
        assignment_id=assignment.id,
        assignment_version=assignment.version,
        directive_id=assignment.directive_id,
        assignee=told(assignment.assignee),
        reason=reason,
        withdrawn_at=assignment.updated_at,
    )


def progressed(assignment: Assignment, report_id: str, at: datetime) -> AssignmentProgressed:
    """The event of a report on an assignment."""
    return AssignmentProgressed(
        assignment_id=assignment.id,
        assignment_version=assignment.version,
        directive_id=assignment.directive_id,
        assignee=told(assignment.assignee),
        report_id=report_id,
        progressed_at=at,
    )
