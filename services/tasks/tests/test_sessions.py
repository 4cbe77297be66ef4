"""Sessions: refresh tokens rotate, a lost answer is forgiven, a copied token ends everything."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
import pytest_asyncio

from chithi_platform.audit import AuditLog
from chithi_tasks.adapters.outbound.identity.sessions import Overtaken, SessionEnded, Sessions
from chithi_tasks.core.identity.refresh_token import RefreshToken, new_key
from chithi_tasks.core.identity.sessions import LIVES, MOST_SIBLINGS, Chain

NOW = datetime.now(UTC).replace(microsecond=0)  # the database itself removes what ended a month ago
SOON = NOW + timedelta(seconds=5)
LATER = NOW + timedelta(minutes=15)


class Owner(NamedTuple):
    """What a session needs of an account."""

    username: str


@pytest_asyncio.fixture(loop_scope="session")
async def sessions(mongo: Any) -> Sessions:
    made = Sessions(mongo, AuditLog(mongo, "tasks"))
    await made.ensure()
    return made


async def opened(sessions: Sessions, kind: Any = "browser", username: str = "", **more: Any) -> Any:
    owner: Any = Owner(username or uuid4().hex)
    return await sessions.open(owner, kind=kind, label="Chrome, Windows", address="10.0.0.7", now=NOW, **more)


async def audited(mongo: Any, action: str) -> list[Any]:
    return [row["after"] async for row in AuditLog(mongo, "tasks").find(action=action)]


async def test_a_token_is_renewed_and_moves_the_end(sessions: Sessions) -> None:
    first = await opened(sessions)
    second = await sessions.rotate(first.refresh_token, LATER)
    third = await sessions.rotate(second.refresh_token, LATER + timedelta(minutes=15))
    assert len({first.refresh_token, second.refresh_token, third.refresh_token}) == 3
    assert second.session.id == third.session.id == first.session_id
    assert third.expires_at == LATER + timedelta(minutes=15) + LIVES["browser"].idle
    assert second.session.address == "10.0.0.7"


@pytest.mark.parametrize("kind", ["browser", "api", "phone"])
async def test_a_copied_token_ends_the_session_of_both_holders(sessions: Sessions, mongo: Any, kind: Any) -> None:
    stolen = (await opened(sessions, kind)).refresh_token
    renewed = await sessions.rotate(stolen, LATER)
    newest = await sessions.rotate(renewed.refresh_token, LATER + timedelta(minutes=1))
    with pytest.raises(SessionEnded, match="reused"):
        await sessions.rotate(stolen, LATER + timedelta(minutes=15))
    with pytest.raises(SessionEnded, match="reused"):
        await sessions.rotate(newest.refresh_token, LATER + timedelta(minutes=15))
    assert await audited(mongo, "session.ended") == [{"reason": "reused"}]


@pytest.mark.parametrize("kind", ["browser", "api", "phone"])
async def test_a_lost_answer_is_asked_for_again(sessions: Sessions, kind: Any) -> None:
    kept = (await opened(sessions, kind)).refresh_token
    answers = [await sessions.rotate(kept, LATER) for _ in range(3)]
    after = await sessions.rotate(answers[-1].refresh_token, LATER + timedelta(hours=1))
    assert await sessions.rotate(after.refresh_token, LATER + timedelta(hours=2))


async def test_of_two_answers_to_one_token_only_one_goes_on(sessions: Sessions) -> None:
    stolen = (await opened(sessions, "phone")).refresh_token
    owner, thief = [await sessions.rotate(stolen, LATER) for _ in range(2)]
    await sessions.rotate(owner.refresh_token, LATER)
    with pytest.raises(SessionEnded, match="reused"):
        await sessions.rotate(thief.refresh_token, LATER)


async def test_a_late_request_of_another_tab_harms_nothing(sessions: Sessions) -> None:
    first = (await opened(sessions)).refresh_token
    second = await sessions.rotate(first, SOON)
    third = await sessions.rotate(second.refresh_token, SOON)
    with pytest.raises(Overtaken):
        await sessions.rotate(first, SOON + timedelta(seconds=29))
    assert await sessions.rotate(third.refresh_token, LATER)


async def test_tabs_that_ask_at_once_all_stay_signed_in(sessions: Sessions) -> None:
    shared = (await opened(sessions)).refresh_token
    answers = await asyncio.gather(*(sessions.rotate(shared, LATER) for _ in range(8)))
    assert len({answer.refresh_token for answer in answers}) == 8
    kept = answers[3]  # the cookie jar keeps one of them
    assert await sessions.rotate(kept.refresh_token, LATER + timedelta(minutes=15))


async def test_a_token_cannot_be_used_twice_by_being_quick(sessions: Sessions) -> None:
    """Whoever wins, at most one line of descent can go on."""
    shared = (await opened(sessions, "phone")).refresh_token
    answers = await asyncio.gather(*(sessions.rotate(shared, LATER) for _ in range(4)))
    tries = [sessions.rotate(answer.refresh_token, LATER) for answer in answers]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(not isinstance(outcome, BaseException) for outcome in outcomes) <= 1
    assert {str(o) for o in outcomes if isinstance(o, BaseException)} == {"the session has ended: reused"}


@pytest.mark.parametrize(("kind", "idle"), [("browser", 10), ("api", 12), ("phone", 60 * 24)])
async def test_an_unused_session_expires(sessions: Sessions, kind: Any, idle: int) -> None:
    session = await opened(sessions, kind)
    assert session.expires_at == NOW + timedelta(hours=idle)
    with pytest.raises(SessionEnded, match="expired"):
        await sessions.rotate(session.refresh_token, session.expires_at)
    assert await sessions.rotate(session.refresh_token, session.expires_at - timedelta(seconds=1))


async def test_no_session_outlives_its_longest_life(sessions: Sessions) -> None:
    token, now, end = (await opened(sessions)).refresh_token, NOW, NOW + LIVES["browser"].longest
    while (now := now + timedelta(hours=9)) < end:
        renewed = await sessions.rotate(token, now)
        token = renewed.refresh_token
    assert renewed.expires_at == end
    with pytest.raises(SessionEnded, match="expired"):
        await sessions.rotate(token, end)


async def test_a_session_may_be_opened_for_less(sessions: Sessions) -> None:
    session = await opened(sessions, longest=timedelta(hours=12))
    assert session.expires_at == NOW + LIVES["browser"].idle
    renewed = await sessions.rotate(session.refresh_token, NOW + timedelta(hours=9))
    assert renewed.expires_at == NOW + timedelta(hours=12)
    with pytest.raises(SessionEnded, match="expired"):
        await sessions.rotate(renewed.refresh_token, renewed.expires_at)


async def test_a_made_up_token_ends_nobodys_session(sessions: Sessions) -> None:
    real = await opened(sessions)
    forged = str(RefreshToken.new(real.session_id, new_key()))
    for text in (forged, f"{real.session_id}..", "", "a.b.c", "ễ.ễ.ễ", forged + "."):
        with pytest.raises(SessionEnded, match="unknown"):
            await sessions.rotate(text, NOW)
        assert await sessions.find(text) is None
    assert await sessions.rotate(real.refresh_token, NOW)


async def test_nothing_stored_is_a_token(sessions: Sessions, mongo: Any) -> None:
    token = RefreshToken.read((await opened(sessions)).refresh_token)
    assert token
    stored = await mongo.collection("sessions").find_one({"_id": token.session_id})
    assert token.secret not in stored.values()
    assert token.secret.hex() not in repr(stored)
    assert stored["fresh"] == [token.digest]


async def test_sessions_are_ended_one_or_all(sessions: Sessions, mongo: Any) -> None:
    mine = [await opened(sessions, username="u1") for _ in range(3)]
    phone = await opened(sessions, "phone", username="u1", device_id="d1")
    other = await opened(sessions, username="u2")
    assert {one.id for one in await sessions.of("u1", NOW)} == {o.session_id for o in (*mine, phone)}
    assert await sessions.revoke(mine[0].session_id, "signed-out", NOW)
    assert not await sessions.revoke(mine[0].session_id, "signed-out", NOW)
    assert await sessions.revoke_device("d1", "lost", NOW) == 1
    assert await sessions.revoke_all("u1", "password-changed", NOW, mine[1].session_id) == 1
    assert [one.id for one in await sessions.of("u1", NOW)] == [mine[1].session_id]
    assert await sessions.rotate(other.refresh_token, NOW)
    found = await sessions.find(phone.refresh_token)
    assert found
    assert (found.device_id, found.reason) == ("d1", "lost")
    assert len(await audited(mongo, "session.ended")) == 3
    assert len(await audited(mongo, "session.opened")) == 5


async def test_an_end_outruns_a_renewal_that_is_under_way(sessions: Sessions) -> None:
    for _ in range(10):
        session = await opened(sessions)
        renewing = asyncio.gather(sessions.rotate(session.refresh_token, LATER), return_exceptions=True)
        await sessions.revoke(session.session_id, "signed-out", LATER)
        for outcome in await renewing:
            token = session.refresh_token if isinstance(outcome, BaseException) else outcome.refresh_token
            with pytest.raises(SessionEnded, match="signed-out"):
                await sessions.rotate(token, LATER)


def test_siblings_are_bounded() -> None:
    life, chain = LIVES["phone"], Chain(("t0",))
    _, chain = chain.presented("t0", "s0", NOW, life)
    for n in range(1, 100):
        outcome, chain = chain.presented("t0", f"s{n}", NOW, life)
        assert outcome == "renewed"
    assert len(chain.fresh) == MOST_SIBLINGS
    assert chain.fresh[-1] == "s99"
