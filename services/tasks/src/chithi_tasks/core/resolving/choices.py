"""Reads the ids of assignees that a person chose: one unit, one agency, or all of a kind in a territory."""

from collections.abc import Iterable, Sequence

from chithi_contracts.events.directive import ChosenAssignee
from chithi_tasks.core.organisation.agency_catalogue import AgencyKind, Catalogue, Group
from chithi_tasks.core.organisation.units import Unit, UnitTree
from chithi_tasks.core.resolving.candidates import UNRESOLVED, Candidate, full_name, unresolved
from chithi_tasks.core.text import slug

EVERY_COMMUNE = "cac-xa."
EVERY_PROVINCE = "cac-tinh."
HEIRS = "ke-thua."
GONE = "Lựa chọn không có trong danh mục hiện nay; cần chọn lại cơ quan thực hiện."


def places(tree: UnitTree, text: str) -> tuple[Unit, ...]:
    """The units that the place in an id means; none when there is no such place.

    A unit's own id, `cac-xa.<unit id>` (every commune there), `cac-tinh.VN` (every province) or `ke-thua.<code>` (every
    commune that took in a part of a unit that ended in 2025).
    """
    if text.startswith(HEIRS):
        return tree.heirs(text.removeprefix(HEIRS))
    for prefix, below in ((EVERY_COMMUNE, tree.communes), (EVERY_PROVINCE, tree.children)):
        if text.startswith(prefix):
            unit = tree.get(text.removeprefix(prefix))
            return below(unit.id) if unit else ()
    unit = tree.get(text)
    return (unit,) if unit else ()


class Choices:
    """Turns choices into candidates. What a person chose needs no confirmation; an id that does not exist does."""

    def __init__(self, tree: UnitTree, catalogue: Catalogue) -> None:
        self._tree, self._catalogue = tree, catalogue

    def candidates(self, chosen: Iterable[ChosenAssignee], home: Unit) -> list[Candidate]:
        """Each assignee once. For an unknown id stands a flagged one of `home`, in the directive's own words."""
        found = [c for choice in chosen for c in self.read(choice) or [unresolved(choice.written, home, GONE)]]
        return list({candidate.id: candidate for candidate in reversed(found)}.values())[::-1]

    def read(self, choice: ChosenAssignee) -> list[Candidate]:
        """The assignees of one id, none when there is no such id."""
        if choice.kind == "unit":
            units = places(self._tree, choice.id)
            if any(unit.level != "commune" for unit in units):
                return []
            return [Candidate("unit", unit.id, unit.name, unit, choice.written) for unit in units]
        kind, _, place = choice.id.partition(":")
        return self._agencies(kind, places(self._tree, place), choice.written)

    def _agencies(self, kind_slug: str, units: Sequence[Unit], written: str) -> list[Candidate]:
        if kind_slug == f"{UNRESOLVED}.{slug(written)}":
            return [unresolved(written, unit) for unit in units]
        kind = self._catalogue.kind(kind_slug)
        if kind is None or any(not _exists_in(kind, unit) for unit in units):
            return []
        name = kind.name
        return [Candidate("agency", f"{kind_slug}:{u.id}", full_name(name, u), u, written) for u in units]


def _exists_in(kind: AgencyKind | Group, unit: Unit) -> bool:
    return isinstance(kind, Group) or kind.level == unit.level
