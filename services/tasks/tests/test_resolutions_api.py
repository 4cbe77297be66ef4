"""The preview over HTTP: it says exactly what publishing issues, and refuses what nobody should send."""

from collections import defaultdict
from typing import Any

import pytest

from chithi_contracts.events.directive import ChosenAssignee, SubTask

URL = "/api/tasks/v1/resolutions"
POLICE = "cong-an-tinh:37-20250701"


def chosen(written: str, kind: Any, assignee: str) -> ChosenAssignee:
    return ChosenAssignee(written=written, kind=kind, id=assignee)


def asked(directive: Any, **more: Any) -> dict[str, Any]:
    """The request for what `directive` would issue."""
    fields = directive.model_dump(
        mode="json", include={"issuing_body", "subject", "issue_date", "addressees", "sections"}
    )
    return fields | more


async def preview(tasks: Any, body: dict[str, Any], role: str = "clerk", unit: str | None = None) -> Any:
    async with await tasks.signed_in(role, unit or tasks.ninh_binh) as client:
        return await client.post(URL, json=body)


async def issued(tasks: Any, directive_id: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    async for row in tasks.mongo.collection("assignments").find({"directive_id": directive_id}):
        found[row["section_ordinal"]].add(row["assignee"]["id"])
    return dict(found)


async def test_a_preview_is_what_publishing_issues(tasks: Any) -> None:
    directive = tasks.published(
        tasks.section("1", "Công an tỉnh", "Sở Giao thông vận tải", "Bộ Công an"),
        tasks.section(
            "2",
            "Sở Thông tin và Truyền thông",
            chosen=[
                chosen("Sở Thông tin và Truyền thông", "agency", "so-van-hoa-the-thao-va-du-lich:37-20250701"),
                chosen("Sở Thông tin và Truyền thông", "agency", POLICE),
            ],
            embedded=[
                SubTask(agency="Liên đoàn Lao động tỉnh", text="- Liên đoàn Lao động tỉnh vận động.", mode="request")
            ],
        ),
        tasks.section("3", "huyện Ý Yên", chosen=[chosen("huyện Ý Yên", "unit", "ke-thua.360")]),
        tasks.section("4", inherits_addressees=True),
        tasks.section("5", mode="theme"),
        tasks.section("6", "Sở Kế hoạch và Đầu tư", "Sở Tài chính"),
        addressees=["UBND các xã, phường", "Sở Y tế"],
        unit_id=tasks.ninh_binh,
    )
    body = (await preview(tasks, asked(directive))).json()
    await tasks.tell(directive)
    real = await issued(tasks, directive.directive_id)
    named = {s["ordinal"]: s["names"] for s in body["sections"]}
    listed = {o: {a["id"] for name in names for a in name["assignees"]} for o, names in named.items() if names}
    assert {o: ids for o, ids in listed.items() if o != "4"} == {o: ids for o, ids in real.items() if o != "4"}
    assert [name["count"] for name in named["4"]] == [129, 1]
    assert len(named["4"][0]["assignees"]) == 20
    assert [name["outside"] for name in named["1"]] == [0, 0, 1]
    assert [name["needs_confirmation"] for name in named["1"]] == [False, True, False]
    assert [(name["chosen"], name["embedded"], name["note"]) for name in named["2"]] == [
        (True, False, None),
        (False, True, None),
    ]
    every = [assignee for ids in real.values() for assignee in ids]
    assert body["totals"] == {
        "sections": 5,
        "assignments": len(every),
        "agencies": len({a for a in every if ":" in a}),
        "communes": 129,
        "to_confirm": 1,
    }


async def test_a_choice_that_does_not_exist_is_flagged_and_one_outside_is_never_issued(tasks: Any) -> None:
    directive = tasks.published(
        tasks.section("1", "Công an tỉnh", chosen=[chosen("Công an tỉnh", "agency", "cong-an-tinh:99-20250701")]),
        tasks.section("2", "Công an tỉnh", chosen=[chosen("Công an tỉnh", "agency", "cong-an-tinh:01-20250701")]),
        tasks.section("3", "UBND xã", chosen=[chosen("UBND xã", "unit", tasks.far_ward)]),
        unit_id=tasks.ninh_binh,
    )
    unknown, outside, far = ((await preview(tasks, asked(directive))).json())["sections"]
    await tasks.tell(directive)
    assert unknown["names"][0]["needs_confirmation"]
    assert "chọn lại" in unknown["names"][0]["note"]
    assert [(s["names"][0]["count"], s["names"][0]["outside"]) for s in (outside, far)] == [(0, 1), (0, 1)]
    assert await issued(tasks, directive.directive_id) == {"1": {"chua-xac-dinh.cong-an-tinh:37-20250701"}}


async def test_the_publisher_is_the_callers_unit_or_one_below_it(tasks: Any) -> None:
    body = asked(tasks.published(tasks.section("1", "UBND các xã, phường")))
    own = (await preview(tasks, body, unit=tasks.ward)).json()
    assert [name["count"] for name in own["sections"][0]["names"]] == [1]
    below = (await preview(tasks, body | {"unit_id": tasks.ward})).json()
    assert below == own
    above = await preview(tasks, body | {"unit_id": tasks.ninh_binh}, unit=tasks.ward)
    assert above.status_code == 403
    assert above.json()["errors"][0]["field"] == "unit_id"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sections": [{"ordinal": "1", "lead": []}] * 501}, "sections"),
        ({"sections": [{"ordinal": "1", "lead": ["x" * 501]}]}, "sections.0.lead"),
        ({"sections": [{"ordinal": "1", "embedded": [{"agency": "x" * 501, "text": ""}]}]}, "sections.0.embedded"),
        (
            {
                "sections": [
                    {"ordinal": "1", "lead": [f"Sở {n}" for n in range(1990)]},
                    {"ordinal": "2", "lead": [f"Ban {n}" for n in range(20)]},
                ]
            },
            "sections",
        ),
        (
            {"sections": [{"ordinal": "1", "chosen": [{"written": "Sở", "kind": "person", "id": "x"}]}]},
            "sections.0.chosen.0.kind",
        ),
        ({"addressees": ["x" * 501], "sections": []}, "addressees"),
        ({"sections": [{"ordinal": "1", "lead": [f"{n}" * 75 for n in range(1000, 1400)]}]}, "sections"),
    ],
)
async def test_what_is_out_of_bounds_is_refused_by_field(tasks: Any, change: dict[str, Any], field: str) -> None:
    answer = await preview(tasks, {"issuing_body": "UBND tỉnh Ninh Bình", "subject": "x"} | change)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


