"""What the pages show: sheets of text, time limits in words, values with their sureness, and who is let in."""

import re
from collections.abc import AsyncIterator
from datetime import date
from importlib.resources import files
from itertools import pairwise
from typing import Any

import httpx
import pytest
from pymongo.errors import AutoReconnect

from chithi_ingest.adapters.outbound.directives import DirectiveRepository
from chithi_ingest.app import build
from chithi_ingest.core.model import Anomaly, Deadline, Directive, Evidence, Section, SubTask
from chithi_ingest.settings import IngestSettings
from chithi_ingest.web.deadline_words import duration_in_words, rule_in_words
from chithi_ingest.web.source import LONGEST, SHEET, laid_out, sheets
from chithi_ingest.web.view import BATCH, Review
from chithi_ingest.web.words import SCRIPT_WORDS, WORDS
from chithi_platform.mongo import Mongo
from chithi_platform.security import COOKIE, Principal, not_signed_in
from chithi_platform.service import Parts, Role, Runtime, Service
from chithi_webui.words import speaker, spoken

WORD = speaker("vi", WORDS)
SAMPLE = (files("chithi_ingest") / "samples" / "chi-thi-mau.txt").read_bytes()
PROVINCE = "37-20250701"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=15", "hằng tháng, ngày 15"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "hằng tháng, ngày cuối tháng"),
        ("RRULE:FREQ=MONTHLY;INTERVAL=3", "hằng quý"),
        ("FREQ=MONTHLY;INTERVAL=6", "6 tháng một lần"),
        ("FREQ=WEEKLY;BYDAY=FR", "hằng tuần, thứ Sáu"),
        ("FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20", "hằng năm, ngày 20, các tháng 3, 6, 9, 12"),
        ("FREQ=MONTHLY;INTERVAL=5", "FREQ=MONTHLY;INTERVAL=5"),
        ("FREQ=MONTHLY;INTERVAL=x", "FREQ=MONTHLY;INTERVAL=x"),
    ],
)
def test_rules_in_words(rule: str, words: str) -> None:
    assert rule_in_words(rule, WORD) == words


@pytest.mark.parametrize(
    ("duration", "working", "words"),
    [
        ("P5D", True, "5 ngày làm việc"),
        ("P1M", False, "1 tháng"),
        ("PT24H", False, "24 giờ"),
        ("?", False, "?"),
        ("P", False, "P"),
    ],
)
def test_durations_in_words(duration: str, working: bool, words: str) -> None:
    assert duration_in_words(duration, WORD, working_days=working) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "một dòng",
        "a\r\nb\rc\x0bd\u2028e",
        "Trang một\ncòn nữa\fTrang hai\f\f\nTrang ba",
        "\fsau trang trắng",
        "x" * (9 * SHEET),
        "trang ngắn\f" + "x" * (9 * SHEET),
        "dòng\n" * SHEET,
        "Điều\x00 1 \U0001f600 và\x1c tiếp",
    ],
)
def test_sheets_keep_every_character_in_its_place(text: str) -> None:
    found = [laid_out(text, sheet) for sheet in sheets(text)]
    assert all(first.end == second.start for first, second in pairwise(found))
    for sheet in found:
        assert sheet.end - sheet.start <= LONGEST
        for line in sheet.lines:
            there = text[line.start : line.start + len(line.text)]
            assert [a for a, b in zip(line.text, there, strict=True) if a != b and not (a == " " and b < " ")] == []
    shown = "".join(line.text for sheet in found for line in sheet.lines)
    assert re.sub(r"[\s\x00]", "", shown) == re.sub(r"[\s\x00]", "", text)


def test_printed_pages_are_the_sheets_where_the_text_has_them() -> None:
    found = sheets("Trang một\fTrang hai\f")
    assert [(sheet.printed, sheet.start, sheet.end) for sheet in found] == [(True, 0, 10), (True, 10, 20)]


