"""Finds the territory that a document's issuer governs, in today's communes."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from chithi_tasks.core.organisation.units import FormerUnit, Unit, UnitTree
from chithi_tasks.core.text import fold, key

KINDS = ("tinh", "thanh pho", "huyen", "quan", "thi xa", "phuong", "xa", "dac khu", "thi tran")
NATIONAL = ("chinh phu", "thu tuong", "quoc hoi", "trung uong", "van phong chinh phu")
NOT_MINISTRIES = ("bo chi huy", "bo tu lenh", "bo doi")
LONGEST_NAME = 6

TerritoryLevel = Literal["nation", "province", "district", "commune"]


@dataclass(frozen=True, slots=True)
class Territory:
    """What an issuer governs: `unit` answers for it today, `communes` are what it consists of today.

    `ended` is the last day of an issuer that ended or has other borders since; `implied` tells that the letterhead
    leaves the name out and the text had to tell it, so a person has to confirm.
    """

    level: TerritoryLevel
    name: str
    unit: Unit
    communes: tuple[Unit, ...]
    began: date | None = None
    ended: date | None = None
    implied: bool = False

    @property
    def former(self) -> bool:
        """Whether it has ended."""
        return self.ended is not None

    def meant_on(self, day: date | None) -> bool:
        """Whether a text of that day may mean it; without a day, today's units are meant."""
        if day is None:
            return self.ended is None
        return (self.began is None or self.began <= day) and (self.ended is None or day <= self.ended)


class Gazetteer:
    """Names of places, of today and before July 2025, to territories; `former` has those that ended, by code."""

    def __init__(self, tree: UnitTree) -> None:
        self.tree = tree
        self._places: dict[str, list[Territory]] = defaultdict(list)
        self.former = {unit.code: self._former(unit) for unit in tree.former.values() if tree.heirs(unit.code)}
        for territory in (*self._present(), *self.former.values()):
            self._places[key(territory.name)].append(territory)

    def _present(self) -> Iterable[Territory]:
        for unit in self.tree:
            if unit.level != "nation":
                yield Territory(unit.level, unit.name, unit, self.tree.communes(unit.id), unit.valid_from)

    def _former(self, unit: FormerUnit) -> Territory:
        communes = self.tree.heirs(unit.code)
        stands = self._main_province(communes) if unit.level != "commune" else communes[0]
        return Territory(unit.level, unit.name, stands, communes, unit.began, unit.ended)

    def _main_province(self, communes: tuple[Unit, ...]) -> Unit:
        """A former unit may have gone to two provinces of today; most of it decides."""
        parents = Counter(commune.path[1] for commune in communes)
        return self.tree[parents.most_common(1)[0][0]]

    def nation(self) -> Territory:
        """The whole country."""
        return Territory("nation", self.tree.nation.name, self.tree.nation, self.tree.communes(self.tree.nation.id))

    def named(self, name: str) -> list[Territory]:
        """Every place, of today or before, that bears this name (kind included), in `key` form."""
        return self._places.get(name, [])

    def longest(self, words: list[str]) -> tuple[int, list[Territory]]:
        """The longest run of words, from the first on, that names a place: its length and the places."""
        for length in range(min(len(words), LONGEST_NAME + 2), 1, -1):
            found = self.named(" ".join(words[:length]))
            if found:
                return length, found
        return 0, []

    def territory(self, issuing_body: str, as_of: date | None = None, context: str = "") -> Territory | None:
        """What the issuer governs, or None when the text names no place or a place that could be several.

        `as_of` is the day of the document: before 1 July 2025 names mean the units of that day. Without a day,
        today's units go first; what ended later goes by its own last day. `context` is the document's text, for an
        issuer that only calls itself "UBND thành phố".
        """
        words = key(issuing_body).split()
        mentions = self._mentions(words)
        if not mentions:
            return self.nation() if _is_national(words) else self._implied(words, context, as_of=as_of)
        places = min(mentions, key=lambda found: _rank(found[0].level))
        provinces = [t for found in mentions for t in found if t.level == "province"]
        if provinces and places[0].level != "province":
            places = [place for place in places if any(_lies_in(place, province) for province in provinces)]
        return _choose(places, issuing_body, as_of=as_of)

    def _implied(self, words: list[str], context: str, *, as_of: date | None) -> Territory | None:
        """A nameless "tỉnh" or "thành phố": the place that the text names most often, also as "tỉnh X" or "Báo X"."""
        level = next((kind for kind in ("tinh", "thanh pho") if " ".join(words).endswith(kind)), None)
        if level is None:
            return None
        text = f" {key(context)} "
        names = Counter(
            name
            for lead in dict.fromkeys((level, "tinh", "bao"))
            for after in text.split(f" {lead} ")[1:]
            if (name := self._name_after(level, after.split()))
        )
        best = names.most_common(2)
        if not best or (len(best) > 1 and best[0][1] == best[1][1]):
            return None
        found = _choose(self.named(f"{level} {best[0][0]}"), context, as_of=as_of)
        return replace(found, implied=True) if found else None

    def _name_after(self, level: str, words: list[str]) -> str | None:
        names = (" ".join(words[:length]) for length in range(LONGEST_NAME, 0, -1))
        return next((name for name in names if self.named(f"{level} {name}")), None)

    def _mentions(self, words: list[str]) -> list[list[Territory]]:
        found = []
        position = 0
        while position < len(words):
            length, places = self.longest(words[position:])
            if places:
                found.append(places)
            position += max(length, 1)
        return found


def _rank(level: TerritoryLevel) -> int:
    return ("commune", "district", "province", "nation").index(level)


def _lies_in(place: Territory, province: Territory) -> bool:
    inside = {commune.id for commune in province.communes}
    return sum(commune.id in inside for commune in place.communes) * 2 > len(place.communes)


def _choose(places: list[Territory], text: str, *, as_of: date | None) -> Territory | None:
    """One place out of namesakes: those of the right time, then those spelt with the same diacritics."""
    right_time = [place for place in places if place.meant_on(as_of)] or places
    spelt = [place for place in right_time if fold(place.name) in fold(text)] or right_time
    return spelt[0] if len(spelt) == 1 else None


def _is_national(words: list[str]) -> bool:
    text = " ".join(words)
    if text.startswith(NOT_MINISTRIES):
        return False
    return text.startswith((*NATIONAL, "bo ", "bo truong"))
