"""Phones that file reports: the field app's own core, without its screen, over real HTTP."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

from chithi_cli.errors import CliError
from chithi_cli.running import Login
from chithi_mobile.core.models import Form
from chithi_mobile.core.period import proposed
from chithi_mobile.core.phone import Phone, utc_now

SUMMARY = "antt-thang"
TASK = "nhiem-vu"
TASKS_PER_PHONE = 2


@dataclass
class Filed:
    """What the phones filed, and what the totals must therefore be."""

    reports: Counter[str] = field(default_factory=Counter)
    totals: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """Reports that were answered with a receipt."""
        return self.reports.total()


async def file_reports(url: str, officers: Sequence[Login], *, seed: int = 1) -> Filed:
    """Each officer signs in, takes the tasks, accepts some, files reports offline and sends them."""
    filed, chance = Filed(), random.Random(seed)
    async with httpx.AsyncClient(timeout=30, limits=httpx.Limits(max_connections=16)) as client:
        await asyncio.gather(*(_shift(Phone(":memory:", url, client=client), o, filed, chance) for o in officers))
    return filed


async def _shift(phone: Phone, officer: Login, filed: Filed, chance: random.Random) -> None:
    try:
        await phone.sign_in(officer.username, officer.password)
        await phone.sync()
        forms = {form.id: form for form in phone.forms()}
        period = proposed(utc_now().date())
        _file(phone, forms[SUMMARY], period, filed, chance)
        for assignment in phone.assignments()[:TASKS_PER_PHONE]:
            await phone.accept(assignment.id)
            _file(phone, forms[TASK], period, filed, chance, assignment.id)
        outcome = await phone.send()
        if outcome.problem or outcome.returned or outcome.needs_sign_in:
            raise CliError(f"{officer.username}: the report was not taken: {outcome}")
    finally:
        await phone.close()


def _file(
    phone: Phone, form: Form, period: str, filed: Filed, chance: random.Random, assignment: str | None = None
) -> None:
    """One figure for all indicators keeps the report plausible: no more are dead than there were accidents."""
    figure = chance.randint(0, 4)
    values = {indicator.code: figure for group in form.groups for indicator in group.indicators}
    phone.file(form.id, period, values, assignment)
    filed.reports[form.id] += 1
    for code, value in values.items():
        filed.totals[form.id, code] += value
