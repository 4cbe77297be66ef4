"""Which numbered paragraphs are units of their own, and which are points of the unit above."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chithi_ingest.core.actors.roles import Mode, Subject, read_subject, subject_behind_topic, subject_below
from chithi_ingest.core.structure.ordinals import LEVEL
from chithi_ingest.core.structure.outline import Node
from chithi_ingest.core.structure.paragraphs import Paragraph

_DIRECTS = re.compile(r"(?:Chỉ đạo|Hướng dẫn)\s")


@dataclass(slots=True)
class Unit:
    """A unit that can become a task: its ordinal path, its paragraphs (points included) and its subject."""

    path: str
    paragraphs: list[Paragraph]
    subject: Subject | None
    theme: bool
    above: "Unit | None"
    children: int = 0
    odd: bool = False

    @property
    def mode(self) -> Mode:
        """`theme` for a topic, not for a mere order; what lies under an agency's heading is addressed as that is."""
        if self.subject is not None and not self.theme:
            return self.subject.mode
        above = self.above.mode if self.above is not None and self.subject is None and self.led_above else "theme"
        return "assign" if above == "theme" and self.subject is None and self.is_task else above

    @property
    def is_task(self) -> bool:
        """Whether it begins with a sentence of work, not with a topic."""
        return not self.children and self.paragraphs[0].key.endswith((".", ";", "/"))

    @property
    def is_heading(self) -> bool:
        """Whether it only stands above other units."""
        return self.children > 0 and len(self.paragraphs) == 1

    @property
    def led_above(self) -> bool:
        """Whether a heading above names who leads."""
        return self.above is not None and (self.above.subject is not None or self.above.led_above)


def units(roots: Sequence[Node]) -> list[Unit]:
    """All units in reading order."""
    return [unit for root in roots for unit in _units(root, None)]


def _units(node: Node, above: Unit | None) -> Iterator[Unit]:
    heading = _subject(node, led=above is not None and (above.subject is not None or above.led_above))
    points = _are_points(node, heading)
    paragraphs = [p for member in node.walk() for p in member.paragraphs] if points else list(node.paragraphs)
    below = (
        subject_below(node.paragraphs[1:], introduces=bool(node.children) and not points) if heading is None else None
    )
    unit = Unit(
        node.path,
        paragraphs,
        heading or below or subject_behind_topic(node.heading),
        heading is None,
        above,
        0 if points else len(node.children),
        node.odd,
    )
    yield unit
    if not points:
        for child in node.children:
            yield from _units(child, unit)


def _subject(node: Node, *, led: bool) -> Subject | None:
    """Under an agency's heading, `Chỉ đạo X …` is what that agency does, not a heading of X."""
    return None if led and _DIRECTS.match(node.heading.key) else read_subject(node.heading)


def _are_points(node: Node, heading: Subject | None) -> bool:
    """`a) b) c)` under a heading that names its agency are that agency's points, unless most name their own."""
    if not node.children or heading is None or node.children[0].level < LEVEL["parenthesis"]:
        return False
    own = sum(1 for child in node.children if _subject(child, led=True) is not None)
    return own * 2 <= len(node.children)
