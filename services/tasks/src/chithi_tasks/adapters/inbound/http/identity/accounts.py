"""Accounts, for those who manage them."""

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Response

from chithi_platform.openapi import refusal
from chithi_platform.security import Principal, refuse_unit, require
from chithi_tasks.adapters.inbound.http.identity.account_schemas import (
    AccountChange,
    AccountOut,
    AccountPage,
    AppointmentOut,
    Closing,
    NewAccount,
    OneTime,
)
from chithi_tasks.adapters.inbound.http.identity.identity_schemas import Ended, SessionList, SessionOut
from chithi_tasks.adapters.inbound.identity.account_desk import AccountDesk, matching
from chithi_tasks.adapters.outbound.identity.accounts import Account
from chithi_tasks.core.identity.access import Role
from chithi_tasks.core.identity.account import Appointment
from chithi_tasks.core.identity.rights import MANAGERS, in_charge, manageable

Manager = Annotated[Principal, Depends(require(*MANAGERS))]
PREFIX = "/api/tasks/v1/accounts"
IfMatch = Annotated[str | None, Header(max_length=100)]


def account_routes(desk: AccountDesk) -> APIRouter:
    """Reading and changing. A coordinator manages officers of the subtree, an admin everybody in it."""
    router = APIRouter(prefix=PREFIX, tags=["accounts"])

    @router.get("")
    async def accounts(
        caller: Manager,
        unit_id: Annotated[str | None, Query(max_length=40)] = None,
        role: Role | None = None,
        q: Annotated[str, Query(max_length=100)] = "",
        cursor: Annotated[str | None, Query(max_length=63)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> AccountPage:
        """Accounts of the caller's subtree or of a unit in it, by user name; `q` needs no diacritics."""
        unit = desk.tree().get(unit_id or caller.unit_id)
        if unit is None or not caller.covers(unit.path):
            raise refuse_unit()
        roles = tuple(one for one in manageable(caller.role) if role in (None, one))
        mine = partial(in_charge, caller.role, caller.unit_id)
        found = await desk.accounts.page(unit.id, roles=roles, mine=mine, q=q, after=cursor, limit=limit + 1)
        items = [described(account, desk) for account in found[:limit]]
        return AccountPage(items=items, next_cursor=items[-1].username if len(found) > limit else None)

    @router.post("", status_code=201, responses=refusal(404, 409, 429))
    async def add(new: NewAccount, caller: Manager, response: Response) -> OneTime:
        """Make an account; its one-time password is in this answer and nowhere else. 409 `name-taken`."""
        appointment = desk.appointment(caller, new.appointment.model_dump())
        account, password, until = await desk.add(new.username, new.name, new.email, appointment)
        response.headers["Cache-Control"] = "no-store"
        return OneTime(account=_tagged(desk, account, response), one_time_password=password, expires_at=until)

    @router.get("/{username}")
    async def account(username: str, caller: Manager, response: Response) -> AccountOut:
        """One account, with its version as ETag; 404 `unknown-account` also when it is somebody else's to manage."""
        return _tagged(desk, await desk.account(caller, username), response)

    @router.patch("/{username}", responses=refusal(409, 412, 428))
    async def change(
        username: str, changes: AccountChange, caller: Manager, response: Response, if_match: IfMatch = None
    ) -> AccountOut:
        """Change name, address or appointment; 428 without `If-Match`, 412 `changed-meanwhile` with an old one."""
        known = await desk.account(caller, username)
        matching(known, if_match)
        new = replace(known, name=changes.name or known.name)
        if "email" in changes.model_fields_set:
            new = replace(new, email=changes.email)
        if changes.appointment:
            new = new.appointed(desk.appointment(caller, changes.appointment.model_dump()))
        return _tagged(desk, await desk.change(known, new), response)

    return router


def account_action_routes(desk: AccountDesk) -> APIRouter:
    """What is done to an account as a whole, by the same people."""
    router = APIRouter(prefix=PREFIX, tags=["accounts"])

    @router.post("/{username}/password-reset", responses=refusal(404, 409, 429))
    async def reset_password(username: str, caller: Manager, response: Response) -> OneTime:
        """A one-time password for who lost theirs, shown in this answer alone; every session ends."""
        account, password, until = await desk.reset_password(await desk.account(caller, username))
        response.headers["Cache-Control"] = "no-store"
        return OneTime(account=_tagged(desk, account, response), one_time_password=password, expires_at=until)

    @router.post("/{username}/close", responses=refusal(404, 409, 429))
    async def close(username: str, closing: Closing, caller: Manager, response: Response) -> AccountOut:
        """End the account and its sessions, with the reason; 409 `last-administrator`."""
        return _tagged(desk, await desk.close(await desk.account(caller, username), closing.reason), response)

    @router.post("/{username}/second-factor/reset", responses=refusal(404, 409, 429))
    async def reset_second_factor(username: str, caller: Manager, response: Response) -> AccountOut:
        """Forget a lost second factor; every session ends."""
        return _tagged(desk, await desk.reset_second_factor(await desk.account(caller, username)), response)

    @router.get("/{username}/sessions")
    async def sessions(username: str, caller: Manager) -> SessionList:
        """Where the account is signed in."""
        account = await desk.account(caller, username)
        going_on = await desk.sessions.of(account.username, desk.clock())
        return SessionList(items=[SessionOut.of(one, caller.session_id) for one in going_on])

    @router.delete("/{username}/sessions")
    async def end_sessions(username: str, caller: Manager) -> Ended:
        """Sign the account out everywhere."""
        return Ended(ended=await desk.end_sessions(await desk.account(caller, username)))

    return router


def _tagged(desk: AccountDesk, account: Account, response: Response) -> AccountOut:
    response.headers["ETag"] = f'"{account.version}"'
    return described(account, desk)


def described(account: Account, desk: AccountDesk) -> AccountOut:
    """The account as its managers see it."""
    tree = desk.tree()

    def shown(one: Appointment) -> AppointmentOut:
        unit = tree.get(one.unit_id)
        return AppointmentOut.of(one, unit.name if unit else one.unit_id)

    return AccountOut(
        username=account.username,
        name=account.name,
        email=account.email,
        state=account.state(desk.accounts.today),
        appointment=shown(account.standing),
        appointments=[shown(one) for one in account.appointments],
        must_change=account.must_change,
        second_factor=account.second_factor is not None,
        closed_at=account.closed_at,
        closed_reason=account.closed_reason,
        version=account.version,
    )
