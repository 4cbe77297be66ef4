"""An officer's evening with the app: every step on the real screen against the stand-in server."""

import pytest
from fastapi.responses import JSONResponse

UNIT_FORM = "Báo cáo tình hình an ninh, trật tự tháng"


def returned(reason):
    body = {"type": "https://chithi.vn/problems/invalid", "title": "Báo cáo chưa hợp lệ", "status": 422}
    errors = [{"field": "values.tngt_thuong", "rule": "required", "message": reason}]
    return JSONResponse({**body, "errors": errors}, 422, media_type="application/problem+json")


def stepper(app, code):
    return app.one("Stepper", code=code)


async def fill(app, code, taps):
    await app.scroll_to(stepper(app, code))
    for _ in range(taps):
        await app.tap(stepper(app, code).ids.plus)


async def open_unit_form(app):
    await app.tap(app.one("NavItem", name="report"))
    await app.at("report")


async def file_unit_report(app):
    await open_unit_form(app)
    await fill(app, "tngt_vu", 2)
    await app.tap(app.page.ids.review)
    await app.at("review")
    await app.tap(app.page.ids.submit)
    await app.at("outbox")


async def test_from_sign_in_to_receipt(fresh, server):
    app = fresh
    await app.at("enrol")
    await app.tap(app.page.ids.password)
    await app.at("signin")
    await app.tap(app.page.ids.username)
    await app.type("ca.namdinh")
    await app.tap(app.page.ids.password)
    await app.type("sai")
    await app.tap(app.page.ids.submit)
    await app.until(lambda: app.shows("Sai tên đăng nhập hoặc mật khẩu."))
    app.page.ids.password.text = ""
    await app.tap(app.page.ids.password)
    await app.type("mat-khau-thu")
    await app.tap(app.page.ids.submit)
    await app.at("tasks")
    fetched = "Cập nhật 21:04 · Phường Nam Định"  # which is said with the last page of tasks
    await app.until(lambda: app.shows(fetched) and app.seen("TaskCard"), "tasks")
    assert app.shows("Còn 2 ngày làm việc")

    await app.tap(app.one("TaskCard", task_id="as-1"))
    await app.at("task")
    assert app.shows("Công an các phường, xã: rà soát, đóng các lối đi tự mở qua đường sắt trên địa bàn.")
    await app.tap(app.page.ids.report)
    await app.at("report")
    assert app.page.saved_note == "Chưa nhập gì"

    for _ in range(3):
        await app.tap(stepper(app, "nv_luot_tuan_tra").ids.plus)
    await app.tap(stepper(app, "nv_luot_tuan_tra").ids.minus)
    await app.tap(stepper(app, "nv_vu_xu_ly").ids.number)
    await app.type("1x5")
    await app.scroll_to(app.page.ids.narrative)
    await app.tap(app.page.ids.narrative)
    await app.type("DDax rao 2 loois ddi tuwj mowr")
    await app.until(lambda: app.shows("Đã lưu trên máy 21:04"), "autosave")

    await app.tap(app.page.ids.review)
    await app.at("review")
    assert app.shows("15 vụ")
    await app.tap(app.page.ids.submit)
    await app.at("outbox")
    await app.until(lambda: app.shows("Đã nhận · BC-2611-00001"), "the receipt")
    (report,) = server.reports.values()
    body = report["body"]
    assert (body["form_id"], body["assignment_id"], body["period"]) == ("nhiem-vu", "as-1", "2026-11")
    assert body["values"] == {"nv_luot_tuan_tra": 2, "nv_vu_xu_ly": 15}
    assert body["narrative"] == "Đã rao 2 lối đi tự mở"
    assert app.clipped() == []


async def test_without_a_network_the_report_waits_and_then_goes(app, server, air):
    air.down = True
    await file_unit_report(app)
    await app.until(lambda: app.shows("Chờ mạng · chưa kết nối được máy chủ"), "the truth")
    assert app.app.unsettled == 1
    assert app.shows("Chưa kết nối được máy chủ. Dữ liệu lúc 21:04.")
    assert app.clipped() == []
    assert server.reports == {}

    air.down = False
    await app.tap(app.page.ids.again)
    await app.until(lambda: app.shows("Đã nhận · BC-2611-00001"), "the receipt")
    assert app.app.unsettled == 0
    assert len(server.reports) == 1


async def test_a_returned_report_is_corrected_and_sent_again(app, server):
    server.faults = [returned("Thiếu số người bị thương")]
    await file_unit_report(app)
    reason = "Bị trả lại: Báo cáo chưa hợp lệ: Thiếu số người bị thương"
    await app.until(lambda: app.shows(reason), "the reason")
    assert app.clipped() == []

    await app.tap_text("Sửa và gửi lại")
    await app.at("report")
    assert app.shows(reason)
    assert stepper(app, "tngt_vu").value == 2
    await fill(app, "tngt_thuong", 1)
    await app.tap(app.page.ids.review)
    await app.at("review")
    await app.tap(app.page.ids.submit)
    await app.at("outbox")
    await app.until(lambda: app.shows("Đã nhận · BC-2611-00001"), "the receipt")
    assert len(app.seen("OutboxCard")) == 1
    (report,) = server.reports.values()
    assert report["body"]["values"] == {"tngt_vu": 2, "tngt_thuong": 1}


