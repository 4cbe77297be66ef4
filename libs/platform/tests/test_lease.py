"""A lease whose document a killed holder left locked is taken as soon as the lock is gone."""

import asyncio
from typing import Any

from chithi_platform.lease import COLLECTION, Lease
from chithi_platform.mongo import Mongo, Session, is_infrastructure_error
from chithi_testkit.polling import eventually


async def test_a_claim_does_not_wait_for_ever_behind_an_open_transaction(mongo: Mongo) -> None:
    dead, heir = Lease(mongo, "role", 2.0), Lease(mongo, "role", 4.0)
    assert await dead.acquire()
    async with mongo.session() as session:
        session.start_transaction()
        locked = {"$set": {"resume_token": "as a guard would write it"}}  # by a holder that is killed here
        await mongo.collection(COLLECTION).update_one({"_id": "role"}, locked, session=session)
        refused = await eventually(lambda: _refusal(heir), within=30, what="the dead one's lease has run out")
        assert is_infrastructure_error(refused)
        await session.abort_transaction()
    heir.ttl_s = 60.0
    held = await eventually(heir.acquire, within=10)
    assert held["holder"] == heir.holder

    async def work(session: Session) -> Any:
        await heir.guard(session)

    await mongo.transact(work)


async def _refusal(heir: Lease) -> Exception | None:
    """Why the lease cannot be claimed, told well before a transaction ends by itself; None while it has not run out."""
    try:
        assert await asyncio.wait_for(heir.acquire(), 10) is None
    except AssertionError:
        raise
    except Exception as error:
        return error
    return None
