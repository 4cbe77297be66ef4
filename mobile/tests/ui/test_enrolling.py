"""A phone comes in by a code, is shut out, and comes in again: on the real screen."""

import pytest

from chithi_mobile.core.device import DeviceInfo
from chithi_mobile.core.invitation import Invitation

EVERY_SIZE = pytest.mark.parametrize("size", ["usual", "small", "large type"], indirect=True)
INFO = DeviceInfo("Máy thử")


async def test_the_code_is_typed_as_it_stands_on_the_coordinators_screen(fresh, server, tmp_path):
    await fresh.at("enrol")
    page = fresh.page
    page.ids.server.text = server.url
    await fresh.tap(page.ids.code)
    await fresh.type("7k2qm9xd4")
    assert page.ids.code.text == "7K2QM-9XD4"
    await fresh.tap(page.ids.submit)
    assert fresh.shows("Mã kích hoạt có 10 chữ và số")
    await fresh.tap(page.ids.code)
    await fresh.type("x")
    await fresh.tap(page.ids.submit)
    await fresh.until(lambda: fresh.shows("Mã kích hoạt không dùng được: Mã sai hoặc đã dùng."), "the refusal")
    page.ids.code.text = ""
    await fresh.tap(page.ids.code)
    await fresh.type("7k2qm-9xd4t")
    await fresh.shot(tmp_path / "enrol.png")
    assert fresh.clipped() == []
    await fresh.tap(page.ids.submit)
    await fresh.at("tasks")
    await fresh.until(lambda: fresh.seen("TaskCard"), "tasks")
    assert fresh.app.phone.store.device().id == "dev-1"


async def test_a_pasted_link_fills_both_fields(fresh):
    await fresh.at("enrol")
    fresh.page.ids.code.text = "https://chithi.ninhbinh.gov.vn/kich-hoat#7K2QM-9XD4T"
    await fresh.frames()
    assert (fresh.page.ids.server.text, fresh.page.ids.code.text) == ("chithi.ninhbinh.gov.vn", "7K2QM-9XD4T")


async def test_an_unsafe_address_is_refused(fresh, server):
    await fresh.at("enrol")
    fresh.page.ids.server.text = "http://chithi.ninhbinh.gov.vn"
    fresh.page.ids.code.text = "7K2QM-9XD4T"
    await fresh.tap(fresh.page.ids.submit)
    assert fresh.shows("Địa chỉ máy chủ phải là https://")
    assert server.asked == []


@EVERY_SIZE
async def test_shut_out_it_says_why_and_what_stays_and_comes_in_again(fresh, server, size, tmp_path):
    phone = fresh.app.phone
    await phone.enrol(Invitation(server.url, server.door.code), INFO)
    fresh.app.nav.tab("tasks")
    fresh.app.courier.wake(force=True)
    await fresh.until(lambda: fresh.seen("TaskCard"), "tasks")
    server.door.ended = "device-revoked"
    server.tokens.clear()
    phone.file("antt-thang", "2026-10", {"tngt_vu": 1})
    fresh.app.courier.wake(force=True)
    said = "Điện thoại này đã bị thu hồi quyền truy cập. Lý do: Mất máy."
    await fresh.until(lambda: fresh.shows(said), "why")
    assert fresh.shows("Báo cáo trên máy vẫn còn. Chạm để kích hoạt lại.")
    assert fresh.seen("TaskCard")
    assert fresh.clipped() == []
    await fresh.tap(next(banner for banner in fresh.seen("Banner") if said in banner.text))
    await fresh.at("enrol")
    assert fresh.shows(said)
    assert fresh.shows("1 báo cáo đang chờ trên máy sẽ được gửi sau khi kích hoạt lại.")
    await fresh.shot(tmp_path / "shut-out.png")
    assert fresh.clipped() == []

    server.door.attempts.clear()
    fresh.page.ids.code.text = "7K2QM-9XD4T"
    fresh.page.ids.scroll.scroll_y = 0
    await fresh.frames(3)
    await fresh.tap(fresh.page.ids.submit)
    await fresh.at("tasks")
    await fresh.until(lambda: len(server.reports) == 1, "the report")


async def test_what_came_back_or_rests_says_why(app, server, tmp_path):
    base = {"remark": None, "suspended_reason": None, "extension": None}
    server.changes += [
        {**server.changes[1], "state": "returned", "version": 2, **base, "remark": "Thiếu số người dự."},
        {**server.changes[2], "state": "suspended", "version": 2, **base, "suspended_reason": "Chờ hướng dẫn."},
    ]
    server.changes[-2]["extension"] = {"due": "2026-12-20", "state": "asked"}
    await app.tap(app.page.ids.fetch)
    await app.until(lambda: app.shows("Bị trả lại"), "the state")
    await app.tap(app.one("TaskCard", task_id="as-2"))
    await app.at("task")
    await app.until(lambda: app.shows("Lý do trả lại: Thiếu số người dự."), "the reason")
    assert app.shows("Đã đề nghị gia hạn đến 20/12/2026, đang chờ trả lời.")
    await app.shot(tmp_path / "returned.png")
    assert app.clipped() == []
    await app.key(27)
    await app.at("tasks")
    await app.tap(app.one("TaskCard", task_id="as-3"))
    await app.at("task")
    assert app.shows("Lý do tạm dừng: Chờ hướng dẫn.")
    assert app.shows("Tạm dừng")


async def test_work_is_begun_on_the_phone(app):
    await app.tap(app.one("TaskCard", task_id="as-2"))
    await app.at("task")
    await app.tap(app.page.ids.start)
    await app.until(lambda: app.shows("Trạng thái: Đang thực hiện"), "the new state")
    assert not app.shows("Bắt đầu thực hiện")


async def test_a_task_that_left_says_so_where_it_is_open(app, server):
    await app.tap(app.one("TaskCard", task_id="as-2"))
    await app.at("task")
    server.gone = ["as-2"]
    app.app.courier.wake(force=True)
    await app.until(lambda: app.shows("Nhiệm vụ này không còn giao cho đơn vị của bạn."), "the truth")
    assert app.page.ids.report.disabled
    await app.key(27)
    await app.at("tasks")
    assert "as-2" not in [card.task_id for card in app.seen("TaskCard")]
