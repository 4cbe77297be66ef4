"""Units and agencies, how they change, and what names in a directive mean."""

from datetime import date

from chithi_contracts.events import AgencyChanged
from chithi_contracts.events.organisation import AgencySuccession
from chithi_contracts.topics import CATALOGUE
from chithi_platform.lease import Lease
from chithi_platform.service import Parts
from chithi_tasks.adapters.inbound.http.organisation.agencies import agency_routes
from chithi_tasks.adapters.inbound.http.organisation.assignees import assignee_routes
from chithi_tasks.adapters.inbound.http.organisation.reorganisations import ReorganisationRoutes, reorganisation_routes
from chithi_tasks.adapters.inbound.http.organisation.resolutions import resolution_routes
from chithi_tasks.adapters.inbound.http.organisation.units import unit_routes
from chithi_tasks.adapters.inbound.organisation.clusters import ClusterDesk
from chithi_tasks.adapters.inbound.organisation.register import RegisterFollower
from chithi_tasks.adapters.inbound.organisation.register_job import LEASE, LEASE_S, RegisterJob
from chithi_tasks.adapters.inbound.organisation.reorganisation_desk import ReorganisationDesk
from chithi_tasks.adapters.inbound.organisation.reorganiser import Movers, Reorganiser
from chithi_tasks.adapters.outbound.assignments.changes import all_scopes
from chithi_tasks.adapters.outbound.assignments.ledger import Books
from chithi_tasks.adapters.outbound.assignments.mover import AssignmentMover
from chithi_tasks.adapters.outbound.identity.account_moves import AccountMover
from chithi_tasks.adapters.outbound.identity.client_moves import FollowingClients
from chithi_tasks.adapters.outbound.identity.clients import ClientRepository
from chithi_tasks.adapters.outbound.organisation.holdings import Holdings
from chithi_tasks.adapters.outbound.organisation.reorganisations import ReorganisationRepository
from chithi_tasks.adapters.outbound.organisation.unit_imports import UnitImport
from chithi_tasks.adapters.outbound.organisation.units import UnitRepository
from chithi_tasks.app.shared import Shared
from chithi_tasks.core.identity.account import day_of
from chithi_tasks.core.organisation.agencies import Agency, agencies
from chithi_tasks.core.organisation.unit_table import table_hash
from chithi_tasks.core.organisation.units import UnitTree


def organisation_parts(shared: Shared) -> Parts:
    """The register of units and the reading of names."""
    rt, organisation = shared.rt, shared.organisation
    units, rows = UnitRepository(rt.mongo, rt.outbox), ReorganisationRepository(rt.mongo)
    kinds = agencies(organisation.catalogue)
    imports = UnitImport(rt.mongo, rt.outbox, units, rt.clock)
    desk = ReorganisationDesk(mongo=rt.mongo, units=units, rows=rows, audit=rt.audit, clock=rt.clock)
    movers = movers_of(shared)
    reorganiser = Reorganiser(
        mongo=rt.mongo, desk=desk, units=units, rows=rows, movers=movers, audit=rt.audit, clock=rt.clock
    )
    job = RegisterJob(Lease(rt.mongo, LEASE, LEASE_S), imports, reorganiser)

    def today() -> date:
        return day_of(rt.clock())

    async def count_provinces(tree: UnitTree) -> None:
        await shared.changes.ensure(all_scopes(tree))

    async def tell_agencies() -> None:
        edition = f"agencies-{table_hash('agency_kinds.csv', 'agency_successors.csv')}"
        await imports.agencies([_told(kind) for kind in kinds], edition)

    follower = RegisterFollower(units, organisation, today, [count_provinces])
    routes = ReorganisationRoutes(desk=desk, rows=rows, units=units, belongings=movers.belongings)
    return Parts(
        topics=CATALOGUE,
        routers=[
            unit_routes(units, ClusterDesk(rt.mongo, units, rt.audit), rt.clock),
            agency_routes(kinds, rt.clock),
            reorganisation_routes(routes),
            resolution_routes(organisation),
            assignee_routes(organisation),
        ],
        startup=[units.ensure, rows.ensure, imports.today, tell_agencies, follower.start],
        jobs=[job.run],
        shutdown=[job.stop, follower.stop],
    )


def movers_of(shared: Shared) -> Movers:
    """Those who move what belongs to units."""
    rt, books = shared.rt, Books(shared.rt.mongo, shared.assignments, shared.rt.outbox, shared.rt.audit)
    work = AssignmentMover(books, shared.organisation.catalogue, rt.clock)
    people = FollowingClients(AccountMover(shared.accounts), ClientRepository(rt.mongo), rt.audit)
    return Movers(work, people, Holdings(rt.mongo))


def _told(kind: Agency) -> AgencyChanged:
    return AgencyChanged(
        agency_id=kind.id,
        name=kind.name,
        level=kind.level,
        aliases=list(kind.aliases),
        valid_from=kind.valid_from,
        valid_to=kind.valid_to,
        successors=[AgencySuccession(agency_id=heir.slug, function=function) for heir, function in kind.successors],
    )
