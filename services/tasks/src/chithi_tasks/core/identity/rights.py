"""Who may manage whose account."""

from collections.abc import Iterable

from chithi_tasks.core.identity.access import ASSIGNEES, ROLES, Role
from chithi_tasks.core.identity.account import Account

MANAGERS: tuple[Role, ...] = ("coordinator", "admin")


def manageable(role: str) -> tuple[Role, ...]:
    """The roles whose accounts this role may make and change: a coordinator those who carry tasks out."""
    if role == "admin":
        return ROLES
    return ASSIGNEES if role == "coordinator" else ()


def may_manage(manager_role: str, manager_unit: str, *, role: str, path: Iterable[str]) -> bool:
    """Whether the manager may make or change an account that has this role in a unit with this path."""
    return role in manageable(manager_role) and manager_unit in tuple(path)


def in_charge(manager_role: str, manager_unit: str, account: Account) -> bool:
    """Whether the manager may act on the account: on all that it is and will be, not only on what it is today."""
    return all(may_manage(manager_role, manager_unit, role=one.role, path=one.path) for one in account.not_over)
