"""Build the unit tables of 2025 from the statistics office's conversion table (CSV).

Usage: python build_units.py nso_conversion_2025.csv [--out DIRECTORY]

Writes `units_2025.csv` (34 provinces, 3,321 communes, each commune with the codes of the districts it came from),
`former_units_2025.csv` (63 provinces and 696 districts that ended on 30 June 2025), `former_communes_2025.csv` (their
communes) and `successions_2025.csv` (which commune of today took over which of them, and how).
"""

import argparse
import csv
from collections import defaultdict
from pathlib import Path

from chithi_tasks.core.organisation.conversion import Line, links, most, read, split_code, split_kind

DATA = Path(__file__).resolve().parent.parent / "src" / "chithi_tasks" / "data"


def present(lines: list[Line]) -> list[list[str]]:
    """Provinces, then communes with parent and former districts."""
    provinces = sorted({split_code(line.province)[::-1] for line in lines})
    by_code: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_code[line.code].append(line)
    rows = [[code, *split_kind(name), "", ""] for code, name in provinces]
    for code, group in sorted(by_code.items()):
        districts = sorted({split_code(line.district)[1] for line in group})
        kind, name = split_kind(most(line.name for line in group))
        rows.append([code, kind, name, split_code(group[0].province)[1], " ".join(districts)])
    return rows


def former(lines: list[Line]) -> list[list[str]]:
    """Provinces and districts that ended; a district's province is the one that most of its lines name."""
    provinces = sorted({split_code(line.former_province)[::-1] for line in lines})
    districts: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        districts[split_code(line.district)[1]].append(line)
    rows = [[code, *split_kind(name), ""] for code, name in provinces]
    for code, group in sorted(districts.items()):
        kind, name = split_kind(most(split_code(line.district)[0] for line in group))
        rows.append([code, kind, name, split_code(most(line.former_province for line in group))[1]])
    return rows


def former_communes(lines: list[Line]) -> list[list[str]]:
    """Communes that ended, with their district."""
    by_code: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.former_code:
            by_code[line.former_code].append(line)
    return [
        [code, *split_kind(most(line.former_name for line in group)), split_code(most(g.district for g in group))[1]]
        for code, group in sorted(by_code.items())
    ]


def successions(lines: list[Line]) -> list[list[str]]:
    """Former code, code of today, relation, and a mark at the heir that took most of what was split."""
    return [[link.former_code, link.code, link.relation, "1" if link.main else ""] for link in links(lines)]


def write(path: Path, header: str, rows: list[list[str]]) -> None:
    """One CSV with Unix line ends, so that the result is the same bytes everywhere."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def build(source: Path, out: Path) -> None:
    """Write the four tables into `out`."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        lines = read(csv.reader(file))
    write(out / "units_2025.csv", "code,kind,name,parent,former_districts", present(lines))
    write(out / "former_units_2025.csv", "code,kind,name,parent", former(lines))
    write(out / "former_communes_2025.csv", "code,kind,name,district", former_communes(lines))
    write(out / "successions_2025.csv", "former,code,relation,main", successions(lines))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--out", type=Path, default=DATA)
    arguments = parser.parse_args()
    build(arguments.source, arguments.out)
