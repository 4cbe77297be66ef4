"""How long sign-ins are refused after failed ones: by name and address, by name, and by address."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

FREE_TRIES = 5
FREE_TRIES_OF_NAME = 50
FREE_TRIES_OF_ADDRESS = 300
FIRST = timedelta(seconds=30)
LONGEST = timedelta(minutes=15)
STEPS = 6  # after so many doublings it is the longest


@dataclass(frozen=True, slots=True)
class Bucket:
    """Tries that are counted together; the first `free` of an hour cost nothing."""

    key: str
    free: int


def buckets(username: str, address: str | None, known: str | None) -> tuple[Bucket, ...]:
    """Where a try counts. `known` is the mark of a browser from which this name has signed in before.

    Such a browser has tries of its own: whoever guesses a name from elsewhere cannot keep its owner out.
    """
    if known:
        return (Bucket(_key("known", username, known), FREE_TRIES),)
    return (
        Bucket(_key("both", username, address or ""), FREE_TRIES),
        Bucket(_key("name", username), FREE_TRIES_OF_NAME),
        Bucket(_key("address", address or ""), FREE_TRIES_OF_ADDRESS),
    )


def second_factor_buckets(username: str, known: str | None) -> tuple[Bucket, ...]:
    """Where a try of a code counts: who gets so far has the password, so the address makes no difference."""
    return (Bucket(_key("code", username, known or ""), FREE_TRIES),)


def pause_after(failures: int, free: int = FREE_TRIES) -> timedelta:
    """Nothing for the free tries, then 30 s, doubling with every further failure up to 15 minutes."""
    if failures < free:
        return timedelta(0)
    return min(FIRST * (1 << min(failures - free, STEPS)), LONGEST)


def _key(*parts: str) -> str:
    """A key of bounded length, whatever was typed as a name; names that do not exist are not kept in clear."""
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()
