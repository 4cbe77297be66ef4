"""Resolves the names that a directive uses into real units and agencies of today."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from chithi_tasks.core.organisation.agency_catalogue import AgencyKind, AgencyLevel, Catalogue, EndedKind, Entry
from chithi_tasks.core.organisation.units import Unit
from chithi_tasks.core.resolving.candidates import (
    COLLECTIVE,
    DISTRICTS_ENDED,
    IMPLIED,
    NO_MINISTRY,
    NOT_ONE_PLACE,
    Candidate,
    full_name,
    unresolved,
)
from chithi_tasks.core.resolving.scopes import ScopeReader
from chithi_tasks.core.resolving.targets import Target, targets_of
from chithi_tasks.core.resolving.territory import NOT_MINISTRIES, Gazetteer, Territory
from chithi_tasks.core.text import key, slug

COMMITTEE, MINISTRIES = "ubnd-tinh", "cac-bo-nganh"
PROVINCE_COMMITTEE = AgencyKind(COMMITTEE, "province", "Ủy ban nhân dân")
SEPARATOR = re.compile(r"\s+và\s+|\s*[,;]\s*")
MOST_PARTS, MOST_HEADS = 12, 6
WIDENING = ("cac cap", "cap")
PERSONS = (
    "nguoi dung dau",
    "chi huy truong",
    "vien truong",
    "thu truong",
    "bo truong",
    "giam doc",
    "chu tich",
    "lanh dao",
    "chanh an",
    "dong chi",
    "truong",
    "chanh",
)
HEADS = (*PERSONS, "cap uy", "luc luong", "nhung", "giao", "de nghi", "yeu cau", "cac")


class Resolver:
    """Resolves names as seen from one issuer; without a territory it is up to `publisher` to choose who is meant."""

    def __init__(
        self, gazetteer: Gazetteer, catalogue: Catalogue, territory: Territory | None, publisher: Unit | None = None
    ) -> None:
        self._tree = gazetteer.tree
        self._catalogue = catalogue
        self._territory = territory
        self._scopes = ScopeReader(gazetteer, territory) if territory else None
        self._home = territory.unit if territory else publisher or self._tree.nation

    def resolve(self, name: str) -> list[Candidate]:
        """The assignees that the name means: never empty; what is unknown becomes one flagged candidate."""
        found = self._exact(name) or self._several(name, {}) or self._collective(name) or [unresolved(name, self._home)]
        if self._territory and self._territory.implied:
            found = [replace(candidate, note=candidate.note or IMPLIED) for candidate in found]
        return list({candidate.id: candidate for candidate in reversed(found)}.values())[::-1]

    def _several(self, name: str, seen: dict[str, list[Candidate]]) -> list[Candidate]:
        """ "A, B và C" as several names, if each of them is known. `seen` are the ends that were tried.

        A collective takes whatever follows it, so it may only stand where nothing that follows is known by itself.
        """
        if name not in seen:
            seen[name] = []
            for cut in islice(SEPARATOR.finditer(name), MOST_PARTS):
                first = self._among(name[: cut.start()]) or self._collective(name[: cut.start()])
                rest = name[cut.end() :]
                if first and (others := self._among(rest) or self._several(rest, seen) or self._collective(rest)):
                    seen[name] = [*first, *others]
                    break
        return seen[name]

    def _among(self, name: str) -> list[Candidate]:
        """One name among several: "các cấp" beside another only widens that one."""
        return [] if key(name) in WIDENING else self._exact(name)

    def _exact(self, name: str) -> list[Candidate]:
        for text in _without_heads(key(name)):
            if found := self._national(name, text) or self._by_kind(name, text) or self._by_place(name, text):
                return found
        return []

    def _collective(self, name: str) -> list[Candidate]:
        """A collective, whatever follows it: "các cơ quan, đơn vị liên quan"."""
        groups = (self._catalogue.group(text) for text in _without_heads(key(name)))
        group, unit = next((group for group in groups if group), None), self._home
        if group is None:
            return []
        return [Candidate("agency", f"{group.slug}:{unit.id}", full_name(group.name, unit), unit, name, COLLECTIVE)]

    def _national(self, name: str, text: str) -> list[Candidate]:
        nation = self._tree.nation
        entry = self._catalogue.national(text)
        if isinstance(entry, EndedKind):
            return [_of_nation(entry.successor, nation, name, entry.explanation(name))]
        if entry is not None:
            return [_of_nation(entry, nation, name, COLLECTIVE if entry.slug == MINISTRIES else None)]
        if not text.startswith("bo ") or text.startswith((*NOT_MINISTRIES, "bo truong")):
            return []
        return [Candidate("agency", f"{slug(text)}:{nation.id}", name, nation, name, NO_MINISTRY)]

    def _by_kind(self, name: str, text: str) -> list[Candidate]:
        if self._scopes is None or self._territory is None:
            return []
        for entries, rest in self._catalogue.prefixes(text):
            scope = self._scopes.read(rest)
            if scope is not None:
                targets = list(targets_of(self._territory, scope))
                return [c for target in targets for c in self._of_entries(entries, target, name)]
        return []

    def _by_place(self, name: str, text: str) -> list[Candidate]:
        """Units named without "UBND": "các xã, phường", "phường Nam Định"."""
        if self._scopes is None or self._territory is None:
            return []
        scope = self._scopes.read(text)
        if scope is None or scope.empty:
            return []
        targets = targets_of(self._territory, scope)
        return [candidate for target in targets for candidate in self._committees(target, name)]

    def _of_entries(self, entries: list[Entry], target: Target, name: str) -> list[Candidate]:
        if any(isinstance(entry, AgencyKind) and entry.slug == COMMITTEE for entry in entries):
            return self._committees(target, name)
        entry = _entry_at(entries, target.level)
        if isinstance(entry, EndedKind):
            target = replace(target, level=entry.successor.level, note=entry.explanation(name))
            return self._agencies(entry.successor, target, name)
        if entry.level != target.level and (target.explicit or target.level == "nation"):
            target = replace(target, note=target.note or NOT_ONE_PLACE)
        return self._agencies(entry, target, name)

    def _agencies(self, kind: AgencyKind, target: Target, name: str) -> list[Candidate]:
        units = target.communes if kind.level == "commune" else self._provinces(target)
        return [
            Candidate("agency", f"{kind.slug}:{unit.id}", full_name(kind.name, unit), unit, name, target.note)
            for unit in units
        ]

    def _committees(self, target: Target, name: str) -> list[Candidate]:
        """People's committees: a province's is an agency, a commune's is the commune itself."""
        if target.level in ("province", "nation"):
            return self._agencies(PROVINCE_COMMITTEE, target, name)
        note = target.note or (DISTRICTS_ENDED if target.level == "district" else None)
        return [Candidate("unit", unit.id, unit.name, unit, name, note) for unit in target.communes]

    def _provinces(self, target: Target) -> Iterable[Unit]:
        if target.unit.level == "nation":
            return self._tree.children(target.unit.id)
        return [self._tree[target.unit.path[1]]]


def _of_nation(kind: AgencyKind, nation: Unit, written: str, note: str | None) -> Candidate:
    return Candidate("agency", f"{kind.slug}:{nation.id}", kind.name, nation, written, note)


def _entry_at(entries: list[Entry], level: AgencyLevel) -> Entry:
    """The kind at this level; else the nearest: what ended below the province is proposed upwards."""
    order: tuple[AgencyLevel, ...] = (level, "province", "district", "commune")
    return min(entries, key=lambda entry: order.index(entry.level))


def _without_heads(text: str, most: int = MOST_HEADS) -> Iterator[str]:
    """The name, then the name without "Giám đốc", "Thủ trưởng", "các" and the like in front."""
    yield text
    head = next((head for head in HEADS if text.startswith(f"{head} ")), None)
    if head is not None and most:
        yield from _without_heads(text[len(head) + 1 :], most - 1)
