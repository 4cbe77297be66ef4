"""Taking papers in: once each, also when they come at once; refused ones leave nothing; who carries out what."""

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest

from chithi_contracts.events import DirectiveParsed
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Mongo
from chithi_testkit.messages import expect_events, said

HEAD = (
    "ỦY BAN NHÂN DÂN\nTỈNH NINH BÌNH\n\nSố: {number}/CT-UBND\nNinh Bình, ngày {day}\n\nCHỈ THỊ\nVề việc thử {what}\n\n"
)
BODY = "Ủy ban nhân dân tỉnh yêu cầu:\n\n1. Sở Tài chính cấp kinh phí.\n2. Sở Y tế báo cáo.\n\nCHỦ TỊCH\n"
COMMUNE = "37-20250701/13669-20250701"


def paper(number: str = "05", day: str = "10 tháng 3 năm 2026", what: str = "một") -> str:
    return HEAD.format(number=number, day=day, what=what) + BODY


async def test_the_same_paper_is_known_by_content_and_by_key(desk: Any, mongo: Mongo) -> None:
    async with expect_events(mongo, DirectiveParsed):
        first = await desk.draft(paper())
        same = await desk.send(paper(), "other-name.txt")
        retyped = await desk.send(paper(number="5").replace("Ủy", "Uỷ") + "\n", "again.txt")
    assert first["document_key"] == "ủy ban nhân dân tỉnh ninh bình|chỉ thị|5/ct-ubnd|2026"
    assert [answer.status_code for answer in (same, retyped)] == [200, 200]
    assert [answer.json()["duplicate"] for answer in (same, retyped)] == ["content", "document"]
    assert {answer.json()["id"] for answer in (same, retyped)} == {first["id"]}
    assert (await desk.get(first["id"]))["duplicate"] is None
    for other in (paper(number="06"), paper(day="10 tháng 3 năm 2025"), paper(day="tháng 3 năm 2026")):
        assert (await desk.send(other)).status_code == 201
    assert (await desk.send(paper(), **desk.as_("clerk", COMMUNE))).status_code == 201, "another unit keeps its own"


async def test_papers_that_come_at_once_become_one(desk: Any, mongo: Mongo) -> None:
    same = [desk.send(paper()) for _ in range(3)]
    retyped = [desk.send(paper() + "\n" * n) for n in range(1, 4)]
    answers = await asyncio.gather(*same, *retyped)
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert [await mongo.collection(name).count_documents({}) for name in ("directives", "readings")] == [1, 1]
    assert len(await said(mongo)) == 1


async def test_a_correction_cannot_take_anothers_key(desk: Any) -> None:
    first, second = await desk.draft(paper()), await desk.draft(paper(number="06"))
    number = {"op": "replace", "path": "/directive/number", "value": "05/CT-UBND"}
    answer = await desk.patch(second["id"], 1, number)
    assert desk.problem(answer) == (409, "document-key-taken")
    assert first["id"] in answer.json()["detail"]
    free = [desk.patch(one["id"], 1, number | {"value": "07/CT-UBND"}) for one in (first, second)]
    assert sorted(answer.status_code for answer in await asyncio.gather(*free)) == [200, 409]


async def test_nothing_is_told_of_what_is_not_stored(desk: Any, mongo: Mongo, monkeypatch: pytest.MonkeyPatch) -> None:
    """The draft and what is told of it share one transaction: a crash between them leaves neither."""

    async def crash(*_: Any) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr(Outbox, "append", crash)
        assert (await desk.send(paper())).status_code == 500
    assert [await mongo.collection(name).count_documents({}) for name in ("directives", "readings")] == [0, 0]
    async with expect_events(mongo, DirectiveParsed):
        await desk.draft(paper())


