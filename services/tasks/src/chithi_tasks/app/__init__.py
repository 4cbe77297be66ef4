"""Puts the tasks service together: identity, the organisation, assignments."""

from chithi_platform.service import Parts, Runtime, joined
from chithi_tasks.app.assignments import assignment_parts
from chithi_tasks.app.board import board_parts
from chithi_tasks.app.devices import device_parts
from chithi_tasks.app.external import external
from chithi_tasks.app.identity import identity_parts
from chithi_tasks.app.organisation import organisation_parts
from chithi_tasks.app.shared import Shared
from chithi_tasks.web.assets import ASSETS
from chithi_webui import static_files


def build(rt: Runtime) -> Parts:
    """Everything that tasks consists of."""
    other = external(Shared.of(rt))
    shared = other.shared
    parts = joined(
        [
            identity_parts(shared),
            other.parts,
            device_parts(shared, other.grants),
            organisation_parts(shared),
            assignment_parts(shared),
            board_parts(shared),
        ]
    )
    parts.routers = [*other.routers, *parts.routers]
    parts.static = {"/static": static_files(), ASSETS.mount: ASSETS.files}
    return parts
