"""Assignments: made from directives, moved on by people and by reports."""

from functools import partial

from chithi_contracts.events import (
    DirectivePublished,
    DirectiveSuperseded,
    DirectiveWithdrawn,
    ReportAmended,
    ReportReturned,
    ReportSubmitted,
)
from chithi_contracts.topics import CATALOGUE
from chithi_platform.messaging.consumer import each
from chithi_platform.service import Parts
from chithi_tasks.adapters.inbound.events import DirectiveHandlers, ReportHandler
from chithi_tasks.adapters.inbound.http.assignments import AssignmentDesk, assignment_routes
from chithi_tasks.adapters.outbound.changes import all_scopes
from chithi_tasks.adapters.outbound.directives import DirectiveRepository
from chithi_tasks.app.shared import Shared
from chithi_tasks.core.assignments.fan_out import FanOut, fan_out


def assignment_parts(shared: Shared) -> Parts:
    """The life of assignments."""
    rt, organisation = shared.rt, shared.organisation
    directives = DirectiveRepository(rt.mongo)
    desk = AssignmentDesk(
        mongo=rt.mongo,
        outbox=rt.outbox,
        assignments=shared.assignments,
        directives=directives,
        changes=shared.changes,
        organisation=organisation,
        clock=rt.clock,
    )

    def fanned(directive: DirectivePublished) -> FanOut:
        return fan_out(directive, organisation.gazetteer, organisation.catalogue)

    on_directive = DirectiveHandlers(
        mongo=rt.mongo, assignments=shared.assignments, directives=directives, outbox=rt.outbox, fan_out=fanned
    )
    on_report = ReportHandler(assignments=shared.assignments, outbox=rt.outbox)
    return Parts(
        topics=CATALOGUE,
        routers=[assignment_routes(desk)],
        consumes={
            DirectivePublished: each(on_directive.published),
            DirectiveSuperseded: each(on_directive.superseded),
            DirectiveWithdrawn: each(on_directive.withdrawn),
            ReportSubmitted: on_report,
            ReportAmended: on_report,
            ReportReturned: on_report,
        },
        startup=[
            partial(shared.changes.ensure, all_scopes(organisation.tree)),
            directives.ensure,
            shared.assignments.ensure,
        ],
    )
