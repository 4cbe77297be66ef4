"""The AsyncAPI document is whole: every reference leads somewhere, every topic and event is in it."""

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

from chithi_contracts.asyncapi import document
from chithi_contracts.events import REGISTRY, AssignmentIssued, UnitChanged
from chithi_contracts.topics import CATALOGUE

DOCUMENT = document({"notify": [AssignmentIssued], "reporting": [UnitChanged]})


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(node, list):
        for item in node:
            yield from references(item)


def look_up(reference: str) -> Any:
    found: Any = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def test_every_reference_leads_somewhere() -> None:
    found = set(references(DOCUMENT))
    assert found
    for reference in found:
        assert look_up(reference)


def test_every_topic_is_a_channel_and_every_event_a_message_of_one() -> None:
    channels = DOCUMENT["channels"]
    assert channels.keys() == {topic.name for topic in CATALOGUE}
    for event in REGISTRY.values():
        assert event.type in channels[event.topic.name]["messages"]


def test_examples_fulfil_the_payloads_of_the_document() -> None:
    for message in DOCUMENT["components"]["messages"].values():
        Draft202012Validator({**message["payload"], "components": DOCUMENT["components"]}).validate(
            message["examples"][0]["payload"]
        )


def test_a_listener_receives_what_it_handles_and_nothing_else() -> None:
    operations = DOCUMENT["operations"]
    received = operations["notify.receive.chithi.assignment.v1"]
    assert received["messages"] == [
        {"$ref": "#/channels/chithi.assignment.v1/messages/vn.chithi.assignment.issued"},
    ]
    assert "notify.receive.chithi.report.v1" not in operations
    assert "tasks.send.chithi.organisation.v1" in operations
