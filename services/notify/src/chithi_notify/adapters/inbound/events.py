"""What notify does when others tell it something."""

from collections.abc import Mapping, Sequence
from typing import Any

from chithi_contracts.events import AlertRaised, AssignmentIssued, AssignmentWithdrawn, ReportReturned
from chithi_notify.adapters.outbound.alerts import AlertRepository
from chithi_notify.core.alerts import Alert, on_issued, on_returned, on_withdrawn
from chithi_platform.messaging.consumer import Handler, each
from chithi_platform.messaging.envelope import Received
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Session


def handlers(alerts: AlertRepository, outbox: Outbox) -> Mapping[type[Any], Handler]:
    """The handler of each event: store the alert once and tell that it was raised."""

    async def raise_alerts(raised: Sequence[Alert], session: Session) -> None:
        fresh = await alerts.add(raised, session)
        await outbox.append(session, *(_raised(alert) for alert in fresh))

    async def issued(event: Received, session: Session) -> None:
        await raise_alerts([on_issued(event.payload)], session)

    async def withdrawn(event: Received, session: Session) -> None:
        await raise_alerts([on_withdrawn(event.payload)], session)

    async def returned(event: Received, session: Session) -> None:
        await raise_alerts([on_returned(event.payload)], session)

    return {AssignmentIssued: each(issued), AssignmentWithdrawn: each(withdrawn), ReportReturned: each(returned)}


def _raised(alert: Alert) -> AlertRaised:
    return AlertRaised(
        alert_id=alert.id,
        recipient_id=alert.recipient_id,
        kind=alert.kind,
        title=alert.title,
        assignment_id=alert.assignment_id,
        raised_at=alert.raised_at,
    )
