"""Print how far superiors and embedded work agree with the annotations: `python score_relations.py GOLD TEXT`."""

import json
import sys
from collections import Counter
from pathlib import Path

from chithi_ingest.core import parse
from chithi_ingest.core.model import Section
from chithi_ingest.core.text.source import fold


def read(section: Section) -> dict[str, set[str]]:
    """The names that a section gives to each relation."""
    names = {"superior": section.superior, "embedded": tuple(task.agency for task in section.embedded)}
    return {relation: set(map(fold, found)) for relation, found in names.items()}


def main(gold: Path, texts: Path) -> None:
    """Count names found and annotated, found only, annotated only."""
    counts: Counter[tuple[str, str]] = Counter()
    for path in sorted(gold.glob("*.json")):
        wanted = {s["ordinal"].casefold(): s for s in json.loads(path.read_text("utf-8"))["sections"]}
        for section in parse((texts / f"{path.stem}.txt").read_text("utf-8")).sections:
            for relation, found in read(section).items():
                want = set(map(fold, wanted.get(section.ordinal.casefold(), {}).get(relation) or ()))
                counts[relation, "both"] += len(found & want)
                counts[relation, "found only"] += len(found - want)
                counts[relation, "annotated only"] += len(want - found)
    for (relation, kind), count in sorted(counts.items()):
        sys.stdout.write(f"{relation:10} {kind:15} {count}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