async def test_nothing_happened_is_a_zero_and_empty_is_not(app):
    await open_unit_form(app)
    card = next(card for card in app.seen("GroupCard") if card.group.title == "Tai nạn giao thông")
    await app.tap(card.ids.tick)
    assert [stepper(app, code).value for code in ("tngt_vu", "tngt_chet", "tngt_thuong")] == [0, 0, 0]
    assert card.nothing
    await app.tap(stepper(app, "tngt_vu").ids.plus)
    assert not card.nothing
    await app.tap(app.page.ids.review)
    await app.at("review")
    assert app.shows("4 chỉ tiêu chưa nhập: để trống, không tính là 0.")
    values = {row.label: row.value for row in app.seen("SummaryRow")}
    assert values["Số vụ"] == "1 vụ"
    assert values["Người chết"] == "0 người"
    assert values["Số buổi"] == "—"


async def test_personal_data_are_pointed_out_before_filing(app, server):
    await open_unit_form(app)
    await app.scroll_to(app.page.ids.narrative)
    await app.tap(app.page.ids.narrative)
    await app.type("Goji 0912345678")
    warning = "Nội dung có số điện thoại. Hãy bỏ đi trước khi gửi."
    await app.until(lambda: app.shows(warning), "the warning in the form")
    await app.tap(app.page.ids.review)
    await app.at("review")
    assert app.shows(warning)
    assert app.page.ids.submit.text == "Vẫn gửi"
    assert server.reports == {}


async def test_a_filed_report_is_shown_but_not_changed(app):
    await file_unit_report(app)
    await app.until(lambda: app.shows("Đã nhận · BC-2611-00001"), "the receipt")
    await open_unit_form(app)
    assert app.shows("Đã nhận · BC-2611-00001")
    assert app.seen("Stepper") == []
    assert not app.shows("Xem lại và gửi")
    await app.tap(app.page.ids.period.ids.earlier)
    assert app.shows("Tháng 10/2026 · 15/09 – 14/10")
    assert stepper(app, "tngt_vu").value is None
    assert app.shows("Xem lại và gửi")


async def test_back_leads_back_and_keeps_what_was_typed(app):
    await app.tap(app.one("TaskCard", task_id="as-2"))
    await app.at("task")
    await app.tap(app.page.ids.report)
    await app.at("report")
    await fill(app, "nv_luot_tuan_tra", 1)
    await app.key(27)
    await app.at("task")
    await app.key(27)
    await app.at("tasks")
    await app.tap(app.one("TaskCard", task_id="as-2"))
    await app.at("task")
    await app.tap(app.page.ids.report)
    await app.at("report")
    assert stepper(app, "nv_luot_tuan_tra").value == 1
    assert app.shows("Đã lưu trên máy 21:04")


async def test_receipt_of_a_task_is_confirmed(app):
    await app.tap(app.one("TaskCard", task_id="as-1"))
    await app.at("task")
    await app.tap(app.page.ids.accept)
    await app.until(lambda: app.shows("Trạng thái: Đã tiếp nhận"), "the new state")
    assert not app.shows("Xác nhận đã tiếp nhận")


async def test_telex_can_be_switched_off(app):
    await app.tap(app.one("NavItem", name="more"))
    await app.at("more")
    await app.tap(app.page.ids.telex)
    await open_unit_form(app)
    await app.scroll_to(app.page.ids.narrative)
    await app.tap(app.page.ids.narrative)
    await app.type("nhieemj")
    assert app.page.ids.narrative.text == "nhieemj"


async def test_signing_out_keeps_the_unsent_report(app, server, air):
    air.down = True
    await file_unit_report(app)
    await app.until(lambda: app.shows("Chờ mạng · chưa kết nối được máy chủ"), "the truth")
    await app.tap(app.one("NavItem", name="more"))
    await app.at("more")
    assert app.shows("1 báo cáo chưa gửi được giữ lại trên máy cho đến khi đăng nhập lại.")
    await app.tap(app.page.ids.leave)
    await app.at("signin")
    air.down = False
    await app.tap(app.page.ids.username)
    await app.type("ca.namdinh")
    await app.tap(app.page.ids.password)
    await app.type("mat-khau-thu")
    await app.tap(app.page.ids.submit)
    await app.at("tasks")
    await app.until(lambda: server.reports, "the report")


@pytest.mark.parametrize("text", ["Tieesng Vieejt", "ddieeuf"])
async def test_typing_into_the_middle_and_over_a_selection(app, text):
    await open_unit_form(app)
    narrative = app.page.ids.narrative
    await app.scroll_to(narrative)
    await app.tap(narrative)
    narrative.text = "tuan tra"
    narrative.cursor = (4, 0)
    await app.type("a")
    await app.type("f")
    assert narrative.text == "tuần tra"
    narrative.select_all()
    await app.type(text)
    assert narrative.text == {"Tieesng Vieejt": "Tiếng Việt", "ddieeuf": "điều"}[text]
