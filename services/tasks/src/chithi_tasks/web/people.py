"""The pages /can-bo and /can-bo/{username}: people, their phones and sessions, and clients of other systems."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from jinja2 import Environment
from starlette.responses import Response

from chithi_platform.problems import Problem
from chithi_platform.security import Principal
from chithi_tasks.adapters.inbound.http.identity.clients import ClientDesk
from chithi_tasks.adapters.inbound.identity.phones import Phones
from chithi_tasks.core.identity.client import OF_ROLE, SCOPES
from chithi_tasks.core.identity.device import MOST_DEVICES
from chithi_tasks.core.identity.rights import MANAGERS, in_charge, manageable
from chithi_tasks.core.organisation.units import Unit
from chithi_tasks.core.resolving.organisation import Organisation
from chithi_tasks.web.assets import ASSETS
from chithi_tasks.web.guard import Door, guarded
from chithi_tasks.web.people_view import (
    LOOKS,
    STATES,
    TABS,
    Chosen,
    Person,
    PersonView,
    Phone,
    fits,
    person,
    place_of,
    works_of,
)
from chithi_tasks.web.words_people import PEOPLE
from chithi_tasks.web.words_people_scripts import SCRIPTS
from chithi_webui import environment, render

TEMPLATES = Path(__file__).parent / "templates"
PAGE = 50
CHUNK = 200
MOST_READ = 4000
DOOR = Door(
    here="people",
    roles=frozenset(MANAGERS),
    refusal="Trang này dành cho điều phối viên và quản trị. Quyền do quản trị của đơn vị cấp.",
)


@dataclass(frozen=True)
class People:
    """What these pages read from."""

    phones: Phones
    clients: ClientDesk
    organisation: Organisation
    clock: Callable[[], datetime]
    day_of: Callable[[datetime], date]

    async def rows(self, caller: Principal, chosen: Chosen) -> tuple[list[Person], str]:
        """A page of people, and the name that the next one begins after.

        How an account stands follows from the day, so it is asked of each; of very many, a page may end early.
        """
        roles = tuple(role for role in manageable(caller.role) if chosen.role in ("", role))
        mine = partial(in_charge, caller.role, caller.unit_id)
        found: list[Person] = []
        after, read = chosen.cursor or None, 0
        while len(found) <= PAGE and read < MOST_READ:
            accounts = await self.phones.accounts.page(
                chosen.unit or caller.unit_id, roles=roles, mine=mine, q=chosen.q, after=after, limit=CHUNK
            )
            counts = await self.phones.devices.counted([account.username for account in accounts])
            rows = [person(one, self.organisation, counts.get(one.username, 0)) for one in accounts]
            found += [row for row in rows if fits(row, chosen.state)]
            read += len(accounts)
            if len(accounts) < CHUNK:
                break
            after = accounts[-1].username
        else:
            if len(found) <= PAGE:
                return found, after or ""
        return found[:PAGE], found[PAGE - 1].username if len(found) > PAGE else ""

    async def person(self, caller: Principal, username: str) -> PersonView:
        """One person of the caller's subtree; raises 404."""
        account, now = await self.phones.owner(caller, username), self.clock()
        devices = await self.phones.devices.of(username)
        sessions = await self.phones.sessions.of(username, now)
        living = {session.id for session in sessions}
        return PersonView(
            account=account,
            state=account.state(self.day_of(now)),
            place=place_of(account.standing, self.organisation),
            works=works_of(account, self.organisation, self.day_of(now)),
            phones=[Phone(device, account.name, device.session_id in living) for device in devices],
            sessions=[session for session in sessions if session.device_id is None],
            myself=caller.subject == username,
        )

    async def all_phones(self, caller: Principal, chosen: Chosen) -> tuple[list[Phone], str]:
        """A page of phones, newest first, and the id that the next one begins after."""
        unit = chosen.unit or caller.unit_id
        found = await self.phones.page(unit, None, before=chosen.cursor or None, limit=PAGE + 1)
        names = {device.username: device.username for device, _ in found}
        for username in names:
            account = await self.phones.accounts.find(username)
            names[username] = account.name if account else username
        rows = [Phone(device, names[device.username], living) for device, living in found]
        return rows[:PAGE], rows[PAGE - 1].device.id if len(rows) > PAGE else ""

    def units(self, caller: Principal) -> list[Unit]:
        """The caller's unit and those right below it, by name."""
        own = self.organisation.tree.get(caller.unit_id)
        below = self.organisation.tree.children(caller.unit_id) if own else []
        return [*([own] if own else []), *sorted(below, key=lambda unit: unit.name)]


