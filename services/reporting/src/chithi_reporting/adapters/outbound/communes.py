"""Which communes have to file a form: all of them, or those that were given work."""

from chithi_reporting.adapters.outbound.assignments import Assignments
from chithi_reporting.adapters.outbound.units import Unit, Units
from chithi_reporting.core.indicators import Form
from chithi_reporting.core.periods import Period


class Communes:
    """Who is expected to report."""

    def __init__(self, units: Units, assignments: Assignments) -> None:
        self._units, self._assignments = units, assignments

    async def expected(self, unit_id: str, form: Form, period: Period) -> list[Unit]:
        """The communes at or under the unit that owe the form for the period, by name."""
        communes = await self._units.below(unit_id, "commune", period)
        if form.per == "unit":
            return communes
        busy = await self._assignments.units_with_work([commune.id for commune in communes])
        return [commune for commune in communes if commune.id in busy]
