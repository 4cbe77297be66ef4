"""The commands that need no running system: what they print, and how they fail."""

import asyncio
import getpass
import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from chithi_cli.errors import CliError
from chithi_cli.ingest import documents
from chithi_cli.running import Login, Running, find, forget
from chithi_ingest import __file__ as ingest_package
from chithi_platform.audit import Actor, AuditLog
from chithi_platform.audit.sealing import Sealer
from chithi_platform.messaging.deadletters import DeadLetters, RawRecord
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Mongo, Session
from chithi_testkit.polling import eventually

SAMPLE = Path(ingest_package).parent / "samples" / "chi-thi-mau.txt"


async def chithi(*arguments: str, **env: str) -> tuple[int, str, str]:
    """Run the command as a user does."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from chithi_cli.app import main; main()",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "200", **env},
    )
    out, err = await asyncio.wait_for(process.communicate(), 240)
    return process.returncode or 0, out.decode(), err.decode()


async def test_parse_prints_json_and_a_table() -> None:
    code, out, _ = await chithi("parse", str(SAMPLE), "--format", "json")
    parsed = json.loads(out)
    assert code == 0
    assert (parsed["number"], parsed["doc_type"]) == ("03/CT-UBND", "Chỉ thị")
    assert len(parsed["sections"]) >= 12
    code, out, _ = await chithi("parse", str(SAMPLE))
    assert code == 0
    assert "Chủ trì" in out
    assert "Công an tỉnh" in out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"", "Tệp rỗng"),
        ("empty.pdf", b"", "Tệp rỗng"),
        ("photo.exe", b"MZ\x90", "Chỉ nhận tệp"),
        ("secret.txt", "MẬT\n\nCHỈ THỊ\nVề việc\n1. Công an tỉnh làm.\n".encode(), "độ mật"),
    ],
)
async def test_what_cannot_be_read_is_one_line(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    paper = tmp_path / name
    paper.write_bytes(content)
    code, out, err = await chithi("parse", str(paper))
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1


async def test_a_missing_file_and_a_missing_system_say_what_to_do(tmp_path: Path) -> None:
    code, _, err = await chithi("parse", str(tmp_path / "nowhere.txt"))
    assert (code, "No such file" in err) == (2, True)
    code, _, err = await chithi("ingest", str(SAMPLE), CHITHI_HOME=str(tmp_path))
    assert (code, "chithi up" in err) == (2, True)
    code, _, err = await chithi("bench", "nothing")
    assert (code, "intake" in err) == (2, True)
    code, _, err = await chithi("up", "--kafka", "rabbit")
    assert (code, "tansu" in err) == (2, True)


def test_a_folder_stands_for_the_documents_in_it(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("a.txt", "b/c.docx", "b/d.PNG", "b/e.xlsx", "b/~$c.docx", ".f.txt"):
        (tmp_path / name).write_bytes(b"x")
    assert [p.name for p in documents([tmp_path])] == ["a.txt", "c.docx", "d.PNG"]
    assert [p.name for p in documents([tmp_path / "b" / "c.docx", tmp_path])] == ["c.docx", "a.txt", "d.PNG"]
    with pytest.raises(CliError, match="no such file"):
        documents([tmp_path / "none"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(CliError, match="no document"):
        documents([tmp_path / "empty"])


def test_the_note_of_the_running_system_is_for_its_user_alone(tmp_path: Path) -> None:
    login = Login("vanthu", "mật khẩu", "Văn thư", "clerk", "37-20250701")
    Running("http://127.0.0.1:1", "mongodb://127.0.0.1:2", [login]).save(tmp_path)
    assert stat.S_IMODE((tmp_path / "running.json").stat().st_mode) == 0o600
    assert find(tmp_path).login("clerk") == login
    forget(tmp_path)
    with pytest.raises(CliError, match="chithi up"):
        find(tmp_path)


async def test_dead_letters_are_listed_shown_retried_and_discarded(mongod: Any) -> None:
    mongo = Mongo(mongod.url, "chithi_notify")
    letters = DeadLetters(mongo, Outbox(mongo, "test"), "notify")
    try:
        for number in (1, 2):
            headers = [("ce_id", f"letter-{number}".encode()), ("ce_type", b"x")]
            record = RawRecord("chithi.assignment.v1", 0, number, b"k", '{"tên": "Xã"}'.encode(), headers)
            await letters.add(record, "Rejected: không hiểu", 1)
        env = {"CHITHI_MONGO_URL": mongod.url}
        code, out, _ = await chithi("dlq", "list", "--service", "notify", **env)
        assert code == 0
        assert "letter-1" in out
        assert "không hiểu" in out
        code, out, _ = await chithi("dlq", "show", "letter-1", "--service", "notify", **env)
        assert (code, '{"tên": "Xã"}' in out) == (0, True)
        code, out, _ = await chithi("dlq", "retry", "letter-1", "--service", "notify", **env)
        assert (code, out.strip()) == (0, "1 thư chết được gửi lại.")
        retried = await mongo.collection("outbox").find_one({"topic": "chithi.retry.notify"})
        assert retried is not None
        assert retried["value"] == '{"tên": "Xã"}'.encode()
        code, _, _ = await chithi("dlq", "discard", "letter-2", "--service", "notify", **env)
        assert code == 0
        assert await letters.list() == []
        code, out, _ = await chithi("audit", "show", "--action", "dead-letter.", "--json", **env)
        told = [(row["action"], row["subject"], row["who"]) for row in map(json.loads, out.splitlines())]
        who = f"cli:{getpass.getuser()}"
        assert told == [("dead-letter.retried", "letter-1", who), ("dead-letter.discarded", "letter-2", who)]
        code, _, err = await chithi("dlq", "retry", "letter-1", "--service", "notify", **env)
        assert (code, "no dead letter" in err) == (2, True)
        code, _, err = await chithi("dlq", "list", "--service", "nobody", **env)
        assert (code, "no service nobody" in err) == (2, True)
    finally:
        await mongo.drop_database()
        await mongo.close()


async def test_the_audit_log_is_shown_and_verified(mongod: Any) -> None:
    mongo = Mongo(mongod.url, "chithi_reporting")
    log = AuditLog(mongo, "reporting")

    async def work(session: Session) -> None:
        for number in (1, 2, 3):
            by = Actor(who="an", role="coordinator", address="203.0.113.9")
            await log.record(session, "report.returned", f"r{number}", after={"reason": "Thiếu số"}, actor=by)

    try:
        await log.places.ensure()
        await mongo.transact(work)
        sealer = Sealer(mongo, log.places)
        sealing = asyncio.ensure_future(sealer.run())
        await eventually(lambda: log.places.chain.find_one({"_id": 3}), within=30)
        sealer.stop()
        await sealing
        env = {"CHITHI_MONGO_URL": mongod.url}
        one = ("--service", "reporting")
        code, out, _ = await chithi("audit", "verify", *one, **env)
        assert (code, "nguyên vẹn, 3 dòng" in out) == (0, True)
        code, _, err = await chithi("audit", "verify", *one, CHITHI_MONGO_URL="mongodb://127.0.0.1:9/")
        assert (code, "the database gives no answer for reporting" in err) == (2, True)
        head = out.split()[-1]
        code, out, _ = await chithi("audit", "verify", "--expect", f"reporting={head}", **env)
        assert (code, "mắt xích đã ghi nhận là số 3" in out) == (0, True)
        code, out, _ = await chithi("audit", "show", *one, "--subject", "r2", "--json", **env)
        assert [json.loads(line)["subject"] for line in out.splitlines()] == ["r2"]
        code, out, _ = await chithi("audit", "show", "--who", "an", "--since", "2026-01-01", **env)
        assert (code, "Thiếu số" in out, "203.0.113.9" in out) == (0, True, True)
        await log.places.rows.update_one({"subject": "r2"}, {"$set": {"after.reason": "Đủ"}})
        code, out, _ = await chithi("audit", "verify", **env)
        assert code == 1
        assert "reporting: dòng đã bị sửa: #2" in out
        assert "subject=r2" in out
        code, _, err = await chithi("audit", "verify", "--expect", head, **env)
        assert (code, "whose hash" in err) == (2, True)
    finally:
        await mongo.drop_database()
        await mongo.close()
