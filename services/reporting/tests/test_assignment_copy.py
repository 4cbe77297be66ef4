"""Our copy of the assignments follows their whole life, in whatever order its events come and come again."""

import itertools
from datetime import UTC, datetime
from typing import Any

import pytest

from chithi_contracts.events import (
    AssignmentAccepted,
    AssignmentCompleted,
    AssignmentIssued,
    AssignmentReassigned,
    AssignmentReopened,
    AssignmentResumed,
    AssignmentSuspended,
)
from chithi_contracts.events.assignment import Assignee
from chithi_reporting.adapters.outbound.assignments import Assignments, DirectiveProgress, Owner

OLD, NEW = "13001-20250701", "13002-20250701"
NOW = datetime(2026, 11, 15, tzinfo=UTC)


def about(version: int, unit: str = OLD) -> dict[str, Any]:
    assignee = Assignee(kind="unit", id=unit, name="Phường Thử", unit_id=unit)
    return {"assignment_id": "a-1", "assignment_version": version, "directive_id": "d-1", "assignee": assignee}


def issued() -> AssignmentIssued:
    return AssignmentIssued(
        **about(1),
        directive_number="14/CT-UBND",
        section_ordinal="1",
        title="Tuyên truyền",
        mode="assign",
        due=None,
        issued_at=NOW,
    )


def moved(version: int, unit: str = NEW, previous: str = OLD, state: Any = "received") -> AssignmentReassigned:
    return AssignmentReassigned(
        **about(version, unit),
        previous=about(1, previous)["assignee"],
        reason="Sáp nhập",
        reassigned_at=NOW,
        reassigned_by="quantri",
        state=state,
    )


def accepted(version: int) -> AssignmentAccepted:
    return AssignmentAccepted(**about(version), accepted_at=NOW, accepted_by="an")


def completed(version: int) -> AssignmentCompleted:
    return AssignmentCompleted(**about(version), completed_at=NOW, completed_by="dp")


def reopened(version: int) -> AssignmentReopened:
    return AssignmentReopened(**about(version), reason="Có đơn thư", reopened_at=NOW, reopened_by="dp")


def suspended(version: int) -> AssignmentSuspended:
    return AssignmentSuspended(**about(version), reason="Chờ", suspended_at=NOW, suspended_by="dp")


def resumed(version: int) -> AssignmentResumed:
    return AssignmentResumed(**about(version), resumed_at=NOW, resumed_by="dp")


def progress(accepted: int, reported: int) -> list[DirectiveProgress]:
    return [DirectiveProgress("d-1", "14/CT-UBND", 1, accepted, reported)]


@pytest.mark.parametrize(
    ("story", "of_old", "of_new"),
    [
        ([issued(), accepted(2), moved(3)], [], progress(1, 0)),
        ([issued(), moved(2), moved(3, OLD, NEW)], progress(0, 0), []),
        ([issued(), accepted(2), moved(3, state="issued")], [], progress(0, 0)),
        ([issued(), accepted(2), moved(3, state="issued"), moved(4, OLD, NEW)], progress(0, 0), []),
        ([issued(), completed(2)], progress(1, 1), []),
        ([issued(), completed(2), reopened(3)], progress(0, 0), []),
        ([issued(), completed(2), reopened(3), completed(4)], progress(1, 1), []),
        ([issued(), suspended(2)], [], []),
        ([issued(), suspended(2), resumed(3)], progress(0, 0), []),
    ],
)
async def test_any_order_and_any_repeat_end_alike(api: Any, story: list[Any], of_old: Any, of_new: Any) -> None:
    assignments = Assignments(api.mongo)
    for order in itertools.permutations(story):
        await api.mongo.collection("assignments").delete_many({})

        async def work(session: Any, told: list[Any]) -> None:
            await assignments.put(told, session)

        for told in ([*order], [order[0], order[-1]]):
            await api.mongo.transact(lambda session, told=told: work(session, told))
        assert await assignments.directives([OLD], 5) == of_old
        assert await assignments.directives([NEW], 5) == of_new


async def test_a_report_filed_before_a_merger_still_counts_after_it(api: Any) -> None:
    assignments = Assignments(api.mongo)

    async def put(session: Any) -> None:
        await assignments.put([issued()], session)

    async def filed(session: Any) -> None:
        await assignments.mark_reported([("a-1", OLD)], session)

    async def merged(session: Any) -> None:
        await assignments.put([moved(2)], session)

    for order in itertools.permutations((put, filed, merged)):
        await api.mongo.collection("assignments").delete_many({})
        for step in order:
            await api.mongo.transact(step)
        assert await assignments.directives([NEW], 5) == progress(1, 1)
        assert await assignments.units_with_work([OLD, NEW]) == {NEW}
        assert await assignments.owner_of("a-1") == Owner(NEW, "unit", NEW)


async def test_a_report_of_one_who_was_replaced_by_a_person_counts_no_more(api: Any) -> None:
    assignments = Assignments(api.mongo)

    async def work(session: Any) -> None:
        await assignments.put([issued()], session)
        await assignments.mark_reported([("a-1", OLD)], session)
        await assignments.put([moved(2, state="issued")], session)

    await api.mongo.transact(work)
    assert await assignments.directives([NEW], 5) == progress(0, 0)
