"""Empty, loading, failed, offline and signed-out states, at the sizes of cheap phones with large type."""

import threading

import pytest

from chithi_mobile.core.period import previous

EVERY_SIZE = pytest.mark.parametrize("size", ["usual", "small", "large type"], indirect=True)


@EVERY_SIZE
async def test_every_screen_fits(app, tmp_path, size):
    long_story = "Tổ công tác đã tuần tra 12 lượt, nhắc nhở 3 hộ kinh doanh lấn chiếm hành lang an toàn giao thông."
    app.app.phone.file("antt-thang", "2026-10", {"tngt_vu": -1}, narrative=long_story)
    app.app.courier.wake(force=True)
    await app.until(lambda: app.app.phone.outbox()[0].state == "returned", "a returned report")
    await app.shot(tmp_path / "tasks.png")
    clipped = {"tasks": app.clipped()}

    async def look(name):
        await app.at(name)
        await app.shot(tmp_path / f"{name}.png")
        clipped[name] = app.clipped()

    await app.tap(app.seen("TaskCard")[0])
    await look("task")
    app.app.nav.tab("report")
    await app.at("report")
    await app.tap(app.seen("GroupCard")[0].ids.tick)
    await app.scroll_to(app.one("Stepper", code="chay_vu"))
    await app.tap(app.one("Stepper", code="chay_vu").ids.plus)
    app.page.ids.narrative.text = long_story + " Gọi 0912345678"
    await app.frames(3)
    await look("report")
    app.page.ids.scroll.scroll_y = 0
    await app.shot(tmp_path / "report-end.png")
    await app.tap(app.page.ids.review)
    await look("review")
    for name in ("outbox", "more", "signin", "enrol"):
        app.app.nav.tab(name)
        await look(name)
    assert {name: words for name, words in clipped.items() if words} == {}


async def test_no_task_yet(app, server, tmp_path):
    server.changes[:] = [{**one, "state": "completed", "version": 9} for one in server.changes]
    server.changes += server.changes
    await app.tap(app.page.ids.fetch)
    await app.until(lambda: app.shows("Chưa có nhiệm vụ"), "the empty list")
    assert app.shows("Nhiệm vụ được giao cho đơn vị sẽ hiện ở đây.")
    await app.shot(tmp_path / "empty.png")
    assert app.clipped() == []


async def test_a_slow_first_fetch_shows_bones_and_then_the_tasks(fresh, server, tmp_path):
    server.gate = threading.Event()
    await fresh.app.phone.sign_in("ca.namdinh", "mat-khau-thu")
    fresh.app.nav.tab("tasks")
    fresh.app.courier.wake()
    await fresh.until(lambda: fresh.seen("Skeleton"), "bones")
    await fresh.shot(tmp_path / "loading.png")
    assert all(bones.height > 100 for bones in fresh.seen("Skeleton"))
    assert not fresh.shows("Chưa có nhiệm vụ")
    server.gate.set()
    await fresh.until(lambda: len(fresh.seen("TaskCard")) > 3, "tasks")
    assert fresh.seen("Skeleton") == []


async def test_a_failed_first_fetch_says_what_was_kept_and_what_to_do(fresh, air, tmp_path):
    await fresh.app.phone.sign_in("ca.namdinh", "mat-khau-thu")
    air.down = True
    fresh.app.nav.tab("tasks")
    fresh.app.courier.wake()
    await fresh.until(lambda: fresh.shows("Chưa tải được nhiệm vụ"), "the failure")
    assert fresh.shows("Chưa kết nối được máy chủ. Báo cáo đã viết vẫn còn trên máy.")
    await fresh.shot(tmp_path / "failed.png")
    assert fresh.clipped() == []
    air.down = False
    await fresh.tap_text("Thử lại")
    await fresh.until(lambda: fresh.seen("TaskCard"), "tasks")


async def test_no_form_yet(fresh, air, tmp_path):
    await fresh.app.phone.sign_in("ca.namdinh", "mat-khau-thu")
    air.down = True
    fresh.app.nav.tab("report")
    await fresh.until(lambda: fresh.shows("Chưa có biểu mẫu"), "no form")
    await fresh.shot(tmp_path / "no-form.png")
    air.down = False
    await fresh.tap_text("Tải biểu mẫu")
    await fresh.until(lambda: fresh.seen("Stepper"), "the form")


async def test_offline_the_tasks_stay_with_their_time(app, air, clock):
    air.down = True
    clock.forward(26 * 3600)
    await app.tap(app.page.ids.fetch)
    await app.until(lambda: app.shows("Chưa kết nối được máy chủ. Dữ liệu lúc 21:04 ngày 16/11."), "the banner")
    assert app.seen("TaskCard")
    assert app.clipped() == []


async def test_an_ended_session_asks_to_sign_in_and_keeps_everything(app, server):
    server.tokens.clear()
    server.password = "mat-khau-moi"
    app.app.phone.file("antt-thang", previous("2026-11"), {"tngt_vu": 1})
    app.app.courier.wake(force=True)
    banner = "Cần đăng nhập lại để gửi và cập nhật. Chạm để đăng nhập."
    await app.until(lambda: app.shows(banner), "the banner")
    assert app.seen("TaskCard")
    app.app.nav.tab("outbox")
    await app.until(lambda: app.shows("Chờ đăng nhập lại"), "the truth")

    await app.tap(app.one("Banner", text=banner))
    await app.at("signin")
    assert app.page.ids.username.text == "ca.namdinh"
    assert app.shows("1 báo cáo đang chờ trên máy sẽ được gửi sau khi đăng nhập.")
    await app.tap(app.page.ids.password)
    await app.type("mat-khau-moi")
    await app.tap(app.page.ids.submit)
    await app.at("tasks")
    await app.until(lambda: len(server.reports) == 1, "the report")


async def test_a_captive_portal_is_named(app, server):
    server.portal = "html"
    await app.tap(app.page.ids.fetch)
    await app.until(lambda: app.shows("Mạng này đang đòi đăng nhập hoặc chặn kết nối."), "the portal")
    assert app.seen("TaskCard")
