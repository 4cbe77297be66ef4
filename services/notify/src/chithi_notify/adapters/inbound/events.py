"""What notify does when others tell it something."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chithi_contracts.events import (
    AlertRaised,
    AssignmentCommented,
    AssignmentExtensionRequested,
    AssignmentIssued,
    AssignmentReassigned,
    AssignmentWithdrawn,
    OfficerChanged,
    ReportReturned,
    UnitChanged,
)
from chithi_notify.adapters.outbound.alerts import AlertRepository
from chithi_notify.adapters.outbound.people import People
from chithi_notify.core.alert import Alert
from chithi_notify.core.alerts import on_issued, on_reassigned, on_returned, on_withdrawn
from chithi_notify.core.life import STEPS, Step, on_commented, on_extension_requested
from chithi_platform.messaging.consumer import Handler, each
from chithi_platform.messaging.envelope import Received
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Session


def handlers(alerts: AlertRepository, people: People, outbox: Outbox) -> Mapping[type[Any], Handler]:
    """The handler of each event: store the alert once and tell that it was raised."""
    hand = AlertHandlers(alerts, people, outbox)

    async def units(events: Sequence[Received], session: Session) -> None:
        await people.put_units([event.payload for event in events], session)

    async def officers(events: Sequence[Received], session: Session) -> None:
        await people.put_officers([event.payload for event in events], session)

    table: dict[type[Any], Handler] = {
        UnitChanged: units,
        OfficerChanged: officers,
        AssignmentIssued: hand.on(on_issued),
        AssignmentReassigned: hand.on(on_reassigned),
        AssignmentWithdrawn: hand.on(on_withdrawn),
        ReportReturned: hand.on(on_returned),
        AssignmentCommented: each(hand.commented),
        AssignmentExtensionRequested: each(hand.extension_requested),
    }
    table.update({event: hand.on(_alone(step)) for event, step in STEPS.items()})
    return table


class AlertHandlers:
    """Stores what the core words, once, and tells of it in the same transaction."""

    def __init__(self, alerts: AlertRepository, people: People, outbox: Outbox) -> None:
        self._alerts, self._people, self._outbox = alerts, people, outbox

    def on(self, worded: Callable[[Any], list[Alert]]) -> Handler:
        """The handler of an event that needs no more than itself."""

        async def handle(event: Received, session: Session) -> None:
            await self._raise(worded(event.payload), session)

        return each(handle)

    async def commented(self, event: Received, session: Session) -> None:
        """A comment goes to the other side."""
        told: AssignmentCommented = event.payload
        unit_id = await self._people.steering_unit(told.assignee, session)
        side = await self._people.on_assignee_side(told.commented_by, session)
        await self._raise(on_commented(told, steering_unit=unit_id, by_assignee=side), session)

    async def extension_requested(self, event: Received, session: Session) -> None:
        """A request goes to who decides on it."""
        told: AssignmentExtensionRequested = event.payload
        unit_id = await self._people.steering_unit(told.assignee, session)
        await self._raise([on_extension_requested(told, unit_id)], session)

    async def _raise(self, alerts: Sequence[Alert], session: Session) -> None:
        fresh = await self._alerts.add(alerts, session)
        await self._outbox.append(session, *(_raised(alert) for alert in fresh))


def _alone(step: Step) -> Callable[[Any], list[Alert]]:
    return lambda event: [step(event)]


def _raised(alert: Alert) -> AlertRaised:
    return AlertRaised(
        alert_id=alert.id,
        recipient_id=alert.recipient_id,
        kind=alert.kind,
        title=alert.title,
        assignment_id=alert.assignment_id,
        raised_at=alert.raised_at,
    )
