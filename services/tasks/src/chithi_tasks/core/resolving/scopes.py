"""Reads the words after an agency's name: "tỉnh", "các xã, phường", "thành phố Nam Định", "các cấp"."""

from dataclasses import dataclass, field
from typing import Literal

from chithi_tasks.core.resolving.territory import Gazetteer, Territory

ScopeKind = Literal["province", "city", "district", "commune", "vague"]

BARE: dict[str, ScopeKind] = {
    "tinh": "province",
    "thanh pho": "city",
    "huyen": "district",
    "quan": "district",
    "thi xa": "district",
    "phuong": "commune",
    "xa": "commune",
    "dac khu": "commune",
    "thi tran": "commune",
    "dia phuong": "vague",
    "cac cap": "vague",
    "co so": "vague",
}
PLURAL = ("cac", "cap", "moi", "tung")
FILLERS = (
    "truc thuoc trung uong",
    "tren dia ban",
    "co lien quan",
    "truc thuoc",
    "lien quan",
    "dia ban",
    "cua",
    "thuoc",
    "noi",
    "toan",
)
LONGEST_PHRASE = 4
DISTRICT_KINDS = ("huyen", "quan", "thi xa", "thanh pho")


@dataclass(slots=True)
class Scope:
    """What the words cover: kinds of units named in general, and places named one by one."""

    kinds: set[ScopeKind] = field(default_factory=set)
    places: list[Territory] = field(default_factory=list)
    plural: bool = False

    @property
    def empty(self) -> bool:
        """No word about a place at all."""
        return not self.kinds and not self.places


class ScopeReader:
    """Reads scopes as seen from one issuer's territory: places outside it are not meant."""

    def __init__(self, gazetteer: Gazetteer, territory: Territory) -> None:
        self._gazetteer = gazetteer
        self._territory = territory
        self._inside = {commune.id for commune in territory.communes}

    def read(self, text: str) -> Scope | None:
        """The scope, or None when a word is left over that says something else. `text` is in `key` form."""
        bare_name = self._bare_name(text)
        if bare_name is not None:
            return Scope(places=[bare_name])
        scope = Scope()
        words = text.split()
        while words:
            taken = self._take(words, scope)
            if not taken:
                return None
            words = words[taken:]
        return scope

    def _take(self, words: list[str], scope: Scope) -> int:
        length, place = self._place(words)
        if place is not None:
            scope.places.append(place)
            return length
        for size in range(min(LONGEST_PHRASE, len(words)), 0, -1):
            phrase = " ".join(words[:size])
            if phrase in BARE:
                scope.kinds.add(BARE[phrase])
                return size
            if phrase in PLURAL:
                scope.plural = True
                return size
            if phrase in FILLERS:
                return size
        return 0

    def _place(self, words: list[str]) -> tuple[int, Territory | None]:
        """The place that the words begin with. A district's kind may be an older one: "thị xã Long Khánh"."""
        length, places = self._gazetteer.longest(words)
        if place := self._meant(places):
            return length, place
        kind = next((kind.split() for kind in DISTRICT_KINDS if words[: len(kind.split())] == kind.split()), None)
        for other in DISTRICT_KINDS if kind else ():
            length, places = self._gazetteer.longest([*other.split(), *words[len(kind or ()) :]])
            if place := self._meant(places):
                return length - len(other.split()) + len(kind or ()), place
        return 0, None

    def _meant(self, places: list[Territory]) -> Territory | None:
        """The namesake that overlaps the issuer's territory, of the issuer's own time first."""
        near = [place for place in places if any(commune.id in self._inside for commune in place.communes)]
        same_time = [place for place in near if place.former == self._territory.former] or near
        return same_time[0] if len(same_time) == 1 else None

    def _bare_name(self, text: str) -> Territory | None:
        """A province or city named without its kind, as in "Báo Nam Định"."""
        return self._meant(self._gazetteer.named(f"tinh {text}")) or self._meant(
            self._gazetteer.named(f"thanh pho {text}")
        )
