"""What one coordinates in is a list of its own on the board."""

import re
from datetime import timedelta
from typing import Any

from chithi_platform.security import Principal
from chithi_tasks.adapters.inbound.http.assignments.board import view_of
from chithi_tasks.adapters.outbound.assignments.board import BoardReader
from chithi_tasks.adapters.outbound.assignments.board_plan import Wanted
from chithi_tasks.adapters.outbound.assignments.changes import ChangeSequence
from chithi_tasks.core.assignments.query import Filter
from chithi_tasks.core.resolving.organisation import packaged_organisation

from .board_asking import TODAY, dated, figures, rows


async def test_what_one_coordinates_in_is_a_list_of_its_own(tasks: Any) -> None:
    beside = ["Sở Y tế", "UBND phường Nam Định"]
    directive = tasks.published(
        tasks.section("1", "Công an tỉnh", coordinating=["Sở Y tế"], deadlines=dated(TODAY + timedelta(days=60))),
        tasks.section("2", "Sở Tài chính", coordinating=beside, text="2. Rà soát kho thuốc dự trữ."),
        tasks.section("3", "Sở Y tế", coordinating=["Công an tỉnh"]),
        number="8123/CT-UBND",
    )
    await tasks.tell(directive)
    health, police = (f"{kind}:{tasks.ninh_binh}" for kind in ("so-y-te", "cong-an-tinh"))
    of = {"directive_id": directive.directive_id, "role": "coordinating"}
    expected: list[tuple[str | None, dict[str, Any], list[str]]] = [
        (health, {}, ["1", "2"]),
        (health, {"q": "8123 kho thuoc"}, ["2"]),
        (health, {"q": "so tai chinh"}, ["2"]),
        (health, {"time_class": "in_time"}, ["1"]),
        (health, {"agency": "cong-an-tinh"}, ["1"]),
        (health, {"unit_id": tasks.ninh_binh}, ["1", "2"]),
        (health, {"unit_id": tasks.far_ward}, []),
        (health, {"proposal": True}, []),
        (health, {"state": "completed"}, []),
        (health, {"receipt": "late", "q": "8123"}, ["1", "2"]),
        (police, {}, ["3"]),
        (None, {}, ["1", "2", "3"]),
    ]
    for agency, narrowing, sections in expected:
        more = {"agency_id": agency} if agency else {}
        async with await tasks.signed_in("agency_officer", tasks.ninh_binh, **more) as client:
            for sort in ("due", "issued", "unit"):
                found = await rows(client, **of, **narrowing, sort=sort, limit=1)
                told = [row["section_ordinal"] for row in found]
                assert (agency, narrowing, sort, sorted(told)) == (agency, narrowing, sort, sections)
            told = await figures(client, **of, **narrowing)
            assert (narrowing, told["total"], told["capped"]) == (narrowing, len(sections), False)
    async with await tasks.signed_in("commune_officer", tasks.ward) as client:
        assert [row["section_ordinal"] for row in await rows(client, **of)] == ["2"]
        assert await rows(client, directive_id=directive.directive_id) == []
    async with await tasks.signed_in("agency_officer", tasks.ward) as client:
        assert await rows(client, **of) == []


async def test_what_was_written_before_there_was_that_list_is_in_it(timed: Any) -> None:
    beside = ["Sở Y tế", "UBND phường Nam Định"]
    await timed.tell(timed.published(timed.section("1", "UBND các xã, phường", coordinating=beside)))
    assignments, row = timed.mongo.collection("assignments"), {"coordinating_parties.unit_id": timed.ward}
    written = await assignments.find(row).to_list(None)
    reader = BoardReader(timed.mongo, ChangeSequence(timed.mongo), packaged_organisation())
    await timed.mongo.command({"dropIndexes": "assignments", "index": "board_party"})
    await assignments.update_many({}, {"$unset": {"board.parties": ""}})
    for _ in range(2):
        await reader.ensure()
        assert await assignments.find(row).to_list(None) == written
    async with await timed.signed_in("commune_officer", timed.ward) as client:
        assert len(await rows(client, role="coordinating")) == 128


async def test_the_list_of_what_one_coordinates_in_follows_an_index(tasks: Any) -> None:
    organisation = packaged_organisation()
    reader = BoardReader(tasks.mongo, ChangeSequence(tasks.mongo), organisation)
    user = Principal("a", "A", "agency_officer", tasks.ninh_binh, ("VN", tasks.ninh_binh), agency_id="so-y-te:x")
    view = view_of(user, organisation, "coordinating")
    plan = await reader.planner.plan(view, await reader.heads(view), Wanted(Filter(), "due", 50, TODAY))
    order = {"board.due": 1, "_id": 1}
    for lane in plan.lanes:
        find = {"find": "assignments", "filter": lane.query, "projection": order, "hint": lane.index, "sort": order}
        told = await tasks.mongo.command({"explain": find, "verbosity": "executionStats"})
        stages = set(re.findall(r"'stage': '(\w+)'", str(told["queryPlanner"]["winningPlan"])))
        assert (lane.index, told["executionStats"]["totalDocsExamined"]) == ("board_party", 0)
        assert not stages & {"COLLSCAN", "FETCH", "SORT"}