def directive(**changes: Any) -> Directive:
    lead = Section(
        ordinal="1",
        mode="assign",
        lead=("Công an tỉnh", "Sở Y tế"),
        deadlines=(Deadline(text="trước ngày 15", kind="date", due=date(2026, 3, 15)),),
        embedded=(SubTask(agency="Sở Tài chính", text="bố trí kinh phí"),),
        topics=("Y tế",),
        text="…",
        span=(0, 9),
    )
    below = Section(ordinal="2", mode="theme", text="…", span=(10, 12), inherits_addressees=True)
    evidence = {
        "/sections/0/lead/0": Evidence(span=(0, 4), confidence=0.95),
        "/sections/0/lead/1": Evidence(span=(5, 8), confidence=0.4),
        "/sections/0/embedded/0": Evidence(span=(0, 9), confidence=0.8),
        "/sections/0/embedded/0/agency": Evidence(span=(2, 4), confidence=0.8),
    }
    return Directive(**{"sections": (lead, below), "addressees": ("các sở",), "evidence": evidence} | changes)


def rows(review: Review, index: int) -> dict[str, Any]:
    return {row.name: row for row in review.batch(0)[index].rows}


def test_values_say_how_sure_they_are_and_what_follows() -> None:
    review = Review(directive(), WORD, accepted=["2"], corrections=["/sections/0/deadlines/0/due"])
    first = rows(review, 0)
    assert [value.sureness for value in first["lead"].values] == ["sure", "doubtful"]
    assert first["embedded"].values[0].span == (2, 4)
    assert (first["deadlines"].values[0].sureness, first["deadlines"].values[0].more) == ("typed", "15/03/2026")
    assert first["topics"].values[0].sureness == "inferred"
    assert rows(review, 1)["lead"].note == "Mục không nêu tên; giao cho: các sở"
    assert [section.accepted for section in review.batch(0)] == [False, True]


def test_points_come_in_the_order_of_risk() -> None:
    odd = (
        Anomaly(code="misread", message="có thể sai chữ", span=(1, 2), suggestion="Nắm"),
        Anomaly(code="no-number", message="không thấy số"),
        Anomaly(code="early-deadline", message="thời hạn trước ngày ban hành", section="1"),
    )
    points = Review(directive(anomalies=odd), WORD).points
    assert [point.message for point in points] == [
        "Thời hạn trước ngày ban hành",
        "Không thấy số",
        "Có thể sai chữ",
        "Chủ trì: “Sở Y tế”",
    ]
    assert (points[1].at, points[3].at, points[3].section) == ("/number", "/sections/0/lead/1", "1")


def test_sections_come_in_batches() -> None:
    many = tuple(Section(ordinal=str(n), mode="assign", text="x", span=(n, n + 1)) for n in range(2 * BATCH + 1))
    review = Review(Directive(sections=many), WORD)
    assert [len(review.batch(number)) for number in range(review.batches + 1)] == [BATCH, BATCH, 1, 0]


def test_every_word_is_said_in_both_languages() -> None:
    assert [key for key, said in WORDS.items() if len(said) != 2 or not all(said)] == []
    assert [
        key for key, (vi, en) in WORDS.items() if set(re.findall(r"{\w+}", vi)) != set(re.findall(r"{\w+}", en))
    ] == []
    assert '"js_cancel": "Cancel"' in spoken(speaker("en", WORDS), SCRIPT_WORDS)


class Names:
    """Takes `role@unit` as the token: the issuer is another service's matter."""

    async def verify(self, token: str) -> Principal:
        role, _, unit = token.partition("@")
        if not unit:
            raise not_signed_in("invalid-token", "x")
        return Principal("vanthu", "Văn thư <b>", role, unit, ("VN", unit))


def parts(rt: Runtime) -> Parts:
    built = build(rt)
    built.verifier = Names()
    return built


