"""The board over HTTP: what each role sees, filters, text, order, pages that hold while things change, figures."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chithi_contracts.events import DirectiveWithdrawn
from chithi_tasks.adapters.outbound.assignments import board_counts
from chithi_tasks.core.assignments.fan_out import assignment_id

from .board_asking import BOARD, TODAY, dated, figures, rows
from .reports import filed

ONE = "/api/tasks/v1/assignments"


async def test_each_role_sees_its_own_part(tasks: Any) -> None:
    directive = tasks.published()
    await tasks.tell(directive)
    only = {"directive_id": directive.directive_id, "limit": 50}
    expected = [
        ("admin", "VN", 130),
        ("coordinator", tasks.ninh_binh, 130),
        ("clerk", tasks.ninh_binh, 130),
        ("ops", tasks.ninh_binh, 130),
        ("coordinator", "01-20250701", 0),
        ("commune_officer", tasks.ward, 1),
        ("coordinator", tasks.ward, 1),
        ("agency_officer", tasks.ninh_binh, 1),
        ("agency_officer", tasks.ward, 0),
    ]
    for role, unit, count in expected:
        async with await tasks.signed_in(role, unit) as client:
            found = await rows(client, **only)
            told = await figures(client, **only)
        assert (role, unit, len({row["id"] for row in found}), told["total"]) == (role, unit, count, count)
        assert len(found) == count
        assert not told["capped"]


async def test_an_officer_bound_to_an_agency_sees_that_agency_alone(tasks: Any) -> None:
    directive = tasks.published(tasks.section("1", "Công an tỉnh", "Sở Y tế"))
    await tasks.tell(directive)
    health = f"so-y-te:{tasks.ninh_binh}"
    async with await tasks.signed_in("agency_officer", tasks.ninh_binh, agency_id=health) as client:
        found = await rows(client, directive_id=directive.directive_id)
        assert [row["assignee"]["id"] for row in found] == [health]
        assert (await figures(client, directive_id=directive.directive_id, agency="cong-an-tinh"))["total"] == 0


async def test_a_row_says_what_the_board_shows(tasks: Any) -> None:
    due = TODAY + timedelta(days=60)
    directive = tasks.published(tasks.section("3", "UBND các xã, phường", deadlines=dated(due)))
    await tasks.tell(directive)
    async with await tasks.signed_in("commune_officer", tasks.ward) as client:
        [row] = await rows(client, directive_id=directive.directive_id)
    assert row["id"] == assignment_id(directive.directive_id, "3", tasks.ward)
    assert (row["unit_name"], row["assignee"]["unit_id"]) == ("Phường Nam Định", tasks.ward)
    assert (row["directive_number"], row["section_ordinal"], row["version"]) == ("12/CT-UBND", "3", 1)
    assert (row["state"], row["due"], row["time_class"], row["days_late"]) == ("issued", due.isoformat(), "in_time", 0)
    assert (row["delegated"], row["extension_pending"], row["chased_at"]) == (None, False, None)


async def test_filters_narrow_and_figures_follow(tasks: Any) -> None:
    late, soon = TODAY - timedelta(days=60), TODAY + timedelta(days=1)
    directive = tasks.published(
        tasks.section("1", "Công an tỉnh", deadlines=dated(late)),
        tasks.section("2", "UBND các xã, phường", deadlines=dated(late), mode="request"),
        tasks.section("3", "Sở Y tế", deadlines=dated(soon)),
        tasks.section("4", "Công an các xã, phường"),
    )
    await tasks.tell(directive)
    of = {"directive_id": directive.directive_id, "limit": 200}
    accepted = assignment_id(directive.directive_id, "2", tasks.ward)
    async with await tasks.signed_in("commune_officer", tasks.ward) as client:
        assert (await client.post(f"{ONE}/{accepted}/accept")).status_code == 200
    expected = [
        ({"time_class": "late_over_7"}, 1),
        ({"time_class": "late"}, 1),
        ({"time_class": "due_soon"}, 130),
        ({"time_class": ["late_1_2", "late_3_7", "due_soon"]}, 130),
        ({"time_class": "none"}, 129),
        ({"time_class": "in_time"}, 0),
        ({"mode": "request"}, 129),
        ({"state": "received"}, 1),
        ({"state": ["received", "issued"]}, 260),
        ({"state": "open"}, 260),
        ({"state": "completed"}, 0),
        ({"agency": "so-y-te"}, 1),
        ({"agency": "cong-an-xa"}, 129),
        ({"agency": "unit"}, 129),
        ({"unit_id": tasks.ward}, 2),
        ({"unit_id": tasks.ninh_binh}, 260),
        ({"unit_id": tasks.far_ward}, 0),
        ({"unit_id": tasks.ward, "agency": "cong-an-xa", "state": "issued"}, 1),
        ({"parent_id": "nothing"}, 0),
    ]
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        for narrowing, count in expected:
            for sort in ("due", "issued", "unit"):
                found = await rows(client, **of, **narrowing, sort=sort)
                assert (narrowing, sort, len(found)) == (narrowing, sort, count)
            told = await figures(client, **of, **narrowing)
            assert (narrowing, told["total"]) == (narrowing, count)
        told = await figures(client, **of, time_class="late_over_7")
    assert told["time_class"] == {
        **dict.fromkeys(("in_time", "late_1_2", "late_3_7"), 0),
        **{"none": 129, "due_soon": 130, "late_over_7": 1},
    }
    assert told["state"]["issued"] == 1


async def test_late_receipts_are_found_until_they_are_given(tasks: Any) -> None:
    old, fresh = (
        tasks.published(
            tasks.section("1", "UBND các xã, phường"), tasks.section("2", "Sở Y tế", mode="request"), published_at=at
        )
        for at in (datetime.now(UTC) - timedelta(days=30), datetime.now(UTC))
    )
    await tasks.tell(old, fresh)
    async with await tasks.signed_in("commune_officer", tasks.ward) as client:
        assert len(await rows(client, receipt="late", directive_id=old.directive_id)) == 1
        answer = await client.post(f"{ONE}/{assignment_id(old.directive_id, '1', tasks.ward)}/accept")
        assert answer.status_code == 200
        assert await rows(client, receipt="late", directive_id=old.directive_id) == []
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        for directive, count in ((old, 128), (fresh, 0)):
            for sort in ("due", "issued", "unit"):
                found = await rows(client, receipt="late", directive_id=directive.directive_id, sort=sort, limit=100)
                assert len(found) == count
            told = await figures(client, receipt="late", directive_id=directive.directive_id)
            assert (told["total"], told["state"]["issued"]) == (count, count)
        whole = await figures(client, receipt="late")
        listed = await rows(client, receipt="late", limit=200)
        assert whole["total"] == min(len(listed), board_counts.CAP) >= 128
        assert {row["state"] for row in listed} == {"issued"}
        assert (await figures(client, receipt="late", state="received"))["total"] == 0
        chase = {"filter": {"receipt": "late", "directive_id": old.directive_id}}
        assert (await client.post(f"{ONE}/chase", json=chase)).json()["chased"] == 128


async def test_the_order_is_by_last_day_then_without_one_then_what_is_closed(tasks: Any) -> None:
    days = [TODAY + timedelta(days=at) for at in (9, -9, 3)]
    sections = [tasks.section(str(at), "Công an tỉnh", deadlines=dated(day)) for at, day in enumerate(days)]
    open_one = tasks.published(*sections, tasks.section("9", "Công an tỉnh"))
    ended = tasks.published(tasks.section("1", "Công an tỉnh", deadlines=dated(days[1])), number="77/CT-UBND")
    withdrawn = DirectiveWithdrawn(
        directive_id=ended.directive_id, reason="nhầm", withdrawn_at=datetime.now(UTC), withdrawn_by="vanthu"
    )
    await tasks.tell(open_one, ended, withdrawn)
    ours = {open_one.directive_id, ended.directive_id}
    async with await tasks.signed_in("agency_officer", tasks.ninh_binh) as client:
        found = [row for row in await rows(client, limit=200) if row["directive_id"] in ours]
        newest = [row["issued_at"] for row in await rows(client, sort="issued", limit=200)]
    assert [row["due"] for row in found] == [*(day.isoformat() for day in sorted(days)), None, days[1].isoformat()]
    assert newest == sorted(newest, reverse=True)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("dien tap phuong an", 130),
        ("Diễn tập phương án", 130),
        ("tap dien", 130),
        ("dien tap nam dinh", 1),
        ("quốc phòng toàn dân", 131),
        ("4711/CT-UBND", 131),
        ("4711 cong an tinh", 1),
        ("4711 xyz", 0),
        ("4711 rà soát so y te", 1),
        ("4711 dien t", 130),
    ],
)
async def test_text_finds_title_subject_number_assignee_and_unit(tasks: Any, text: str, count: int) -> None:
    directive = tasks.published(
        tasks.section("1", "UBND các xã, phường", "Công an tỉnh", text="1. Diễn tập phương án khu vực phòng thủ."),
        tasks.section("2", "Sở Y tế", text="2. Rà soát kho thuốc dự trữ."),
        number="4711/CT-UBND",
        subject="Về công tác quốc phòng toàn dân",
    )
    await tasks.tell(directive)
    only = {"directive_id": directive.directive_id}
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        for sort in ("due", "issued", "unit"):
            found = await rows(client, q=text, sort=sort, limit=200, **only)
            assert (sort, len({row["id"] for row in found}), len(found)) == (sort, count, count)
        assert (await figures(client, q=text, **only))["total"] == count
        every = await figures(client, q=text)
    assert every["total"] >= count


async def test_pages_hold_while_what_they_show_changes(tasks: Any) -> None:
    """Whoever is not changed meanwhile comes exactly once, whatever moves around it."""
    directive = tasks.published(tasks.section("1", "UBND các xã, phường"))
    await tasks.tell(directive)
    seen: Counter[str] = Counter()
    params: dict[str, Any] = {"directive_id": directive.directive_id, "limit": 10, "state": "open"}
    moving = [unit.id for unit in tasks.tree.children(tasks.ninh_binh)][::9]
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        while True:
            page = (await client.get(BOARD, params=params)).json()
            seen.update(row["id"] for row in page["items"])
            if moving:
                moved = assignment_id(directive.directive_id, "1", moving[0])
                await tasks.tell(filed(moved, moving.pop(0), f"r-{moved}"))
            if page["next_cursor"] is None:
                break
            params["cursor"] = page["next_cursor"]
    assert len(seen) == 129
    assert set(seen.values()) == {1}


async def test_nothing_changed_is_answered_304_until_something_does(tasks: Any) -> None:
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        first = await client.get(BOARD)
        tag = {"If-None-Match": first.headers["etag"]}
        assert (await client.get(BOARD, headers=tag)).status_code == 304
        assert (await client.get(BOARD, headers=tag, params={"state": "open"})).status_code == 200
        await tasks.tell(tasks.published())
        assert (await client.get(BOARD, headers=tag)).status_code == 200


async def test_kept_figures_are_what_counting_gives(tasks: Any, second: Any) -> None:
    """After issues, receipts, reports and withdrawals, in two processes."""
    directive, other = tasks.published(), tasks.published()
    await tasks.tell(directive, other)
    wards = [unit.id for unit in tasks.tree.children(tasks.ninh_binh)][:6]
    for at, ward in enumerate(wards):
        async with await (tasks, second)[at % 2].signed_in("commune_officer", ward) as client:
            await client.post(f"{ONE}/{assignment_id(directive.directive_id, '2', ward)}/accept")
        if at % 3 == 0:
            moved = assignment_id(directive.directive_id, "2", ward)
            await (tasks, second)[at % 2].tell(filed(moved, ward, f"r-{moved}"))
    await tasks.tell(
        DirectiveWithdrawn(
            directive_id=other.directive_id, reason="nhầm", withdrawn_at=datetime.now(UTC), withdrawn_by="vanthu"
        )
    )
    assignments = tasks.mongo.collection("assignments")
    for query, params in (({"directive_id": directive.directive_id},) * 2, ({"scope": tasks.ninh_binh}, {})):
        counted = Counter([row["state"] async for row in assignments.find(query, {"state": 1})])
        for process in (tasks, second):
            async with await process.signed_in("coordinator", tasks.ninh_binh) as client:
                told = await figures(client, **params)
            assert {state: n for state, n in told["state"].items() if n} == dict(counted)
            assert told["total"] == counted.total() == sum(told["time_class"].values())


async def test_counting_ends_at_a_bound_and_says_so(tasks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    directive = tasks.published(
        tasks.section("1", "UBND các xã, phường"), tasks.section("2", "Công an các xã, phường"), number="6172/CT-UBND"
    )
    await tasks.tell(directive)
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        every = await figures(client, q="6172")
        monkeypatch.setattr(board_counts, "CAP", 40)
        some = await figures(client, q="6172")
        one = await figures(client, q="6172", agency="unit", unit_id=tasks.ward)
    assert (every["total"], every["capped"]) == (258, False)
    assert (some["total"], some["capped"], sum(some["state"].values())) == (40, True, 40)
    assert (one["total"], one["capped"]) == (1, False)


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"cursor": "không phải"}, "cursor"),
        ({"cursor": "WyJ1bml0IiwiYSIsImIiLCJjIl0"}, "cursor"),
        ({"state": "unheard"}, "state"),
        ({"time_class": "late_9"}, "time_class"),
        ({"sort": "name"}, "sort"),
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"q": "x" * 201}, "q"),
    ],
)
async def test_what_cannot_be_asked_names_the_field(tasks: Any, params: dict[str, str], field: str) -> None:
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        answer = await client.get(BOARD, params=params)
    assert answer.status_code == 422
    assert any(field in error["field"] for error in answer.json()["errors"])


async def test_nothing_is_shown_without_a_token(tasks: Any) -> None:
    async with tasks.client() as client:
        assert (await client.get(BOARD)).status_code == 401
