"""The organisation of today, and what names in a directive mean in it."""

from chithi_tasks.core.organisation.agency_catalogue import Catalogue, packaged_catalogue
from chithi_tasks.core.organisation.unit_table import packaged_tree
from chithi_tasks.core.organisation.units import UnitTree
from chithi_tasks.core.resolving.suggestions import Suggester
from chithi_tasks.core.resolving.territory import Gazetteer


class Organisation:
    """Holds the tree of today and the indexes over it; `replace` puts all of them in force at once.

    Whoever needs one of them asks for it each time: after a merger of units it is another.
    """

    def __init__(self, tree: UnitTree, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.replace(tree)

    def replace(self, tree: UnitTree) -> None:
        """From now on this is the tree."""
        gazetteer = Gazetteer(tree)
        self.tree, self.gazetteer, self.suggester = tree, gazetteer, Suggester(gazetteer, self.catalogue)

    def taken_over(self, unit_id: str) -> tuple[str, ...]:
        """Ids of the units that this one stands for in the tree of now."""
        return self.tree.taken_over(unit_id)


def packaged_organisation() -> Organisation:
    """The organisation of 1 July 2025, as the packaged tables tell it."""
    return Organisation(packaged_tree(), packaged_catalogue())
