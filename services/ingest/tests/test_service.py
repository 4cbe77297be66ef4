"""Ingest as a whole: a paper becomes a draft once, is published whole or not at all, and a secret leaves no trace."""

from collections.abc import AsyncIterator
from importlib.resources import files
from typing import Any

import httpx
import pytest

from chithi_contracts.events import DirectivePublished, DirectiveWithdrawn
from chithi_ingest.app import build
from chithi_ingest.settings import IngestSettings
from chithi_platform.mongo import Mongo
from chithi_platform.security import Principal
from chithi_platform.service import Parts, Role, Runtime, Service
from chithi_testkit.messages import expect_events, said

SAMPLE = (files("chithi_ingest") / "samples" / "chi-thi-mau.txt").read_bytes()
PROVINCE, OTHER = "37-20250701", "36-20250701"
URL = "/api/ingest/v1/directives"


class Names:
    """Takes `role@unit` as the token: the issuer is another service's matter."""

    async def verify(self, token: str) -> Principal:
        role, _, unit = token.partition("@")
        return Principal("vanthu", "Văn thư", role, unit, ("VN", unit))


def parts(rt: Runtime) -> Parts:
    built = build(rt)
    built.verifier = Names()
    return built


@pytest.fixture
async def client(mongo: Mongo, mongod: Any) -> AsyncIterator[httpx.AsyncClient]:
    """The clerk's view of the service; `expect_events` reads what it says from the same database."""
    settings = IngestSettings(mongo_url=mongod.url, mongo_database=mongo.database_name, mongo_driver=mongo.driver)
    service = Service("ingest", settings, parts, Role.api)
    await service.start()
    headers = {"Authorization": f"Bearer clerk@{PROVINCE}"}
    transport = httpx.ASGITransport(service.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://ingest", headers=headers) as one:
        yield one
    await service.stop()


async def take_in(client: httpx.AsyncClient, content: bytes = SAMPLE, name: str = "chi-thi.txt") -> httpx.Response:
    return await client.post(URL, files={"file": (name, content)})


def problem(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, response.json()["type"].rpartition("/")[2]


async def test_a_paper_becomes_one_draft(client: httpx.AsyncClient) -> None:
    first, again = await take_in(client), await take_in(client, name="renamed.txt")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert first.headers["etag"] == '"1"'
    assert first.json()["parsed"]["number"] == "03/CT-UBND"
    listed = (await client.get(URL)).json()["items"]
    assert [(item["id"], item["status"]) for item in listed] == [(first.json()["id"], "draft")]
    elsewhere = {"Authorization": f"Bearer clerk@{OTHER}"}
    assert (await client.get(f"{URL}/{first.json()['id']}", headers=elsewhere)).status_code == 404
    officer = {"Authorization": f"Bearer commune_officer@{PROVINCE}"}
    assert (await client.get(URL, headers=officer)).status_code == 403


async def test_publishing_says_everything_at_once_and_only_once(client: httpx.AsyncClient, mongo: Mongo) -> None:
    draft = (await take_in(client)).json()
    publish = f"{URL}/{draft['id']}/publish"
    assert problem(await client.post(publish)) == (428, "precondition-required")
    assert problem(await client.post(publish, headers={"If-Match": '"7"'})) == (412, "stale-version")
    async with expect_events(mongo, DirectivePublished) as heard:
        done = await client.post(publish, headers={"If-Match": '"1"'})
        assert (done.status_code, done.json()["status"], done.headers["etag"]) == (200, "published", '"2"')
        assert problem(await client.post(publish, headers={"If-Match": '"2"'})) == (409, "not-a-draft")
    told = heard[0].read(DirectivePublished)
    assert told.directive_id == draft["id"]
    assert len(told.sections) >= 12
    assert all(section.lead for section in told.sections), "every section says who answers"
    async with expect_events(mongo, DirectiveWithdrawn):
        version = '"2"'
        assert (await client.post(f"{URL}/{draft['id']}/withdraw", json={"reason": "x"})).status_code == 422
        gone = await client.post(
            f"{URL}/{draft['id']}/withdraw", json={"reason": "Ban hành nhầm"}, headers={"If-Match": version}
        )
        assert gone.json()["status"] == "withdrawn"
        again = await client.post(
            f"{URL}/{draft['id']}/withdraw", json={"reason": "Ban hành nhầm"}, headers={"If-Match": version}
        )
        assert problem(again) == (409, "not-published")


async def test_sections_under_a_heading_are_told_with_its_lead(client: httpx.AsyncClient, mongo: Mongo) -> None:
    text = """CHỈ THỊ
Về công tác phòng cháy

Ủy ban nhân dân tỉnh Ninh Bình yêu cầu các sở, ban, ngành thực hiện:

1. Công an tỉnh
1.1. Kiểm tra an toàn phòng cháy tại các chợ, báo cáo trước ngày 31/3/2026.
1.2. Tổ chức diễn tập chữa cháy.
2. Sở Tài chính bảo đảm kinh phí.
"""
    draft = (await take_in(client, text.encode())).json()
    await client.post(f"{URL}/{draft['id']}/publish", headers={"If-Match": '"1"'})
    [_, one] = await said(mongo)
    told = {section.ordinal: section.lead for section in one.read(DirectivePublished).sections}
    assert told == {"1.1": ["Công an tỉnh"], "1.2": ["Công an tỉnh"], "2": ["Sở Tài chính"]}


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
        ("a.txt", "Chỉ có một dòng chữ, không đánh số.".encode(), (201, "")),
    ],
)
async def test_bad_papers_are_refused_and_leave_nothing(
    client: httpx.AsyncClient, mongo: Mongo, name: str, content: bytes, expected: tuple[int, str]
) -> None:
    answer = await take_in(client, content, name)
    if answer.status_code == 201:  # a text without sections can be kept as a draft, but not published
        publish = f"{URL}/{answer.json()['id']}/publish"
        assert problem(await client.post(publish, headers={"If-Match": '"1"'})) == (422, "no-sections")
        return
    assert problem(answer) == expected
    assert await mongo.collection("directives").count_documents({}) == 0
    assert await said(mongo) == []