async def test_half_a_character_is_refused_and_odd_ones_are_answered(tasks: Any) -> None:
    async with await tasks.signed_in("clerk", tasks.ninh_binh) as client:
        statuses = []
        for name in (r"\ud800", r"\u0000", r"\ud83d\ude00", " "):
            body = f'{{"sections": [{{"ordinal": "1", "lead": ["{name}"]}}]}}'
            answer = await client.post(URL, content=body, headers={"Content-Type": "application/json"})
            statuses.append(answer.status_code)
    assert statuses == [422, 200, 200, 200]


async def test_a_long_text_is_taken_in_and_a_huge_one_refused(tasks: Any) -> None:
    def body(size: int) -> dict[str, Any]:
        return {"sections": [{"ordinal": "1", "lead": ["Công an tỉnh"], "text": "a" * size}]}

    assert (await preview(tasks, body(2_000_000))).status_code == 200
    assert (await preview(tasks, body(5_000_000))).status_code == 413


@pytest.mark.parametrize(
    ("role", "status"),
    [("clerk", 200), ("coordinator", 200), ("admin", 200), ("ops", 200), ("agency_officer", 403)],
)
async def test_who_may_ask(tasks: Any, role: str, status: int) -> None:
    assert (await preview(tasks, {"sections": []}, role)).status_code == status
    async with tasks.client() as client:
        assert (await client.post(URL, json={"sections": []})).status_code == 401
