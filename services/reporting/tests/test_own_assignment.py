"""An officer who is bound to an agency reports on that agency's work, not on what its neighbours have to do."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chithi_contracts.events import AssignmentIssued, AssignmentReassigned
from chithi_contracts.events.assignment import Assignee
from chithi_platform.ids import uuid7
from chithi_reporting.adapters.outbound.assignments import Assignments

PROVINCE, OTHER = "37-20250701", "01-20250701"
POLICE, HEALTH = f"cong-an-tinh:{PROVINCE}", f"so-y-te:{PROVINCE}"
NOW = datetime(2026, 11, 15, tzinfo=UTC)


def agency(id: str) -> Assignee:
    return Assignee(kind="agency", id=id, name="Cơ quan", unit_id=PROVINCE)


def about(version: int, id: str) -> dict[str, Any]:
    return {"assignment_id": "a-1", "assignment_version": version, "directive_id": "d-1", "assignee": agency(id)}


ISSUED = AssignmentIssued(
    **about(1, HEALTH),
    directive_number="14/CT-UBND",
    section_ordinal="1",
    title="Tuyên truyền",
    mode="assign",
    due=None,
    issued_at=NOW,
)
GIVEN = AssignmentReassigned(
    **about(2, POLICE),
    previous=agency(HEALTH),
    reason="giao lại",
    reassigned_at=NOW,
    reassigned_by="dp",
    state="issued",
)


async def put(api: Any, *told: Any) -> None:
    await api.mongo.transact(lambda session: Assignments(api.mongo).put(told, session))


async def file(
    api: Any, agency_id: str | None, key: str | None = None, tail: str = "", vu: int = 1, ended: tuple[str, ...] = ()
) -> Any:
    claims: dict[str, Any] = {"agency": agency_id} if agency_id else {}
    at = OTHER if ended else PROVINCE
    headers = {"authorization": f"Bearer {api.token('agency_officer', at, heir_of=list(ended), **claims)}"}
    report = api.body(PROVINCE, form_id="nhiem-vu", values={"nv-van-ban": vu}, assignment_id="a-1")
    return await api.http.put(f"/api/reporting/v1/reports/{key or uuid7()}{tail}", json=report, headers=headers)


@pytest.mark.parametrize("told", [[ISSUED, GIVEN], [GIVEN, ISSUED]])
async def test_on_another_agencys_work_is_refused_whoever_had_it_first(api: Any, told: list[Any]) -> None:
    await put(api, *told)
    refused = await file(api, HEALTH)
    assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[1]) == (403, "foreign-assignment")
    assert [error["field"] for error in refused.json()["errors"]] == ["assignment_id"]
    assert await api.mongo.collection("outbox").count_documents({}) == 0
    key = uuid7()
    assert (await file(api, POLICE, key)).status_code == 201
    assert (await file(api, HEALTH, key, "/revisions/2", vu=2)).status_code == 403
    assert (await file(api, None, key, "/revisions/2", vu=2)).status_code == 201


@pytest.mark.parametrize(("slug", "status"), [("so-y-te", 201), ("cong-an-tinh", 403)])
async def test_the_same_agency_of_the_heir_reports_on_what_the_ended_one_had_to_do(
    api: Any, slug: str, status: int
) -> None:
    await put(api, ISSUED)
    assert (await file(api, f"{slug}:{OTHER}", ended=("another",))).status_code == 403
    assert (await file(api, f"{slug}:{OTHER}", ended=("another", PROVINCE))).status_code == status


async def test_what_is_not_known_yet_is_taken_on_trust(api: Any) -> None:
    assert (await file(api, HEALTH)).status_code == 201


async def test_a_copy_from_before_the_agency_was_kept_asks_for_the_unit_alone(api: Any) -> None:
    await put(api, ISSUED)
    await api.mongo.collection("assignments").update_one({"_id": "a-1"}, {"$unset": {"assignee": 1}})
    assert (await file(api, POLICE)).status_code == 201
