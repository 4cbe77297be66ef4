"""What the database does for a page of the board: the winning stages, their indexes, and what they looked at."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from chithi_cli.accounts import gazetteer
from chithi_platform.mongo import Document, Mongo
from chithi_platform.security import Principal
from chithi_platform.service import now
from chithi_tasks.adapters.inbound.http.assignments.board import view_of
from chithi_tasks.adapters.outbound.assignments.board import BoardReader
from chithi_tasks.adapters.outbound.assignments.board_lanes import Lane
from chithi_tasks.adapters.outbound.assignments.board_plan import Wanted
from chithi_tasks.adapters.outbound.assignments.changes import ChangeSequence
from chithi_tasks.core.assignments.assignment import LIVE
from chithi_tasks.core.assignments.query import ORDERS, Filter, Sort
from chithi_tasks.core.assignments.timing import LATE, day_of
from chithi_tasks.core.organisation.agency_catalogue import packaged_catalogue
from chithi_tasks.core.resolving.organisation import Organisation

PAGE = 50


async def plans(mongo: Mongo, user: Principal, params: Mapping[str, str]) -> list[Document]:
    """For each query of this user's page: index, stages, entries and documents examined."""
    organisation = Organisation(gazetteer().tree, packaged_catalogue())
    reader = BoardReader(mongo, ChangeSequence(mongo), organisation)
    view = view_of(user, organisation, "coordinating" if "role" in params else "assignee")
    sort: Sort = next((one for one in get_args(Sort) if one == params.get("sort")), "due")
    wanted = Wanted(_filter(params), sort, PAGE, day_of(now()))
    plan = await reader.planner.plan(view, await reader.heads(view), wanted)
    return [await _explained(mongo, lane, sort) for lane in plan.lanes]


def _filter(params: Mapping[str, str]) -> Filter:
    states = LIVE if params.get("state") == "live" else frozenset(one for one in LIVE if one == params.get("state"))
    return Filter(
        directive_id=params.get("directive_id"),
        agency=params.get("agency"),
        unit_id=params.get("unit_id"),
        states=states,
        time_classes=frozenset(LATE) if "time_class" in params else frozenset(),
        receipt_late="receipt" in params,
        q=params.get("q", ""),
    )


async def _explained(mongo: Mongo, lane: Lane, sort: Sort) -> Document:
    order = ORDERS[sort]
    find = {
        "find": "assignments",
        "filter": lane.query,
        "projection": dict.fromkeys(order.fields, 1),
        "hint": lane.index,
        "sort": dict(zip(order.fields, order.directions, strict=True)),
        "limit": PAGE + 1,
    }
    told = await mongo.command({"explain": find, "verbosity": "executionStats"})
    done = told["executionStats"]
    stages = list(dict.fromkeys(_stages(done["executionStages"])))
    return {
        "index": lane.index,
        "stages": "<".join(stages),
        "keys": done["totalKeysExamined"],
        "documents": done["totalDocsExamined"],
    }


def _stages(stage: Mapping[str, Any]) -> Iterator[str]:
    yield stage["stage"]
    for inner in [*stage.get("inputStages", []), *([stage["inputStage"]] if "inputStage" in stage else [])]:
        yield from _stages(inner)
