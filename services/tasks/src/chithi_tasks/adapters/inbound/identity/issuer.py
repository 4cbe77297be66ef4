"""Signs access tokens for accounts; what each says is decided by the account as it stands at that moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt

from chithi_platform.problems import Problem
from chithi_platform.security import ALGORITHM
from chithi_tasks.adapters.outbound.identity.accounts import Account
from chithi_tasks.adapters.outbound.identity.signing_keys import SigningKeys
from chithi_tasks.core.identity.account import day_of
from chithi_tasks.core.identity.claims import claims


def no_appointment(account: Account) -> Problem:
    """The account is of no use today; the dates say from when, or since when."""
    title, standing = "Tài khoản chưa hoặc không còn hiệu lực", account.standing
    if account.closed_at:
        day = day_of(account.closed_at)
        return Problem(403, "account-closed", "Tài khoản đã đóng", f"Tài khoản đã đóng ngày {_day(day)}. {_ASK}")
    if standing.valid_from > account.today:
        when = f"Việc phân công bắt đầu từ ngày {_day(standing.valid_from)}."
    else:
        when = f"Việc phân công đã hết từ ngày {_day(standing.valid_to or account.today)}."
    return Problem(403, "no-appointment", title, f"{when} {_ASK}")


MOST_HEIRED = 60  # so many ids leave a token small enough for a browser's cookie; what ended last is kept
_ASK = "Hãy liên hệ quản trị của đơn vị."


@dataclass(frozen=True, slots=True)
class Issuer:
    """The issuer of access tokens."""

    keys: SigningKeys
    name: str
    clock: Callable[[], datetime]
    taken_over: Callable[[str], tuple[str, ...]] = lambda _: ()

    async def token(
        self, account: Account, life: timedelta, *, session_id: str | None = None, device_id: str | None = None
    ) -> str:
        """A token for the appointment in force; raises a 403 `Problem` when there is none."""
        now = self.clock()
        if not account.active(now):
            raise no_appointment(account)
        body = claims(
            issuer=self.name,
            username=account.username,
            name=account.name,
            role=account.role,
            unit_id=account.unit_id,
            path=account.path,
            agency_id=account.agency_id,
            session_id=session_id,
            device_id=device_id,
            now=now,
            life=life,
        )
        return await self.signed(body)

    async def signed(self, body: dict[str, Any]) -> str:
        """Any claims, signed with the key in force; they say which ended units the bearer's unit stands for."""
        if ended := self.taken_over(body["unit"])[:MOST_HEIRED]:
            body = body | {"heir_of": list(ended)}
        signing = await self.keys.current()
        return jwt.encode({"alg": ALGORITHM, "kid": signing.id}, body, signing.key, algorithms=[ALGORITHM])


def _day(day: Any) -> str:
    return f"{day:%d/%m/%Y}"
