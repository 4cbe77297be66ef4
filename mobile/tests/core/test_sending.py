"""Reports go out in order, once, and are marked only on proof; nothing that networks do loses one."""

import asyncio
import socket

import pytest
from fastapi.responses import HTMLResponse, JSONResponse, Response

from chithi_mobile.core.api import SignInNeeded
from chithi_mobile.core.store import Store
from chithi_mobile.core.sync import backoff

VALUES = {"tngt_vu": 2, "tngt_chet": 0}


def states(phone):
    return [report.state for report in phone.outbox()]


async def test_a_report_is_sent_and_keeps_its_receipt(phone, server):
    report_id = phone.file("antt-thang", "2026-11", VALUES, narrative="Địa bàn ổn định")
    assert states(phone) == ["waiting"]

    outcome = await phone.send()

    assert (outcome.received, outcome.problem) == (1, "")
    (report,) = phone.outbox()
    assert (report.id, report.state, report.receipt) == (report_id, "received", "BC-2611-00001")
    assert server.reports[report_id]["body"] == {
        "form_id": "antt-thang",
        "unit_id": "13669-20250701",
        "period": "2026-11",
        "assignment_id": None,
        "values": VALUES,
        "narrative": "Địa bàn ổn định",
        "device_time": "2026-11-16T14:04:00+00:00",
    }
    assert report.values == VALUES, "the local copy stays"


async def test_letters_and_marks_that_came_apart_are_sent_joined(phone, server):
    phone.file("antt-thang", "2026-11", VALUES, narrative="Tie\u0302\u0301ng Vie\u0323\u0302t")
    await phone.send()
    (report,) = server.reports.values()
    assert report["body"]["narrative"] == "Tiếng Việt"


async def test_a_lost_answer_is_asked_again_and_counted_once(phone, server, air, clock):
    phone.file("antt-thang", "2026-11", VALUES)
    air.lose_answers = 1

    first = await phone.send()
    assert first.problem == "Chưa kết nối được máy chủ"
    assert states(phone) == ["waiting"]
    assert len(server.reports) == 1, "the server has it, the phone does not know"

    clock.forward(3)
    second = await phone.send()
    assert second.received == 1
    assert phone.outbox()[0].receipt == "BC-2611-00001"
    assert len(server.puts) == 2
    assert len(server.reports) == 1


async def test_killed_between_send_and_mark(new_phone, phone, server, air):
    report_id = phone.file("antt-thang", "2026-11", VALUES)
    air.kill_before_answer = True
    with pytest.raises(air.killed):
        await phone.send()
    assert list(server.reports) == [report_id]

    air.kill_before_answer = False
    restarted = new_phone()
    assert states(restarted) == ["waiting"]
    assert (await restarted.send()).received == 1
    assert list(server.reports) == [report_id]
    assert restarted.outbox()[0].receipt == "BC-2611-00001"


async def test_a_row_left_in_sending_by_a_dead_process_is_sent_again(new_phone, phone, server, tmp_path):
    report_id = phone.file("antt-thang", "2026-11", VALUES)
    other = Store(tmp_path / "phone.db")
    other.reports.sending(report_id, "0" * 31 + "1")  # the process died right here, no finally block ran
    other.close()

    restarted = new_phone()
    assert states(restarted) == ["sending"]
    assert (await restarted.send()).received == 1
    assert list(server.reports) == [report_id]


async def test_order_is_kept_and_the_back_off_grows(phone, server, air, clock):
    ids = [phone.file("antt-thang", f"2026-{month:02d}", VALUES) for month in (9, 10, 11)]
    air.down = True
    waits = []
    for _ in range(4):
        tried = air.tried
        await phone.send()
        assert air.tried == tried + 1, "the first failure stops the round: order is kept, the battery too"
        waits.append(phone.outbox()[-1].not_before - clock().timestamp())
        assert (await phone.send()).received == 0
        assert air.tried == tried + 1, "before its time nothing is tried"
        clock.forward(waits[-1] + 0.01)
    assert all(low / 2 <= wait <= low for wait, low in zip(waits, (2, 4, 8, 16), strict=True))

    air.down = False
    assert (await phone.send()).received == 3
    assert server.puts == ids


async def test_pressing_send_skips_the_back_off(phone, air):
    phone.file("antt-thang", "2026-11", VALUES)
    air.down = True
    await phone.send()
    air.down = False
    assert (await phone.send()).received == 0
    assert (await phone.send(force=True)).received == 1


