"""A phone comes in by a code, renews by its own key, and keeps all its work when the server shuts it out."""

import asyncio
from datetime import timedelta

import pytest

from chithi_mobile.core.account import UserChanged
from chithi_mobile.core.answers import Refused, SignInNeeded, Unreachable
from chithi_mobile.core.device import DeviceInfo
from chithi_mobile.core.invitation import Invitation
from chithi_mobile.core.models import Subject

INFO = DeviceInfo("Máy thử", "Android 14")
VALUES = {"tngt_vu": 2}
SUBJECT = Subject("antt-thang", "2026-11")


@pytest.fixture
def invited(server):
    return Invitation(server.url, server.door.code)


@pytest.fixture
async def enrolled(new_phone, invited):
    made = new_phone()
    await made.enrol(invited, INFO)
    await made.sync()
    return made


def refresh_of(phone):
    return phone.store.session().refresh


async def test_a_code_opens_the_door_and_the_phone_is_known_after_a_restart(new_phone, enrolled, server):
    assert enrolled.account.user.username == "ca.namdinh"
    assert enrolled.store.device().id == "dev-1"
    restarted = new_phone()
    assert restarted.account.user.username == "ca.namdinh"
    await restarted.sync()
    assert server.door.given == 1, "nothing was renewed without need"


async def test_a_wrong_code_changes_nothing(new_phone, server):
    made = new_phone()
    with pytest.raises(Refused, match="Mã kích hoạt không dùng được"):
        await made.enrol(Invitation(server.url, "0000000000"), INFO)
    assert made.account.user is None
    assert made.server == server.url


@pytest.mark.parametrize("how", ["lost", "killed"])
async def test_an_answer_that_never_came_is_asked_for_again(new_phone, invited, server, air, how):
    made = new_phone()
    if how == "lost":
        air.lose_answers = 1
        with pytest.raises(Unreachable):
            await made.enrol(invited, INFO)
    else:
        air.kill_before_answer = True
        with pytest.raises(air.killed):
            await made.enrol(invited, INFO)
        air.kill_before_answer = False
    again = new_phone()
    await again.enrol(invited, INFO)
    assert len(server.door.attempts) == 2
    assert len(set(server.door.attempts)) == 1, "the same secret of the same try"
    await again.sync()


async def test_an_expired_token_is_renewed_by_the_phones_own_key(new_phone, enrolled, server):
    server.tokens.clear()
    enrolled.file("antt-thang", "2026-11", VALUES)
    assert (await new_phone().send()).received == 1, "also after a restart: no password is needed"
    assert server.asked.count("POST /api/tasks/v1/tokens/refresh") == 1
    assert server.asked.count("POST /api/tasks/v1/tokens") == 0


@pytest.mark.parametrize("how", ["lost", "killed"])
async def test_a_renewal_whose_answer_never_came_is_asked_again_with_the_old_token(
    new_phone, enrolled, server, air, how
):
    server.tokens.clear()
    before = refresh_of(enrolled)
    wire = air.handle_async_request

    async def lose_one(request):
        if request.url.path.endswith("/refresh"):
            air.handle_async_request = wire
            air.lose_answers, air.kill_before_answer = (1, False) if how == "lost" else (0, True)
        return await wire(request)

    air.handle_async_request = lose_one
    with pytest.raises(Unreachable if how == "lost" else air.killed):
        await enrolled.sync()
    air.kill_before_answer = False
    assert refresh_of(enrolled) == before, "what was not stored was not used"

    restarted = new_phone()
    await restarted.sync()
    await restarted.sync()
    server.tokens.clear()
    await restarted.sync()
    assert server.door.ended == "", "the server saw no thief"
    assert refresh_of(restarted) != before


async def test_many_calls_at_once_and_two_processes_renew_once(new_phone, enrolled, server):
    service = new_phone()
    server.tokens.clear()
    await asyncio.gather(enrolled.sync(), enrolled.sync(), service.sync(), service.accept("as-1"))
    assert server.asked.count("POST /api/tasks/v1/tokens/refresh") == 1
    assert server.door.ended == ""


