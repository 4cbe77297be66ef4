"""Units and agencies, and what names in a directive mean."""

from chithi_contracts.topics import CATALOGUE
from chithi_platform.service import Parts
from chithi_tasks.adapters.inbound.http.assignees import assignee_routes
from chithi_tasks.adapters.inbound.http.resolutions import resolution_routes
from chithi_tasks.adapters.inbound.http.units import unit_routes
from chithi_tasks.adapters.outbound.units import UnitRepository
from chithi_tasks.app.shared import Shared


def organisation_parts(shared: Shared) -> Parts:
    """The register of units and the reading of names."""
    rt, organisation = shared.rt, shared.organisation
    units = UnitRepository(rt.mongo, rt.outbox, organisation.tree)
    return Parts(
        topics=CATALOGUE,
        routers=[unit_routes(units), resolution_routes(organisation), assignee_routes(organisation)],
        startup=[units.ensure],
    )
