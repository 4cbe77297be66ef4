"""Totals cell by cell: those that were promised, those that were counted, and how they differ."""

from collections import Counter
from typing import NamedTuple

from chithi_platform.mongo import Mongo
from chithi_reporting.adapters.outbound.generations import Generations

FORM = "antt-thang"


class Cell(NamedTuple):
    """One figure of one unit in one period."""

    unit: str
    period: str
    indicator: str


class Totals:
    """Sums and the number of reports behind them, cell by cell."""

    def __init__(self) -> None:
        self.values: Counter[Cell] = Counter()
        self.reports: Counter[Cell] = Counter()

    def differences(self, other: "Totals") -> dict[Cell, tuple[int, ...]]:
        """The cells that are not equal: value here and there, reports here and there."""
        cells = self.values.keys() | self.reports.keys() | other.values.keys() | other.reports.keys()
        both = {c: (self.values[c], other.values[c], self.reports[c], other.reports[c]) for c in cells}
        return {c: four for c, four in both.items() if four[0] != four[1] or four[2] != four[3]}


async def counted_totals(reporting: Mongo) -> Totals:
    """What the projection says, cell by cell, summed over the slots that workers write to."""
    live, found = await Generations(reporting).live(), Totals()
    async for row in live.cells.find({"form_id": FORM}):
        for indicator, sums in row.get("filed", {}).items():
            cell = Cell(row["unit_id"], row["period"], indicator)
            found.values[cell] += sums.get("value", 0)
            found.reports[cell] += sums.get("reports", 0)
    return found
