"""The text of a refresh token: which session, 256 random bits, and a seal that tells a genuine old one from a guess."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Self

_SECRET_BYTES = 32
_SEAL_BYTES = 16


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """`<session id>.<secret>.<seal>`. Session ids are no secret, so without the seal anybody could end a session by a
    made-up token, which would look like an old one that was stolen.
    """

    session_id: str
    secret: bytes
    seal: bytes

    @classmethod
    def new(cls, session_id: str, key: bytes) -> Self:
        """A fresh one for that session, sealed with the session's key."""
        secret = secrets.token_bytes(_SECRET_BYTES)
        return cls(session_id, secret, _seal(secret, key))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The parts of a token's text; None when it is none."""
        parts = text.split(".")
        if len(parts) != 3 or not text.isascii():
            return None
        try:
            secret, seal = (urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in parts[1:])
        except ValueError:
            return None
        return cls(parts[0], secret, seal) if len(secret) == _SECRET_BYTES else None

    def sealed_with(self, key: bytes) -> bool:
        """Whether this session's key made it."""
        return hmac.compare_digest(self.seal, _seal(self.secret, key))

    @property
    def digest(self) -> str:
        """What is stored of it (SHA-256); 256 random bits need no slow hash."""
        return hashlib.sha256(self.secret).hexdigest()

    def __str__(self) -> str:
        return ".".join((self.session_id, _text(self.secret), _text(self.seal)))


def new_key() -> bytes:
    """A key that seals the tokens of one session."""
    return secrets.token_bytes(_SECRET_BYTES)


def _seal(secret: bytes, key: bytes) -> bytes:
    return hmac.new(key, secret, hashlib.sha256).digest()[:_SEAL_BYTES]


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
