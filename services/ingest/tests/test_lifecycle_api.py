"""Publishing, superseding, withdrawing, discarding: each whole or not at all, and told with what it did."""

import asyncio
from typing import Any

import pytest

from chithi_contracts.events import (
    DirectiveParsed,
    DirectivePublished,
    DirectiveSuperseded,
    DirectiveWithdrawn,
)
from chithi_platform.mongo import Mongo
from chithi_testkit.messages import expect_events, said

REASON = {"reason": "Ban hành nhầm"}


async def test_publishing_tells_what_the_clerk_confirmed(desk: Any, mongo: Mongo) -> None:
    async with expect_events(mongo, DirectiveParsed) as heard:
        draft = await desk.draft()
    took = heard[0].read(DirectiveParsed)
    assert (took.directive_id, took.number, took.sections) == (
        draft["id"],
        "03/CT-UBND",
        len(draft["parsed"]["sections"]),
    )
    section = draft["parsed"]["sections"][0]
    choice = {"ordinal": section["ordinal"], "written": "Sở Y tế", "kind": "agency", "id": "y-te", "name": "Sở Y tế"}
    await desk.patch(
        draft["id"],
        1,
        {"op": "replace", "path": "/directive/sections/0/lead", "value": ["Sở Y tế"]},
        {
            "op": "add",
            "path": "/directive/sections/0/embedded/-",
            "value": {"agency": "Sở Công Thương", "text": "Làm."},
        },
        {"op": "add", "path": "/chosen/-", "value": choice},
    )
    async with expect_events(mongo, DirectivePublished) as heard:
        done = await desk.post(draft["id"], "publish", 2)
        assert (done.status_code, done.json()["status"], done.headers["etag"]) == (200, "published", '"3"')
    told = heard[0].read(DirectivePublished)
    first = next(one for one in told.sections if one.ordinal == section["ordinal"])
    assert (first.lead, [(c.written, c.id) for c in first.chosen]) == (["Sở Y tế"], [("Sở Y tế", "y-te")])
    assert [(sub.agency, sub.text) for sub in first.embedded] == [("Sở Công Thương", "Làm.")]
    assert first.timing == section["timing"]
    assert [step["what"] for step in done.json()["history"]] == ["taken-in", "corrected", "published"]
    assert desk.problem(await desk.patch(draft["id"], 3, {"op": "remove", "path": "/directive/place"})) == (
        409,
        "not-a-draft",
    )


