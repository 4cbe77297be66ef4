"""Moving assignments on over HTTP: versions, refusals, history, events, the audit log, who sees what."""

import asyncio
from typing import Any

import pytest

from chithi_contracts.events import (
    AssignmentAccepted,
    AssignmentChased,
    AssignmentCommented,
    AssignmentCompleted,
    AssignmentDueChanged,
    AssignmentExtensionRequested,
    AssignmentReassigned,
    AssignmentReturned,
    AssignmentWithdrawn,
)
from chithi_tasks.adapters.outbound.assignments.documents import to_assignment
from chithi_tasks.adapters.outbound.assignments.history import HistoryRepository
from chithi_tasks.core.assignments.change import replayed
from chithi_tasks.core.assignments.fan_out import assignment_id

URL = "/api/tasks/v1/assignments"
POLICE, HEALTH = "cong-an-tinh:37-20250701", "so-y-te:37-20250701"
HANOI = "01-20250701"


async def given(tasks: Any, *lead: str, **more: Any) -> tuple[Any, str]:
    """A directive of one section, and the id of its first lead's assignment."""
    directive = tasks.published(tasks.section("1", *(lead or ("UBND phường Nam Định",)), **more))
    await tasks.tell(directive)
    row = await tasks.mongo.collection("assignments").find_one({"directive_id": directive.directive_id})
    return directive, row["_id"]


async def act(client: Any, one: str, action: str, body: Any = None, version: int | None = None) -> Any:
    headers = {"If-Match": f'"{version}"'} if version is not None else {}
    return await client.post(f"{URL}/{one}/{action}", json=body if body is not None else {}, headers=headers)


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rsplit("/", 1)[1]


async def test_the_whole_way_from_issue_to_completion_is_kept_and_told(tasks: Any) -> None:
    _, one = await given(tasks)
    officer = await tasks.signed_in("commune_officer", tasks.ward)
    boss = await tasks.signed_in("coordinator", tasks.ninh_binh)
    async with officer, boss:
        assert (await act(officer, one, "accept")).json()["state"] == "received"
        started = await act(officer, one, "start", version=2)
        assert (started.json()["state"], started.headers["etag"]) == ("in_progress", '"3"')
        assert code(await act(boss, one, "complete", version=3)) == (422, "validation")
        completed = await act(boss, one, "complete", {"note": "báo cáo giấy số 12"}, 3)
        assert completed.json()["state"] == "completed"
        assert completed.json()["allowed"] == ["reopen", "comments"]
        reopened = await act(boss, one, "reopen", {"reason": "số liệu chưa đủ"}, 4)
        assert (reopened.json()["state"], reopened.json()["remark"]) == ("in_progress", "số liệu chưa đủ")
        history = (await officer.get(f"{URL}/{one}/history")).json()["items"]
    assert [step["action"] for step in history] == ["issue", "accept", "start", "complete", "reopen"]
    assert [step["version"] for step in history] == [1, 2, 3, 4, 5]
    assert {step["who_name"] for step in history[1:]} == {"Nguyễn Văn A"}
    assert history[3]["note"] == "báo cáo giấy số 12"
    assert (history[3]["before"]["state"], history[3]["after"]["state"]) == ("in_progress", "completed")
    [told] = await tasks.said(AssignmentCompleted, assignment_id=one)
    assert (told.assignment_version, told.title) == (4, "UBND phường Nam Định tăng cường tuần tra")


async def test_every_action_leaves_a_row_in_the_audit_log(tasks: Any) -> None:
    _, one = await given(tasks)
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as boss:
        answer = await act(boss, one, "due", {"due": "2099-03-31", "reason": "theo Kế hoạch số 5"}, 1)
    assert answer.status_code == 200, answer.text
    row, issued = [row async for row in tasks.service.audit.find() if row["subject"] == one]
    assert (issued["action"], issued["who"]) == ("assignment.issued", "system")
    assert (row["action"], row["role"], row["unit_id"]) == ("assignment.due-changed", "coordinator", tasks.ninh_binh)
    assert (row["before"]["due"], row["after"]["due"]) == (None, "2099-03-31")
    assert row["after"]["reason"] == "theo Kế hoạch số 5"
    [told] = await tasks.said(AssignmentDueChanged, assignment_id=one)
    assert str(told.due) == "2099-03-31"


