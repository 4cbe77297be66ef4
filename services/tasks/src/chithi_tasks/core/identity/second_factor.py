"""The second factor: codes of an authenticator app (RFC 6238), each good for one sign-in, and codes for its loss."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from pyotp import TOTP, random_base32

STEP_S = 30
DRIFT_STEPS = 1
RECOVERY_CODES = 10
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_READ_AS = str.maketrans("ILOU", "110V", " -‐‑–—.\t\r\n")


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """An app's secret, sealed; the last step whose code was used, and digests of the recovery codes that are left."""

    sealed: str = field(repr=False)
    last_step: int = 0
    recovery: tuple[str, ...] = ()

    def recovery_of(self, code: str) -> str | None:
        """The digest of the recovery code that this is; None when it is none or was used."""
        digest = recovery_digest(code)
        return digest if digest in self.recovery else None


def step_of(secret: str, code: str, *, now: datetime, after: int = 0) -> int | None:
    """The step that the code belongs to: now or one to either side, and later than the last that was used."""
    typed = _plain(code)
    totp, current = TOTP(secret, interval=STEP_S), int(now.timestamp()) // STEP_S
    for step in range(current - DRIFT_STEPS, current + DRIFT_STEPS + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode()) and step > after:
            return step
    return None


def new_secret() -> str:
    """A secret for an app: 160 random bits in base 32."""
    return random_base32()


def code_of(secret: str, now: datetime) -> str:
    """The code that an app with this secret shows now."""
    return TOTP(secret, interval=STEP_S).at(now)


def uri(secret: str, username: str, issuer: str) -> str:
    """What an app reads from the QR code."""
    return TOTP(secret, interval=STEP_S).provisioning_uri(name=username, issuer_name=issuer)


def new_recovery_codes() -> list[str]:
    """Ten codes of 50 random bits, as people write them down: XXXXX-XXXXX."""
    letters = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    return [f"{code[:5]}-{code[5:]}" for code in letters]


def recovery_digest(code: str) -> str:
    """What is stored of a recovery code: it is random, so a plain hash does."""
    return hashlib.sha256(_plain(code).encode()).hexdigest()


def _plain(code: str) -> str:
    """Without what people put between the digits, and with what they take letters for."""
    return code.upper().translate(_READ_AS)
