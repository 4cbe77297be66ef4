"""How long an account name is closed after failed sign-ins."""

from datetime import timedelta

FREE_TRIES = 5
FIRST = timedelta(seconds=30)
LONGEST = timedelta(minutes=15)


def pause_after(failures: int) -> timedelta:
    """Nothing for the first tries, then 30 s, doubling with every further failure up to 15 minutes."""
    if failures < FREE_TRIES:
        return timedelta(0)
    return min(FIRST * (1 << min(failures - FREE_TRIES, 10)), LONGEST)