async def test_of_two_publications_at_once_one_is_told(desk: Any, mongo: Mongo) -> None:
    draft = await desk.draft()
    async with expect_events(mongo, DirectivePublished):
        answers = await asyncio.gather(*(desk.post(draft["id"], "publish", 1) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]


@pytest.mark.parametrize(
    ("steps", "code", "pointer"),
    [
        ([{"op": "replace", "path": "/directive/sections", "value": []}], "no-sections", "/directive/sections"),
        (
            [{"op": "replace", "path": "/directive/sections/1/ordinal", "value": "1"}],
            "repeated-ordinal",
            "/directive/sections/0/ordinal",
        ),
        (
            [
                {"op": "replace", "path": "/directive/sections/0/lead", "value": []},
                {"op": "replace", "path": "/directive/addressees", "value": []},
            ],
            "no-lead",
            "/directive/sections/0/lead",
        ),
    ],
)
async def test_what_cannot_be_carried_out_is_not_published(
    desk: Any, mongo: Mongo, steps: list[Any], code: str, pointer: str
) -> None:
    draft = await desk.draft("CHỈ THỊ\nVề việc thử\n\n1. Sở Tài chính cấp kinh phí.\n2. Sở Y tế báo cáo.\n")
    assert (await desk.patch(draft["id"], 1, *steps)).status_code == 200
    async with expect_events(mongo):
        answer = await desk.post(draft["id"], "publish", 2)
    assert desk.problem(answer) == (422, code)
    assert desk.pointers(answer)[0] == pointer


async def test_a_successor_takes_the_place(desk: Any, mongo: Mongo) -> None:
    old = await desk.published()
    assert (await desk.send(desk.sample + b"\n")).json()["duplicate"] == "document"
    new = await desk.draft(desk.sample + b"\n", data={"supersedes": old["id"]})
    assert (new["supersedes"], (await desk.get(old["id"]))["status"]) == (old["id"], "published")
    async with expect_events(mongo, DirectivePublished, DirectiveSuperseded) as heard:
        done = await desk.post(new["id"], "publish", 1)
        assert done.status_code == 200, done.text
    assert heard[0].read(DirectivePublished).supersedes == old["id"]
    ended = heard[1].read(DirectiveSuperseded)
    assert (ended.directive_id, ended.superseded_by, ended.number) == (old["id"], new["id"], "03/CT-UBND")
    before = await desk.get(old["id"])
    assert (before["status"], before["superseded_by"]) == ("superseded", new["id"])
    assert before["history"][-1]["what"] == "superseded"
    again = await desk.send(desk.sample + b"\n\n")
    assert (again.json()["duplicate"], again.json()["id"]) == ("document", new["id"])
    assert desk.problem(await desk.post(old["id"], "withdraw", 3, json=REASON)) == (409, "not-published")


async def test_a_successor_of_what_is_gone_is_not_published(desk: Any, mongo: Mongo) -> None:
    old = await desk.published()
    new = await desk.draft(desk.sample + b"\n", data={"supersedes": old["id"]})
    await desk.post(old["id"], "withdraw", 2, json=REASON)
    async with expect_events(mongo):
        assert desk.problem(await desk.post(new["id"], "publish", 1)) == (409, "superseded-not-in-force")
    assert (await desk.get(new["id"]))["status"] == "draft"


async def test_only_what_is_in_force_in_the_own_unit_can_be_superseded(desk: Any) -> None:
    draft = await desk.draft()
    for supersedes in (draft["id"], "nobody"):
        answer = await desk.send(b"1. S\xe1\xbb\x9f Y t\xe1\xba\xbf.\n", data={"supersedes": supersedes})
        assert (desk.problem(answer), desk.pointers(answer)) == ((422, "cannot-supersede"), ["supersedes"])
    commune = desk.as_("clerk", "37-20250701/13669-20250701")
    theirs = await desk.published(
        "CHỈ THỊ\nVề việc thử\n\n1. Sở Tài chính cấp kinh phí.\n2. Sở Y tế báo cáo.\n", **commune
    )
    answer = await desk.send("CHỈ THỊ\n1. Công an xã.\n", data={"supersedes": theirs["id"]})
    assert desk.problem(answer) == (422, "cannot-supersede")


async def test_withdrawing_lets_go_of_the_paper(desk: Any, mongo: Mongo) -> None:
    done = await desk.published()
    assert (await desk.http.post(f"{desk.url}/{done['id']}/withdraw", json=REASON)).status_code == 428
    assert desk.problem(await desk.post(done["id"], "withdraw", 1, json=REASON)) == (412, "stale-version")
    async with expect_events(mongo, DirectiveWithdrawn):
        gone = await desk.post(done["id"], "withdraw", 2, json=REASON)
    assert (gone.json()["status"], gone.json()["reason"]) == ("withdrawn", REASON["reason"])
    assert gone.json()["history"][-1]["reason"] == REASON["reason"]
    again = await desk.draft()
    assert again["id"] != done["id"]


@pytest.mark.parametrize("reason", ["   ", " ab ", "Sai\x00 số", "Nhầm\x1b[2J"])
async def test_a_withdrawal_says_why_in_words(desk: Any, mongo: Mongo, reason: str) -> None:
    done = await desk.published()
    answer = await desk.post(done["id"], "withdraw", 2, json={"reason": reason})
    assert desk.problem(answer) == (422, "validation")
    assert [error["field"] for error in answer.json()["errors"]] == ["reason"]
    assert (await desk.get(done["id"]))["status"] == "published"


@pytest.mark.parametrize("version", [2**63, -(2**70), 10**30])
async def test_a_version_beyond_all_numbers_is_a_stale_one(desk: Any, mongo: Mongo, version: int) -> None:
    draft = await desk.draft()
    headers = {"If-Match": f'"{version}"'}
    answer = await desk.http.delete(f"{desk.url}/{draft['id']}", headers=headers)
    assert desk.problem(answer) == (412, "stale-version")
    for what in ("publish", "withdraw"):
        answer = await desk.post(draft["id"], what, version, json=REASON)
        assert desk.problem(answer) == (412, "stale-version")


async def test_a_draft_is_discarded_with_its_text(desk: Any, mongo: Mongo) -> None:
    draft = await desk.draft()
    url = f"{desk.url}/{draft['id']}"
    assert (await desk.http.delete(url)).status_code == 428
    assert desk.problem(await desk.http.delete(url, headers={"If-Match": '"2"'})) == (412, "stale-version")
    assert (await desk.http.delete(url, headers={"If-Match": '"1"'})).status_code == 204
    assert (await desk.http.get(url)).status_code == 404
    assert [await mongo.collection(name).count_documents({}) for name in ("directives", "readings")] == [0, 0]
    done = await desk.published()
    answer = await desk.http.delete(f"{desk.url}/{done['id']}", headers={"If-Match": '"2"'})
    assert desk.problem(answer) == (409, "not-a-draft")


async def test_nobody_acts_outside_the_own_subtree_or_role(desk: Any, mongo: Mongo) -> None:
    draft = await desk.draft()
    before = len(await said(mongo))
    foreign, officer, ops = desk.as_("clerk", "36-20250701"), desk.as_("commune_officer"), desk.as_("ops")
    for who, status in ((foreign, 404), (officer, 403), (ops, 403)):
        for what in ("publish", "withdraw"):
            assert (await desk.post(draft["id"], what, 1, json=REASON, **who)).status_code == status
        step = {"op": "remove", "path": "/directive/place"}
        assert (await desk.patch(draft["id"], 1, step, **who)).status_code == status
        headers = {"If-Match": '"1"'} | who["headers"]
        assert (await desk.http.delete(f"{desk.url}/{draft['id']}", headers=headers)).status_code == status
    for suffix in ("", "/text", "/gold"):
        answers = [await desk.http.get(f"{desk.url}/{draft['id']}{suffix}", **who) for who in (foreign, officer, ops)]
        assert [answer.status_code for answer in answers] == [404, 403, 200]
    assert (await desk.send(**officer)).status_code == 403
    assert (await desk.get(draft["id"]))["version"] == 1
    assert len(await said(mongo)) == before
