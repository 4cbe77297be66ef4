"""Every route, every role, every relation of the caller's unit to the thing's: as the table in access.md says."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from chithi_platform.problems import MEDIA_TYPE

from .matrix_lists import named, pages
from .matrix_people import AGENCY, NO_THING, PLACES, PROVINCE, ROLES, home_of
from .matrix_requests import ASKS, Ask, filled
from .matrix_table import NOBODYS, REACH, SIGNED_OUT, THROUGH, routes, rows
from .matrix_world import World
from .site import Site

pytestmark = pytest.mark.surface

TABLE = rows("## Routes and roles")
LISTS = sorted(route for route, ask in ASKS.items() if ask.lists)
_SIGN_IN = ("/login?next=", "/session/renew")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def signed_in(site: Site) -> AsyncIterator[World]:
    world = await World.of(site)
    yield world
    await world.close()


@pytest_asyncio.fixture(loop_scope="session")
async def world(signed_in: World) -> World:
    """The one world of these tests, each of which begins with tokens that last."""
    await signed_in.begin_anew()
    return signed_in


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    declared, told = routes(), {route.partition("?")[0] for route in TABLE}
    assert declared - told == set(), "routes without a row in docs/architecture/access.md"
    assert told - declared == set(), "rows without a route"
    assert TABLE.keys() - ASKS.keys() == set(), "rows that are not tried: add a request to matrix_requests.py"
    assert {name for row in TABLE.values() for name in row} == {*ROLES, SIGNED_OUT}


def test_every_route_that_may_be_a_list_says_whose_things_it_holds() -> None:
    """Whatever is read without naming a thing, and by nobody who is signed out."""
    for route, row in TABLE.items():
        may = route.startswith("GET") and "{" not in route and row[SIGNED_OUT].word != "✓"
        silent = [who for who, cell in row.items() if may and cell.expected("own") == THROUGH and not cell.holds]
        assert not silent, f"{route} does not say what it holds for {silent}"
        tried = any(cell.holds not in ("", NOBODYS) for cell in row.values())
        assert tried == (ASKS[route].lists is not None), f"{route}: what it lists and what its row says differ"


@pytest.mark.parametrize("route", LISTS)
async def test_a_list_holds_what_the_table_says(world: World, route: str) -> None:
    """One thing in each place: it is in the list or is not, on whichever page."""
    ask, wrong = ASKS[route], []
    for who, cell in TABLE[route].items():
        if not cell.holds:
            continue
        made = {place: await world.thing(str(ask.lists), unit) for place, unit in PLACES[home_of(who)].items()}
        things = {place: thing for place, thing in made.items() if thing != NO_THING}
        found = named(await pages(world, who, route), things)
        wanted = set(REACH[cell.holds]) & things.keys()
        if found != wanted:
            wrong.append(f"{who}: holds those of {sorted(found)}, the table says {sorted(wanted)}")
    assert not wrong, "\n".join([route, *wrong])


@pytest.mark.parametrize("route", sorted(TABLE.keys() & ASKS.keys()))
async def test_the_route_answers_as_the_table_says(world: World, route: str) -> None:
    ask, wrong = ASKS[route], []
    for who, cell in TABLE[route].items():
        for relation, unit in units_tried(who, ask).items():
            if ask.thing and await world.thing(ask.thing, unit) == NO_THING:
                continue
            answer = await send(world, who if who in ROLES else "", route, unit)
            found = outcome(answer, ask)
            if found != cell.expected(relation):
                wrong.append(f"{who}, {relation}: {found} {_code(answer)}, the table says {cell.expected(relation)}")
    assert not wrong, "\n".join([route, *wrong])


def units_tried(who: str, ask: Ask) -> dict[str, str]:
    """The units whose things are tried, by relation; one is enough where things do not matter."""
    if who == SIGNED_OUT or ask.thing is None:
        return {"own": PROVINCE}
    return PLACES[home_of(who)]


async def send(world: World, who: str, route: str, unit: str) -> httpx.Response:
    """Try the route as that account, about a thing of the unit."""
    method, path = route.partition("?")[0].split(" ")
    ask, client = ASKS[route], await world.as_(who)
    thing = await world.thing(ask.thing, unit) if ask.thing else ""
    role = "agency_officer" if unit in AGENCY else "commune_officer"
    known = {"{thing}": thing, "{role}": role, "{unit}": unit, "{username}": who or "clerk"}
    known |= {"{mark}": world.mark}
    known["{password}"] = world.passwords.get(known["{username}"], "")
    path = re.sub(r"{number(:int)?}", "2" if "revisions" in path else "0" if "trang" in path else "1", path)
    path = re.sub(r"{\w+}", thing, path)
    headers = ask.headers if path.startswith("/api/") else ask.headers | {"Sec-Fetch-Site": "same-origin"}
    body = {} if ask.json is None else {"json": filled(ask.json, known)}
    more = filled(ask.more, known)
    return await client.request(
        method, path, params=filled(ask.params, known), headers=headers, follow_redirects=False, **body, **more
    )


def outcome(answer: httpx.Response, ask: Ask) -> str:
    """How it ended, in the words of the table."""
    assert answer.status_code < 500, answer.text
    if {_code(answer), str(answer.status_code)} & ask.also:
        return THROUGH
    if answer.is_redirect and answer.headers["location"].startswith(_SIGN_IN):
        return "login"
    return str(answer.status_code) if answer.status_code in (401, 403, 404) else THROUGH


def _code(answer: httpx.Response) -> str:
    told = answer.json() if answer.headers.get("content-type") == MEDIA_TYPE else {}
    return str(told.get("type", "")).rpartition("/")[2]
