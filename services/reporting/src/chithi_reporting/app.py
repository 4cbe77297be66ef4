"""Puts reporting together."""

from chithi_contracts.topics import ASSIGNMENT, ORGANISATION, REPORT, dead_letter_topic, retry_topic
from chithi_platform.service import Parts, Runtime
from chithi_reporting.adapters.inbound.events import handlers
from chithi_reporting.adapters.inbound.http_aggregates import aggregates_router
from chithi_reporting.adapters.inbound.http_filing import filing_router
from chithi_reporting.adapters.inbound.http_register import register_router
from chithi_reporting.adapters.outbound.assignments import Assignments
from chithi_reporting.adapters.outbound.communes import Communes
from chithi_reporting.adapters.outbound.figures import Figures
from chithi_reporting.adapters.outbound.generations import Generations
from chithi_reporting.adapters.outbound.receipts import Receipts
from chithi_reporting.adapters.outbound.reports import Reports
from chithi_reporting.adapters.outbound.units import Units
from chithi_reporting.web.today import today_router
from chithi_reporting.web.view import Gatherer
from chithi_webui import static_files

NAME = "reporting"


def build(rt: Runtime) -> Parts:
    """The service's routes, handlers and start-up steps."""
    generations, units, assignments = Generations(rt.mongo), Units(rt.mongo), Assignments(rt.mongo)
    reports = Reports(rt.mongo, rt.outbox, rt.audit)
    figures = Figures(rt.mongo, generations)
    communes = Communes(units, assignments)
    receipts = Receipts(rt.mongo, rt.settings.receipt_block)
    return Parts(
        topics=[REPORT, ORGANISATION, ASSIGNMENT, retry_topic(NAME), dead_letter_topic(NAME)],
        routers=[
            filing_router(reports, units, assignments, receipts, rt.clock),
            register_router(reports, units, rt.clock),
            aggregates_router(figures, units, communes, rt.clock),
            today_router(Gatherer(figures, units, communes, assignments), units, rt.clock, rt.settings.refresh_s),
        ],
        consumes=handlers(rt.mongo, generations, units, assignments),
        startup=[units.prepare, assignments.prepare, reports.prepare, generations.prepare],
        static={"/static": static_files()},
    )
