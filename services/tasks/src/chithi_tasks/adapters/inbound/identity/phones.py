"""What is done with phones: offering a code, redeeming it, revoking; and the proof that a renewal needs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chithi_platform.audit import AuditLog, signed_in_as
from chithi_platform.ids import uuid7
from chithi_platform.mongo import Mongo, Session
from chithi_platform.security import Principal
from chithi_tasks.adapters.inbound.identity import phone_problems as refused
from chithi_tasks.adapters.inbound.identity.coming_in import ComingIn, Enrolled, Phone, in_use
from chithi_tasks.adapters.outbound.identity.accounts import Account, AccountRepository
from chithi_tasks.adapters.outbound.identity.devices import DeviceRepository
from chithi_tasks.adapters.outbound.identity.enrolments import EnrolmentRepository
from chithi_tasks.adapters.outbound.identity.sessions import Sessions
from chithi_tasks.core.identity.access import ASSIGNEES
from chithi_tasks.core.identity.device import MOST_DEVICES, Device, Proof, refusal
from chithi_tasks.core.identity.enrolment import LIFE, Enrolment, code_of, fingerprint, new_code
from chithi_tasks.core.identity.rights import in_charge

REVOKED = "device-revoked"


@dataclass(frozen=True, slots=True)
class Phones:
    """The desk of phones."""

    mongo: Mongo
    accounts: AccountRepository
    enrolments: EnrolmentRepository
    devices: DeviceRepository
    sessions: Sessions
    audit: AuditLog
    clock: Callable[[], datetime]

    async def owner(self, caller: Principal, username: str) -> Account:
        """The account of that name, if the caller is in charge of it; raises 404, as if there were none, otherwise."""
        account = await self.accounts.find(username)
        if account and in_charge(caller.role, caller.unit_id, account):
            return account
        raise refused.no_account()

    async def offer(self, caller: Principal, username: str) -> tuple[Enrolment, str]:
        """A new code for a phone of that account, and the only copy of its letters; ends the codes made before."""
        account, now = await self.owner(caller, username), self.clock()
        if account.role not in ASSIGNEES:
            raise refused.no_phone_for(account.role)
        if not account.active(now):
            raise refused.not_active(username)
        if len(using := in_use(await self.devices.of(username))) >= MOST_DEVICES:
            raise refused.too_many(using)
        code = new_code()
        made = Enrolment(uuid7(), fingerprint(code), username, caller.subject, now, now + LIFE)

        async def work(session: Session) -> None:
            await self.enrolments.cancel_waiting(username, now, session)
            await self.enrolments.add(made, session)
            await self.audit.record(session, "enrolment.offered", f"{username}/{made.id}")

        await self.mongo.transact(work)
        return made, code

    async def enrolment(self, caller: Principal, enrolment_id: str) -> tuple[Enrolment, Device | None]:
        """A code of the caller's subtree, and the phone that used it; raises 404."""
        found = await self.enrolments.find(enrolment_id)
        if found is None:
            raise refused.no_enrolment()
        await self.owner(caller, found.username)
        return found, await self.devices.find(found.device_id) if found.device_id else None

    async def cancel(self, caller: Principal, enrolment_id: str) -> None:
        """End a code that waits; nothing happens to one that is over."""
        found, _ = await self.enrolment(caller, enrolment_id)

        async def work(session: Session) -> None:
            if await self.enrolments.cancel(found.id, self.clock(), session):
                await self.audit.record(session, "enrolment.cancelled", f"{found.username}/{found.id}")

        await self.mongo.transact(work)

    async def redeem(self, typed: str, phone: Phone, address: str) -> Enrolled:
        """Let the phone in for whose account the code was made; a 404, 409 or 429 `Problem` says why not."""
        now, code = self.clock(), code_of(typed)
        if pause := await self.enrolments.count_try(address, now):
            raise refused.too_many_codes(pause)
        coming = ComingIn(self.enrolments, self.devices, self.sessions, self.audit, now, phone, address)

        async def work(session: Session) -> Enrolled | None:
            found = await self.enrolments.by_code(fingerprint(code or ""), session)
            account = await self.accounts.find(found.username) if found else None
            if not found or not account or not account.active(now) or account.role not in ASSIGNEES:
                return None
            signed_in_as(account.username, account.role, account.unit_id, None)
            if found.state(now) == "waiting":
                return await coming.enrol(found, account, session)
            return await coming.again(found, account, session)

        enrolled = await self.mongo.transact(work) if code else None
        if enrolled is None:
            raise refused.unknown_code()
        await self.enrolments.was_right(address, now)
        return enrolled

    async def page(
        self, unit_id: str, username: str | None, *, before: str | None, limit: int
    ) -> list[tuple[Device, bool]]:
        """Phones of the accounts of a unit and of those below it, newest first, each with whether its session lives."""
        names = await self.accounts.usernames_inside(unit_id)
        wanted = [name for name in names if username in (None, name)]
        found = await self.devices.page(wanted, before=before, limit=limit)
        living = await self.sessions.living([device.session_id for device in found], self.clock())
        return [(device, device.session_id in living) for device in found]

    async def revoke(self, caller: Principal, device_id: str, reason: str) -> None:
        """End a phone and its session; raises 404. A phone that was revoked before stays as it is."""
        device, now = await self.devices.find(device_id), self.clock()
        if device is None:
            raise refused.no_device()
        await self.owner(caller, device.username)

        async def work(session: Session) -> None:
            by = caller.subject
            if await self.devices.revoke(device_id, by=by, reason=reason, now=now, session=session):
                await self.sessions.revoke_device(device_id, REVOKED, now, session=session)
                subject = f"{device.username}/{device_id}"
                await self.audit.record(session, "device.revoked", subject, after={"reason": reason})

        await self.mongo.transact(work)

    async def check(self, device_id: str, proof: Proof | None, refresh_token: str) -> None:
        """Refuse a phone's renewal that the phone itself did not ask for, or of a phone that was revoked.

        Nothing happens to the session: a thief of the token alone can neither use it nor end it.
        """
        device, now = await self.devices.find(device_id), self.clock()
        if device is None or proof is None or proof.device_id != device_id:
            raise refused.no_proof()
        why = refusal(device, proof, refresh_token, now)
        if why == "signature":
            raise refused.no_proof()
        if device.revoked_at:
            raise refused.revoked(device)
        if why == "clock":
            raise refused.wrong_clock(now)
        await self.devices.seen(device, now)
