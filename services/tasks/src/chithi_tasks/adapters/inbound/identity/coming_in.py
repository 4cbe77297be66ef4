"""A phone comes in, in the transaction that uses its code up."""

from dataclasses import dataclass, replace
from datetime import datetime

from chithi_platform.audit import AuditLog
from chithi_platform.ids import uuid7
from chithi_platform.mongo import Session
from chithi_tasks.adapters.inbound.identity import phone_problems as refused
from chithi_tasks.adapters.outbound.identity.accounts import Account
from chithi_tasks.adapters.outbound.identity.devices import DeviceRepository
from chithi_tasks.adapters.outbound.identity.enrolments import EnrolmentRepository
from chithi_tasks.adapters.outbound.identity.sessions import Opened, Sessions
from chithi_tasks.core.identity.device import MOST_DEVICES, Device, new_key
from chithi_tasks.core.identity.enrolment import Enrolment, fingerprint

NEVER_ARRIVED = "answer-never-arrived"


@dataclass(frozen=True, slots=True)
class Phone:
    """What a phone says of itself. `attempt` is a secret of this try, so that a lost answer can be asked for again."""

    name: str
    platform: str
    app_version: str
    attempt: str | None = None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A phone that may come in now."""

    account: Account
    device: Device
    opened: Opened


@dataclass(frozen=True, slots=True)
class ComingIn:
    """One phone at the door, at one moment."""

    enrolments: EnrolmentRepository
    devices: DeviceRepository
    sessions: Sessions
    audit: AuditLog
    now: datetime
    phone: Phone
    address: str

    async def enrol(self, found: Enrolment, account: Account, session: Session) -> Enrolled:
        """Let it in and keep it; raises 409 when the account has as many phones as it may have."""
        using = in_use(await self.devices.of(account.username, session))
        if len(using) >= MOST_DEVICES:
            raise refused.too_many(using)
        now, device_id = self.now, uuid7()
        opened = await self._open(account, device_id, session)
        device = Device(
            id=device_id,
            username=account.username,
            name=self.phone.name,
            platform=self.phone.platform,
            app_version=self.phone.app_version,
            key=new_key(),
            session_id=opened.session_id,
            enrolled_at=now,
            enrolled_by=found.made_by,
            seen_at=now,
        )
        attempt = fingerprint(self.phone.attempt) if self.phone.attempt else None
        await self.enrolments.use(found, device_id, attempt, now, session)
        await self.devices.add(device, session)
        after = {"name": self.phone.name, "platform": self.phone.platform, "enrolled_by": found.made_by}
        await self.audit.record(session, "device.enrolled", f"{account.username}/{device_id}", after=after)
        return Enrolled(account, device, opened)

    async def again(self, found: Enrolment, account: Account, session: Session) -> Enrolled | None:
        """The same phone asks again because the answer was lost: it gets a new key, what was lost is worth nothing."""
        now = self.now
        same = self.phone.attempt is not None and found.attempt_hash == fingerprint(self.phone.attempt)
        device = await self.devices.find(found.device_id or "", session)
        if not same or device is None or device.revoked_at or now >= found.expires_at:
            return None
        await self.sessions.revoke_device(device.id, NEVER_ARRIVED, now, session=session)
        opened = await self._open(account, device.id, session)
        renewed = replace(device, key=new_key(), session_id=opened.session_id, seen_at=now)
        await self.devices.renew(renewed, session)
        await self.audit.record(session, "device.enrolled-again", f"{account.username}/{device.id}")
        return Enrolled(account, renewed, opened)

    async def _open(self, account: Account, device_id: str, session: Session) -> Opened:
        return await self.sessions.open(
            account,
            kind="phone",
            label=self.phone.name,
            address=self.address,
            now=self.now,
            device_id=device_id,
            session=session,
        )


def in_use(devices: list[Device]) -> list[Device]:
    """Those that were not revoked."""
    return [device for device in devices if device.revoked_at is None]