def people_routes(people: People, *, passwords: bool) -> APIRouter:
    """The pages, bound to what they read; `passwords` whether people have one of ours, and a second factor."""
    router = APIRouter(include_in_schema=False)
    pages = _environment()
    pages.globals["passwords"] = passwords

    def shown(template: str, request: Request, caller: Principal, **context: Any) -> Response:
        now = people.clock()
        who: dict[str, Any] = {"units": people.units(caller), "roles": manageable(caller.role)}
        when: dict[str, Any] = {"today": people.day_of(now), "now": now}
        return render(pages, template, request=request, user=caller, here="people", **who, **when, **context)

    async def everybody(request: Request, caller: Principal) -> Response:
        chosen = _chosen(request, caller, people)
        context: dict[str, Any] = {}
        if chosen.tab == "dien-thoai":
            context["rows"], context["more"] = await people.all_phones(caller, chosen)
        elif chosen.tab == "ung-dung":
            clients = await people.clients.clients.inside(caller.units, before=chosen.cursor or None, limit=PAGE + 1)
            context["rows"] = [people.clients.shown(client) for client in clients[:PAGE]]
            context["more"] = clients[PAGE - 1].id if len(clients) > PAGE else ""
        else:
            context["rows"], context["more"] = await people.rows(caller, chosen)
        template = {"": "people.html", "dien-thoai": "people_phones.html", "ung-dung": "people_clients.html"}
        return shown(template[chosen.tab], request, caller, chosen=chosen, **context)

    async def one(request: Request, caller: Principal) -> Response:
        person = await people.person(caller, request.path_params["username"])
        return shown("people_person.html", request, caller, person=person)

    router.add_api_route("/can-bo", guarded(pages, everybody, DOOR), methods=["GET"])
    router.add_api_route("/can-bo/{username}", guarded(pages, one, DOOR), methods=["GET"])
    return router


def _environment() -> Environment:
    pages = environment(TEMPLATES, words=PEOPLE, assets=ASSETS, script_words=SCRIPTS)
    fixed = {"looks": LOOKS, "states": STATES, "scopes": SCOPES, "scopes_of": OF_ROLE, "most_devices": MOST_DEVICES}
    pages.globals.update(fixed)
    return pages


def _chosen(request: Request, caller: Principal, people: People) -> Chosen:
    asked = request.query_params
    tab, unit = asked.get("muc", ""), people.organisation.tree.get(asked.get("unit", ""))
    if unit is not None and not caller.covers(unit.path):
        raise Problem(403, "foreign-unit", "Không có quyền", "Đơn vị nằm ngoài phạm vi được giao.")
    if tab == "ung-dung" and caller.role != "admin":
        raise Problem(403, "forbidden-role", "Không có quyền", "Mục ứng dụng dành cho quản trị của đơn vị.")
    return Chosen(
        tab=tab if tab in TABS else "",
        q=asked.get("q", "").strip()[:100],
        role=asked.get("role", "") if asked.get("role") in manageable(caller.role) else "",
        unit=unit.id if unit else "",
        state=asked.get("state", "") if asked.get("state") in STATES else "",
        cursor=asked.get("cursor", "")[:64],
    )
