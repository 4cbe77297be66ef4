"""Bad input over HTTP and on the command line: refused with the field and the rule, and nothing half-written stays."""

import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from joserfc.jwk import OKPKey

from chithi_mobile.core.period import previous, proposed
from chithi_mobile.core.phone import utc_now
from chithi_platform.problems import MEDIA_TYPE, TYPE_BASE
from chithi_tasks.adapters.inbound.identity.issuer import Issuer
from chithi_tasks.adapters.outbound.identity.accounts import AccountRepository
from chithi_tasks.adapters.outbound.identity.signing_keys import SigningKey, SigningKeys
from chithi_tasks.adapters.outbound.identity.vault import Vault

from ..conftest import Command
from .site import Site

pytestmark = pytest.mark.surface

DIRECTIVES, REPORTS = "/api/ingest/v1/directives", "/api/reporting/v1/reports"
MONTH = previous(proposed(utc_now().date()))
SECRET = "Kế hoạch bảo vệ mục tiêu trọng yếu"

FILES: dict[str, tuple[str, bytes, int, str]] = {
    "an empty text": ("rong.txt", b"", 422, "empty-file"),
    "a 0-byte PDF": ("rong.pdf", b"", 422, "empty-file"),
    "a text of blanks": ("trang.txt", b" \n\t\n", 422, "empty-file"),
    "a program": ("chuong-trinh.exe", b"MZ\x90\x00", 415, "wrong-type"),
    "a picture called PDF": ("anh.pdf", b"\x89PNG\r\n\x1a\n" + bytes(64), 422, "malformed"),
    "a broken PDF": ("hong.pdf", b"%PDF-1.7\nkhong phai la PDF", 422, "malformed"),
    "a text in an old encoding": ("tcvn3.txt", "Ủy ban".encode("utf-16")[2:] + b"\xff", 422, "unknown-encoding"),
    "a paper stamped secret": ("mat.txt", f"TỐI MẬT\n\n1. {SECRET}\n".encode(), 422, "secret-document"),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def clerk(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with site.signed_in(site.login("clerk")) as client:
        yield client


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def officer(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    """The officer of the second commune."""
    async with site.signed_in(site.officers[1]) as client:
        yield client


def report(site: Site, **changes: Any) -> dict[str, Any]:
    """A good report of the second commune, but for the changes."""
    good = {"form_id": "antt-thang", "unit_id": site.officers[1].unit_id, "period": MONTH, "values": {"tngt-vu": 3}}
    return good | changes


def problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem document, which must be one in every respect."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == MEDIA_TYPE
    body = dict(response.json())
    assert body["type"] == TYPE_BASE + code
    assert body["status"] == status
    assert body["title"]
    assert body["instance"].startswith("urn:trace:")
    return body


@asynccontextmanager
async def nothing_written(site: Site) -> AsyncIterator[None]:
    """No request of the block may leave a document behind."""
    before = await site.census()
    yield
    assert await site.census() == before


@pytest.mark.parametrize("what", FILES)
async def test_a_file_that_cannot_be_read_is_refused(site: Site, clerk: httpx.AsyncClient, what: str) -> None:
    name, content, status, code = FILES[what]
    async with nothing_written(site):
        body = problem(await clerk.post(DIRECTIVES, files={"file": (name, content)}), status, code)
    if code != "secret-document":
        assert [(error["field"], error["rule"]) for error in body["errors"]] == [("file", code)]
    assert SECRET not in str(body)
    assert SECRET not in site.system.processes["ingest"].log.read_text(encoding="utf-8")


async def test_a_request_without_the_file_names_the_field(site: Site, clerk: httpx.AsyncClient) -> None:
    async with nothing_written(site):
        body = problem(await clerk.post(DIRECTIVES, data={"other": "1"}), 422, "validation")
    assert [error["field"] for error in body["errors"]] == ["file"]


CHANGES: dict[str, tuple[Mapping[str, Any], int, str, str, str]] = {
    "unknown indicator": ({"values": {"so-ma": 1}}, 422, "validation", "values.so-ma", "known-indicator"),
    "negative count": ({"values": {"tngt-vu": -1}}, 422, "validation", "values.tngt-vu", "not-negative"),
    "half a case": ({"values": {"tngt-vu": 1.5}}, 422, "validation", "values.tngt-vu", "int_type"),
    "a word for a count": ({"values": {"tngt-vu": "ba"}}, 422, "validation", "values.tngt-vu", "int_type"),
    "nothing said": ({"values": {}}, 422, "validation", "values", "not-empty"),
    "unknown field": ({"nguoi": "Trần Văn A"}, 422, "validation", "nguoi", "extra_forbidden"),
    "unknown form": ({"form_id": "khac"}, 422, "validation", "form_id", "known-form"),
    "no period": ({"period": "tháng 11"}, 422, "validation", "period", "known-period"),
    "a period not open yet": ({"period": "2099-01"}, 422, "validation", "period", "period-open"),
    "a task's form without a task": ({"form_id": "nhiem-vu"}, 422, "validation", "assignment_id", "required"),
    "too long a narrative": ({"narrative": "x" * 2001}, 422, "validation", "narrative", "max-length"),
    "unknown unit": ({"unit_id": "99999-20250701"}, 422, "validation", "unit_id", "known-unit"),
}


@pytest.mark.parametrize("what", CHANGES)
async def test_a_bad_report_is_refused_with_its_field(site: Site, officer: httpx.AsyncClient, what: str) -> None:
    changes, status, code, field, rule = CHANGES[what]
    async with nothing_written(site):
        sent = await officer.put(f"{REPORTS}/{uuid.uuid4()}", json=report(site, **changes))
        body = problem(sent, status, code)
    assert (field, rule) in [(error["field"], error["rule"]) for error in body["errors"]]
    assert all(error["message"] for error in body["errors"])
    assert "Trần Văn A" not in sent.text, "what was sent is not echoed"


async def test_a_foreign_unit_is_refused(site: Site, officer: httpx.AsyncClient) -> None:
    async with nothing_written(site):
        sent = await officer.put(f"{REPORTS}/{uuid.uuid4()}", json=report(site, unit_id=site.officers[2].unit_id))
        body = problem(sent, 403, "foreign-unit")
    assert [error["field"] for error in body["errors"]] == ["unit_id"]


async def test_what_is_no_json_and_what_is_too_much_is_refused(site: Site, officer: httpx.AsyncClient) -> None:
    where, kind = f"{REPORTS}/{uuid.uuid4()}", {"content-type": "application/json"}
    async with nothing_written(site):
        problem(await officer.put(where, content=b'{"form_id": ', headers=kind), 422, "validation")
        problem(await officer.put(where, content=b'"' + b"x" * 1_100_000 + b'"', headers=kind), 413, "too-large")


async def test_the_same_id_with_other_content_is_refused(site: Site, officer: httpx.AsyncClient) -> None:
    where = f"{REPORTS}/{uuid.uuid4()}"
    first = await officer.put(where, json=report(site))
    assert first.status_code == 201
    async with nothing_written(site):
        again = await officer.put(where, json=report(site))
        assert (again.status_code, again.json()) == (200, first.json())
        problem(await officer.put(where, json=report(site, values={"tngt-vu": 4})), 409, "report-differs")
        another = await officer.put(f"{REPORTS}/{uuid.uuid4()}", json=report(site))
        assert first.json()["receipt"] in problem(another, 409, "report-exists")["detail"]
    kept = (await officer.get(where)).json()
    assert (kept["revision"], kept["values"]) == (1, {"tngt-vu": 3})


@pytest.mark.parametrize(
    ("what", "code"), [("expired", "expired-token"), ("forged", "invalid-token"), ("none", "no-token")]
)
async def test_a_token_that_is_no_good_is_refused(site: Site, what: str, code: str) -> None:
    headers = {} if what == "none" else {"Authorization": f"Bearer {await _token(site, what)}"}
    stranger = httpx.AsyncClient(base_url=site.system.url, timeout=60, trust_env=False)
    async with nothing_written(site), stranger as client:
        sent = await client.put(f"{REPORTS}/{uuid.uuid4()}", json=report(site), headers=headers)
        problem(sent, 401, code)
        assert sent.headers["www-authenticate"] == f'Bearer error="{code}"'
        problem(await client.get(DIRECTIVES, headers=headers), 401, code)


async def _token(site: Site, what: str) -> str:
    """The second officer's token as the issuer makes it, but an hour old, or signed with another key."""
    now = datetime.now(UTC)
    async with site.database("tasks") as mongo:
        keys, accounts = SigningKeys(mongo, Vault(site.system.secrets_keys)), AccountRepository(mongo)
        if what == "forged":
            key = OKPKey.generate_key("Ed25519")
            keys._current = SigningKey((await keys.current()).id, key)
        made_at = now - timedelta(hours=1) if what == "expired" else now
        issuer = Issuer(keys, "chithi", lambda: made_at)
        account = await accounts.find(site.officers[1].username)
        assert account is not None
        return await issuer.token(account, timedelta(minutes=15))


@pytest.mark.parametrize("what", FILES)
async def test_the_command_refuses_a_bad_file_in_a_line(site: Site, chithi: Command, tmp_path: Path, what: str) -> None:
    name, content, _, _ = FILES[what]
    file = tmp_path / name
    file.write_bytes(content)
    for command in (("parse", file), ("demo", "--once", "--json", "--directive", file)):
        ended = await chithi(*command)
        assert (ended.code, ended.out) == (2, "")
        [line] = ended.err.splitlines()
        assert line.startswith(f"chithi: {file}: ")
    async with nothing_written(site):
        ended = await chithi("ingest", file, "--publish", env=site.env)
    assert (ended.code, ended.out) == (2, "")
    assert str(file) in ended.err.splitlines()[0]
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("parse", "khong-co.txt"), "khong-co.txt: No such file or directory"),
        (("ingest", "khong-co.txt"), "khong-co.txt: no such file or folder"),
        (("ingest", "--url", "http://127.0.0.1:9", "--username", "a", "--password", "b", __file__), "does not answer"),
        (("dlq", "list"), "no system runs from this folder"),
        (("replay", "tasks", "--mongo-url", "mongodb://127.0.0.1:9"), "no projection 'tasks'"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value[:2]),
)
async def test_the_command_says_in_a_line_what_is_missing(
    chithi: Command, arguments: tuple[str, ...], says: str
) -> None:
    ended = await chithi(*arguments)
    assert (ended.code, ended.out) == (2, "")
    [line] = ended.err.splitlines()
    assert line.startswith("chithi: ")
    assert says in line


@pytest.mark.parametrize(("size", "times"), [(3_000, 600), (3_000_000, 150)])
async def test_an_upload_that_is_refused_before_it_was_read_is_answered_whole_each_time(
    officer: httpx.AsyncClient, size: int, times: int
) -> None:
    paper = {"file": ("a.txt", bytes(size))}
    for _ in range(times):
        problem(await officer.post(DIRECTIVES, files=paper), 403, "forbidden-role")
