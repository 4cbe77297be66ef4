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

ROOT = Path(__file__).resolve().parents[2]
REAL = sorted((ROOT.parent / "shared" / "directives" / "text").glob("seed_*.txt"))
KEYS = {"directive", "number", "sections", "assignments", "alerts", "reports_filed", "reports_counted", "exact"}
STEPS = {"ready", "accounts", "intake", "assign", "alert", "file", "count", "loop"}
MOST_MB = {"tansu": 900, "apache": 1500}


def closed(result: dict[str, Any], tell: Callable[[str], None], paper: str) -> None:
    """Whatever the paper, the loop ends with every figure exact."""
    tell(
        f"loop with {paper}: {result['sections']} sections, {result['assignments']} assignments, "
        f"{result['alerts']} alerts, {result['reports_counted']} reports counted, ready after "
        f"{result['seconds']['ready']} s, loop {result['seconds']['loop']} s, {result['peak_rss_mb']} MB"
    )
    assert result.keys() >= KEYS
    assert result["seconds"].keys() == STEPS
    assert result["exact"] is True
    assert result["reports_counted"] == result["reports_filed"] > 0
    assert result["alerts"] == result["assignments"] >= result["sections"]
    assert 0 < result["peak_rss_mb"] < MOST_MB[KAFKA]


def test_the_sample_closes_the_loop(sample_demo: Demo, tell: Callable[[str], None]) -> None:
    result = sample_demo.result
    closed(result, tell, "the sample")
    assert result["number"] == "03/CT-UBND"
    assert result["sections"] >= 12


@pytest.mark.parametrize("paper", REAL, ids=lambda path: path.stem)
async def test_a_real_paper_closes_the_loop(paper: Path, tmp_path: Path, tell: Callable[[str], None]) -> None:
    result = (await play(tmp_path, "--directive", paper)).result
    closed(result, tell, paper.stem)
    assert result["sections"] >= 12


async def test_a_paper_that_comes_again_is_known(site: Site, handed_in: list[Ended], sample: Path) -> None:
    first, again = handed_in
    assert (first.code, again.code) == (0, 0), first.err + again.err
    assert "Chỉ thị 03/CT-UBND" in first.out
    assert "đã phát hành" in first.out
    assert "đã có trong hệ thống" not in first.out
    assert "đã phát hành (đã có trong hệ thống)" in again.out
    assert first.out.split(" · ")[-1] == again.out.split(" · ")[-1], "the same directive"
    async with site.database("ingest") as ingest, site.database("tasks") as tasks:
        assert await ingest.collection("directives").count_documents({"file_name": sample.name}) == 1
        issued = await eventually(lambda: tasks.collection("assignments").count_documents({}), within=60)
        assert len(await tasks.collection("directives").distinct("_id")) == 1
    async with site.signed_in(site.login("coordinator")) as client:
        seen = (await client.get("/api/tasks/v1/assignments", params={"limit": 200})).json()
    assert len({item["id"] for item in seen["items"]}) == issued
