"""Assignments over HTTP: deltas, scopes, receipt, and who may see what."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from chithi_contracts.events import (
    AssignmentAccepted,
    AssignmentProgressed,
    AssignmentWithdrawn,
    DirectiveWithdrawn,
    ReportAmended,
    ReportReturned,
    ReportSubmitted,
)
from chithi_tasks.adapters.inbound.http.assignments.assignment_schemas import AssignmentPage
from chithi_tasks.core.assignments.cursor import decode, encode
from chithi_tasks.core.assignments.fan_out import assignment_id

URL = "/api/tasks/v1/assignments"
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


async def everything(client: Any, **params: Any) -> tuple[list[dict[str, Any]], str]:
    """All pages from a cursor on, and the cursor behind them."""
    items: list[dict[str, Any]] = []
    while True:
        answer = await client.get(URL, params=params)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        items += page["items"]
        params["cursor"] = page["next_cursor"]
        if not page["has_more"]:
            return items, page["next_cursor"]


def submitted(event: type[Any], assignment: str | None, unit: str, revision: int = 1, **more: Any) -> Any:
    common = {"report_id": f"r-{assignment}", "revision": revision, "unit_id": unit, "form_id": "nhiem-vu"}
    return event(**common, period="2026-03", values={}, assignment_id=assignment, **more)


async def test_an_officer_sees_the_own_units_and_a_coordinator_the_whole_province(tasks: Any) -> None:
    directive = tasks.published()
    await tasks.tell(directive)
    expected = {"commune_officer": 1, "coordinator": 130, "clerk": 130}
    for role, count in expected.items():
        unit = tasks.ward if role == "commune_officer" else tasks.ninh_binh
        async with await tasks.signed_in(role, unit) as client:
            items, _ = await everything(client, directive_id=directive.directive_id, limit=50)
        assert len({item["id"] for item in items}) == len(items) == count
    async with await tasks.signed_in("agency_officer", tasks.ninh_binh) as client:
        items, _ = await everything(client, directive_id=directive.directive_id)
        assert [item["assignee"]["id"] for item in items] == [f"cong-an-tinh:{tasks.ninh_binh}"]
    async with await tasks.signed_in("admin", "VN") as client:
        items, _ = await everything(client, directive_id=directive.directive_id)
        assert len(items) == 130


async def test_an_item_says_what_the_phone_needs_in_less_than_a_kilobyte(tasks: Any) -> None:
    text = "2. UBND các xã, phường tăng cường tuần tra, kiểm soát. " + "Thực hiện nghiêm túc các quy định. " * 300
    directive = tasks.published(
        tasks.section("2", "UBND các xã, phường", text=text, coordinating=["các cơ quan, đơn vị liên quan"] * 9),
        subject="Về nhiệm vụ công tác an ninh, trật tự " * 20,
    )
    await tasks.tell(directive)
    async with await tasks.signed_in("commune_officer", tasks.ward) as client:
        [item], _ = await everything(client, directive_id=directive.directive_id)
        full = (await client.get(f"{URL}/{item['id']}")).json()
        answer = await client.get(URL, params={"directive_id": directive.directive_id})
    assert len(answer.content) < 1000 + 150  # the page around the item
    assert AssignmentPage.model_validate_json(answer.content).model_dump_json() == answer.text
    assert item["text_cut"]
    assert item["text"].startswith("2. UBND các xã, phường tăng cường")
    assert full["text"] == text
    assert full["written"] == "UBND các xã, phường"
    assert item["id"] == assignment_id(directive.directive_id, "2", tasks.ward)
    assert item["assignee"] == {
        "kind": "unit",
        "id": tasks.ward,
        "name": "Phường Nam Định",
        "unit_id": tasks.ward,
        "needs_confirmation": False,
    }
    assert (item["state"], item["version"], item["form_id"], item["mode"]) == ("issued", 1, "nhiem-vu", "assign")
    assert item["title"] == "UBND các xã, phường tăng cường tuần tra, kiểm soát"


async def test_the_cursor_gives_only_what_changed_since(tasks: Any) -> None:
    async with await tasks.signed_in("commune_officer", tasks.other_ward) as client:
        _, cursor = await everything(client)
        assert await everything(client, cursor=cursor) == ([], cursor)
        directive = tasks.published()
        await tasks.tell(directive)
        items, after = await everything(client, cursor=cursor)
        assert [item["directive_id"] for item in items] == [directive.directive_id]
        await client.post(f"{URL}/{items[0]['id']}/accept")
        [changed], last = await everything(client, cursor=after)
        assert (changed["id"], changed["state"], changed["version"]) == (items[0]["id"], "received", 2)
        assert await everything(client, cursor=last) == ([], last)


async def test_a_position_of_a_lost_future_starts_anew(tasks: Any) -> None:
    directive = tasks.published()
    await tasks.tell(directive)
    async with await tasks.signed_in("commune_officer", tasks.ward) as client:
        items, _ = await everything(
            client, cursor=encode({tasks.ninh_binh: 10**9}), directive_id=directive.directive_id
        )
        assert len(items) == 1
        assert (await client.get(URL, params={"cursor": "không phải"})).status_code == 422


async def test_a_series_that_this_process_does_not_know_is_passed_over_and_kept(tasks: Any) -> None:
    """The cursor may come from a process that knows a province of tomorrow already, and go back to it."""
    async with await tasks.signed_in("commune_officer", tasks.ward) as client:
        _, known = await everything(client)
        cursor = encode(decode(known) | {"99-20501231": 5})
        answer = await client.get(URL, params={"cursor": cursor})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["gone"], decode(answer.json()["next_cursor"])) == ([], decode(cursor))


@pytest.mark.parametrize("position", [-1, -(10**30), 2**63, 10**30])
async def test_a_position_that_cannot_be_is_refused(tasks: Any, position: int) -> None:
    async with await tasks.signed_in("commune_officer", tasks.ward) as client:
        answer = await client.get(URL, params={"cursor": encode({tasks.ninh_binh: position})})
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == ["cursor"]


async def test_an_officer_bound_to_an_agency_sees_that_agency_alone(tasks: Any) -> None:
    directive = tasks.published(tasks.section("1", "Công an tỉnh", "Sở Y tế"))
    await tasks.tell(directive)
    police, health = (f"{kind}:{tasks.ninh_binh}" for kind in ("cong-an-tinh", "so-y-te"))
    foreign = assignment_id(directive.directive_id, "1", health)
    async with await tasks.signed_in("agency_officer", tasks.ninh_binh, agency_id=police) as client:
        items, _ = await everything(client, directive_id=directive.directive_id)
        assert [item["assignee"]["id"] for item in items] == [police]
        assert (await client.get(f"{URL}/{foreign}")).status_code == 404
        assert (await client.post(f"{URL}/{foreign}/accept")).status_code == 404
        assert (await client.get("/api/tasks/v1/me")).json()["agency_id"] == police


async def test_nothing_changed_is_answered_304(tasks: Any) -> None:
    async with await tasks.signed_in("commune_officer", tasks.ward) as client:
        first = await client.get(URL)
        tag = first.headers["etag"]
        assert (await client.get(URL, headers={"If-None-Match": tag})).status_code == 304
        await tasks.tell(tasks.published())
        changed = await client.get(URL, headers={"If-None-Match": tag})
        assert changed.status_code == 200
        assert changed.headers["etag"] != tag


async def test_receipt_is_idempotent_and_told_once(tasks: Any) -> None:
    directive = tasks.published()
    await tasks.tell(directive)
    mine = assignment_id(directive.directive_id, "2", tasks.ward)
    async with await tasks.signed_in("commune_officer", tasks.ward) as client:
        answers = await asyncio.gather(*(client.post(f"{URL}/{mine}/accept") for _ in range(5)))
    assert [answer.status_code for answer in answers] == [200] * 5
    assert {answer.json()["version"] for answer in answers} == {2}
    [event] = await tasks.said(AssignmentAccepted, assignment_id=mine)
    assert (event.assignment_version, event.assignee.unit_id) == (2, tasks.ward)


async def test_readers_skip_nothing_while_many_accept(tasks: Any, second: Any) -> None:
    """Fifty officers accept at once, in two processes; a coordinator who reads all the while sees every receipt."""
    directive = tasks.published()
    await tasks.tell(directive)
    wards = [unit.id for unit in tasks.tree.children(tasks.ninh_binh)][:50]
    clients = [await (tasks, second)[n % 2].signed_in("commune_officer", ward) for n, ward in enumerate(wards)]
    seen: dict[str, str] = {}
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as reader:
        _, cursor = await everything(reader, directive_id=directive.directive_id)

        async def read_until_all_received() -> None:
            nonlocal cursor
            while len(seen) < len(wards):
                items, cursor = await everything(reader, cursor=cursor, directive_id=directive.directive_id, limit=3)
                seen.update({item["assignee"]["unit_id"]: item["state"] for item in items})

        reading = asyncio.ensure_future(asyncio.wait_for(read_until_all_received(), 200))
        answers = await asyncio.gather(
            *(
                client.post(f"{URL}/{assignment_id(directive.directive_id, '2', ward)}/accept")
                for client, ward in zip(clients, wards, strict=True)
            )
        )
        await reading
    assert {answer.status_code for answer in answers} == {200}
    assert seen == dict.fromkeys(wards, "received")
    for client in clients:
        await client.aclose()


async def test_strangers_get_404_and_roles_without_the_right_403(tasks: Any) -> None:
    directive = tasks.published()
    await tasks.tell(directive)
    mine = f"{URL}/{assignment_id(directive.directive_id, '2', tasks.ward)}"
    police = f"{URL}/{assignment_id(directive.directive_id, '1', f'cong-an-tinh:{tasks.ninh_binh}')}"
    refusals = [
        ("commune_officer", tasks.other_ward, mine, "GET", 404),
        ("commune_officer", tasks.other_ward, f"{mine}/accept", "POST", 404),
        ("commune_officer", tasks.ward, police, "GET", 404),
        ("agency_officer", tasks.ninh_binh, mine, "GET", 404),
        ("coordinator", "01-20250701", mine, "GET", 404),
        ("coordinator", tasks.ninh_binh, f"{mine}/accept", "POST", 403),
        ("clerk", tasks.ninh_binh, f"{police}/accept", "POST", 403),
        ("admin", "VN", f"{mine}/accept", "POST", 403),
        ("commune_officer", tasks.ward, f"{URL}/no-such", "GET", 404),
    ]
    for role, unit, path, method, status in refusals:
        async with await tasks.signed_in(role, unit) as client:
            answer = await client.request(method, path)
        assert (role, path, answer.status_code) == (role, path, status)
        assert answer.headers["content-type"] == "application/problem+json"
    async with await tasks.signed_in("agency_officer", tasks.ninh_binh) as client:
        assert (await client.post(f"{police}/accept")).json()["state"] == "received"
    assert len(await tasks.said(AssignmentAccepted, directive_id=directive.directive_id)) == 1


@pytest.mark.parametrize("path", [URL, f"{URL}/x", "/api/tasks/v1/me", "/api/tasks/v1/units", "/api/tasks/v1/units/VN"])
async def test_nothing_is_shown_without_a_token(tasks: Any, path: str) -> None:
    async with tasks.client() as client:
        answer = await client.get(path)
    assert answer.status_code == 401
    assert answer.json()["type"].endswith("/no-token")


async def test_a_report_moves_its_assignment_on(tasks: Any) -> None:
    directive = tasks.published()
    await tasks.tell(directive)
    mine = assignment_id(directive.directive_id, "2", tasks.ward)
    async with await tasks.signed_in("commune_officer", tasks.ward) as client:
        await tasks.tell(submitted(ReportSubmitted, mine, tasks.ward, received_at=NOW))
        assert (await client.get(f"{URL}/{mine}")).json()["state"] == "reported"
        await tasks.tell(
            submitted(ReportReturned, mine, tasks.ward, reason="thiếu", returned_at=NOW, returned_by="dieu-phoi")
        )
        assert (await client.get(f"{URL}/{mine}")).json()["state"] == "returned"
        await tasks.tell(submitted(ReportAmended, mine, tasks.ward, 2, received_at=NOW))
        assert (await client.get(f"{URL}/{mine}")).json()["state"] == "reported"
    told = await tasks.said(AssignmentProgressed, assignment_id=mine)
    assert [event.assignment_version for event in told] == [2, 4]


async def test_reports_without_an_assignment_of_their_unit_change_nothing(tasks: Any) -> None:
    directive = tasks.published()
    await tasks.tell(directive)
    mine = assignment_id(directive.directive_id, "2", tasks.ward)
    await tasks.tell(
        submitted(ReportSubmitted, None, tasks.ward, received_at=NOW),
        submitted(ReportSubmitted, "unknown", tasks.ward, received_at=NOW),
        submitted(ReportSubmitted, mine, tasks.other_ward, received_at=NOW),
    )
    async with await tasks.signed_in("commune_officer", tasks.ward) as client:
        assert (await client.get(f"{URL}/{mine}")).json()["version"] == 1
    assert await tasks.said(AssignmentProgressed, directive_id=directive.directive_id) == []


async def test_withdrawal_ends_what_is_open(tasks: Any) -> None:
    directive = tasks.published()
    gone = DirectiveWithdrawn(
        directive_id=directive.directive_id, reason="ban hành nhầm", withdrawn_at=NOW, withdrawn_by="vanthu"
    )
    await tasks.tell(directive, gone, gone)
    mine = assignment_id(directive.directive_id, "2", tasks.ward)
    async with await tasks.signed_in("commune_officer", tasks.ward) as client:
        assert (await client.get(f"{URL}/{mine}")).json()["state"] == "withdrawn"
        answer = await client.post(f"{URL}/{mine}/accept")
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (409, "assignment-withdrawn")
    told = await tasks.said(AssignmentWithdrawn, directive_id=directive.directive_id)
    assert len(told) == len({event.assignment_id for event in told}) == 130


async def test_a_directive_withdrawn_before_it_arrived_assigns_nothing(tasks: Any) -> None:
    directive = tasks.published()
    gone = DirectiveWithdrawn(directive_id=directive.directive_id, reason="x", withdrawn_at=NOW, withdrawn_by="y")
    await tasks.tell(gone, directive)
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        assert (await everything(client, directive_id=directive.directive_id))[0] == []
