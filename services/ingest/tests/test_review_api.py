"""Correcting a draft over HTTP: by patches, at the version that was seen, and within what a clerk may change."""

import asyncio
from typing import Any

import pytest

from chithi_platform.mongo import Mongo
from chithi_testkit.messages import expect_events

NUMBER = {"op": "replace", "path": "/directive/number", "value": "04/CT-UBND"}


async def test_a_correction_is_kept_with_its_trace(desk: Any, mongo: Mongo) -> None:
    draft = await desk.draft()
    assert (draft["corrected"], draft["corrections"], draft["chosen"], draft["accepted"]) == (False, [], [], [])
    first = draft["parsed"]["sections"][0]
    lead = {"op": "replace", "path": "/directive/sections/0/lead", "value": ["Công an tỉnh", "Sở Y tế"]}
    choice = {"ordinal": first["ordinal"], "written": "Sở Y tế", "kind": "agency", "id": "a1", "name": "Sở Y tế"}
    steps = [NUMBER, lead, {"op": "add", "path": "/chosen/-", "value": choice}]
    steps.append({"op": "add", "path": "/accepted/-", "value": first["ordinal"]})
    async with expect_events(mongo):
        answer = await desk.patch(draft["id"], 1, *steps)
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"'), answer.text
    now = await desk.get(draft["id"])
    assert now == answer.json()
    assert now["parsed"]["number"] == "04/CT-UBND"
    assert now["parsed"]["sections"][0]["lead"] == ["Công an tỉnh", "Sở Y tế"]
    assert (now["chosen"], now["accepted"], now["corrected"]) == ([choice], [first["ordinal"]], True)
    assert "/number" in now["corrections"]
    assert "/sections/0/lead/1" in now["corrections"]
    assert [step["what"] for step in now["history"]] == ["taken-in", "corrected"]
    assert now["history"][1]["by_name"] == "Văn thư"
    assert "/number" in now["history"][1]["pointers"]
    undone = await desk.patch(draft["id"], 2, NUMBER | {"value": draft["parsed"]["number"]})
    assert "/number" not in undone.json()["corrections"]


async def test_a_patch_that_changes_nothing_leaves_no_trace(desk: Any) -> None:
    draft = await desk.draft()
    same = {"op": "test", "path": "/directive/number", "value": draft["parsed"]["number"]}
    for steps in ((), (same,)):
        answer = await desk.patch(draft["id"], 1, *steps)
        assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
    assert [step["what"] for step in (await desk.get(draft["id"]))["history"]] == ["taken-in"]


async def test_of_two_corrections_at_once_one_is_told(desk: Any) -> None:
    draft = await desk.draft()
    other = {"op": "replace", "path": "/directive/subject", "value": "Về việc khác"}
    answers = await asyncio.gather(desk.patch(draft["id"], 1, NUMBER), desk.patch(draft["id"], 1, other))
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    late = next(answer for answer in answers if answer.status_code == 412)
    assert desk.problem(late) == (412, "stale-version")
    assert late.headers["etag"] == '"2"'
    assert "Văn thư" in late.json()["detail"]


async def test_the_text_is_there_for_its_spans(desk: Any) -> None:
    draft = await desk.draft()
    text = (await desk.http.get(f"{desk.url}/{draft['id']}/text")).text
    assert text.encode() == desk.sample
    start, end = draft["parsed"]["sections"][0]["span"]
    assert draft["parsed"]["sections"][0]["text"][:20] in " ".join(text[start:end].split())


@pytest.mark.parametrize(
    ("step", "code", "pointer"),
    [
        ({"op": "replace", "path": "/directive/evidence", "value": {}}, "unknown-field", "/directive/evidence"),
        ({"op": "add", "path": "/directive/evidence", "value": {}}, "read-only", "/directive/evidence"),
        ({"op": "add", "path": "/status", "value": "published"}, "unknown-field", "/status"),
        ({"op": "replace", "path": "/directive", "value": {}}, "unknown-field", "/directive"),
        (
            {"op": "replace", "path": "/directive/sections/0/text", "value": "khác"},
            "read-only",
            "/directive/sections/0/text",
        ),
        (
            {"op": "replace", "path": "/directive/sections/0/span/0", "value": 1},
            "read-only",
            "/directive/sections/0/span/0",
        ),
        (
            {"op": "replace", "path": "/directive/sections/0/mode", "value": "maybe"},
            "literal_error",
            "/directive/sections/0/mode",
        ),
        (
            {"op": "replace", "path": "/directive/issue_date", "value": "31/3/2026"},
            "date_from_datetime_parsing",
            "/directive/issue_date",
        ),
        ({"op": "replace", "path": "/directive/number", "value": 5}, "string_type", "/directive/number"),
        ({"op": "replace", "path": "/directive/subject", "value": "a" * 6000}, "too-long", "/directive/subject"),
        ({"op": "replace", "path": "/directive/subject", "value": "a\x00b"}, "control-character", "/directive/subject"),
        ({"op": "replace", "path": "/directive/sections/999/mode", "value": "x"}, "unknown-field", None),
        ({"op": "move", "path": "/directive/number", "from": "/directive/place"}, "not-a-patch", "/0/op"),
        ({"op": "add", "path": "/accepted/-", "value": "99.z"}, "unknown-section", "/accepted/0"),
        (
            {"op": "add", "path": "/directive/sections/0/lead/-", "value": None},
            "string_type",
            None,
        ),
    ],
)
async def test_what_may_not_be_changed_is_named(desk: Any, step: Any, code: str, pointer: str | None) -> None:
    draft = await desk.draft()
    answer = await desk.patch(draft["id"], 1, step)
    assert desk.problem(answer) == (422, code), answer.text
    assert desk.pointers(answer)[0].startswith(pointer or step["path"].rpartition("/")[0])
    assert await desk.get(draft["id"]) == draft | {"duplicate": None}


async def test_a_failed_test_step_is_a_conflict(desk: Any) -> None:
    draft = await desk.draft()
    test = {"op": "test", "path": "/directive/number", "value": "99/CT-UBND"}
    assert desk.problem(await desk.patch(draft["id"], 1, test, NUMBER)) == (409, "test-failed")
    assert (await desk.get(draft["id"]))["version"] == 1
