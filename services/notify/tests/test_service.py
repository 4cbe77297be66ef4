"""Notify as a whole: one alert for each cause, whatever is delivered, and the inbox that shows it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaProducer

from chithi_contracts.events import AlertRaised, AssignmentIssued, AssignmentWithdrawn
from chithi_contracts.topics import ASSIGNMENT
from chithi_platform.messaging.envelope import headers_of
from chithi_platform.service import Role
from chithi_testkit.messages import said
from chithi_testkit.polling import eventually

Record = tuple[bytes | None, list[tuple[str, bytes]]]


def record(event: AssignmentIssued | AssignmentWithdrawn, event_id: str) -> Record:
    headers = headers_of(event_id=event_id, source="chithi/tasks", time=datetime.now(UTC), event=event)
    return event.model_dump_json().encode(), headers


async def produce(broker: Any, *records: Record) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap)
    await producer.start()
    try:
        for value, headers in records:
            await producer.send_and_wait(ASSIGNMENT.name, value=value, key=b"k", headers=headers)
    finally:
        await producer.stop()


async def has(notify: Any, *assignments: str) -> None:
    async def there() -> bool:
        assert await notify.alerts() == sorted(assignments)
        return True

    await eventually(there, within=90)


async def test_the_inbox_shows_what_is_addressed_to_the_own_unit(start: Callable[..., Any], empty_broker: Any) -> None:
    async with start() as notify:
        events = [notify.issued(f"a{n}") for n in range(3)] + [notify.issued("b", notify.other)]
        await produce(empty_broker, *(record(event, f"e{n}") for n, event in enumerate(events)))
        await has(notify, "a0", "a1", "a2", "b")
        async with notify.client() as client:
            page = (await client.get("/api/notify/v1/alerts", params={"limit": 2})).json()
            assert (len(page["items"]), page["unread"]) == (2, 3)
            rest = (await client.get("/api/notify/v1/alerts", params={"cursor": page["next_cursor"]})).json()
            assert len(rest["items"]) == 1
            assert rest["next_cursor"] is None
            first = page["items"][0]["id"]
            read = (await client.post(f"/api/notify/v1/alerts/{first}/read")).json()
            again = (await client.post(f"/api/notify/v1/alerts/{first}/read")).json()
            assert read["read_at"] == again["read_at"] is not None
            unread = (await client.get("/api/notify/v1/alerts", params={"unread": True})).json()
            assert (len(unread["items"]), unread["unread"]) == (2, 2)
            bad = await client.get("/api/notify/v1/alerts", params={"cursor": "%%%"})
            assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, "cursor")
        async with notify.client(notify.other) as client:
            assert (await client.post(f"/api/notify/v1/alerts/{first}/read")).status_code == 404
            del client.headers["Authorization"]
            assert (await client.get("/api/notify/v1/alerts")).status_code == 401


async def test_an_agency_reads_its_own_alerts_and_its_unit_reads_all(
    start: Callable[..., Any], empty_broker: Any
) -> None:
    async with start() as notify:
        police, finance = "cong-an-tinh:37-20250701", "so-tai-chinh:37-20250701"
        events = [notify.issued("p", "37-20250701", police), notify.issued("f", "37-20250701", finance)]
        await produce(empty_broker, *(record(event, event.assignment_id) for event in events))
        await has(notify, "p", "f")

        async def read_by(who: str) -> set[str]:
            async with notify.client(who) as client:
                return {item["assignment_id"] for item in (await client.get("/api/notify/v1/alerts")).json()["items"]}

        assert await read_by(f"37-20250701/{police}") == {"p"}
        assert await read_by("37-20250701") == {"p", "f"}
        assert await read_by(notify.ward) == set()


async def test_who_was_assigned_learns_once_that_another_directive_took_over(
    start: Callable[..., Any], empty_broker: Any
) -> None:
    async with start() as notify:
        given = notify.issued("a1")
        ended = AssignmentWithdrawn(
            assignment_id=given.assignment_id,
            assignment_version=2,
            directive_id=given.directive_id,
            assignee=given.assignee,
            reason="Được thay thế bằng Chỉ thị số 15/CT-UBND.",
            withdrawn_at=given.issued_at,
        )
        await produce(empty_broker, record(given, "e1"), *[record(ended, "e2")] * 2, record(ended, "told again"))
        await has(notify, "a1", "a1")
        async with notify.client() as client:
            items = (await client.get("/api/notify/v1/alerts")).json()["items"]
        [alert] = [item for item in items if item["kind"] == "assignment_withdrawn"]
        assert alert["body"] == "Lý do: Được thay thế bằng Chỉ thị số 15/CT-UBND."


async def test_redelivery_is_idempotent(start: Callable[..., Any], empty_broker: Any) -> None:
    async with start() as notify:
        once = record(notify.issued("a1"), "e1")
        told_again = record(notify.issued("a1"), "another event about the same assignment")
        await produce(empty_broker, once, once, told_again, record(notify.issued("a2"), "e2"), once)
        await has(notify, "a1", "a2")
        raised = [AlertRaised.model_validate_json(one.value) for one in await said(notify.mongo)]
        assert sorted(alert.assignment_id or "" for alert in raised) == ["a1", "a2"]


async def test_poison_bytes(start: Callable[..., Any], empty_broker: Any) -> None:
    async with start() as notify:
        value, headers = record(notify.issued("a1"), "poison")
        await produce(empty_broker, (b"\xff" + (value or b""), headers), record(notify.issued("a2"), "good"))
        await has(notify, "a2")
        [letter] = await eventually(notify.service.dead_letters.list)
        assert (letter["_id"], letter["attempts"]) == ("poison", 1)


async def test_dead_letter(start: Callable[..., Any], empty_broker: Any) -> None:
    async with start() as notify:
        await notify.mongo.command({"collMod": "alerts", "validator": {"assignment_id": {"$ne": "bad"}}})
        await produce(empty_broker, record(notify.issued("bad"), "bad"), record(notify.issued("good"), "good"))
        await has(notify, "good")
        [letter] = await eventually(notify.service.dead_letters.list)
        assert (letter["_id"], letter["attempts"]) == ("bad", 2)
        await notify.mongo.command({"collMod": "alerts", "validator": {}})
        assert await notify.service.dead_letters.retry("bad")
        await has(notify, "bad", "good")


async def test_crash_between_write_and_publish(start: Callable[..., Any], empty_broker: Any) -> None:
    async with start(outbox_lease_s=60.0) as first:
        first.service.relay.stop()
        await produce(empty_broker, record(first.issued("a1"), "e1"))
        await has(first, "a1")
        assert (await first.service.outbox.state()).pending == 1
    async with start() as second:

        async def sent() -> bool:
            return (await second.service.outbox.state()).pending == 0

        await eventually(sent, within=90)


async def test_shutdown_mid_message(start: Callable[..., Any], empty_broker: Any) -> None:
    async with start(Role.api) as paused:
        inside, gate = asyncio.Event(), asyncio.Event()
        consumer = paused.service.consumer
        handle = consumer._handlers[AssignmentIssued.type]

        async def slow(events: Any, session: Any) -> None:
            await handle(events, session)
            inside.set()
            await gate.wait()

        consumer._handlers[AssignmentIssued.type] = slow
        task = asyncio.ensure_future(consumer.run())
        await paused.service.broker.ensure_topics()
        await produce(empty_broker, record(paused.issued("a1"), "e1"))
        await asyncio.wait_for(inside.wait(), 90)
        task.cancel()
        await asyncio.wait({task})
        assert await paused.alerts() == []
    async with start() as next_one:
        await has(next_one, "a1")
        assert await next_one.service.dead_letters.list() == []
