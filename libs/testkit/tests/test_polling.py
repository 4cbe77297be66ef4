"""`eventually` waits, returns what it saw, and says what it saw last when it gives up."""

import pytest

from chithi_testkit.polling import NeverHappenedError, eventually


async def test_returns_the_first_true_value() -> None:
    values = iter([0, "", 7])
    assert await eventually(lambda: next(values)) == 7


async def test_an_assertion_counts_as_not_yet() -> None:
    calls = []

    async def third_time() -> bool:
        calls.append(1)
        assert len(calls) == 3
        return True

    assert await eventually(third_time)


async def test_gives_up_at_the_deadline_and_tells_the_last_value() -> None:
    with pytest.raises(NeverHappenedError, match=r"the lamp did not happen within 0\.1 s; last seen: ''"):
        await eventually(lambda: "", within=0.1, what="the lamp")


async def test_other_errors_pass_through() -> None:
    with pytest.raises(ZeroDivisionError):
        await eventually(lambda: 1 // 0)
