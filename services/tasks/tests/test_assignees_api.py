"""Suggestions over HTTP: for the caller's unit, within bounds, quickly."""

from typing import Any

import pytest

URL = "/api/tasks/v1/assignees"


async def ask(tasks: Any, unit: str, role: str = "clerk", **params: Any) -> Any:
    async with await tasks.signed_in(role, unit) as client:
        return await client.get(URL, params=params)


async def test_a_suggestion_says_all_that_a_choice_needs(tasks: Any) -> None:
    items = (await ask(tasks, tasks.ninh_binh, q="so thong tin truyen thong", limit=1)).json()["items"]
    [found] = items
    assert found["id"] == "so-khoa-hoc-va-cong-nghe:37-20250701"
    assert found["name"] == "Sở Khoa học và Công nghệ tỉnh Ninh Bình"
    assert "28/02/2025" in found["note"]
    assert "Sở Văn hóa, Thể thao và Du lịch" in found["note"]
    assert (found["unit_name"], found["valid_from"], found["valid_to"]) == ("Tỉnh Ninh Bình", "2025-07-01", None)
    assert found["assignable"]


async def test_what_is_suggested_can_be_chosen(tasks: Any) -> None:
    """Every suggestion for a search goes through the preview as a choice and needs no confirmation."""
    found = (await ask(tasks, tasks.ninh_binh, q="nam dinh", limit=50)).json()["items"]
    choices = [{"written": str(n), "kind": f["kind"], "id": f["id"]} for n, f in enumerate(found) if f["assignable"]]
    section = {"ordinal": "1", "lead": [choice["written"] for choice in choices], "chosen": choices}
    async with await tasks.signed_in("clerk", tasks.ninh_binh) as client:
        answer = (await client.post("/api/tasks/v1/resolutions", json={"sections": [section]})).json()
    names = answer["sections"][0]["names"]
    assert [name["count"] for name in names] == [f["count"] for f in found if f["assignable"]]
    assert answer["totals"]["to_confirm"] == 0


async def test_a_commune_is_offered_its_own_and_told_what_lies_above(tasks: Any) -> None:
    own = (await ask(tasks, tasks.ward, q="cong an")).json()["items"]
    assert [(f["id"], f["assignable"]) for f in own if f["id"].startswith("cong-an")] == [
        (f"cong-an-xa:{tasks.ward}", True),
        ("cong-an-tinh:37-20250701", False),
    ]
    assert (await ask(tasks, tasks.ward, q="phường Phủ Lý")).json()["items"] == []


async def test_the_level_narrows(tasks: Any) -> None:
    found = (await ask(tasks, tasks.ninh_binh, q="cong an", level="commune")).json()["items"]
    assert {f["level"] for f in found} == {"commune"}


@pytest.mark.parametrize("params", [{}, {"q": "x" * 201}, {"q": "x", "limit": 51}, {"q": "x", "level": "huyện"}])
async def test_bad_questions_are_refused(tasks: Any, params: dict[str, Any]) -> None:
    assert (await ask(tasks, tasks.ninh_binh, **params)).status_code == 422


@pytest.mark.parametrize("text", ["", "   ", "???", "\x00", "🙂"])
async def test_a_text_without_words_finds_nothing(tasks: Any, text: str) -> None:
    answer = await ask(tasks, tasks.ninh_binh, q=text)
    assert (answer.status_code, answer.json()["items"]) == (200, [])


async def test_who_may_ask(tasks: Any) -> None:
    assert (await ask(tasks, tasks.ward, "commune_officer", q="cong an")).status_code == 403
    assert (await ask(tasks, tasks.ward, q="cong an", unit_id=tasks.ninh_binh)).status_code == 403
    async with tasks.client() as client:
        assert (await client.get(URL, params={"q": "cong an"})).status_code == 401
