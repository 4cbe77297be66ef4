"""Kinds of agencies: those of today, those that ended in 2025 with their successors, and collective phrases."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal, get_args

from chithi_tasks.core.organisation.unit_table import table
from chithi_tasks.core.text import slug

AgencyLevel = Literal["nation", "province", "district", "commune"]


@dataclass(frozen=True, slots=True)
class AgencyKind:
    """A kind of agency that exists at one level today; `valid_from` is its first day, where that is known."""

    slug: str
    level: AgencyLevel
    name: str
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class EndedKind:
    """A kind that ended: what it did is *proposed* to the successor's kind, a person confirms.

    `also` are the other kinds that took over a part of its work; `functions` says which part went to the successor
    and to each of these, and is empty when one took over all.
    """

    level: AgencyLevel
    name: str
    successor: AgencyKind
    ended: str
    note: str
    also: tuple[AgencyKind, ...] = ()
    functions: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """Its id among the kinds of all times."""
        return slug(self.name)

    def explanation(self, written: str) -> str:
        """Why the successor is proposed, for the person who has to confirm it; `written` is the directive's wording."""
        day = "/".join(reversed(self.ended.split("-")))
        higher = " cấp tỉnh" if self.level == "district" and not self.successor.name.startswith("Sở ") else ""
        reason = f"{written}: kết thúc hoạt động ngày {day}; đề xuất giao {self.successor.name}{higher}"
        return f"{reason}. {self.note}." if self.note else f"{reason}."


@dataclass(frozen=True, slots=True)
class Group:
    """A phrase such as "các sở, ban, ngành": one collective assignee until a person names its members."""

    slug: str
    name: str


Entry = AgencyKind | EndedKind


class Catalogue:
    """Finds the kinds that a name may mean. Aliases are in `key` form; `names` lists every entry with its aliases."""

    def __init__(self) -> None:
        self._entries: dict[str, list[Entry]] = {}
        self._national: dict[str, Entry] = {}
        self._groups: dict[str, Group] = {}
        self._kinds: dict[str, AgencyKind] = {}
        self.names: list[tuple[str, tuple[str, ...], Entry | Group]] = []
        for row, aliases in _rows("agency_kinds.csv"):
            first = date.fromisoformat(row["valid_from"]) if row["valid_from"] else None
            kind = self._kinds[row["slug"]] = AgencyKind(row["slug"], _level(row["level"]), row["name"], first)
            self._add(kind, aliases)
        for row, aliases in _rows("agency_successors.csv"):
            self._add(self._ended(row), aliases)
        for row, aliases in _rows("agency_groups.csv"):
            group = Group(row["slug"], row["name"])
            self._groups.update(dict.fromkeys(aliases, group))
            self.names.append((group.name, tuple(aliases), group))

    def _ended(self, row: dict[str, str]) -> EndedKind:
        also = tuple(self._kinds[slug] for slug in row["also"].split("|") if slug)
        return EndedKind(
            level=_level(row["level"]),
            name=row["name"],
            successor=self._kinds[row["successor"]],
            ended=row["ended"],
            note=row["note"],
            also=also,
            functions=tuple(function for function in row["functions"].split("|") if function),
        )

    def _add(self, entry: Entry, aliases: list[str]) -> None:
        self.names.append((entry.name, tuple(aliases), entry))
        for alias in aliases:
            if entry.level == "nation":
                self._national[alias] = entry
            else:
                self._entries.setdefault(alias, []).append(entry)

    def kind(self, slug: str) -> AgencyKind | Group | None:
        """The living kind, or the collective, of this slug."""
        groups = (group for group in self._groups.values() if group.slug == slug)
        return self._kinds.get(slug) or next(groups, None)

    def national(self, name: str) -> Entry | None:
        """The ministry, or body of that rank, of exactly this name."""
        return self._national.get(name)

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
    levels: tuple[AgencyLevel, ...] = get_args(AgencyLevel)
    return next(level for level in levels if level == text)
