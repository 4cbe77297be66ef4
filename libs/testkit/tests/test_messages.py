"""Helpers that watch what services say tell the truth, also when it is unwelcome."""

import pytest

from chithi_testkit.messages import drain, expect_events, handled
from chithi_testkit.polling import NeverHappenedError
from chithi_testkit.world import World


async def test_expected_events_are_handed_out(world: World) -> None:
    await world.say(1, key="earlier")
    async with expect_events(world.mongo, world.event, world.event) as heard:
        await world.say(7, 8, key="xa-01")
    assert [one.read(world.event).number for one in heard] == [7, 8]
    assert {(one.subject, one.key, one.topic) for one in heard} == {("xa-01", "xa-01", world.event.topic.name)}


async def test_one_event_too_many_is_noticed(world: World) -> None:
    with pytest.raises(AssertionError, match=r"test\.thing\.happened"):
        async with expect_events(world.mongo, world.event):
            await world.say(1, 2)


async def test_silence_can_be_expected(world: World) -> None:
    async with expect_events(world.mongo) as heard:
        pass
    assert heard == []


async def test_draining_waits_for_the_relay_and_handling_for_the_consumer(world: World) -> None:
    await world.say(1, 2, 3)
    with pytest.raises(NeverHappenedError, match=r"an empty outbox did not happen.*\[3\] rows wait"):
        await drain(world.mongo, within=0.1)
    world.run(world.relay)
    await drain(world.mongo)
    consumer = world.consumer._service
    with pytest.raises(NeverHappenedError, match="0 of 3 handled"):
        await handled(world.mongo, world.mongo, world.event, consumer=consumer, within=0.1)
    world.run(world.consumer)
    await handled(world.mongo, world.mongo, world.event, consumer=consumer)
    assert sorted(await world.seen()) == [1, 2, 3]
