"""The AsyncAPI 3 document of the topic catalogue: who tells what where, and who listens."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version

from pydantic.json_schema import JsonSchemaMode, models_json_schema

from chithi_contracts.events import REGISTRY, Event
from chithi_contracts.schema import Json, WithoutTitles, example_of
from chithi_contracts.topics import CATALOGUE, DAY_MS, EVENT_TOPICS, SERVICES, Topic, dead_letter_topic, retry_topic

Listeners = Mapping[str, Sequence[type[Event]]]
_ATTRIBUTES = {
    "ce_specversion": "CloudEvents version, 1.0",
    "ce_id": "id of the event, UUID version 7; inboxes know it again",
    "ce_type": "type of the event",
    "ce_source": "service that told it",
    "ce_subject": "id of the aggregate",
    "ce_time": "when it was told, RFC 3339 in UTC",
    "ce_dataschema": "file name of the schema of the body",
    "content-type": "application/json; charset=utf-8",
    "traceparent": "W3C trace context, if the trace is recorded",
}


def document(listeners: Listeners) -> Json:
    """The whole document. `listeners` names, for each service, the events that it handles."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "ChiThi events",
            "version": version("chithi-contracts"),
            "description": (
                "CloudEvents 1.0 in Kafka's binary binding: attributes in UTF-8 headers, the payload as JSON in the "
                "body. Events are delivered at least once; `ce_id` tells a repeat. Consumers ignore fields that they "
                "do not know."
            ),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic) for topic in CATALOGUE},
        "operations": _operations(listeners),
        "components": {
            "messages": {name: _message(event) for name, event in sorted(REGISTRY.items())},
            "schemas": _schemas(),
            "messageTraits": {"cloudevent": {"headers": _headers()}},
        },
    }


def events_on(topic: Topic) -> list[type[Event]]:
    """The events of a topic, by type."""
    return [event for _, event in sorted(REGISTRY.items()) if event.topic == topic]


def _channel(topic: Topic) -> Json:
    kept = "compacted" if topic.retention_ms is None else f"kept {topic.retention_ms // DAY_MS} days"
    return {
        "address": topic.name,
        "description": f"Written by {topic.owner}; key: {topic.key}; {topic.partitions} partitions, {kept}.",
        "messages": {event.type: {"$ref": f"#/components/messages/{event.type}"} for event in events_on(topic)},
        "bindings": {
            "kafka": {"topic": topic.name, "partitions": topic.partitions, "topicConfiguration": _kept(topic)}
        },
    }


def _kept(topic: Topic) -> Json:
    if topic.retention_ms is None:
        return {"cleanup.policy": ["compact"]}
    return {"cleanup.policy": ["delete"], "retention.ms": topic.retention_ms}


def _message(event: type[Event]) -> Json:
    return {
        "name": event.type,
        "title": event.__name__,
        "summary": (event.__doc__ or "").split("\n", 1)[0],
        "contentType": "application/json",
        "traits": [{"$ref": "#/components/messageTraits/cloudevent"}],
        "payload": {"$ref": f"#/components/schemas/{event.__name__}"},
        "bindings": {"kafka": {"key": {"type": "string", "description": event.topic.key}}},
        "examples": [{"name": event.__name__, "payload": example_of(event)}],
    }


def _schemas() -> Json:
    """The payloads and their parts, once each, so that a part shared by events is one schema here."""
    events: list[tuple[type[Event], JsonSchemaMode]] = [(event, "validation") for _, event in sorted(REGISTRY.items())]
    _, found = models_json_schema(events, ref_template="#/components/schemas/{model}", schema_generator=WithoutTitles)
    schemas: Json = found["$defs"]
    return schemas


def _headers() -> Json:
    properties = {name: {"type": "string", "description": text} for name, text in _ATTRIBUTES.items()}
    return {"type": "object", "properties": properties, "required": [n for n in _ATTRIBUTES if n != "traceparent"]}


def _operations(listeners: Listeners) -> Json:
    operations: Json = {}
    for service in SERVICES:
        for topic in EVENT_TOPICS:
            if topic.owner == service:
                operations[f"{service}.send.{topic.name}"] = _operation("send", topic, events_on(topic))
        for topic in EVENT_TOPICS:
            if heard := [event for event in listeners.get(service, ()) if event.topic == topic]:
                operations[f"{service}.receive.{topic.name}"] = _operation("receive", topic, heard)
        operations[f"{service}.send.dead-letters"] = _operation("send", dead_letter_topic(service), [])
        operations[f"{service}.send.retries"] = _operation("send", retry_topic(service), [])
        operations[f"{service}.receive.retries"] = _operation("receive", retry_topic(service), [])
    return operations


def _operation(action: str, topic: Topic, events: Sequence[type[Event]]) -> Json:
    channel = f"#/channels/{topic.name}"
    names = sorted(event.type for event in events)
    messages = {"messages": [{"$ref": f"{channel}/messages/{name}"} for name in names]} if names else {}
    return {"action": action, "channel": {"$ref": channel}, **messages}