async def test_server_down(new_phone, phone, server, clock):
    with socket.socket() as closed:  # bound and never listening: nobody else gets the port
        closed.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
        lost = new_phone(url=nowhere)  # the same store, a server that is not there
        lost.file("antt-thang", "2026-11", VALUES)
        assert (await lost.send()).problem == "Chưa kết nối được máy chủ"
    assert states(lost) == ["waiting"]

    clock.forward(3)
    assert (await phone.send()).received == 1
    assert len(server.reports) == 1


@pytest.mark.parametrize("portal", ["html", "redirect"])
async def test_a_captive_portal_is_never_taken_for_the_server(phone, server, portal, clock):
    phone.file("antt-thang", "2026-11", VALUES)
    server.portal = portal
    outcome = await phone.send()
    assert outcome.problem == "Mạng này đang đòi đăng nhập hoặc chặn kết nối"
    assert states(phone) == ["waiting"]

    server.portal = ""
    clock.forward(3)
    assert (await phone.send()).received == 1


LIES = [
    JSONResponse({"id": "00000000-0000-7000-8000-000000000000", "receipt": "BC-2611-00009"}),
    JSONResponse({"ok": True}),
    JSONResponse(["BC-2611-00009"]),
    HTMLResponse("<p>404</p>", 404),
    JSONResponse({"type": "https://chithi.vn/problems/http-404"}, 404, media_type="application/problem+json"),
    JSONResponse({"detail": "Not Found"}, 404),
    HTMLResponse("<p>Network Authentication Required</p>", 511),
    Response(status_code=204),
    HTMLResponse("<p>401</p>", 401),
]


@pytest.mark.parametrize("number", range(len(LIES)))
async def test_only_a_receipt_for_the_same_id_is_success(phone, server, number):
    phone.file("antt-thang", "2026-11", VALUES)
    server.faults = [LIES[number]]
    outcome = await phone.send()
    assert (outcome.received, outcome.returned, outcome.needs_sign_in) == (0, 0, False)
    assert states(phone) == ["waiting"]
    assert server.faults == [], "the false answer was given"


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503])
async def test_a_busy_server_is_asked_again(phone, server, status, clock):
    phone.file("antt-thang", "2026-11", VALUES)
    server.faults = [JSONResponse({}, status, headers={"retry-after": "30"})]
    assert (await phone.send()).problem == "Máy chủ đang bận"
    assert states(phone) == ["waiting"]

    clock.forward(29)
    assert (await phone.send()).received == 0, "Retry-After is respected"
    clock.forward(2)
    assert (await phone.send()).received == 1


async def test_one_report_that_breaks_the_server_does_not_hold_back_the_rest_for_ever(phone, server, clock):
    first = phone.file("antt-thang", "2026-10", VALUES)
    second = phone.file("antt-thang", "2026-11", VALUES)
    for _ in range(5):
        server.faults = [Response(status_code=500)]
        await phone.send()
        clock.forward(900)
    assert list(server.reports) == [second]
    assert (await phone.send()).received == 1
    assert list(server.reports) == [second, first]


async def test_refused_content_comes_back_with_the_servers_reason(phone, server):
    phone.file("antt-thang", "2026-10", {"tngt_vu": -1})
    good = phone.file("antt-thang", "2026-11", VALUES)
    outcome = await phone.send()
    assert (outcome.received, outcome.returned) == (1, 1)
    returned = phone.outbox()[1]
    assert (returned.state, returned.problem) == ("returned", "Báo cáo chưa hợp lệ: Số vụ phải từ 0 trở lên")
    assert list(server.reports) == [good], "a refused report does not hold back the next"
    assert (await phone.send()).returned == 0, "it is not tried again"


@pytest.mark.parametrize(
    ("errors", "reason"),
    [
        ([{"message": "Input should be a valid integer"}], "Dữ liệu chưa đúng: Sửa các trường được nêu rồi gửi lại."),
        ([{"message": "Kỳ báo cáo chưa bắt đầu"}], "Dữ liệu chưa đúng: Kỳ báo cáo chưa bắt đầu"),
    ],
)
async def test_the_reason_on_the_screen_is_vietnamese(phone, server, errors, reason):
    body = {"type": "https://chithi.vn/problems/validation", "title": "Dữ liệu chưa đúng", "status": 422}
    body |= {"detail": "Sửa các trường được nêu rồi gửi lại.", "errors": errors}
    server.faults = [JSONResponse(body, 422, media_type="application/problem+json")]
    phone.file("antt-thang", "2026-11", VALUES)
    await phone.send()
    assert phone.outbox()[0].problem == reason


async def test_a_corrected_report_takes_the_place_of_the_returned_one(phone, server):
    wrong = phone.file("antt-thang", "2026-11", {"tngt_vu": -1})
    await phone.send()
    right = phone.file("antt-thang", "2026-11", VALUES)
    assert right != wrong
    await phone.send()
    assert [(report.id, report.state) for report in phone.outbox()] == [(right, "received")]


