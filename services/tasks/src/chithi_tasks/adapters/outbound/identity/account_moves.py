"""People follow their unit: when it is merged or moved, their appointments go on in the unit that stands for it."""

from dataclasses import replace
from datetime import date, timedelta

from chithi_platform.mongo import Session
from chithi_tasks.adapters.outbound.identity.accounts import AccountRepository
from chithi_tasks.core.identity.account import Account, Appointment
from chithi_tasks.core.organisation.units import Unit


class AccountMover:
    """Moves appointments, inside the transaction of the merger."""

    def __init__(self, accounts: AccountRepository) -> None:
        self._accounts = accounts

    async def move(self, unit_id_from: str, target: Unit, on: date, session: Session) -> int:
        """Appointments that would go on in the unit end the day before `on`, and begin in the target that day.

        An agency's officer keeps the kind of agency; sessions go on, and say the new unit at their next renewal.
        Returns how many accounts moved. What ended before stays as it was.
        """
        pairs: list[tuple[Account | None, Account]] = []
        async for account in self._accounts.inside(unit_id_from, session):
            moved = account
            for one in account.appointments:
                if one.unit_id == unit_id_from and (one.valid_to is None or one.valid_to >= on):
                    moved = _moved(moved, one, target, on)
            if moved != account:
                pairs.append((account, moved))
        await self._accounts.put_all(pairs, session)
        return len(pairs)

    async def refresh(self, unit: Unit, session: Session) -> int:
        """The unit has another place in the tree: appointments in it that did not end say so."""
        pairs: list[tuple[Account | None, Account]] = []
        async for account in self._accounts.inside(unit.id, session):
            appointments = tuple(
                replace(one, path=unit.path) if one.unit_id == unit.id and _goes_on(one, account.today) else one
                for one in account.appointments
            )
            if appointments != account.appointments:
                pairs.append((account, replace(account, appointments=appointments)))
        await self._accounts.put_all(pairs, session)
        return len(pairs)


def _goes_on(one: Appointment, today: date) -> bool:
    return one.valid_to is None or one.valid_to >= today


def _moved(account: Account, one: Appointment, target: Unit, on: date) -> Account:
    """That one appointment cut in two at the day; one that begins later just begins elsewhere."""
    new = replace(
        one,
        unit_id=target.id,
        path=target.path,
        agency_id=f"{one.agency_id.partition(':')[0]}:{target.id}" if one.agency_id else None,
        valid_from=max(one.valid_from, on),
    )
    past = [replace(one, valid_to=on - timedelta(days=1))] if one.valid_from < on else []
    others = [other for other in account.appointments if other != one]
    return replace(account, appointments=tuple(sorted([*others, *past, new], key=lambda each: each.valid_from)))
