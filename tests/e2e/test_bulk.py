"""A folder handed in at once: new papers, the same ones again, and papers that are refused."""

import asyncio
import fcntl
import json
import os
import signal
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chithi_cli import accounts
from chithi_tasks.core.identity.second_factor import code_of, new_secret
from chithi_testkit.polling import eventually

from ..conftest import run
from .site import Site

pytestmark = pytest.mark.surface

# a process that was started in the background has Ctrl-C switched off
INTERRUPTIBLE = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from chithi_cli.app import main
main()
"""
PAPER = """ỦY BAN NHÂN DÂN
TỈNH NINH BÌNH

Số: {number}/CT-UBND
Ninh Bình, ngày 2 tháng 3 năm 2026

CHỈ THỊ
Về việc thử nghiệm số {number}

Ủy ban nhân dân tỉnh yêu cầu:

1. Sở Tài chính cấp kinh phí.
2. Sở Y tế báo cáo.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two good papers, the first of them once more and once retyped, and two bad ones."""
    papers = {
        "a.txt": PAPER.format(number=701),
        "b.txt": PAPER.format(number=702),
        "c/a-again.txt": PAPER.format(number=701),
        "c/a-retyped.txt": PAPER.format(number=701).replace("Ủy", "Uỷ") + "\n",
        "mat.txt": "MẬT\n\n1. Công an tỉnh làm.\n",
        "trang.txt": "  \n",
    }
    (tmp_path / "c").mkdir()
    for name, text in papers.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


async def test_a_folder_is_told_paper_by_paper(site: Site, folder: Path) -> None:
    first = await run("ingest", folder, "--json", env=site.env)
    told: dict[str, Any] = {}
    for line in map(json.loads, first.out.splitlines()):
        told[str(Path(line["path"]).relative_to(folder))] = line
    assert {name: (line["outcome"], line.get("duplicate")) for name, line in told.items()} == {
        "a.txt": ("new", None),
        "b.txt": ("new", None),
        "c/a-again.txt": ("duplicate", "content"),
        "c/a-retyped.txt": ("duplicate", "document"),
        "mat.txt": ("refused", None),
        "trang.txt": ("refused", None),
    }
    assert len({told[name]["id"] for name in ("a.txt", "c/a-again.txt", "c/a-retyped.txt")}) == 1
    assert (first.code, "2 of 6 documents refused" in first.err) == (2, True)
    again = await run("ingest", folder, "--publish", env=site.env)
    assert Counter(line.split()[0] for line in again.out.splitlines()) == {"✓": 4}
    assert "đã phát hành (đã có: trùng nội dung)" in again.out
    assert "đã có: trùng số ký hiệu" in again.out
    assert "Kết quả" in again.err


async def test_an_account_with_a_second_factor_gives_its_code(site: Site, folder: Path) -> None:
    """In the command, or when it is asked for on a terminal."""
    unit, secret = accounts.gazetteer().tree["37-20250701"], new_secret()
    login = replace(accounts.login("dieuphoi.ma", "Trần Thị Mã", "coordinator", unit), second_factor=secret)
    await accounts.create([login], site.system.mongod.url, site.system.secrets_keys)
    env = {**site.env, "CHITHI_USERNAME": login.username, "CHITHI_PASSWORD": login.password}
    refused = await run("ingest", folder / "b.txt", "--json", env=env)
    assert (refused.code, refused.out, "--otp" in refused.err) == (2, "", True)
    given = await run("ingest", folder / "b.txt", "--json", "--otp", code_of(secret, datetime.now(UTC)), env=env)
    assert (given.code, json.loads(given.out)["number"]) == (0, "702/CT-UBND")
    terminal, end = os.openpty()
    with os.fdopen(terminal, "wb", buffering=0) as typed, os.fdopen(end, "rb") as stdin:
        typed.write(f"{code_of(secret, datetime.now(UTC) + timedelta(seconds=30))}\n".encode())  # each is good once
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            INTERRUPTIBLE,
            "ingest",
            str(folder / "b.txt"),
            "--json",
            stdin=stdin,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, **env},
        )
        out, err = await process.communicate()
    assert (process.returncode, json.loads(out)["outcome"]) == (0, "duplicate"), err.decode()
    assert "Mã xác thực" in err.decode()


async def test_stopping_leaves_whole_papers_only(site: Site, tmp_path: Path) -> None:
    for number in range(300, 360):
        (tmp_path / f"{number}.txt").write_text(PAPER.format(number=number), "utf-8")
    told, end = os.pipe()
    fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, 4096)  # some papers' lines: it gets no further ahead, however late we stop it
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        INTERRUPTIBLE,
        "ingest",
        str(tmp_path),
        "--json",
        stdout=end,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **site.env},
    )
    os.close(end)
    try:
        with os.fdopen(told, encoding="utf-8") as out:
            first = await asyncio.to_thread(out.readline)
            process.send_signal(signal.SIGINT)
            done = list(map(json.loads, [first, *await asyncio.to_thread(out.readlines)]))
        _, err = await process.communicate()
    finally:
        if process.returncode is None:  # one that hangs would hold the reading thread, and the run, for ever
            process.kill()
    assert process.returncode == 130
    assert "Đã dừng" in err.decode()
    assert 0 < len(done) < 60
    async with site.signed_in(site.login("clerk")) as clerk:

        async def settled() -> bool:
            """What is in the system was read to its end."""
            stored = (await clerk.get("/api/ingest/v1/directives", params={"q": "thử nghiệm số", "limit": 100})).json()
            ids = [item["id"] for item in stored["items"] if item["parsed"]["number"][:1] == "3"]
            texts = [(await clerk.get(f"/api/ingest/v1/directives/{one}/text")).status_code for one in ids]
            return len(done) <= len(ids) <= len(done) + 1 and set(texts) == {200}

        await eventually(settled, within=60)
