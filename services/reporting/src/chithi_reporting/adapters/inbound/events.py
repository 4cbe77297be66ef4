"""What other parts and we ourselves tell: reports to count, units and assignments to know."""

from collections.abc import Sequence

from chithi_contracts.events import (
    ReportAmended,
    ReportApproved,
    ReportReturned,
    ReportSubmitted,
    UnitChanged,
)
from chithi_contracts.events.report import ReportEvent
from chithi_platform.messaging.consumer import Handler, Rejected
from chithi_platform.messaging.envelope import Received
from chithi_platform.mongo import Mongo, Session
from chithi_reporting.adapters.outbound.assignments import CONSUMED, Assignments
from chithi_reporting.adapters.outbound.counting import Counter
from chithi_reporting.adapters.outbound.generations import Generations
from chithi_reporting.adapters.outbound.units import Units
from chithi_reporting.core.aggregation import Change, Place

REPORT_EVENTS: tuple[type[ReportEvent], ...] = (ReportSubmitted, ReportAmended, ReportApproved, ReportReturned)


def handlers(mongo: Mongo, generations: Generations, units: Units, assignments: Assignments) -> dict[type, Handler]:
    """The events that reporting consumes."""
    counting = ReportHandler(mongo, generations, assignments)

    async def take_units(events: Sequence[Received], session: Session) -> None:
        await units.put([event.payload for event in events], session)

    async def take_assignments(events: Sequence[Received], session: Session) -> None:
        await assignments.put([event.payload for event in events], session)

    table: dict[type, Handler] = {UnitChanged: take_units}
    table.update(dict.fromkeys(CONSUMED, take_assignments))
    table.update(dict.fromkeys(REPORT_EVENTS, counting))
    return table


class ReportHandler:
    """Counts a batch of report events into every generation that is written, in the inbox's transaction."""

    def __init__(self, mongo: Mongo, generations: Generations, assignments: Assignments) -> None:
        self._reports, self._generations, self._counter = mongo.collection("reports"), generations, Counter()
        self._assignments = assignments

    async def __call__(self, events: Sequence[Received], session: Session) -> None:
        """Handle the batch; an event about a report that we never took in is rejected."""
        told: list[ReportEvent] = [event.payload for event in events]
        places = await self._places({event.report_id for event in told}, session)
        for event in told:
            if event.report_id not in places:
                raise Rejected(f"report {event.report_id} was never filed here")
        changes = [_change(event) for event in told]
        for generation in await self._generations.written(session):
            await self._counter.count(generation, changes, places, session)
        tasks = {(event.assignment_id, event.unit_id) for event in told if event.assignment_id}
        await self._assignments.mark_reported(sorted(tasks), session)

    async def _places(self, ids: set[str], session: Session) -> dict[str, Place]:
        """Where the reports count: fixed when they were filed, so a later change of the tree moves nothing."""
        fields = {"form_id": 1, "period": 1, "path": 1}
        found = self._reports.find({"_id": {"$in": sorted(ids)}}, fields, session=session)
        return {row["_id"]: Place(row["form_id"], row["period"], tuple(row["path"])) async for row in found}


def _change(told: ReportEvent) -> Change:
    if isinstance(told, ReportApproved):
        return Change(told.report_id, "approved", told.revision, told.values, told.approved_at)
    if isinstance(told, ReportReturned):
        return Change(told.report_id, "returned", told.revision, told.values, told.returned_at)
    if isinstance(told, ReportSubmitted | ReportAmended):
        return Change(told.report_id, "filed", told.revision, told.values, told.received_at)
    raise Rejected(f"{type(told).__name__} is no report event that we count")
