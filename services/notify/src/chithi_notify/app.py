"""Notify, put together."""

from datetime import timedelta

from chithi_contracts.topics import CATALOGUE
from chithi_notify.adapters.inbound.events import handlers
from chithi_notify.adapters.inbound.http import routes
from chithi_notify.adapters.outbound.alerts import AlertRepository
from chithi_notify.adapters.outbound.people import People
from chithi_platform.service import Parts, Runtime


def build(rt: Runtime) -> Parts:
    """The parts of notify."""
    alerts = AlertRepository(rt.mongo, rt.audit)

    async def indexes() -> None:
        await alerts.ensure_indexes(timedelta(days=rt.settings.alert_retention_days))

    return Parts(
        topics=CATALOGUE,
        routers=[routes(alerts, rt.clock)],
        consumes=handlers(alerts, People(rt.mongo), rt.outbox),
        startup=[indexes],
    )