async def test_a_version_is_needed_and_has_to_be_the_present_one(tasks: Any) -> None:
    _, one = await given(tasks)
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as boss:
        assert code(await act(boss, one, "suspend", {"reason": "bão"})) == (428, "version-needed")
        assert code(await boss.post(f"{URL}/{one}/suspend", json={"reason": "b"}, headers={"If-Match": "x"}))[0] == 400
        assert (await act(boss, one, "suspend", {"reason": "bão số 3"}, 1)).json()["suspended_reason"] == "bão số 3"
        stale = await act(boss, one, "withdraw", {"reason": "nhầm"}, 1)
        assert code(stale) == (412, "stale-version")
        assert stale.headers["etag"] == '"2"'
        assert (stale.json()["present"]["state"], stale.json()["present"]["version"]) == ("suspended", 2)
        assert (await act(boss, one, "resume", version=2)).json()["state"] == "issued"


async def test_refusals_say_what_is_possible(tasks: Any) -> None:
    _, one = await given(tasks)
    officer = await tasks.signed_in("commune_officer", tasks.ward)
    boss = await tasks.signed_in("coordinator", tasks.ninh_binh)
    clerk = await tasks.signed_in("clerk", tasks.ninh_binh)
    stranger = await tasks.signed_in("commune_officer", tasks.other_ward)
    ops = await tasks.signed_in("ops", tasks.ninh_binh)
    async with officer, boss, clerk, stranger, ops:
        assert code(await act(officer, one, "return", {"reason": "x"}, 1)) == (403, "forbidden-role")
        assert code(await act(clerk, one, "withdraw", {"reason": "x"}, 1)) == (403, "forbidden-role")
        assert code(await act(stranger, one, "withdraw", {"reason": "x"}, 1)) == (404, "unknown-assignment")
        assert code(await act(ops, one, "comments", {"text": "x"})) == (403, "forbidden-role")
        refused = await act(boss, one, "return", {"reason": "x"}, 1)
        assert code(refused) == (409, "not-allowed-now")
        assert "chưa tiếp nhận" in refused.json()["detail"]
        assert "đôn đốc" in refused.json()["detail"]
        assert code(await act(boss, one, "return", {}, 1)) == (422, "validation")
        assert code(await act(boss, one, "due", {"due": "2020-01-01", "reason": "x"}, 1)) == (422, "validation")
        said = await act(clerk, one, "comments", {"text": "Đã gửi bản giấy."})
        assert (said.status_code, said.json()["version"]) == (200, 2)
        assert (await ops.get(f"{URL}/{one}")).json()["allowed"] == []
        assert (await clerk.get(f"{URL}/{one}")).json()["allowed"] == ["comments"]


async def test_an_extension_is_asked_and_decided(tasks: Any) -> None:
    _, one = await given(tasks)
    officer = await tasks.signed_in("commune_officer", tasks.ward)
    boss = await tasks.signed_in("coordinator", tasks.ninh_binh)
    async with officer, boss:
        assert code(await act(officer, one, "extension", {"due": "2099-02-01", "reason": "x"}, 1)) == (
            409,
            "not-allowed-now",
        )
        await act(boss, one, "due", {"due": "2099-01-05", "reason": "theo kế hoạch"}, 1)
        asked = await act(officer, one, "extension", {"due": "2099-02-01", "reason": "mưa lũ kéo dài"}, 2)
        assert asked.json()["extension"]["state"] == "asked"
        decided = await act(boss, one, "extension-decision", {"grant": True, "due": "2099-01-20"}, 3)
        assert (decided.json()["due"], decided.json()["extension"]["state"]) == ("2099-01-20", "granted")
        assert code(await act(boss, one, "extension-decision", {"grant": True}, 4)) == (409, "not-allowed-now")
    assert [str(e.due) for e in await tasks.said(AssignmentExtensionRequested, assignment_id=one)] == ["2099-02-01"]
    moved = await tasks.said(AssignmentDueChanged, assignment_id=one)
    assert [(str(e.previous_due), str(e.due)) for e in moved] == [("None", "2099-01-05"), ("2099-01-05", "2099-01-20")]


