"""No query of what there may be a million of goes through all of it."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest

from chithi_platform.mongo import Session
from chithi_platform.security import Principal
from chithi_tasks.adapters.inbound.assignments.visibility import coordinating_in, scopes_of, visible_to
from chithi_tasks.adapters.outbound.assignments.assignments import AssignmentRepository
from chithi_tasks.adapters.outbound.assignments.changes import ChangeSequence
from chithi_tasks.adapters.outbound.organisation.units import UnitRepository
from chithi_tasks.core.assignments.change import Action
from chithi_testkit.reads import Read, reads_of

NINH_BINH, WARD, OTHER_WARD = "37-20250701", "13669-20250701", "13285-20250701"
PARENTS = [f"nobody-{number}" for number in range(3)]
Asking = Callable[[AssignmentRepository, Session], Awaitable[Any]]


async def read(tasks: Any, asking: Asking) -> list[Read]:
    """How the assignments were read, in a transaction where the service is in one."""
    store = AssignmentRepository(tasks.mongo, ChangeSequence(tasks.mongo))

    async def work(session: Session) -> None:
        await asking(store, session)

    async with reads_of(tasks.mongo, "assignments") as reads:
        await tasks.mongo.transact(work)
    return reads


def following(action: Action) -> Asking:
    return lambda store, session: store.followers(action, PARENTS, 500, session)


@pytest.mark.parametrize(
    "asking",
    [
        lambda store, _: store.children(PARENTS[0], after="", limit=50),
        lambda store, session: store.children_with(PARENTS[0], [WARD, OTHER_WARD], session),
        *map(following, ("withdraw", "suspend", "resume", "complete")),
    ],
    ids=["children", "children_with", "withdraw", "suspend", "resume", "complete"],
)
async def test_what_was_handed_on_is_found_by_its_parent(tasks: Any, asking: Asking) -> None:
    await tasks.tell(tasks.published(tasks.section("1", "Công an tỉnh", "Sở Y tế", "Sở Tài chính")))
    [found] = await read(tasks, asking)
    assert found == Read("IXSCAN { parent_id: 1, _id: 1 }", 0, 0)


async def test_changes_of_who_stands_for_others_follow_an_index(timed: Any) -> None:
    """Of 130 only the page is looked at, or the few of the three units."""
    wards, beside = (OTHER_WARD, "13693-20250701"), ["Sở Y tế", "UBND phường Nam Định", "UBND phường Phủ Lý"]
    police = timed.section("2", "Công an tỉnh", coordinating=beside)
    await timed.tell(timed.published(timed.section("1", "UBND các xã, phường"), police))
    for who, path in (
        ("commune_officer", ("VN", NINH_BINH, WARD)),
        ("agency_officer", ("VN", NINH_BINH)),
        ("coordinator", ("VN", NINH_BINH)),
    ):
        user = Principal("a", "A", who, path[-1], path, heir_of=wards)
        for coordinating, query in ((False, visible_to(user)), (True, coordinating_in(user))):
            scopes = scopes_of(user, timed.tree, coordinating=coordinating)
            [found] = await read(timed, lambda store, _, q=query, s=scopes: store.changed(q, s, {}, 50))
            assert "COLLSCAN" not in found.plan
            assert 0 < found.given <= found.looked_at <= max(found.given, 20), (who, coordinating, found)


async def test_units_of_a_cluster_follow_an_index(tasks: Any) -> None:
    units = UnitRepository(tasks.mongo, tasks.service.outbox)
    async with reads_of(tasks.mongo, "units") as reads:
        await units.page(day=date(2026, 3, 1), cluster="Cụm 1", limit=50)
    assert [one.looked_at for one in reads] == [0]
