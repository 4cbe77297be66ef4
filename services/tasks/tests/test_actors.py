"""Several actors at the same assignments on the real database, through two processes: nothing illegal, nothing lost."""

import asyncio
import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from chithi_contracts.events import ReportSubmitted
from chithi_tasks.adapters.outbound.assignments.documents import to_assignment
from chithi_tasks.adapters.outbound.assignments.history import HistoryRepository
from chithi_tasks.core.assignments.assignment import Delegated
from chithi_tasks.core.assignments.change import replayed
from chithi_tasks.core.assignments.delegation import child_id

URL = "/api/tasks/v1/assignments"
POLICE = "cong-an-tinh:37-20250701"
STEPS = 14
BODIES: dict[str, Any] = {
    "return": {"reason": "thiếu"},
    "reopen": {"reason": "sai"},
    "suspend": {"reason": "bão"},
    "withdraw": {"reason": "nhầm"},
    "due": {"due": "2099-01-05", "reason": "kế hoạch"},
    "extension": {"due": "2099-02-05", "reason": "lũ"},
    "extension-decision": {"grant": True},
    "complete": {"note": "đủ", "force": True},
    "comments": {"text": "ý kiến"},
    "chase": {"force": True},
}


class Actor:
    """Somebody with eyes a little behind the times: acts on the version seen, one step after looking."""

    def __init__(self, client: Any, ids: list[str], seed: int) -> None:
        self._client, self._ids, self._dice = client, ids, random.Random(seed)
        self.done: list[tuple[str, int]] = []

    async def play(self) -> None:
        for _ in range(STEPS):
            one = self._dice.choice(self._ids)
            shown = await self._client.get(f"{URL}/{one}")
            if shown.status_code == 404:
                continue
            allowed = [action for action in shown.json()["allowed"] if action not in ("assignee", "lead", "delegate")]
            if not allowed:
                continue
            action = self._dice.choice(allowed)
            headers = {"If-Match": shown.headers["etag"]}
            answer = await self._client.post(f"{URL}/{one}/{action}", json=BODIES.get(action, {}), headers=headers)
            assert answer.status_code in (200, 409, 412), (action, answer.text)
            if answer.status_code == 200 and answer.json()["version"] > shown.json()["version"]:
                self.done.append((one, answer.json()["version"]))


async def test_many_actors_leave_whole_histories_and_right_counts(tasks: Any, second: Any) -> None:
    directive = tasks.published(tasks.section("1", "Công an tỉnh"))
    await tasks.tell(directive)
    row = await tasks.mongo.collection("assignments").find_one({"directive_id": directive.directive_id})
    parent, wards = row["_id"], [tasks.ward, tasks.other_ward]
    who = [
        ("coordinator", tasks.ninh_binh, {}),
        ("admin", "VN", {}),
        ("agency_officer", tasks.ninh_binh, {"agency_id": POLICE}),
        ("commune_officer", wards[0], {}),
        ("commune_officer", wards[1], {}),
    ]
    clients = [await (tasks, second)[n % 2].signed_in(role, unit, **more) for n, (role, unit, more) in enumerate(who)]
    targets = [{"kind": "unit", "id": ward} for ward in wards]
    handed = await clients[2].post(f"{URL}/{parent}/delegate", json={"targets": targets}, headers={"If-Match": '"1"'})
    assert handed.status_code == 200, handed.text
    ids = [parent, *(child_id(parent, ward) for ward in wards)]
    actors = [Actor(client, ids, seed) for seed, client in enumerate(clients)]
    await asyncio.gather(*(actor.play() for actor in actors), _reports(tasks, parent, wards))
    for client in clients:
        await client.aclose()
    made = [step for actor in actors for step in actor.done]
    assert len(made) > len(actors)
    assert len(set(made)) == len(made)  # no version was made twice: no update was lost
    await _check(tasks, ids)


async def _reports(tasks: Any, parent: str, wards: list[str]) -> None:
    for n in range(6):
        ward = wards[n % 2]
        await tasks.tell(
            ReportSubmitted(
                report_id=f"r-{parent}-{n}",
                revision=1,
                unit_id=ward,
                form_id="nhiem-vu",
                period="2026-03",
                values={},
                assignment_id=child_id(parent, ward),
                received_at=datetime.now(UTC).replace(microsecond=0),
            )
        )


async def _check(tasks: Any, ids: list[str]) -> None:
    rows = {row["_id"]: row async for row in tasks.mongo.collection("assignments").find({"_id": {"$in": ids}})}
    now, history = {one: to_assignment(row) for one, row in rows.items()}, HistoryRepository(tasks.mongo)
    for one, present in now.items():
        changes, origin = await history.of(one), await history.origin(one)
        assert [change.version for change in changes] == list(range(2, present.version + 1))
        if origin is not None:
            assert replace(replayed(origin, changes), delegated=present.delegated) == present
    live = [now[one] for one in ids[1:] if now[one].state != "withdrawn"]
    states = [one.suspension.state if one.suspension else one.state for one in live]
    assert now[ids[0]].delegated == Delegated(
        total=len(live),
        received=sum(one.received_at is not None for one in live),
        reported=sum(state in ("reported", "completed") for state in states),
        completed=states.count("completed"),
    )