async def test_a_proposed_successor_is_shown_and_confirmed_or_another_one_chosen(tasks: Any) -> None:
    _, one = await given(tasks, "Sở Giao thông vận tải")
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as boss:
        shown = (await boss.get(f"{URL}/{one}")).json()
        assert shown["proposal"]["written"] == "Sở Giao thông vận tải"
        proposed = {"kind": "agency", "id": "so-xay-dung:37-20250701"}
        assert shown["assignee"]["id"] == proposed["id"]
        confirmed = (await act(boss, one, "assignee", proposed, 1)).json()
        assert (confirmed["proposal"], confirmed["version"]) == (None, 2)
        assert (await act(boss, one, "assignee", proposed, 2)).json()["version"] == 2
        far = {"kind": "agency", "id": "cong-an-tinh:01-20250701"}
        assert code(await act(boss, one, "assignee", far, 2)) == (403, "foreign-unit")
        several = {"kind": "unit", "id": "cac-xa.37-20250701"}
        assert code(await act(boss, one, "assignee", several, 2)) == (422, "validation")
        nobody = {"kind": "agency", "id": "khong-co:37-20250701"}
        assert code(await act(boss, one, "assignee", nobody, 2)) == (422, "validation")
        given_to = {"kind": "agency", "id": POLICE, "reason": "đúng chức năng"}
        moved = (await act(boss, one, "assignee", given_to, 2)).json()
        assert (moved["assignee"]["id"], moved["state"]) == (POLICE, "issued")
    [told] = await tasks.said(AssignmentReassigned, assignment_id=one)
    assert (told.previous.id, told.assignee.id) == (proposed["id"], POLICE)


async def test_what_left_the_view_is_told_as_gone(tasks: Any) -> None:
    police = await tasks.signed_in("agency_officer", tasks.ninh_binh, agency_id=POLICE)
    health = await tasks.signed_in("agency_officer", tasks.ninh_binh, agency_id=HEALTH)
    boss = await tasks.signed_in("coordinator", tasks.ninh_binh)
    async with police, health, boss:
        directive, one = await given(tasks, "Công an tỉnh")
        params = {"directive_id": directive.directive_id}
        cursors = [(await client.get(URL, params=params)).json() for client in (police, health, boss)]
        assert [len(page["items"]) for page in cursors] == [1, 0, 1]
        assert all(page["gone"] == [] for page in cursors)
        await act(boss, one, "assignee", {"kind": "agency", "id": HEALTH}, 1)
        pages = [
            (await client.get(URL, params=params | {"cursor": page["next_cursor"]})).json()
            for client, page in zip((police, health, boss), cursors, strict=True)
        ]
        assert [page["gone"] for page in pages] == [[one], [], []]
        assert [[item["id"] for item in page["items"]] for page in pages] == [[], [one], [one]]
        assert (await police.get(f"{URL}/{one}")).status_code == 404
        await act(boss, one, "assignee", {"kind": "agency", "id": POLICE}, 2)
        back = (await police.get(URL, params=params | {"cursor": pages[0]["next_cursor"]})).json()
        assert ([item["id"] for item in back["items"]], back["gone"]) == ([one], [])
        late = (await police.get(URL, params=params | {"cursor": cursors[0]["next_cursor"]})).json()
        assert ([item["id"] for item in late["items"]], late["gone"]) == ([one], [])


