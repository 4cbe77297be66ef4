"""Who may see and do what: six roles, each bound to one unit."""

from typing import Literal, get_args

Role = Literal["clerk", "coordinator", "agency_officer", "commune_officer", "ops", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
ASSIGNEES: tuple[Role, ...] = ("agency_officer", "commune_officer")
PUBLISHERS: tuple[Role, ...] = ("clerk", "coordinator", "admin")
OVERSEERS: tuple[Role, ...] = ("clerk", "coordinator", "ops", "admin")
