"""Lines joined back into paragraphs, whatever the wrapping, the spacing and the page breaks."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chithi_ingest.core.names.agencies import starts_subject
from chithi_ingest.core.names.distribution import announces_names
from chithi_ingest.core.structure.ordinals import Marker, marker
from chithi_ingest.core.text.passages import Passage, Piece, joined, passage_of
from chithi_ingest.core.text.source import Line

_CLOSED = re.compile(r"[.;:!?…](?:[\"”'’)]|/\.?)*$")
_AWAITS = (
    r"[,(–-]|\b(?:và|với|của|cho|tại|các|về|trong|trên|theo|là|do|để|từ|đến|cùng|hoặc|số|ngày|tháng|năm|khoản|điểm"
    r"|điều|mục|những|một|được|bởi|nhằm|thuộc|yêu cầu|đề nghị|giao|phối hợp)"
)
_HANGING_WORD = re.compile(rf"(?:{_AWAITS})$")
# In a wrapped text, and at the end of a page, a line may also end inside a name.
_HANGING = re.compile(
    rf"(?:{_AWAITS}|\b(?:Nghị|Quyết|Thông|Chỉ|Sở|Bộ|Vụ|Cục|Ban|Phòng|Ủy|ban nhân dân|Hội|Viện|Tòa|Công|Trung|Tổng|Liên"
    r"|Mặt|Huyện|Thành|Tỉnh|UBND|HĐND))$"
)
_CALL = re.compile(r"\b(?:yêu cầu|đề nghị|chỉ thị)\b")
_CITED_NUMBER = re.compile(
    r"\b(?:khoản|điểm|điều|mục|số|ngày|tháng|năm|quý|phần|chương|và|đến|từ|lần|kỳ)[,\s]*$", re.IGNORECASE
)
_CONTINUES = re.compile(r"[,;:.)%\d]")
_WIDEST_WRAP = 200
_LONGEST_HEADING = 300


@dataclass(frozen=True, slots=True)
class Paragraph(Passage):
    """Joined lines without the ordinal, which stands at the start of `head`."""

    marker: Marker | None = None
    head: Line | None = None

    @property
    def start(self) -> int:
        """Where the ordinal begins in the source."""
        return self.head.start if self.head else 0

    @property
    def end(self) -> int:
        """Where the last line ends in the source."""
        return self.pieces[-1].line.end if self.pieces else self.head.end if self.head else 0

    def whole(self) -> "Paragraph":
        """With its ordinal as mere text."""
        rest = [piece.line for piece in self.pieces if piece.line is not self.head]
        return _paragraph([self.head, *rest], None) if self.head else self

    def followed_by(self, other: "Paragraph") -> "Paragraph":
        """Both as one."""
        both = joined([self, other], " ")
        return Paragraph(both.text, both.key, both.pieces, both.starts, self.marker, self.head)

    @property
    def closed(self) -> bool:
        """Whether it ends as a sentence, a list entry or an announcing colon does."""
        return closed(self.key)


@dataclass(frozen=True, slots=True)
class Layout:
    """How the text is set: the width at which its lines are wrapped, or 0 where a line is a paragraph."""

    width: int

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "Layout":
        """A text is wrapped when many of its lines run on in lower case and none is long."""
        pairs = list(pairwise(lines))
        running = sum(1 for a, b in pairs if not closed(a.key) and b.key[0].islower())
        lengths = sorted(len(line.key) for line in lines)
        width = lengths[int(len(lengths) * 0.95)] if lengths else 0
        return cls(width if pairs and running * 4 >= len(pairs) and width <= _WIDEST_WRAP else 0)

    def hangs(self, line: Line, following: Line) -> bool:
        """Whether a line ends with a word that cannot end a paragraph."""
        inside_names = self.width > 0 or following.page_before
        return bool((_HANGING if inside_names else _HANGING_WORD).search(line.key))

    def full(self, line: Line, following: Line) -> bool:
        """Whether the next line's first word had no room left on this line."""
        word = following.key.partition(" ")[0]
        return bool(self.width) and len(line.key) + 1 + len(word) > self.width


def closed(key: str) -> bool:
    """Whether a line ends with closing punctuation."""
    return bool(_CLOSED.search(key[-8:]))


def assemble(lines: Sequence[Line]) -> list[Paragraph]:
    """Join lines into paragraphs; every line that may carry an ordinal starts one (the outline decides)."""
    layout = Layout.of(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _breaks(groups[-1], line, layout):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_paragraph(group, marker(group[0].key)) for group in groups]


def _breaks(group: Sequence[Line], line: Line, layout: Layout) -> bool:
    previous = group[-1]
    found = marker(line.key)
    if found is not None:
        return _marker_breaks(previous, line, found, layout)
    head = marker(group[0].key)
    if head is not None and head.length >= len(group[0].key) and len(group) == 1:
        return False  # an ordinal alone on its line
    if closed(previous.key):
        return not (line.key[0].islower() or _enumerates(previous, line, layout) or _calls_on(group, layout))
    if line.key[0].islower() or _CONTINUES.match(line.key) or layout.hangs(previous, line):
        return False
    if head is not None and head.kind in ("part", "upper", "roman") and starts_subject(line.key):
        return not (layout.full(previous, line) and starts_subject(group[0].key[head.length :]))
    plain = head is None and len(group) > 1 and layout.width > 0
    return not (plain or layout.full(previous, line)) and _is_heading(group)


def _enumerates(previous: Line, line: Line, layout: Layout) -> bool:
    """Whether a sentence runs on: after `;` or `:` on a full line, and after `các Sở:` before the names."""
    return announces_names(previous.key) or (previous.key.endswith((";", ":")) and layout.full(previous, line))


def _calls_on(group: Sequence[Line], layout: Layout) -> bool:
    """Whether a wrapped sentence that calls on bodies (`yêu cầu A;`) goes on to the next of them."""
    open_list = layout.width > 0 and marker(group[0].key) is None and group[-1].key.endswith(";")
    return open_list and any(_CALL.search(line.key) for line in group)


def _marker_breaks(previous: Line, line: Line, found: Marker, layout: Layout) -> bool:
    rest = line.key[found.length :]
    if found.kind == "bullet":
        return closed(previous.key) or (rest[:1].isupper() and not layout.hangs(previous, line))
    return not _CITED_NUMBER.search(previous.key[-12:])


def _is_heading(group: Sequence[Line]) -> bool:
    """Only a heading may end without punctuation: it is short, and stands in a line of its own or under an ordinal."""
    return sum(len(line.key) for line in group) <= _LONGEST_HEADING


def _paragraph(group: Sequence[Line], found: Marker | None) -> Paragraph:
    first, *rest = group
    skip = found.length if found else 0
    pieces = [Piece(first, min(skip, len(first.text)), len(first.text)), *(Piece(x, 0, len(x.text)) for x in rest)]
    made = passage_of(pieces)
    return Paragraph(made.text, made.key, made.pieces, made.starts, found, first)


def text_of(paragraphs: Iterable[Paragraph]) -> str:
    """The paragraphs as read, one a line, with their ordinals."""
    return "\n".join(f"{printed(p)}{p.text}" for p in paragraphs)


def printed(paragraph: Paragraph) -> str:
    """The ordinal as it is written before a paragraph."""
    found = paragraph.marker
    if found is None:
        return ""
    if found.kind == "bullet":
        return "- "
    return f"{found.printed}) " if found.kind in ("letter", "parenthesis") else f"{found.printed}. "