@pytest.mark.parametrize("role", ["coordinator", "clerk", "admin", "ops"])
async def test_what_went_to_another_province_is_gone_for_whoever_oversees_the_former(tasks: Any, role: str) -> None:
    former, gaining = [await tasks.signed_in(role, province) for province in (tasks.ninh_binh, HANOI)]
    nation = await tasks.signed_in("coordinator", "VN")
    clients = (former, gaining, nation)
    async with former, gaining, nation:
        directive, one = await given(tasks)
        params = {"directive_id": directive.directive_id}
        cursors = [(await client.get(URL, params=params)).json()["next_cursor"] for client in clients]
        moved = await act(nation, one, "assignee", {"kind": "unit", "id": tasks.far_ward}, 1)
        assert moved.status_code == 200, moved.text
        pages = [
            (await client.get(URL, params=params | {"cursor": cursor})).json()
            for client, cursor in zip(clients, cursors, strict=True)
        ]
        assert [page["gone"] for page in pages] == [[one], [], []]
        assert [[item["id"] for item in page["items"]] for page in pages] == [[], [one], [one]]
        assert [(await client.get(f"{URL}/{one}")).status_code for client in clients] == [404, 200, 200]


async def test_a_cursor_of_another_view_begins_anew_and_says_so(tasks: Any) -> None:
    directive, one = await given(tasks)
    params = {"directive_id": directive.directive_id}
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as boss:
        cursor = (await boss.get(URL, params=params)).json()["next_cursor"]
    async with await tasks.signed_in("commune_officer", tasks.ward) as officer:
        page = (await officer.get(URL, params=params | {"cursor": cursor})).json()
        assert ([item["id"] for item in page["items"]], page["reset"]) == ([one], True)
        again = (await officer.get(URL, params=params | {"cursor": page["next_cursor"]})).json()
        assert (again["items"], again["reset"]) == ([], False)


async def test_one_of_several_leads_is_named_and_the_others_coordinate(tasks: Any) -> None:
    directive, _ = await given(tasks, "Công an tỉnh", "Sở Y tế")
    mine = assignment_id(directive.directive_id, "1", POLICE)
    other = assignment_id(directive.directive_id, "1", HEALTH)
    boss = await tasks.signed_in("coordinator", tasks.ninh_binh)
    health = await tasks.signed_in("agency_officer", tasks.ninh_binh, agency_id=HEALTH)
    async with boss, health:
        shown = (await boss.get(f"{URL}/{mine}")).json()
        assert {lead["id"] for lead in shown["leads"]} == {POLICE, HEALTH}
        assert "lead" in shown["allowed"]
        named = (await act(boss, mine, "lead", version=1)).json()
        assert [party["id"] for party in named["coordinating_parties"]] == [HEALTH]
        assert named["leads"] == []
        ended = (await health.get(f"{URL}/{other}")).json()
        assert (ended["state"], ended["ended"]) == (
            "withdrawn",
            "Chuyển thành đơn vị phối hợp; Công an tỉnh Ninh Bình chủ trì.",
        )
        beside = (await health.get(URL, params={"role": "coordinating", "directive_id": directive.directive_id})).json()
        assert [item["id"] for item in beside["items"]] == [mine]
        seen = (await health.get(f"{URL}/{mine}")).json()
        assert seen["allowed"] == ["comments"]
        assert (await act(health, mine, "comments", {"text": "Sở Y tế cử 3 cán bộ."})).status_code == 200
        assert code(await act(health, mine, "start", version=3)) == (403, "forbidden-role")
    assert [e.assignment_id for e in await tasks.said(AssignmentWithdrawn, directive_id=directive.directive_id)] == [
        other
    ]


