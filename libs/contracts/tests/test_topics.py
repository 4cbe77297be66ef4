"""The topic catalogue holds together, and every event has its place in it."""

import re

import pytest

from chithi_contracts.events import REGISTRY, Event
from chithi_contracts.topics import CATALOGUE, DAY_MS, EVENT_TOPICS, SERVICES, dead_letter_topic, retry_topic


def test_names_are_unique_and_legal() -> None:
    names = [topic.name for topic in CATALOGUE]
    assert len(set(names)) == len(names)
    for name in names:
        assert re.fullmatch(r"chithi\.[a-z]+\.(v\d+|[a-z]+)", name), name


def test_every_topic_has_an_owner_a_key_and_partitions() -> None:
    for topic in CATALOGUE:
        assert topic.owner in SERVICES
        assert topic.key
        assert topic.partitions >= 1


def test_events_spread_over_partitions_and_outlive_a_long_weekend() -> None:
    for topic in EVENT_TOPICS:
        assert topic.partitions >= 6
        assert topic.retention_ms is None or topic.retention_ms >= 7 * DAY_MS


def test_a_compacted_topic_is_never_trimmed_by_time() -> None:
    for topic in CATALOGUE:
        compacted = topic.retention_ms is None
        assert topic.config["cleanup.policy"] == ("compact" if compacted else "delete")
        assert ("retention.ms" in topic.config) != compacted


def test_every_service_has_its_own_retry_and_dead_letter_topic() -> None:
    for service in SERVICES:
        assert {retry_topic(service), dead_letter_topic(service)} <= set(CATALOGUE)


@pytest.mark.parametrize("event", [pytest.param(event, id=event.__name__) for event in REGISTRY.values()])
def test_an_event_is_on_a_topic_and_in_the_past_tense(event: type[Event]) -> None:
    assert event.topic in EVENT_TOPICS
    assert re.fullmatch(r"vn\.chithi\.[a-z]+\.[a-z]+(ed|wn)", event.type)
    assert event.__name__.lower() == "".join(event.type.split(".")[2:])
    assert event.__doc__


def test_every_event_topic_carries_events() -> None:
    assert {event.topic for event in REGISTRY.values()} == set(EVENT_TOPICS)
