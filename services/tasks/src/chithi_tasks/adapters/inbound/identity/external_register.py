"""The accounts as the provider's word moves them: made at the first sign-in, appointed anew when it says so."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from chithi_platform.mongo import Session
from chithi_tasks.adapters.inbound.identity import account_problems as refused
from chithi_tasks.adapters.outbound.identity.accounts import Account, AccountRepository
from chithi_tasks.core.identity.account import Appointment
from chithi_tasks.core.identity.external import ExternalPerson, Position
from chithi_tasks.core.identity.new_accounts import agency_of, unit_of
from chithi_tasks.core.organisation.units import NATION_ID, UnitTree


@dataclass(frozen=True, slots=True)
class ExternalRegister:
    """Accounts of people who sign in elsewhere; they have no password here."""

    accounts: AccountRepository
    tree: Callable[[], UnitTree]

    async def has(self, username: str, session: Session) -> bool:
        """Whether there is an account of that name."""
        return await self.accounts.find(username, session) is not None

    async def follow(self, person: ExternalPerson, position: Position, session: Session) -> None:
        """Make the account, or move it to where the provider places it from today; raises `BadAccount`.

        An account that was closed here stays closed, whatever the provider says; the last administrator of the nation
        stays one (409 `last-administrator`).
        """
        unit = unit_of(position.unit_id, position.role, self.tree())
        agency_id = agency_of(position.agency_id, position.role, unit)
        given = Appointment(position.role, unit.id, unit.path, agency_id, self.accounts.today)
        account = await self.accounts.find(person.username, session)
        if account is None:
            made = Account(person.username, person.name, (given,), self.accounts.today, email=person.email)
            await self.accounts.add(made, session)
        elif (moved := _moved(account, given, person)) != account:
            if await self.accounts.leaves_nobody(account, moved, NATION_ID, session):
                raise refused.last_administrator()
            await self.accounts.change(account, moved, "account.followed-provider", session)


def _moved(account: Account, given: Appointment, person: ExternalPerson) -> Account:
    if account.closed_at:
        return account
    now = account.in_force
    stays = now is not None and replace(given, valid_from=now.valid_from, valid_to=now.valid_to) == now
    placed = account if stays else account.appointed(given)
    return replace(placed, name=person.name, email=person.email or account.email)
