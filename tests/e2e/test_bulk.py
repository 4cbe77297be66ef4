"""A folder handed in at once: new papers, the same ones again, and papers that are refused."""

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from chithi_testkit.polling import eventually

from ..conftest import run
from .site import Site

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


async def test_stopping_leaves_whole_papers_only(site: Site, tmp_path: Path) -> None:
    for number in range(300, 360):
        (tmp_path / f"{number}.txt").write_text(PAPER.format(number=number), "utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        INTERRUPTIBLE,
        "ingest",
        str(tmp_path),
        "--json",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **site.env},
    )
    assert process.stdout is not None
    first = json.loads(await process.stdout.readline())
    process.send_signal(signal.SIGINT)
    out, err = await process.communicate()
    done = [first, *map(json.loads, out.decode().splitlines())]
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

        await eventually(settled)