@pytest.fixture
async def visitor(mongo: Mongo, mongod: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A browser of the clerk; as with a real one, the session is a cookie."""
    settings = IngestSettings(mongo_url=mongod.url, mongo_database=mongo.database_name, mongo_driver=mongo.driver)
    service = Service("ingest", settings, parts, Role.api)
    await service.start()
    transport = httpx.ASGITransport(service.app)
    same = {"Sec-Fetch-Site": "same-origin"}
    async with httpx.AsyncClient(transport=transport, base_url="http://ingest", headers=same) as one:
        one.cookies.set(COOKIE, f"clerk@{PROVINCE}")
        yield one
    await service.stop()


async def hand_in(visitor: httpx.AsyncClient, content: bytes = SAMPLE, **headers: str) -> httpx.Response:
    return await visitor.post("/chi-thi", files={"file": ("chi-thi.txt", content)}, headers=headers)


async def test_a_page_is_whole_without_scripts_and_has_nothing_inline(visitor: httpx.AsyncClient) -> None:
    taken = await hand_in(visitor)
    assert taken.status_code == 303
    page = (await visitor.get(taken.headers["location"])).text
    assert page.count("<article") == 17
    assert "trước ngày 15 hằng tháng" in page
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", page)
    assert "Văn thư &lt;b&gt;" in page
    again = await hand_in(visitor)
    assert "Đã có trong hệ thống" in again.text
    for script in re.findall(r'"(/chi-thi/static/[^"]+)"', page):
        assert (await visitor.get(script)).status_code == 200


async def test_who_may_not_see_is_told_where_to_go(visitor: httpx.AsyncClient) -> None:
    where = (await hand_in(visitor)).headers["location"]
    for other, status in (("clerk@36-20250701", 404), ("commune_officer@37-20250701", 403)):
        visitor.cookies.set(COOKIE, other)
        answer = await visitor.get(where)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert "an ninh, trật tự năm 2026" not in answer.text
    visitor.cookies.set(COOKIE, "nobody")
    answer = await visitor.get("/chi-thi?q=a&status=draft")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/session/renew?next=/chi-thi%3Fq%3Da%26status%3Ddraft"


async def test_a_form_of_another_site_hands_nothing_in(visitor: httpx.AsyncClient, mongo: Mongo) -> None:
    answer = await hand_in(visitor, **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code in (401, 403, 303)
    assert await mongo.collection("directives").count_documents({}) == 0


async def test_a_secret_paper_is_refused_without_its_name(visitor: httpx.AsyncClient, mongo: Mongo) -> None:
    answer = await visitor.post("/chi-thi", files={"file": ("ten-rieng.txt", "MẬT\n\nCHỈ THỊ\n1. Làm.\n".encode())})
    assert answer.status_code == 422
    assert "Không tiếp nhận văn bản mật" in answer.text
    assert "ten-rieng" not in answer.text
    assert await mongo.collection("directives").count_documents({}) == 0


async def test_a_form_that_meets_no_database_is_told_that_nothing_was_kept(
    visitor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: Any, **__: Any) -> None:
        raise AutoReconnect("away")

    monkeypatch.setattr(DirectiveRepository, "page", away)
    seen = await visitor.get("/chi-thi")
    assert (seen.status_code, "Những gì đã gửi không mất" in seen.text) == (503, True)
    monkeypatch.setattr(DirectiveRepository, "live", away)
    answer = await hand_in(visitor)
    assert answer.status_code == 503
    assert "Dữ liệu chưa được ghi" in answer.text
    assert "không mất" not in answer.text


async def test_words_of_a_paper_cannot_become_markup(visitor: httpx.AsyncClient) -> None:
    text = "CHỈ THỊ\nVề <script>alert(1)</script>\n\n1. Sở Y tế <img src=x onerror=alert(1)> kiểm tra.\n"
    taken = await hand_in(visitor, text.encode())
    page = (await visitor.get(taken.headers["location"])).text
    assert "<img" not in page.replace('<img src="/static/mark.svg', "")
    assert "<script>alert" not in page


async def test_parts_of_a_page_come_alone(visitor: httpx.AsyncClient) -> None:
    where = (await hand_in(visitor)).headers["location"]
    head = (await visitor.get(f"{where}/tong-quan")).text
    assert head.lstrip().startswith('<div class="stack" id="head">')
    assert (await visitor.get(f"{where}/muc/0")).text.count("<article") == 17
    assert 'data-start="0"' in (await visitor.get(f"{where}/trang/0")).text
    assert (await visitor.get(f"{where}/trang/99")).status_code == 404
    asked = (await visitor.get(f"{where}/giao-cho")).json()
    assert asked["sections"][0]["lead"] == ["Công an tỉnh"]
    assert asked["unit_id"] == PROVINCE


async def test_a_part_is_refused_to_the_script_that_asks_for_it(visitor: httpx.AsyncClient) -> None:
    where = (await hand_in(visitor)).headers["location"]
    for other, status in (("nobody", 401), ("commune_officer@37-20250701", 403), ("clerk@36-20250701", 404)):
        visitor.cookies.set(COOKIE, other)
        answer = await visitor.get(f"{where}/tong-quan", headers={"HX-Request": "true"})
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
