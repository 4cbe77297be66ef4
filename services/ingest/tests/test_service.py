"""Ingest as a whole: a paper becomes a draft once, is published whole or not at all, and bad ones leave no trace."""

from typing import Any

import pytest

from chithi_contracts.events import DirectivePublished
from chithi_platform.mongo import Mongo
from chithi_testkit.messages import expect_events, said

OTHER = "36-20250701"
REASON = {"reason": "Ban hành nhầm"}


async def test_a_paper_becomes_one_draft(desk: Any) -> None:
    first, again = await desk.send(), await desk.send(name="renamed.txt")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert first.headers["etag"] == '"1"'
    assert first.json()["parsed"]["number"] == "03/CT-UBND"
    listed = (await desk.http.get(desk.url)).json()["items"]
    assert [(item["id"], item["status"]) for item in listed] == [(first.json()["id"], "draft")]
    address = f"{desk.url}/{first.json()['id']}"
    assert (await desk.http.get(address, **desk.as_("clerk", OTHER))).status_code == 404
    assert (await desk.http.get(desk.url, **desk.as_("commune_officer"))).status_code == 403


async def test_publishing_says_everything_at_once_and_only_once(desk: Any, mongo: Mongo) -> None:
    draft = await desk.draft()
    bare = await desk.http.post(f"{desk.url}/{draft['id']}/publish")
    assert desk.problem(bare) == (428, "precondition-required")
    assert desk.problem(await desk.post(draft["id"], "publish", 7)) == (412, "stale-version")
    async with expect_events(mongo, DirectivePublished) as heard:
        done = await desk.post(draft["id"], "publish", 1)
        assert (done.status_code, done.json()["status"], done.headers["etag"]) == (200, "published", '"2"')
        assert desk.problem(await desk.post(draft["id"], "publish", 2)) == (409, "not-a-draft")
    told = heard[0].read(DirectivePublished)
    assert told.directive_id == draft["id"]
    assert len(told.sections) >= 12
    assert all(section.lead for section in told.sections), "every section says who answers"
    assert (await desk.post(draft["id"], "withdraw", 2, json=REASON)).json()["status"] == "withdrawn"
    assert desk.problem(await desk.post(draft["id"], "withdraw", 2, json=REASON)) == (409, "not-published")


async def test_sections_under_a_heading_are_told_with_its_lead(desk: Any, mongo: Mongo) -> None:
    text = """CHỈ THỊ
Về công tác phòng cháy

Ủy ban nhân dân tỉnh Ninh Bình yêu cầu các sở, ban, ngành thực hiện:

1. Công an tỉnh
1.1. Kiểm tra an toàn phòng cháy tại các chợ, báo cáo trước ngày 31/3/2026.
1.2. Tổ chức diễn tập chữa cháy.
2. Sở Tài chính bảo đảm kinh phí.
"""
    await desk.published(text)
    [_, one] = await said(mongo)
    told = {section.ordinal: section.lead for section in one.read(DirectivePublished).sections}
    assert told == {"1.1": ["Công an tỉnh"], "1.2": ["Công an tỉnh"], "2": ["Sở Tài chính"]}


async def test_a_text_without_sections_is_kept_but_not_published(desk: Any) -> None:
    draft = await desk.draft("Chỉ có một dòng chữ, không đánh số.")
    assert desk.problem(await desk.post(draft["id"], "publish", 1)) == (422, "no-sections")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", b"", (422, "empty-file")),
        ("a.pdf", b"", (422, "empty-file")),
        ("a.pdf", b"%PDF-1.7 broken", (422, "malformed")),
        ("a.exe", b"MZ", (415, "wrong-type")),
        ("a.txt", ("1. Sở Tài chính làm.\n" * 80_000).encode(), (413, "too-large")),
        ("a.txt", b"x" * (21 * 1024 * 1024), (413, "too-large")),
        ("a.txt", "TỐI MẬT\n\nCHỈ THỊ\n1. Công an tỉnh làm.\n".encode(), (422, "secret-document")),
    ],
)
async def test_bad_papers_are_refused_and_leave_nothing(
    desk: Any, mongo: Mongo, name: str, content: bytes, expected: tuple[int, str]
) -> None:
    assert desk.problem(await desk.send(content, name)) == expected
    assert await mongo.collection("directives").count_documents({}) == 0
    assert await said(mongo) == []
