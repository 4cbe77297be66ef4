"""Kinds of agencies: those of today, those that ended in 2025 with their successors, and collective phrases."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from chithi_tasks.core.unit_table import table

AgencyLevel = Literal["nation", "province", "district", "commune"]


@dataclass(frozen=True, slots=True)
class AgencyKind:
    """A kind of agency that exists at one level today."""

    slug: str
    level: AgencyLevel
    name: str


@dataclass(frozen=True, slots=True)
class EndedKind:
    """A kind that ended: what it did is *proposed* to the successor's kind, a person confirms."""

    level: AgencyLevel
    name: str
    successor: AgencyKind
    ended: str
    note: str

    def explanation(self, written: str) -> str:
        """Why the successor is proposed, for the person who has to confirm it; `written` is the directive's wording."""
        day = "/".join(reversed(self.ended.split("-")))
        reason = f"{written}: kết thúc hoạt động ngày {day}; đề xuất giao {self.successor.name}"
        return f"{reason}. {self.note}." if self.note else f"{reason}."


@dataclass(frozen=True, slots=True)
class Group:
    """A phrase such as "các sở, ban, ngành": one collective assignee until a person names its members."""

    slug: str
    name: str


Entry = AgencyKind | EndedKind


class Catalogue:
    """Finds the kinds that a name may mean. Aliases are in `key` form."""

    def __init__(self) -> None:
        self._entries: dict[str, list[Entry]] = {}
        self._groups: dict[str, Group] = {}
        kinds = {}
        for row, aliases in _rows("agency_kinds.csv"):
            kinds[row["slug"]] = kind = AgencyKind(row["slug"], _level(row["level"]), row["name"])
            self._add(kind, aliases)
        for row, aliases in _rows("agency_successors.csv"):
            successor = kinds[row["successor"]]
            self._add(EndedKind(_level(row["level"]), row["name"], successor, row["ended"], row["note"]), aliases)
        for row, aliases in _rows("agency_groups.csv"):
            self._groups.update(dict.fromkeys(aliases, Group(row["slug"], row["name"])))

    def _add(self, entry: Entry, aliases: list[str]) -> None:
        for alias in aliases:
            self._entries.setdefault(alias, []).append(entry)

    def prefixes(self, name: str) -> Iterator[tuple[list[Entry], str]]:
        """Kinds whose alias begins the name, the longest alias first, each with the words that follow."""
        words = name.split()
        for length in range(len(words), 0, -1):
            entries = self._entries.get(" ".join(words[:length]))
            if entries:
                yield entries, " ".join(words[length:])

    def group(self, name: str) -> Group | None:
        """The collective that the name begins with."""
        words = name.split()
        found = (self._groups.get(" ".join(words[:length])) for length in range(len(words), 0, -1))
        return next((group for group in found if group), None)


@cache
def packaged_catalogue() -> Catalogue:
    """The catalogue that ships with the service, read once."""
    return Catalogue()


def _rows(name: str) -> Iterator[tuple[dict[str, str], list[str]]]:
    for row in table(name):
        yield row, row["aliases"].split("|")


def _level(text: str) -> AgencyLevel:
    levels: dict[str, AgencyLevel] = {"province": "province", "district": "district", "commune": "commune"}
    return levels[text]