async def test_other_content_under_a_known_id_is_returned(phone, server):
    report_id = phone.file("antt-thang", "2026-11", VALUES)
    server.reports[report_id] = {"body": {"values": {}}, "number": "BC-2611-00001"}
    await phone.send()
    (report,) = phone.outbox()
    assert (report.state, report.problem) == ("returned", "Báo cáo này đã được nhận với nội dung khác")


async def test_an_expired_token_is_renewed_without_asking(phone, server):
    server.tokens.clear()
    phone.file("antt-thang", "2026-11", VALUES)
    assert (await phone.send()).received == 1
    assert server.issued == 2


async def test_without_a_password_in_memory_the_user_is_asked_and_nothing_is_lost(new_phone, phone, server):
    phone.file("antt-thang", "2026-11", VALUES)
    server.tokens.clear()
    restarted = new_phone()
    outcome = await restarted.send()
    assert outcome.needs_sign_in
    assert restarted.account.needs_sign_in
    assert states(restarted) == ["waiting"]
    assert len(restarted.assignments()) == 5
    with pytest.raises(SignInNeeded):
        await restarted.sync()

    await restarted.sign_in("ca.namdinh", "mat-khau-thu")
    assert (await restarted.send()).received == 1


async def test_a_changed_password_ends_the_renewal(phone, server):
    phone.file("antt-thang", "2026-11", VALUES)
    server.tokens.clear()
    server.password = "mat-khau-moi"
    assert (await phone.send()).needs_sign_in
    assert phone.account.needs_sign_in
    assert states(phone) == ["waiting"]


async def test_a_report_waits_for_its_own_user(phone, server):
    phone.file("antt-thang", "2026-11", VALUES)
    phone.account.sign_out()
    await phone.sign_in("ca.khac", "mat-khau-thu")
    assert phone.outbox() == []
    assert (await phone.send()).received == 0
    assert server.reports == {}

    await phone.sign_in("ca.namdinh", "mat-khau-thu")
    assert (await phone.send()).received == 1


@pytest.mark.parametrize(("moment", "expired", "sent"), [("PUT", False, 1), ("PUT", True, 0), ("POST", True, 0)])
async def test_nothing_goes_out_under_the_name_of_who_signs_in_meanwhile(phone, server, air, moment, expired, sent):
    ids = [phone.file("antt-thang", f"2026-{month}", VALUES) for month in (10, 11)]
    if expired:
        server.tokens.clear()
    wire, switched = air.handle_async_request, []

    async def switch_on_the_way(request):
        response = await wire(request)
        if request.method == moment and not switched:
            switched.append(request)
            await phone.sign_in("ca.khac", "mat-khau-thu")
        return response

    air.handle_async_request = switch_on_the_way
    outcome = await phone.send()

    assert (outcome.received, outcome.needs_sign_in) == (sent, False)
    assert server.puts == ids[:sent]
    assert (phone.account.user.username, phone.account.needs_sign_in) == ("ca.khac", False)
    await phone.sign_in("ca.namdinh", "mat-khau-thu")
    assert states(phone) == ["waiting", *(["received"] if sent else ["waiting"])]
    await phone.send()
    assert server.puts == ids


async def test_one_sender_at_a_time(new_phone, phone, server):
    for month in range(1, 10):
        phone.file("antt-thang", f"2026-{month:02d}", VALUES)
    service = new_phone()  # the background service: another connection to the same file
    outcomes = await asyncio.gather(phone.send(), service.send(), phone.send())
    assert sorted((outcome.received, outcome.busy) for outcome in outcomes) == [(0, True), (0, True), (9, False)]
    assert len(server.puts) == 9


async def test_the_trace_starts_at_the_phone(phone, server):
    phone.file("antt-thang", "2026-11", VALUES)
    server.traces.clear()
    await phone.send()
    version, trace_id, span_id, flags = server.traces[0].split("-")
    assert (version, flags) == ("00", "01")
    assert (len(trace_id), len(span_id)) == (32, 16)
    assert phone.outbox()[0].trace_id == trace_id


async def test_a_clock_that_was_set_back_does_not_freeze_the_outbox(phone, air, clock):
    phone.file("antt-thang", "2026-11", VALUES)
    air.down = True
    await phone.send()
    air.down = False
    clock.forward(-40 * 24 * 3600)
    assert (await phone.send()).received == 1


def test_back_off_is_bounded():
    assert backoff(0, 0) == 2
    assert backoff(0, 1) == 1
    assert backoff(1000, 0) == 900
