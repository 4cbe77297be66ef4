"""Password hashes: Argon2id with the parameters that OWASP recommends as a minimum (19 MiB, two passes)."""

import asyncio

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

_HASHES = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))
_NOBODY = _HASHES.hash("no account has this password")


def hash_password(password: str) -> str:
    """A salted hash; takes some 20 ms of one core and releases the interpreter meanwhile."""
    return _HASHES.hash(password)


async def matches(password: str, password_hash: str | None) -> bool:
    """Whether the password is right. Without an account the same work is done in vain, so that time tells nothing."""
    right = await asyncio.to_thread(_HASHES.verify, password, password_hash or _NOBODY)
    return right and password_hash is not None
