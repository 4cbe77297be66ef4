"""The whole loop: a directive goes in, exact figures come out, with the sample and with papers from real life."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chithi_testkit.plugin import KAFKA
from chithi_testkit.polling import eventually

from ..conftest import Ended
from .conftest import Demo, play
from .site import Site

SAMPLE = Path("the-sample")
ROOT = Path(__file__).resolve().parents[2]
REAL = sorted((ROOT.parent / "shared" / "directives" / "text").glob("seed_*.txt"))
KEYS = {
    "directive",
    "number",
    "sections",
    "assignments",
    "alerts",
    "reports_filed",
    "reports_counted",
    "exact",
    "tasks_reported",
}
STEPS = {"ready", "accounts", "intake", "assign", "alert", "file", "count", "follow", "loop"}
MOST_MB = {"tansu": 900, "apache": 1500}


@pytest.mark.parametrize("paper", [SAMPLE, *REAL], ids=lambda path: path.stem)
async def test_the_loop_closes(paper: Path, sample_demo: Demo, tmp_path: Path, tell: Callable[[str], None]) -> None:
    demo = sample_demo if paper is SAMPLE else await play(tmp_path, "--directive", paper)
    result = demo.result
    tell(
        f"loop with {paper.name}: {result['sections']} sections, {result['assignments']} assignments, "
        f"{result['alerts']} alerts, {result['reports_counted']} reports counted, ready after "
        f"{result['seconds']['ready']} s, loop {result['seconds']['loop']} s, {result['peak_rss_mb']} MB"
    )
    assert result.keys() >= KEYS
    assert result["seconds"].keys() == STEPS
    assert result["sections"] >= 12
    assert result["exact"] is True
    assert result["reports_counted"] == result["reports_filed"] > 0
    assert result["alerts"] == result["assignments"] >= result["sections"]
    assert 0 < result["tasks_reported"] < result["reports_filed"]
    assert 0 < result["peak_rss_mb"] < MOST_MB[KAFKA]


def test_the_sample_is_read_by_its_number(sample_demo: Demo) -> None:
    assert sample_demo.result["number"] == "03/CT-UBND"


async def test_a_paper_that_comes_again_is_known(site: Site, handed_in: list[Ended], sample: Path) -> None:
    first, again = handed_in
    assert (first.code, again.code) == (0, 0), first.err + again.err
    assert "Chỉ thị 03/CT-UBND" in first.out
    assert "đã phát hành" in first.out
    assert "đã có" not in first.out
    assert "đã phát hành (đã có: trùng nội dung)" in again.out
    assert first.out.split(" · ")[-1] == again.out.split(" · ")[-1], "the same directive"
    its = {"directive_id": first.out.split(" · ")[-1].strip()}
    async with site.database("ingest") as ingest, site.database("tasks") as tasks:
        assert await ingest.collection("directives").count_documents({"file_name": sample.name}) == 1
        issued = await eventually(lambda: tasks.collection("assignments").count_documents(its), within=60)
    seen: set[str] = set()
    async with site.signed_in(site.login("coordinator")) as client:
        page: dict[str, Any] = {"has_more": True, "next_cursor": None}
        while page["has_more"]:
            cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else {}
            page = (await client.get("/api/tasks/v1/assignments", params=its | {"limit": 200} | cursor)).json()
            seen |= {item["id"] for item in page["items"]}
    assert len(seen) == issued
