"""Assignments: made from directives, moved on by people and by reports."""

from functools import partial

from chithi_contracts.events import (
    AssignmentCompleted,
    AssignmentResumed,
    AssignmentSuspended,
    AssignmentWithdrawn,
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
from chithi_tasks.adapters.inbound.assignments.acting import Acting
from chithi_tasks.adapters.inbound.assignments.assigning import Assigning
from chithi_tasks.adapters.inbound.assignments.cascades import CascadeHandler
from chithi_tasks.adapters.inbound.assignments.chasing import Chasing
from chithi_tasks.adapters.inbound.assignments.events import DirectiveHandlers, ReportHandler
from chithi_tasks.adapters.inbound.assignments.finding import BoardFinder
from chithi_tasks.adapters.inbound.assignments.reading import AssignmentReading
from chithi_tasks.adapters.inbound.http.assignments.actions import action_routes
from chithi_tasks.adapters.inbound.http.assignments.assignments import assignment_routes
from chithi_tasks.adapters.inbound.http.assignments.calendar import calendar_routes
from chithi_tasks.adapters.inbound.http.assignments.steering import steering_routes
from chithi_tasks.adapters.outbound.assignments.changes import all_scopes
from chithi_tasks.adapters.outbound.assignments.directives import DirectiveRepository
from chithi_tasks.adapters.outbound.assignments.ledger import Books
from chithi_tasks.adapters.outbound.assignments.mover import AssignmentMover
from chithi_tasks.app.shared import Shared
from chithi_tasks.core.assignments.fan_out import FanOut, fan_out


def assignment_parts(shared: Shared) -> Parts:
    """The life of assignments."""
    rt, organisation = shared.rt, shared.organisation
    directives, books = DirectiveRepository(rt.mongo), Books(rt.mongo, shared.assignments, rt.outbox, rt.audit)
    reading = AssignmentReading(
        books=books, directives=directives, changes=shared.changes, organisation=organisation, clock=rt.clock
    )
    mover = AssignmentMover(books, organisation.catalogue, rt.clock)
    acting = Acting(
        mongo=rt.mongo,
        books=books,
        reading=reading,
        clock=rt.clock,
        following=lambda assignment, at: mover.following(assignment, organisation.tree, at),
    )
    find = BoardFinder(shared.board, organisation, rt.clock)
    chasing = Chasing(mongo=rt.mongo, books=books, acting=acting, clock=rt.clock, find=find)

    def fanned(directive: DirectivePublished) -> FanOut:
        return fan_out(directive, organisation.gazetteer, organisation.catalogue)

    on_directive = DirectiveHandlers(mongo=rt.mongo, books=books, directives=directives, fan_out=fanned)
    on_report, on_parent = ReportHandler(books), CascadeHandler(rt.mongo, books)
    return Parts(
        topics=CATALOGUE,
        routers=[
            assignment_routes(reading),
            calendar_routes(rt.clock),
            steering_routes(Assigning(acting, organisation), chasing),
            action_routes(acting),
        ],
        consumes={
            DirectivePublished: each(on_directive.published),
            DirectiveSuperseded: each(on_directive.superseded),
            DirectiveWithdrawn: each(on_directive.withdrawn),
            ReportSubmitted: on_report,
            ReportAmended: on_report,
            ReportReturned: on_report,
            AssignmentWithdrawn: on_parent,
            AssignmentSuspended: on_parent,
            AssignmentResumed: on_parent,
            AssignmentCompleted: on_parent,
        },
        startup=[
            partial(shared.changes.ensure, all_scopes(organisation.tree)),
            directives.ensure,
            shared.assignments.ensure,
        ],
    )
