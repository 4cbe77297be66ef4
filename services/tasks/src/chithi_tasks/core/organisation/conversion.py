"""Reads the statistics office's conversion table: units of today, each with one predecessor a line."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from chithi_contracts.events.organisation import Relation

KINDS = ("Thành phố", "Đặc khu", "Thị trấn", "Thị xã", "Phường", "Huyện", "Quận", "Tỉnh", "Xã")
HEADINGS, COLUMNS = 2, 8
# Slips of the source, as printed there.
CORRECTIONS = {
    "Xa Ea Kly": "Xã Ea Kly",
    "Quảng Trị (44)": "Tỉnh Quảng Bình (44)",
    "Xuân Quang 3": "Xã Xuân Quang 3",
    "Xuân Phước": "Xã Xuân Phước",
    "Thi trấn Ngan Dừa": "Thị trấn Ngan Dừa",
}
# Codes that the source gives to two units at once; the other of the two is the one that bears it.
CODES = {("Xã Đặng Xá", "00553"): "00556", ("Xã Phú Thịnh", "02485"): "02482", ("Xã Mỹ Hưng", "01615"): "01651"}
WORDS: tuple[tuple[str, Relation], ...] = (
    ("một phần", "part"),
    ("phần còn lại", "part"),
    ("giữ nguyên", "unchanged"),
    ("đổi", "renamed"),
    ("toàn bộ", "whole"),
)
MAIN = ("toàn bộ dân số", "phần còn lại")


class BadTable(ValueError):
    """The file is not the conversion table, or a line of it says something unknown."""


class Line(NamedTuple):
    """A commune of today and one predecessor; without `former_code` the predecessor is the district itself."""

    province: str
    name: str
    code: str
    former_name: str
    former_code: str
    words: str
    district: str
    former_province: str

    @property
    def relation(self) -> Relation:
        """What the remark says of the predecessor; a smaller typing slip ("Nhâp") makes no difference."""
        words = self.words.lower()
        found = next((relation for text, relation in WORDS if text in words), None)
        if found is None:
            raise BadTable(f"unknown remark {self.words!r} at {self.code} {self.name}")
        return found

    @property
    def takes_most(self) -> bool:
        """Whether most of a split predecessor came here: all its people, or what was left of it."""
        return any(text in self.words.lower() for text in MAIN)


def read(rows: Iterable[list[str]]) -> list[Line]:
    """The table's lines, cleaned; headings and province titles are left out."""
    cells = [[clean(cell) for cell in row] for row in rows]
    if len(cells) <= HEADINGS or len(cells[0]) < COLUMNS:
        raise BadTable("a conversion table has two heading lines and at least eight columns")
    lines = [Line(*cell[:COLUMNS]) for cell in cells[HEADINGS:] if len(cell) >= COLUMNS and cell[2]]
    return [line._replace(former_code=CODES.get(line[3:5], line.former_code)) for line in lines]


def clean(cell: str) -> str:
    """NFC, single spaces, known slips corrected."""
    text = " ".join(unicodedata.normalize("NFC", cell).split())
    return CORRECTIONS.get(text, text)


def split_code(text: str) -> tuple[str, str]:
    """`Huyện Vụ Bản (359)` as name and code."""
    match = re.fullmatch(r"(.+) \((\d+)\)", text)
    if match is None:
        raise BadTable(f"no code in {text!r}")
    return match[1], match[2]


def split_kind(name: str) -> tuple[str, str]:
    """`Thị Xã Chũ` as `Thị xã` and `Chũ`."""
    for kind in KINDS:
        if name.lower().startswith(kind.lower() + " "):
            return kind, name[len(kind) + 1 :]
    raise BadTable(f"no kind in {name!r}")


def most(names: Iterable[str]) -> str:
    """The commonest spelling; the alphabet decides between equals."""
    return min(Counter(names).items(), key=lambda item: (-item[1], item[0]))[0]


class Link(NamedTuple):
    """A former commune, or a district without communes, and a commune of today that took it over."""

    former_code: str
    code: str
    relation: Relation
    main: bool


def links(lines: Iterable[Line]) -> list[Link]:
    """Every succession once; what went to several communes went to each in part, whatever the remark says."""
    found: dict[tuple[str, str], Line] = {}
    for line in lines:
        if line.former_code or not line.former_name:
            found[line.former_code or split_code(line.district)[1], line.code] = line
    heirs: dict[str, list[Line]] = defaultdict(list)
    for (former, _), line in found.items():
        heirs[former].append(line)
    return [
        Link(former, code, "part" if len(heirs[former]) > 1 else line.relation, _is_main(line, heirs[former]))
        for (former, code), line in sorted(found.items())
    ]


def _is_main(line: Line, heirs: list[Line]) -> bool:
    """The only heir, or the only one of several that took most."""
    return len(heirs) == 1 or (line.takes_most and sum(heir.takes_most for heir in heirs) == 1)
