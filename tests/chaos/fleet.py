"""Phones that file reports, and what the totals must be after what they were promised."""

import asyncio
import random
from collections.abc import Iterator, Sequence

from chithi_cli.running import Login
from chithi_mobile.core.api import new_client
from chithi_mobile.core.models import Form, Report
from chithi_mobile.core.period import previous, proposed
from chithi_mobile.core.phone import Phone, utc_now

from .totals import FORM, Cell, Totals

BREATH_S = 0.2


def months_back() -> Iterator[str]:
    """Periods from the newest that is open to filing, each one month older."""
    month = proposed(utc_now().date())
    while True:
        yield month
        month = previous(month)


class Fleet:
    """Field apps without a screen: the same core over real HTTP, one commune each. They try until they have a receipt.

    `promised` holds what the receipts stand for: every later total has to agree with it. `months` are those filed for.
    """

    def __init__(self, url: str, officers: Sequence[Login]) -> None:
        self._client = new_client()
        self._officers = officers
        self.phones = [Phone(":memory:", url, client=self._client) for _ in officers]
        self._chance = random.Random(20_261_121)
        self._unused = months_back()
        self.months: list[str] = []
        self._receipts: set[str] = set()
        self.promised = Totals()

    @property
    def count(self) -> int:
        """Reports that have a receipt."""
        return len(self._receipts)

    async def sign_in(self) -> None:
        """Every officer signs in and takes the forms."""
        for phone, officer in zip(self.phones, self._officers, strict=True):
            await phone.sign_in(officer.username, officer.password)
            await phone.sync()

    def file(self, months: int, *, phones: int | None = None) -> int:
        """Each phone files a report for each of the next months, without a network; how many these are."""
        chosen = self.phones[:phones]
        self.months += (added := [next(self._unused) for _ in range(months)])
        for month in added:
            for phone in chosen:
                phone.file(FORM, month, self._figures(phone.forms()))
        return months * len(chosen)

    async def send(self, *, within: float) -> None:
        """Every phone tries until each of its reports has a receipt; then the receipts enter `promised`."""
        async with asyncio.timeout(within):
            await asyncio.gather(*(self._empty(phone) for phone in self.phones))
        for phone in self.phones:
            self._enter(phone)

    def waiting(self) -> int:
        """Reports without a receipt."""
        return sum(report.state != "received" for phone in self.phones for report in phone.outbox())

    async def close(self) -> None:
        """Close phones and client."""
        for phone in self.phones:
            await phone.close()
        await self._client.aclose()

    def _figures(self, forms: Sequence[Form]) -> dict[str, int]:
        """Some of the form's figures: one that is missing is not zero."""
        form = next(form for form in forms if form.id == FORM)
        asked = self._chance.sample(form.indicators, self._chance.randint(5, len(form.indicators)))
        return {indicator.code: self._chance.randint(0, 9) for indicator in asked}

    async def _empty(self, phone: Phone) -> None:
        """An impatient officer: presses send again and again instead of waiting for the back-off."""
        while True:
            outcome = await phone.send(force=True)
            assert not outcome.returned, [report.problem for report in phone.outbox() if report.state == "returned"]
            assert not outcome.needs_sign_in, outcome.problem
            if not outcome.problem:
                return
            await asyncio.sleep(BREATH_S)

    def _enter(self, phone: Phone) -> None:
        user = phone.account.user
        assert user is not None
        assert user.path[-1] == user.unit_id
        for report in phone.outbox():
            assert report.state == "received", report
            self._promise(report, user.path)
        phone.store.reports.forget_received(utc_now())

    def _promise(self, report: Report, path: tuple[str, ...]) -> None:
        assert report.receipt not in self._receipts, f"receipt {report.receipt} was given twice"
        self._receipts.add(report.receipt)
        for unit in path:
            for indicator, value in report.values.items():
                cell = Cell(unit, report.subject.period, indicator)
                self.promised.values[cell] += value
                self.promised.reports[cell] += 1
