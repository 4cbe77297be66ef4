"""Password hashes: Argon2id with parameters that OWASP recommends as a minimum (12 MiB, three passes)."""

import asyncio
import ctypes
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

_HASHES = PasswordHash((Argon2Hasher(time_cost=3, memory_cost=12_288, parallelism=1),))
# As many at a time as there are cores: a morning's rush of sign-ins waits its turn and needs little memory.
_POOL = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="passwords")
_M_MMAP_THRESHOLD, _LARGE = -3, 1024 * 1024


def _give_back() -> None:
    """Have the C library return what a hash took when it is done; by itself it would keep a block for each thread."""
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):  # glibc's
        mallopt(_M_MMAP_THRESHOLD, _LARGE)


_give_back()


def hash_password(password: str) -> str:
    """A salted hash; takes some 30 ms of one core and releases the interpreter meanwhile."""
    return _HASHES.hash(password)


def hash_many(passwords: list[str]) -> list[str]:
    """Hashes of them all, on every core."""
    return list(_POOL.map(hash_password, passwords))


async def hash_in_turn(password: str) -> str:
    """The same without keeping others waiting."""
    return await asyncio.get_running_loop().run_in_executor(_POOL, hash_password, password)


async def matches(password: str, password_hash: str | None) -> bool:
    """Whether the password is right. Without an account the same work is done in vain, so that time tells nothing."""
    return await asyncio.get_running_loop().run_in_executor(_POOL, _verify, password, password_hash)


def _verify(password: str, password_hash: str | None) -> bool:
    right = _HASHES.verify(password, password_hash or _nobody())
    return right and password_hash is not None


@cache
def _nobody() -> str:
    return hash_password("no account has this password")