async def test_a_wrong_clock_is_put_right_by_the_servers(enrolled, server, clock):
    server.door.now = clock() + timedelta(hours=7)
    server.tokens.clear()
    await enrolled.sync()
    server.tokens.clear()
    await enrolled.sync()
    assert server.asked.count("POST /api/tasks/v1/tokens/refresh") == 3, "the second time it knew"
    assert server.door.ended == ""


@pytest.mark.parametrize(
    ("code", "said"), [("device-revoked", "đã bị thu hồi"), ("session-ended", "Phiên làm việc đã kết thúc")]
)
async def test_shut_out_it_keeps_everything_and_goes_on_when_enrolled_again(
    new_phone, enrolled, server, invited, code, said
):
    enrolled.store.reports.save_draft(enrolled.account.user, SUBJECT, {"tngt_vu": 1}, "Đang viết", enrolled.clock())
    enrolled.file("antt-thang", "2026-10", VALUES)
    server.door.ended = code
    server.tokens.clear()
    outcome = await enrolled.send()
    assert (outcome.needs_sign_in, outcome.received) == (True, 0)
    assert said in enrolled.account.ended
    restarted = new_phone()
    assert restarted.account.needs_sign_in
    assert said in restarted.account.ended
    assert [report.state for report in restarted.outbox()] == ["waiting"]
    assert len(restarted.assignments()) == 5
    asked = len(server.asked)
    with pytest.raises(SignInNeeded):
        await restarted.sync()
    assert len(server.asked) == asked, "it does not knock for nothing"

    server.door.attempts.clear()
    await restarted.enrol(invited, INFO)
    assert restarted.account.ended == ""
    assert (await restarted.send()).received == 1
    assert restarted.store.reports.draft("ca.namdinh", SUBJECT).narrative == "Đang viết"


async def test_enrolled_for_another_it_sends_nothing_of_the_first(enrolled, server, invited):
    enrolled.file("antt-thang", "2026-11", VALUES)
    server.door.attempts.clear()
    server.door.username = "ca.khac"
    await enrolled.enrol(invited, INFO)
    assert (await enrolled.send()).received == 0
    assert enrolled.outbox() == []
    assert server.reports == {}
    assert enrolled.assignments() == []

    server.door.attempts.clear()
    server.door.username = "ca.namdinh"
    await enrolled.enrol(invited, INFO)
    assert (await enrolled.send()).received == 1


async def test_a_renewal_under_way_is_not_taken_for_who_enrols_meanwhile(enrolled, server, invited, air):
    server.tokens.clear()
    wire, switched = air.handle_async_request, []

    async def switch_on_the_way(request):
        response = await wire(request)
        if request.url.path.endswith("/refresh") and not switched:
            switched.append(request)
            server.door.attempts.clear()
            server.door.username = "ca.khac"
            await enrolled.enrol(invited, INFO)
        return response

    air.handle_async_request = switch_on_the_way
    with pytest.raises(UserChanged):
        await enrolled.sync()
    assert enrolled.account.user.username == "ca.khac"
    await enrolled.sync()


async def test_a_code_of_another_server_leads_there_and_asks_the_old_one_no_more(new_phone, server, air):
    made = new_phone(url="http://127.0.0.1:9")
    await made.enrol(Invitation(server.url, server.door.code), INFO)
    await made.sync()
    restarted = new_phone(url="http://127.0.0.1:9")
    assert restarted.server == server.url
    await restarted.sync()
    assert len(restarted.assignments()) == 5


async def test_a_code_that_fails_at_another_server_leaves_the_phone_where_it_was(enrolled, server):
    with pytest.raises(Unreachable):
        await enrolled.enrol(Invitation("http://127.0.0.1:9", server.door.code), INFO)
    assert enrolled.server == server.url
    await enrolled.sync()


async def test_idle_it_asks_no_more_than_before(enrolled, server):
    server.asked.clear()
    for _ in range(3):
        await enrolled.send()
        await enrolled.sync()
        await enrolled.complete()
    assert server.asked == ["GET /api/reporting/v1/forms", "GET /api/tasks/v1/assignments"] * 3
