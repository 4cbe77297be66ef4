"""The whole story of one assignment, over all services, as `chithi audit show` tells it."""

import json
from typing import Any

import pytest

from chithi_platform.ids import uuid7
from chithi_testkit.polling import eventually

from ..conftest import run
from .matrix_people import COMMUNE, officer
from .matrix_world import World
from .site import Site

pytestmark = pytest.mark.surface


async def test_the_story_of_an_assignment_is_told_whole(site: Site) -> None:
    world, theirs = await World.of(site), officer(COMMUNE)
    try:
        one = await world.issue([{"kind": "unit", "id": COMMUNE}], theirs)
        client, report = await world.as_(theirs), f"story-{uuid7()}"
        (await client.post(f"/api/tasks/v1/assignments/{one}/accept")).raise_for_status()
        body = {"form_id": "nhiem-vu", "unit_id": COMMUNE, "period": "2026-04", "assignment_id": one, "values": {}}
        filed = await client.put(f"/api/reporting/v1/reports/{report}", json={**body, "narrative": "Đã làm xong."})
        filed.raise_for_status()

        async def told() -> list[dict[str, Any]]:
            shown = await run("audit", "show", "--subject", one, "--json", env=site.env)
            rows: list[dict[str, Any]] = [json.loads(line) for line in shown.out.splitlines()]
            assert [row["action"] for row in rows] == [
                "assignment.issued",
                "assignment.accepted",
                "report.filed",
                "assignment.reported",
            ]
            return rows

        issued, accepted, of_report, reported = await eventually(told, within=90)
        verified = await run("audit", "verify", env=site.env)
    finally:
        await world.close()
    assert [row["who"] for row in (issued, accepted, of_report, reported)] == ["system", theirs, theirs, "system"]
    assert issued["cause"].startswith("vn.chithi.directive.published ")
    assert reported["cause"].startswith("vn.chithi.report.submitted ")
    assert (of_report["subject"], reported["trace_id"]) == (report, of_report["trace_id"])
    assert reported["after"]["last_report"]["report_id"] == report
    assert (verified.code, "SAI LỆCH" in verified.out) == (0, False), verified.out
