"""The table of docs/architecture/access.md as the tests read it, and every route that the services have."""

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path

from fastapi.routing import APIRoute

from chithi_cli.generate import _blueprints
from chithi_platform.service import Parts

ROOT = next(parent for parent in Path(__file__).resolve().parents if (parent / "docker-compose.yml").is_file())
PAGE = ROOT / "docs" / "architecture" / "access.md"
SIGNED_OUT = "signed out"
RELATIONS = ("own", "subordinate", "sibling", "superior", "none")
THROUGH = "through"
REACH = {"✓": RELATIONS, "subtree": ("own", "subordinate"), "own": ("own",), "below": ("subordinate",), "self": ()}
NOBODYS = "–"
_REFUSALS = ("401", "403", "404", "login")
_ROUTE = re.compile(r"`((?:GET|POST|PUT|PATCH|DELETE) /[^`]*)`")


@dataclass(frozen=True)
class Cell:
    """`✓`, `subtree`, `below`, `own`, with what is answered beyond; or a refusal, of everything or of what one sees.

    `holds` is whose things the answer lists, empty where it is no list.
    """

    word: str
    holds: str = ""

    @classmethod
    def of(cls, text: str) -> "Cell":
        """The cell as it is written."""
        word, _, holds = text.partition(" ∋ ")
        return cls(word, holds)

    def expected(self, relation: str) -> str:
        """How a request about a thing of that relation ends."""
        word, _, beyond = self.word.partition("/")
        refusal, _, reach = word.partition(" ") if word[:3] in _REFUSALS else (THROUGH, "", word)
        if word in _REFUSALS:
            return word
        return refusal if relation in REACH[reach] else beyond or "404"


Row = dict[str, Cell]


def rows(heading: str) -> dict[str, Row]:
    """The rows of the table under the heading, by route; a route that stands twice is a mistake."""
    text = PAGE.read_text("utf-8")
    lines = [line for line in text.partition(f"\n{heading}\n")[2].partition("\n## ")[0].splitlines() if line[:1] == "|"]
    columns = [cell.strip(" `") for cell in lines[0].strip("|").split("|")][1:]
    found: dict[str, Row] = {}
    for line in lines[2:]:
        first, *cells = [cell.strip() for cell in line.strip("|").split("|")]
        for route in _ROUTE.findall(first):
            assert route not in found, f"{route} stands twice in {PAGE.name}"
            found[route] = {name: Cell.of(cell) for name, cell in zip(columns, cells, strict=True)}
    return found


def routes() -> set[str]:
    """Every route of the four services, API and pages, as they declare them with the settings that they begin with."""
    return {route for blueprint in asyncio.run(_blueprints()) for route in declared(blueprint.parts)}


def declared(parts: Parts) -> list[str]:
    """The routes of one service; of those that stand twice the first answers."""
    found = [route for router in parts.routers for route in router.routes]
    strange = [route for route in found if not isinstance(route, APIRoute)]
    assert not strange, f"a router in a router would not be tried: {strange}"
    return [f"{method} {route.path}" for route in found for method in route.methods]
