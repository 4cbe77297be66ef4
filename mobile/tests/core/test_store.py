"""What the phone remembers: deltas, drafts, forms, and what outlives a restart."""

from datetime import timedelta
from uuid import UUID

import pytest

from chithi_mobile.core.api import Refused, SignInNeeded, Unreachable
from chithi_mobile.core.ids import uuid7
from chithi_mobile.core.models import Subject

VALUES = {"tngt_vu": 2}
SUBJECT = Subject("antt-thang", "2026-11")


async def test_the_first_sync_takes_all_pages_and_the_next_only_changes(phone, server):
    assert server.cursors == [None, "3"]
    assert [one.id for one in phone.assignments()] == ["as-1", "as-2", "as-3", "as-5", "as-4"], "by due date, none last"
    changed = {**server.changes[0], "state": "completed", "version": 2}
    server.changes.append(changed)
    await phone.sync()
    assert server.cursors[2:] == ["5"]
    assert "as-1" not in [one.id for one in phone.assignments()]
    assert len(phone.store.assignments()) == 5


async def test_an_older_version_never_overwrites_a_newer_one(phone, server):
    newer = {**server.changes[1], "title": "Tên mới", "version": 3}
    server.changes += [newer, server.changes[1]]
    await phone.sync()
    assert phone.store.assignment("as-2").title == "Tên mới"


async def test_an_unknown_cursor_starts_again_from_nothing(phone, server):
    server.changes[:] = server.changes[:2]
    phone.store._set_meta("assignments.cursor", "của máy chủ cũ")
    await phone.sync()
    assert server.cursors[2:] == ["của máy chủ cũ", None]
    assert sorted(one.id for one in phone.store.assignments()) == ["as-1", "as-2"]


async def test_forms_and_tasks_are_there_without_a_network(new_phone, phone, air):
    air.down = True
    restarted = new_phone()
    assert [form.id for form in restarted.forms()] == ["antt-thang", "nhiem-vu"]
    assert restarted.forms()[0].indicators[0].label == "Số vụ"
    assert len(restarted.assignments()) == 5
    with pytest.raises(Unreachable):
        await restarted.sync()
    assert len(restarted.assignments()) == 5


async def test_accepting_a_task_shows_at_once(phone):
    accepted = await phone.accept("as-1")
    assert accepted.state == "received"
    assert phone.store.assignment("as-1").state == "received"


async def test_a_wording_that_came_cut_is_completed_for_reading_offline(phone, server):
    server.changes.append({**server.changes[0], "text": "Công an các phường…", "text_cut": True, "version": 2})
    await phone.sync()
    assert phone.store.assignment("as-1").text_cut
    await phone.complete()
    assert phone.store.assignment("as-1").text == server.whole_text
    assert not phone.store.assignment("as-1").text_cut


async def test_a_wrong_password_says_so(new_phone):
    with pytest.raises(SignInNeeded, match="Sai tên đăng nhập hoặc mật khẩu"):
        await new_phone().sign_in("ca.namdinh", "sai")


async def test_nothing_can_be_filed_before_the_first_sign_in(new_phone):
    with pytest.raises(SignInNeeded):
        new_phone().file("antt-thang", "2026-11", VALUES)


async def test_a_draft_outlives_a_restart_and_becomes_the_report(new_phone, phone, clock):
    user = phone.account.user
    first = phone.store.reports.save_draft(user, SUBJECT, {"tngt_vu": 1}, "Đang viết", clock())
    again = phone.store.reports.save_draft(user, SUBJECT, VALUES, "Đang viết tiếp", clock())
    assert first.id == again.id

    restarted = new_phone()
    draft = restarted.store.reports.draft(user.username, SUBJECT)
    assert (draft.values, draft.narrative, draft.state) == (VALUES, "Đang viết tiếp", "draft")
    assert restarted.outbox() == [], "a draft is not in the outbox"
    assert restarted.file("antt-thang", "2026-11", VALUES) == first.id
    assert restarted.store.reports.draft(user.username, SUBJECT) is None


async def test_a_filed_body_never_changes(phone, clock):
    report_id = phone.file("antt-thang", "2026-11", VALUES)
    body = phone.store.reports.get(report_id).body
    phone.store.reports.save_draft(phone.account.user, SUBJECT, {"tngt_vu": 9}, "", clock())
    phone.store.reports.file(report_id, clock())
    assert phone.store.reports.get(report_id).body == body


async def test_only_received_copies_are_ever_forgotten(phone, server, clock):
    phone.file("antt-thang", "2026-09", VALUES)
    await phone.send()
    phone.file("antt-thang", "2026-10", {"tngt_vu": -1})
    await phone.send()
    phone.file("antt-thang", "2026-11", VALUES)
    assert phone.store.reports.forget_received(clock()) == 0
    assert phone.store.reports.forget_received(clock() + timedelta(days=1)) == 1
    assert [report.state for report in phone.outbox()] == ["waiting", "returned"]


def test_ids_sort_by_time(clock):
    first = uuid7(clock())
    clock.forward(0.001)
    second = uuid7(clock())
    assert first < second
    assert UUID(first).version == 7
    assert UUID(first).variant == "specified in RFC 4122"


async def test_what_left_the_officers_view_vanishes_and_its_reports_stay(new_phone, phone, server):
    report_id = phone.file("nhiem-vu", "2026-11", {"nv_vu_xu_ly": 1}, assignment_id="as-1")
    server.gone = ["as-1", "as-2", "never-seen"]
    await phone.sync()
    assert sorted(one.id for one in phone.assignments()) == ["as-3", "as-4", "as-5"]
    restarted = new_phone()
    assert [report.id for report in restarted.outbox()] == [report_id]
    assert (await restarted.send()).received == 1, "the server has the word on it"


async def test_the_reason_of_what_was_sent_back_is_there_without_a_network(phone, server):
    server.changes.append({**server.changes[2], "state": "returned", "version": 2})
    await phone.sync()
    assert phone.store.assignment("as-3").incomplete
    server.changes[-1]["remark"] = "Thiếu số liệu."
    await phone.complete()
    assert phone.store.assignment("as-3").reason == "Thiếu số liệu."
    asked = len(server.asked)
    await phone.complete()
    assert len(server.asked) == asked, "asked for once"


async def test_work_begins_on_the_version_that_was_seen(phone, server):
    assert (await phone.start("as-2")).state == "in_progress"
    server.changes.append({**server.changes[0], "version": 7})
    with pytest.raises(Refused, match="vừa thay đổi"):
        await phone.start("as-1")
