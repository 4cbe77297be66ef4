"""How units follow one another: typed links from what ended to what took it over."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chithi_contracts.events.organisation import Relation


@dataclass(frozen=True, slots=True)
class Succession:
    """`successor_id` took over `predecessor_id`: whole, in part, unchanged (but for its parent) or renamed.

    `main` is the one of several successors that took most, or is charged with the open work.
    """

    predecessor_id: str
    successor_id: str
    relation: Relation
    main: bool = False


class Successions:
    """Links in both directions."""

    def __init__(self, links: Iterable[Succession]) -> None:
        self._after: dict[str, list[Succession]] = defaultdict(list)
        self._before: dict[str, list[Succession]] = defaultdict(list)
        for link in links:
            self._after[link.predecessor_id].append(link)
            self._before[link.successor_id].append(link)

    def __iter__(self) -> Iterator[Succession]:
        return (link for group in self._after.values() for link in group)

    def successors(self, unit_id: str) -> tuple[Succession, ...]:
        """What took over the unit."""
        return tuple(self._after.get(unit_id, ()))

    def predecessors(self, unit_id: str) -> tuple[Succession, ...]:
        """What the unit came from."""
        return tuple(self._before.get(unit_id, ()))

    def heirs(self, unit_id: str) -> list[str]:
        """The last units of every line that begins here, each once; the unit itself when nothing took it over."""
        ends: dict[str, None] = {}
        seen: set[str] = set()
        line = [unit_id]
        while line:
            at = line.pop(0)
            if at not in seen:
                seen.add(at)
                after = [link.successor_id for link in self.successors(at)]
                line += after
                if not after:
                    ends[at] = None
        return list(ends)

    def heir(self, unit_id: str) -> str | None:
        """The one unit that stands for this one now: the only heir or the main one, step by step; None if none does."""
        at, seen = unit_id, {unit_id}
        while links := self.successors(at):
            mains = [link for link in links if link.main] if len(links) > 1 else list(links)
            if len(mains) != 1 or mains[0].successor_id in seen:
                return None
            at = mains[0].successor_id
            seen.add(at)
        return at
