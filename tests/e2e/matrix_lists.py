"""What a list holds: it is read to its end, as the account sees it, and the things are looked for in it."""

import re
from typing import Any
from urllib.parse import unquote

from .matrix_people import COUNTED, home_of
from .matrix_requests import ASKS, filled
from .matrix_world import World

Json = dict[str, Any]
MOST_PAGES = 200


async def pages(world: World, who: str, route: str) -> str:
    """Every page that the account is answered about its own unit, as one text."""
    known = {"{thing}": home_of(who), "{mark}": world.mark}
    path, asked = route.partition("?")[0].removeprefix("GET "), filled(ASKS[route].params, known)
    client, texts, cursor = await world.as_(who), list[str](), ""
    while len(texts) < MOST_PAGES:
        answer = await client.get(path, params=asked | ({"cursor": cursor} if cursor else {}))
        texts.append(answer.raise_for_status().text)
        page = answer.json() if answer.headers["content-type"] == "application/json" else None
        following = _linked(answer.text) if page is None else _told(page)
        if following in ("", cursor):
            return "\n".join([*texts, *_figures(page or {})])
        cursor = following
    raise AssertionError(f"{route} has no end")


def _told(page: Json) -> str:
    return str(page.get("next_cursor") or "") if page.get("has_more", True) else ""


def _linked(page: str) -> str:
    """The link to the next page is the last one with a place in the list."""
    places = re.findall(r'cursor=([^"&]+)', page)
    return unquote(places[-1]) if places else ""


def _figures(page: Json) -> list[str]:
    """Those of which the sum is made: each is another power of ten."""
    sums = [str(cell["filed"]["value"]) for cell in page.get("cells", ()) if cell["indicator"] == COUNTED]
    return [f"{COUNTED}-{10**power}" for one in sums for power, digit in enumerate(reversed(one)) if digit != "0"]


def named(text: str, things: dict[str, str]) -> set[str]:
    """The places whose thing occurs in the text."""
    return {place for place, thing in things.items() if re.search(rf"(?<![\w-]){re.escape(thing)}(?![\w-])", text)}
