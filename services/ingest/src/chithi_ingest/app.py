"""Ingest, put together."""

from functools import partial

from chithi_contracts.topics import CATALOGUE
from chithi_ingest.adapters.inbound.desk import Desk
from chithi_ingest.adapters.inbound.family import Family
from chithi_ingest.adapters.inbound.http import routes
from chithi_ingest.adapters.inbound.http_intake import intake_routes
from chithi_ingest.adapters.inbound.intake import Intake
from chithi_ingest.adapters.inbound.lifecycle import Lifecycle
from chithi_ingest.adapters.inbound.queue import ReadingQueue
from chithi_ingest.adapters.inbound.revision import Revision
from chithi_ingest.adapters.inbound.upgrade import upgrade
from chithi_ingest.adapters.outbound.directives import DirectiveRepository
from chithi_ingest.adapters.outbound.reader import MAX_BYTES, Reader
from chithi_ingest.settings import IngestSettings
from chithi_ingest.web.assets import ASSETS
from chithi_ingest.web.pages import page_routers
from chithi_platform.service import Parts, Runtime


def build(rt: Runtime) -> Parts:
    """The parts of ingest."""
    settings: IngestSettings = rt.settings
    reader = Reader(
        at_once=settings.readings_at_once, silence_s=settings.reading_silence_s, whole_s=settings.reading_whole_s
    )
    desk = desk_of(rt, reader)
    return Parts(
        topics=CATALOGUE,
        routers=[intake_routes(desk), routes(desk), *page_routers(desk, rt.clock)],
        static={ASSETS.mount: ASSETS.files},
        startup=[desk.directives.ensure_indexes, partial(upgrade, rt.mongo)],
        shutdown=[reader.stop],
    )


def desk_of(rt: Runtime, reader: Reader) -> Desk:
    """The parts behind the routes."""
    settings: IngestSettings = rt.settings
    directives = DirectiveRepository(rt.mongo)
    queue = ReadingQueue(places=settings.uploads_at_once, at_once=settings.readings_at_once)
    return Desk(
        directives=directives,
        intake=Intake(rt.mongo, directives, rt.outbox, rt.audit, rt.clock, reader, queue),
        revision=Revision(rt.mongo, directives, rt.audit, rt.clock),
        lifecycle=Lifecycle(rt.mongo, directives, rt.outbox, rt.audit, rt.clock),
        family=Family(directives),
        queue=queue,
        max_file_bytes=MAX_BYTES,
    )