async def test_urging_one_and_many_once_a_day(tasks: Any) -> None:
    directive, one = await given(tasks, "UBND các xã, phường", mode="request")
    params = {"directive_id": directive.directive_id, "limit": 500}
    boss = await tasks.signed_in("coordinator", tasks.ninh_binh)
    officer = await tasks.signed_in("commune_officer", tasks.ward)
    async with boss, officer:
        assert (await act(boss, one, "chase", {"message": "Báo cáo trước 17 giờ."})).status_code == 200
        assert code(await act(boss, one, "chase", {})) == (409, "chased-today")
        assert (await act(boss, one, "chase", {"force": True})).json()["chases"] == 2
        ids = [item["id"] for item in (await boss.get(URL, params=params)).json()["items"]]
        result = (await boss.post(f"{URL}/chase", json={"ids": [*ids, "không có"]})).json()
        assert (result["chased"], result["polite"]) == (128, 128)
        assert {(row["id"], row["reason"]) for row in result["skipped"]} == {
            (one, "Hôm nay đã đôn đốc."),
            ("không có", "Không có nhiệm vụ này trong phạm vi được giao."),
        }
        assert code(await officer.post(f"{URL}/chase", json={})) == (422, "validation")
        mine = await officer.post(f"{URL}/chase", json={"ids": ids[:1]})
        assert (mine.json()["chased"], len(mine.json()["skipped"])) == (0, 1)
        by_filter = {"filter": {"directive_id": directive.directive_id}, "force": True}
        assert (await boss.post(f"{URL}/chase", json=by_filter)).json()["chased"] == 129
    told = await tasks.said(AssignmentChased, directive_id=directive.directive_id)
    assert len(told) == 2 + 128 + 129
    assert told[0].message == "Báo cáo trước 17 giờ."
    assert told[-1].message.startswith("Kính đề nghị")


async def test_of_two_who_change_the_same_version_one_is_told(tasks: Any, second: Any) -> None:
    _, one = await given(tasks)
    clients = [await where.signed_in("coordinator", tasks.ninh_binh) for where in (tasks, second) * 3]
    answers = await asyncio.gather(
        *(act(client, one, "due", {"due": f"2099-01-0{n + 1}", "reason": "x"}, 1) for n, client in enumerate(clients))
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 5
    for client in clients:
        await client.aclose()
    assert len(await tasks.said(AssignmentDueChanged, assignment_id=one)) == 1


async def test_the_history_alone_gives_the_present(tasks: Any) -> None:
    _, one = await given(tasks)
    officer = await tasks.signed_in("commune_officer", tasks.ward)
    boss = await tasks.signed_in("coordinator", tasks.ninh_binh)
    async with officer, boss:
        await act(officer, one, "accept")
        await act(boss, one, "due", {"due": "2099-01-05", "reason": "kế hoạch"}, 2)
        await act(officer, one, "extension", {"due": "2099-02-01", "reason": "lũ"}, 3)
        await act(boss, one, "suspend", {"reason": "bão"}, 4)
    rows, row = HistoryRepository(tasks.mongo), await tasks.mongo.collection("assignments").find_one({"_id": one})
    origin = await rows.origin(one)
    assert origin
    assert replayed(origin, await rows.of(one)) == to_assignment(row)


@pytest.mark.parametrize("body", [{"reason": ""}, {"reason": "x" * 2001}, {"reason": "a", "lạ": 1}, None, [], "x"])
async def test_what_does_not_fit_is_refused_by_field(tasks: Any, body: Any) -> None:
    _, one = await given(tasks)
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as boss:
        answer = await boss.post(f"{URL}/{one}/withdraw", json=body, headers={"If-Match": '"1"'})
    assert code(answer) == (422, "validation")
    assert answer.json()["errors"]


async def test_what_could_point_to_a_citizen_is_masked_before_it_is_kept(tasks: Any) -> None:
    _, one = await given(tasks)
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as boss:
        await act(boss, one, "comments", {"text": "Liên hệ 0912 345 678, số định danh 037201001234."})
        last = (await boss.get(f"{URL}/{one}/history")).json()["items"][-1]
    assert last["note"] == "Liên hệ [số điện thoại], số định danh [số định danh]."
    [told] = await tasks.said(AssignmentCommented, assignment_id=one)
    assert told.comment == last["note"]


async def test_receipt_and_return_are_told(tasks: Any) -> None:
    _, one = await given(tasks)
    officer = await tasks.signed_in("commune_officer", tasks.ward)
    async with officer:
        for _ in range(2):
            await act(officer, one, "accept")
    assert len(await tasks.said(AssignmentAccepted, assignment_id=one)) == 1
    assert await tasks.said(AssignmentReturned, assignment_id=one) == []
