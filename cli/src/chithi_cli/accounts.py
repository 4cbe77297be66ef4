"""Accounts for a system on this machine: random passwords, known to nobody else."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from pydantic import SecretStr

from chithi_cli.errors import CliError
from chithi_cli.running import Login
from chithi_ingest.core.model import Directive
from chithi_tasks.accounts import put_all
from chithi_tasks.core.identity.second_factor import new_secret
from chithi_tasks.core.organisation.unit_table import packaged_tree
from chithi_tasks.core.organisation.units import Unit
from chithi_tasks.core.resolving.territory import Gazetteer, Territory
from chithi_tasks.settings import TasksSettings

NO_SECOND_FACTOR = {"CHITHI_SECOND_FACTOR_ROLES": ""}
"""For systems that live as long as a demonstration or a test, where nobody holds a phone."""


@cache
def gazetteer() -> Gazetteer:
    """Today's units and the names that they had."""
    return Gazetteer(packaged_tree())


def territory_of(directive: Directive) -> Territory:
    """What the directive's issuer governs; raises `CliError` when the text does not say."""
    context = "\n".join(section.text for section in directive.sections)
    found = gazetteer().territory(directive.issuing_body or "", directive.issue_date, context)
    if found is None:
        raise CliError(f"issuing body {directive.issuing_body!r} names no unit that could be found")
    return found


def login(username: str, name: str, role: str, unit: Unit) -> Login:
    """A login with a random password."""
    return Login(username, secrets.token_urlsafe(12), name, role, unit.id)


def staff(unit: Unit) -> list[Login]:
    """The people who run the system for a unit: clerk, coordinator, ops."""
    return [
        login("vanthu", f"Văn thư {unit.name}", "clerk", unit),
        login("dieuphoi", f"Điều phối {unit.name}", "coordinator", unit),
        login("vanhanh", f"Vận hành {unit.name}", "ops", unit),
    ]


def administrator() -> Login:
    """Who may do everything, everywhere."""
    return login("quantri", "Quản trị hệ thống", "admin", gazetteer().tree.nation)


def with_second_factors(logins: Sequence[Login]) -> list[Login]:
    """The same, with a second factor for those whose role needs one."""
    demanding = TasksSettings().second_factor_roles
    return [replace(one, second_factor=new_secret()) if one.role in demanding else one for one in logins]


def officers(communes: Sequence[Unit]) -> list[Login]:
    """One commune officer each."""
    return [login(f"canbo-{unit.code}", f"Cán bộ {unit.name}", "commune_officer", unit) for unit in communes]


async def create(logins: Sequence[Login], mongo_url: str, secrets_keys: str = "") -> None:
    """Make the accounts, or give existing ones these passwords. Second factors need the system's `secrets_keys`."""
    settings = TasksSettings(mongo_url=SecretStr(mongo_url), secrets_keys=SecretStr(secrets_keys))
    rows = [
        {
            "username": o.username,
            "password": o.password,
            "name": o.name,
            "role": o.role,
            "unit_id": o.unit_id,
            "agency_id": o.agency_id,
            "second_factor": o.second_factor,
        }
        for o in logins
    ]
    await asyncio.shield(put_all(settings, rows, generated=True))
