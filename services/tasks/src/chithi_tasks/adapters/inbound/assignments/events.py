"""Events that tasks acts on: directives become assignments, reports move them on."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog

from chithi_contracts.events import (
    DirectivePublished,
    DirectiveSuperseded,
    DirectiveWithdrawn,
    ReportAmended,
    ReportReturned,
    ReportSubmitted,
)
from chithi_contracts.events.report import ReportEvent
from chithi_platform.messaging.consumer import handling
from chithi_platform.messaging.envelope import Received
from chithi_platform.mongo import Mongo, Session
from chithi_tasks.adapters.inbound.assignments.cascades import NotAlone
from chithi_tasks.adapters.outbound.assignments.directives import DirectiveRepository
from chithi_tasks.adapters.outbound.assignments.ledger import Books, Ledger
from chithi_tasks.core.assignments import steering, work
from chithi_tasks.core.assignments.assignment import Assignment, LastReport, replaced_by
from chithi_tasks.core.assignments.change import SYSTEM, Change
from chithi_tasks.core.assignments.fan_out import FanOut

log = structlog.get_logger(__name__)

T = TypeVar("T")
AT_ONCE = 4000  # assignments in one transaction: the smallest database takes some ten thousand changes


class DirectiveHandlers:
    """Fans out what was published, ends what was withdrawn or superseded."""

    def __init__(
        self,
        *,
        mongo: Mongo,
        books: Books,
        directives: DirectiveRepository,
        fan_out: Callable[[DirectivePublished], FanOut],
    ) -> None:
        self._mongo, self._books, self._directives, self._fan_out = mongo, books, directives, fan_out
        self._assignments = books.store

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
        ledger = self._books.open(session)
        for assignment in new:
            ledger.issue(assignment)
        if new:
            await ledger.close(new[0].issued_at)

    async def _end(self, directive_id: str, reason: str, at: datetime, session: Session) -> None:
        """Also those that were issued in transactions of their own since this one began."""

        async def end(ids: Sequence[str], session: Session) -> None:
            ledger = self._books.open(session)
            for assignment in (await ledger.load(ids)).values():
                if assignment.live:
                    ledger.put(steering.withdraw(assignment, SYSTEM, at, reason=reason))
            await ledger.close(at)

        seen = await self._assignments.ids_of(directive_id, session)
        unseen = await self._assignments.ids_of(directive_id, None) - seen
        if unseen and self._assignments.wrote_in(session):
            raise NotAlone(f"{len(unseen)} assignments were issued beside this transaction")
        await self._in_portions(sorted(unseen), end, None)
        await self._in_portions(sorted(seen), end, session)

    async def _in_portions(
        self, items: Sequence[T], step: Callable[[Sequence[T], Session], Awaitable[None]], session: Session
    ) -> None:
        """Do the work in the event's own transaction, or, if it is too much for one, in several before it.

        A crash in between leaves whole portions; the event comes again and finds what is done already. Raises
        `NotAlone` when other events of the transaction hold what the portions need: the consumer takes the batch apart.
        """
        if session is not None and len(items) <= AT_ONCE:
            return await step(items, session)
        if items and session is not None and self._assignments.wrote_in(session):
            raise NotAlone(f"{len(items)} assignments need transactions of their own")
        for start in range(0, len(items), AT_ONCE):
            await self._mongo.transact(partial(step, items[start : start + AT_ONCE]))
        return None


class ReportHandler:
    """Moves assignments on by the reports that name them."""

    def __init__(self, books: Books) -> None:
        self._books = books

    async def __call__(self, events: Sequence[Received], session: Session) -> None:
        """Apply the reports in order; assignments are read and written once for the batch."""
        ledger = self._books.open(session)
        await ledger.load({event.payload.assignment_id for event in events if event.payload.assignment_id})
        for event in events:
            with handling(event):
                await _apply(event.payload, ledger)
        await ledger.close(max(_when(event.payload) for event in events))


async def _apply(report: ReportEvent, ledger: Ledger) -> None:
    if report.assignment_id is None:
        return
    assignment = await ledger.get(report.assignment_id)
    if assignment is None or assignment.assignee.unit_id != report.unit_id:
        log.warning("report names no assignment of its unit", report_id=report.report_id)
        return
    change = _moved(assignment, report)
    if change is not None:
        ledger.put(change)


def _moved(assignment: Assignment, report: ReportEvent) -> Change | None:
    if isinstance(report, ReportReturned):
        return work.return_report(
            assignment,
            report_id=report.report_id,
            revision=report.revision,
            at=report.returned_at,
            reason=report.reason,
        )
    return work.report(assignment, LastReport(report.report_id, report.revision, _when(report)))


def _when(report: ReportEvent) -> datetime:
    if isinstance(report, ReportReturned):
        return report.returned_at
    if isinstance(report, ReportSubmitted | ReportAmended):
        return report.received_at
    raise TypeError(f"{type(report).__name__} moves no assignment")