async def test_the_list_finds_by_status_and_words(desk: Any) -> None:
    one, two = await desk.draft(paper(what="phòng cháy")), await desk.published(paper(number="06", what="giao thông"))
    for params, expected in (
        ({}, [two, one]),
        ({"status": "draft"}, [one]),
        ({"q": "PHONG chay"}, [one]),
        ({"q": "06/ct"}, [two]),
        ({"q": "ninh bình"}, [two, one]),
        ({"q": "t.t"}, []),
        ({"q": "giao", "status": "draft"}, []),
    ):
        items = (await desk.http.get(desk.url, params=params)).json()["items"]
        assert [item["id"] for item in items] == [each["id"] for each in expected], params
    page = (await desk.http.get(desk.url, params={"limit": 1})).json()
    rest = (await desk.http.get(desk.url, params={"limit": 1, "cursor": page["next_cursor"]})).json()
    assert [[item["id"] for item in part["items"]] for part in (page, rest)] == [[two["id"]], [one["id"]]]
    assert rest["next_cursor"] is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "TUYỆT MẬT\n\nCHỈ THỊ\n1. Đơn vị Kim Ngưu làm.\n"),
        ("Kim Ngưu (MẬT).txt", "CHỈ THỊ\n1. Đơn vị Kim Ngưu làm.\n"),
    ],
)
async def test_a_secret_leaves_no_trace(
    desk: Any, mongo: Mongo, name: str, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = await desk.send(content, name)
        told = await desk.send(content, name, headers={"Accept": "application/x-ndjson"})
    assert desk.problem(answer) == (422, "secret-document")
    assert '"secret-document"' in told.text or "/secret-document" in told.text
    assert "Kim Ngưu" not in f"{answer.text}{told.text}{caplog.text}"
    stored = [await mongo.collection(c).count_documents({}) for c in await mongo.collection_names()]
    assert sum(stored) == 0


async def test_an_upload_is_never_written_to_a_file(desk: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "no such folder"))
    draft = await desk.draft(paper() + " " * 1_200_000)
    assert draft["parsed"]["number"] == "05/CT-UBND"


@pytest.mark.parametrize("form", [{"files": {"other": ("a.txt", b"x")}}, {"data": {"file": "text"}}, {"content": b"x"}])
async def test_a_form_without_a_file_says_so(desk: Any, form: Any) -> None:
    answer = await desk.http.post(desk.url, **form)
    assert (desk.problem(answer), desk.pointers(answer)) == ((422, "validation"), ["file"])


async def test_a_body_too_large_is_refused_before_it_is_read(desk: Any) -> None:
    read = 0

    async def endless() -> Any:
        nonlocal read
        for _ in range(400):
            read += 1
            yield b"x" * 1024 * 1024

    boundary = {"Content-Type": "multipart/form-data; boundary=b", "Content-Length": str(400 * 1024 * 1024)}
    answer = await desk.http.post(desk.url, content=endless(), headers=boundary)
    assert desk.problem(answer) == (413, "too-large")
    assert read <= 2


async def test_a_name_keeps_neither_folders_nor_control_characters(desk: Any) -> None:
    draft = await desk.draft(paper(), name="C:\\Hồ sơ\\Nguyễn Văn A\\chi\u200b-thi.txt")
    assert draft["file_name"] == "chi-thi.txt"
    long = await desk.draft(paper(number="06"), name=f"{'dài ' * 200}.txt")
    assert long["file_name"].endswith(".txt")
    assert len(long["file_name"]) == 200


CITED = {
    "number": "05/CT-UBND",
    "doc_type": "Chỉ thị",
    "issued_on": "2026-03-10",
    "issuer": "Chủ tịch Ủy ban nhân dân tỉnh Ninh Bình",
}
CARRIES_OUT = [
    {"op": "add", "path": "/directive/references", "value": [CITED]},
    {"op": "add", "path": "/directive/implements", "value": ["05/CT-UBND"]},
]


async def carrying_out(desk: Any, **who: Any) -> Any:
    """A draft that carries out 05/CT-UBND, as its clerk confirmed."""
    draft = await desk.draft("CHỈ THỊ\nVề việc làm theo\n\n" + BODY, **who)
    return (await desk.patch(draft["id"], 1, *CARRIES_OUT, **who)).json()


@pytest.mark.parametrize("parent_first", [True, False])
async def test_a_directive_finds_the_one_that_it_carries_out(desk: Any, parent_first: bool) -> None:
    commune = desk.as_("clerk", COMMUNE)
    if parent_first:
        parent = await desk.published(paper())
        child = await carrying_out(desk, **commune)
    else:
        child = await carrying_out(desk, **commune)
        assert child["parents"] == [{"number": "05/CT-UBND", "id": None, "subject": None}]
        parent = await desk.published(paper())
    below = (await desk.get(child["id"], **commune))["parents"]
    assert below == [{"number": "05/CT-UBND", "id": None, "subject": parent["parsed"]["subject"]}]
    above = await desk.get(child["id"])
    assert above["parents"][0]["id"] == parent["id"], "who may open it gets its id"
    kin = (await desk.get(parent["id"]))["children"]
    assert kin == [{"number": None, "id": child["id"], "subject": child["parsed"]["subject"]}]


@pytest.mark.parametrize(
    "other",
    [paper(day="10 tháng 3 năm 2025"), paper(number="50"), paper().replace("TỈNH NINH BÌNH", "XÃ YÊN KHÁNH")],
)
async def test_another_years_number_or_level_is_no_parent(desk: Any, other: str) -> None:
    await desk.published(other)
    child = await carrying_out(desk)
    assert [one["id"] for one in child["parents"]] == [None]
