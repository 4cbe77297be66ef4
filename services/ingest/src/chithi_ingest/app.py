"""Ingest, put together."""

from chithi_contracts.topics import CATALOGUE
from chithi_ingest.adapters.inbound.http import routes
from chithi_ingest.adapters.inbound.intake import Intake
from chithi_ingest.adapters.outbound.directives import DirectiveRepository
from chithi_ingest.adapters.outbound.extract import MAX_BYTES
from chithi_platform.service import Parts, Runtime


def build(rt: Runtime) -> Parts:
    """The parts of ingest."""
    directives = DirectiveRepository(rt.mongo)
    intake = Intake(rt.mongo, directives, rt.outbox, rt.clock)
    return Parts(
        topics=CATALOGUE,
        routers=[routes(intake, directives, MAX_BYTES)],
        startup=[directives.ensure_indexes],
    )
