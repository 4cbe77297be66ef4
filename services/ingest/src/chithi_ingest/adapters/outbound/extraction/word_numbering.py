"""Labels of Word's automatic numbering (`1.`, `a)`, `-`), which a document's text does not contain."""

from dataclasses import dataclass
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


class Numbering:
    """Counts a document's numbered paragraphs in reading order.

    Numbers of one list go on from each other, unless one says where it starts again.
    """

    def __init__(self, document: Any) -> None:
        self._styles = {s.get(qn("w:styleId")): s for s in document.styles.element.iter(qn("w:style"))}
        self._lists: dict[str, str] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, list[int]] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        try:
            self._read(document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element)
        except KeyError:
            return  # a document without numbering

    def _read(self, root: Any) -> None:
        self._levels = {
            abstract.get(qn("w:abstractNumId")): {
                int(level.get(qn("w:ilvl"))): _Level(
                    _value(level, "w:numFmt", "decimal"),
                    _value(level, "w:lvlText", ""),
                    int(_value(level, "w:start", "1")),
                )
                for level in abstract.iter(qn("w:lvl"))
            }
            for abstract in root.iter(qn("w:abstractNum"))
        }
        for num in root.iter(qn("w:num")):
            number_id = num.get(qn("w:numId"))
            self._lists[number_id] = _value(num, "w:abstractNumId", "")
            self._restarts[number_id] = {
                int(level.get(qn("w:ilvl"))): int(_value(level, "w:startOverride", "1"))
                for level in num.iter(qn("w:lvlOverride"))
                if level.find(qn("w:startOverride")) is not None
            }

    def label(self, paragraph: Any) -> str:
        """The label before a paragraph with a space after it, or nothing."""
        number_id, at = self._place(paragraph)
        list_id = self._lists.get(number_id, "")
        levels = self._levels.get(list_id, {})
        if at not in levels:
            return ""
        counts = self._counts.setdefault(list_id, [0] * _LEVELS)
        for depth, start in self._restarts.pop(number_id, {}).items():
            counts[min(depth, _LEVELS - 1)] = start - 1
        counts[at] = counts[at] + 1 if counts[at] else levels[at].start
        counts[at + 1 :] = [0] * (_LEVELS - at - 1)
        if levels[at].form == "bullet":
            return "- "
        label = levels[at].text
        for depth, level in levels.items():
            label = label.replace(f"%{depth + 1}", _number(max(counts[depth], level.start), level.form))
        return f"{label} " if label else ""

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The list and the level that a paragraph, or else its style, belongs to."""
        found = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if found is None:
            style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            owner = self._styles.get(style.get(qn("w:val"))) if style is not None else None
            found = owner.find(f"{qn('w:pPr')}/{qn('w:numPr')}") if owner is not None else None
        if found is None:
            return "", 0
        return _value(found, "w:numId", ""), min(int(_value(found, "w:ilvl", "0")), _LEVELS - 1)


def _value(element: Any, tag: str, default: str) -> str:
    child = element.find(qn(tag))
    return default if child is None else str(child.get(qn("w:val"), default))


def _number(value: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (value - 1) % 26)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(value)
        return roman.lower() if form == "lowerRoman" else roman
    return str(value)


def _roman(value: int) -> str:
    tens, ones = divmod(value, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
