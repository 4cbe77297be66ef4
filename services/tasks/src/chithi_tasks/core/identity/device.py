"""An enrolled phone, and how it proves that a refresh token is presented by itself."""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

MOST_DEVICES = 3
"""Phones that an account may have at a time: the one in use, its replacement, and one of the office."""

CLOCK_DRIFT = timedelta(minutes=5)
KEY_BYTES = 32

Refusal = Literal["clock", "signature"]


@dataclass(frozen=True, slots=True)
class Device:
    """A phone of one account. `key` is shared with the phone alone and never leaves the server again."""

    id: str
    username: str
    name: str
    platform: str
    app_version: str
    key: bytes
    session_id: str
    enrolled_at: datetime
    enrolled_by: str
    seen_at: datetime
    revoked_at: datetime | None = None
    revoked_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What a phone sends beside its refresh token: `at` in Unix seconds, `signature` in unpadded base64url."""

    device_id: str
    at: int
    signature: str


def new_key() -> bytes:
    """A key for one phone."""
    return secrets.token_bytes(KEY_BYTES)


def signature(key: bytes, at: int, refresh_token: str) -> str:
    """HMAC-SHA256 over `<at>.<refresh token>`."""
    digest = hmac.digest(key, f"{at}.{refresh_token}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def refusal(device: Device, proof: Proof, refresh_token: str, now: datetime) -> Refusal | None:
    """Why the proof does not hold, or None. The signature goes first: only its owner hears of a wrong clock."""
    right = signature(device.key, proof.at, refresh_token)
    if not hmac.compare_digest(right.encode(), proof.signature.rstrip("=").encode()):
        return "signature"
    return "clock" if abs(proof.at - now.timestamp()) > CLOCK_DRIFT.total_seconds() else None
