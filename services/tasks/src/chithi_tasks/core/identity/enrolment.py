"""A phone's way in: a code of ten letters that works once, within ten minutes."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

LIFE = timedelta(minutes=10)
LENGTH = 10
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, which are read as 1, 1, 0, V. Ten of its letters are 50 random bits."""

State = Literal["waiting", "used", "expired", "cancelled"]
_READ_AS = str.maketrans("ILOU", "110V", " -‐‑–—.\t\r\n")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One code, kept as its hash: for whose phone, by whom, until when, and what became of it."""

    id: str
    code_hash: str
    username: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    cancelled_at: datetime | None = None
    device_id: str | None = None
    attempt_hash: str | None = None

    def state(self, now: datetime) -> State:
        """What became of the code by now."""
        if self.used_at:
            return "used"
        if self.cancelled_at:
            return "cancelled"
        return "expired" if now >= self.expires_at else "waiting"


def new_code() -> str:
    """A code that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def code_of(text: str) -> str | None:
    """The code as it was typed or scanned: case, spaces and dashes do not matter; None if it cannot be one."""
    code = text.upper().translate(_READ_AS)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def shown(code: str) -> str:
    """`XXXXX-XXXXX`, as people read it out."""
    return f"{code[:5]}-{code[5:]}"


def link(public_url: str, code: str) -> str:
    """What the QR code says. The code stands behind the `#`, which browsers send to no server and no log."""
    return f"{public_url.rstrip('/')}/kich-hoat#{shown(code)}"


def fingerprint(secret: str) -> str:
    """What is kept of a random secret. It has no pattern to guess, so a plain hash is enough; see devices.md."""
    return hashlib.sha256(secret.encode()).hexdigest()
