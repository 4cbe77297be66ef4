"""Build the unit table of 2025 from the statistics office's conversion table (CSV).

Usage: python build_units.py nso_conversion_2025.csv [--out DIRECTORY]

Writes `units_2025.csv` (34 provinces, 3,321 communes, each commune with the codes of the districts it came from) and
`former_units_2025.csv` (63 provinces and 696 districts that ended on 30 June 2025).
"""

import argparse
import csv
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).resolve().parent.parent / "src" / "chithi_tasks" / "data"
KINDS = ("Thành phố", "Đặc khu", "Thị xã", "Phường", "Huyện", "Quận", "Tỉnh", "Xã")
# Slips of the source, as printed there.
CORRECTIONS = {"Xa Ea Kly": "Xã Ea Kly", "Quảng Trị (44)": "Tỉnh Quảng Bình (44)"}


class Row(NamedTuple):
    """One line of the source: a commune of today and one predecessor's place."""

    province: str
    name: str
    code: str
    district: str
    former_province: str


def read(source: Path) -> list[Row]:
    """The table's lines, cleaned; headings and province titles are left out."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        cells = [[clean(cell) for cell in line] for line in csv.reader(file)]
    return [Row(line[0], line[1], line[2], line[6], line[7]) for line in cells[2:] if line[2]]


def clean(cell: str) -> str:
    """NFC, single spaces, known slips corrected."""
    text = " ".join(unicodedata.normalize("NFC", cell).split())
    return CORRECTIONS.get(text, text)


def split_code(text: str) -> tuple[str, str]:
    """`Huyện Vụ Bản (359)` as name and code."""
    match = re.fullmatch(r"(.+) \((\d+)\)", text)
    if match is None:
        raise ValueError(f"no code in {text!r}")
    return match[1], match[2]


def split_kind(name: str) -> tuple[str, str]:
    """`Thị Xã Chũ` as `Thị xã` and `Chũ`."""
    for kind in KINDS:
        if name.lower().startswith(kind.lower() + " "):
            return kind, name[len(kind) + 1 :]
    raise ValueError(f"no kind in {name!r}")


def most(names: Iterable[str]) -> str:
    """The commonest spelling; the alphabet decides between equals."""
    return min(Counter(names).items(), key=lambda item: (-item[1], item[0]))[0]


def present(rows: list[Row]) -> list[list[str]]:
    """Provinces, then communes with parent and former districts."""
    provinces = sorted({split_code(row.province)[::-1] for row in rows})
    by_code: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_code[row.code].append(row)
    lines = [[code, *split_kind(name), "", ""] for code, name in provinces]
    for code, group in sorted(by_code.items()):
        districts = sorted({split_code(row.district)[1] for row in group})
        kind, name = split_kind(most(row.name for row in group))
        lines.append([code, kind, name, split_code(group[0].province)[1], " ".join(districts)])
    return lines


def former(rows: list[Row]) -> list[list[str]]:
    """Provinces and districts that ended; a district's province is the one that most of its lines name."""
    provinces = sorted({split_code(row.former_province)[::-1] for row in rows})
    districts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        districts[split_code(row.district)[1]].append(row)
    lines = [[code, *split_kind(name), ""] for code, name in provinces]
    for code, group in sorted(districts.items()):
        kind, name = split_kind(most(split_code(row.district)[0] for row in group))
        lines.append([code, kind, name, split_code(most(row.former_province for row in group))[1]])
    return lines


def write(path: Path, header: str, lines: list[list[str]]) -> None:
    """One CSV with Unix line ends, so that the result is the same bytes everywhere."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(lines)


def build(source: Path, out: Path) -> None:
    """Write both tables into `out`."""
    rows = read(source)
    write(out / "units_2025.csv", "code,kind,name,parent,former_districts", present(rows))
    write(out / "former_units_2025.csv", "code,kind,name,parent", former(rows))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--out", type=Path, default=DATA)
    arguments = parser.parse_args()
    build(arguments.source, arguments.out)
