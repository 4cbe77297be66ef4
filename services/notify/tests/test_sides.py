"""Who reads what: those who carry a task out, and those who steer it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chithi_contracts.events import (
    AlertRaised,
    AssignmentChased,
    AssignmentCommented,
    AssignmentExtensionRequested,
    OfficerChanged,
    UnitChanged,
)
from chithi_notify.adapters.inbound.http import addressed_to
from chithi_platform.messaging.envelope import Received
from chithi_platform.security import Principal
from chithi_testkit.messages import said
from chithi_testkit.polling import eventually

NOW = datetime(2026, 3, 5, 8, tzinfo=UTC)
PROVINCE, WARD = "37-20250701", "13669-20250701"


async def tell(notify: Any, *events: Any) -> None:
    """Hand events to the service's own handlers in one transaction, as the consumer does with a batch."""
    batch = [Received(f"e{n}", type(event).type, NOW, event, None) for n, event in enumerate(events)]

    async def work(session: Any) -> None:
        for received in batch:
            await notify.service.parts.consumes[type(received.payload)]([received], session)

    await notify.mongo.transact(work)


async def titles(notify: Any, who: str) -> list[str]:
    async with notify.client(who) as client:
        return sorted(item["title"] for item in (await client.get("/api/notify/v1/alerts")).json()["items"])


def about(notify: Any) -> dict[str, Any]:
    given = notify.issued("a1")
    return {
        "assignment_id": "a1",
        "assignment_version": 2,
        "directive_id": "d1",
        "assignee": given.assignee,
        "title": "Tuần tra",
    }


def comment(notify: Any, by: str) -> AssignmentCommented:
    return AssignmentCommented(**about(notify), comment="Đã nhận.", commented_at=NOW, commented_by=by)


def officer(name: str, role: str, unit_id: str) -> OfficerChanged:
    return OfficerChanged(officer_id=name, name=name, role=role, unit_id=unit_id)


def ward() -> UnitChanged:
    return UnitChanged(
        unit_id=WARD,
        code="13669",
        name="Phường Nam Định",
        level="commune",
        parent_id=PROVINCE,
        path=["VN", PROVINCE, WARD],
        valid_from=date(2025, 7, 1),
    )


async def test_requests_reach_those_who_steer_and_no_officer(start: Callable[..., Any]) -> None:
    async with start() as notify:
        request = AssignmentExtensionRequested(
            **about(notify), due=date(2026, 4, 1), reason="Mưa lũ.", requested_at=NOW, requested_by="xa"
        )
        await tell(notify, ward(), request)
        await tell(notify, request)
        assert await titles(notify, f"coordinator@{PROVINCE}") == ["Đề nghị gia hạn: Tuần tra"]
        assert await titles(notify, f"agency_officer@{PROVINCE}") == []
        assert await titles(notify, f"{PROVINCE}/cong-an-tinh:{PROVINCE}") == []
        assert await titles(notify, f"commune_officer@{WARD}") == []


async def test_a_comment_is_read_on_the_other_side(start: Callable[..., Any]) -> None:
    async with start() as notify:
        people = [officer("xa", "commune_officer", WARD), officer("dieuphoi", "coordinator", PROVINCE)]
        await tell(notify, ward(), *people, comment(notify, "xa"))
        assert await titles(notify, f"coordinator@{PROVINCE}") == ["Ý kiến trao đổi: Tuần tra"]
        assert await titles(notify, f"commune_officer@{WARD}") == []
        await tell(notify, comment(notify, "dieuphoi"))
        assert await titles(notify, f"coordinator@{PROVINCE}") == ["Ý kiến trao đổi: Tuần tra"]
        assert await titles(notify, f"commune_officer@{WARD}") == ["Ý kiến trao đổi: Tuần tra"]


async def test_what_was_told_to_a_unit_that_ended_is_read_by_who_stands_for_it(start: Callable[..., Any]) -> None:
    heir, police, finance = "12-20260501", f"cong-an-tinh:{PROVINCE}", f"so-tai-chinh:{PROVINCE}"
    async with start() as notify:
        request = AssignmentExtensionRequested(
            **about(notify), due=date(2026, 4, 1), reason="Mưa lũ.", requested_at=NOW, requested_by="xa"
        )
        of_agencies = [notify.issued("ca", PROVINCE, police), notify.issued("tc", PROVINCE, finance)]
        await tell(notify, ward(), request, *of_agencies, notify.issued("a1"))
        tasks = ["Nhiệm vụ ca", "Nhiệm vụ tc"]
        assert await titles(notify, f"coordinator@{heir}<{PROVINCE}") == [*tasks, "Đề nghị gia hạn: Tuần tra"]
        assert await titles(notify, f"agency_officer@{heir}<{PROVINCE}") == tasks
        assert await titles(notify, f"{heir}/cong-an-tinh:{heir}<{PROVINCE}") == ["Nhiệm vụ ca"]
        assert await titles(notify, f"coordinator@{heir}") == []
        async with notify.client(f"commune_officer@13285-20250701<{WARD}") as officer:
            [alert] = (await officer.get("/api/notify/v1/alerts")).json()["items"]
            assert (await officer.post(f"/api/notify/v1/alerts/{alert['id']}/read")).status_code == 200
            assert (await officer.get("/api/notify/v1/alerts")).json()["unread"] == 0


@pytest.mark.parametrize("agency", [None, "cong-an-xa:u0"])
async def test_of_the_alerts_of_many_former_units_no_more_are_read_than_are_shown(
    start: Callable[..., Any], agency: str | None
) -> None:
    ended = tuple(f"u{n}" for n in range(1, 61))
    user = Principal("an", "An", "agency_officer", "u0", ("VN", "u0"), agency, heir_of=ended)
    to = [f"u{n % 200}" for n in range(2000)]
    rows = [{"recipient_id": one, "unit_id": one, "raised_at": NOW + timedelta(hours=n)} for n, one in enumerate(to)]
    find = {"find": "alerts", "filter": addressed_to(user), "sort": {"raised_at": -1, "_id": -1}, "limit": 51}
    async with start() as notify:
        await notify.mongo.collection("alerts").insert_many([row | {"_id": f"a{n}"} for n, row in enumerate(rows)])
        told = (await notify.mongo.command({"explain": find, "verbosity": "executionStats"}))["executionStats"]
        assert (told["nReturned"], told["totalDocsExamined"]) == (51, 51)


async def test_steps_that_come_twice_and_out_of_order_are_told_once_each(start: Callable[..., Any]) -> None:
    async with start() as notify:
        steps = [
            AssignmentChased(
                **(about(notify) | {"assignment_version": version}),
                message=f"Lần {version}.",
                chased_at=NOW,
                chased_by="dieuphoi",
            )
            for version in (4, 2, 3)
        ]
        await tell(notify, *steps)
        await tell(notify, *reversed(steps), notify.issued("a1"))
        wanted = sorted(["Nhiệm vụ a1", *["Đôn đốc: Tuần tra"] * 3])
        assert await titles(notify, f"commune_officer@{WARD}") == wanted

        async def told() -> bool:
            raised = [AlertRaised.model_validate_json(one.value) for one in await said(notify.mongo)]
            assert sorted(alert.title for alert in raised) == wanted
            return True

        await eventually(told, within=90)
