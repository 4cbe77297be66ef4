"""CloudEvents 1.0 in Kafka's binary binding: attributes in `ce_*` headers, the body is the payload as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from chithi_platform.events import EventPayload

RawHeaders = Sequence[tuple[str, bytes]]


class Undecodable(Exception):
    """The record is no event, or no valid one: it can never be handled."""


@dataclass(frozen=True)
class Received:
    """One event as it came in."""

    event_id: str
    type: str
    time: datetime
    payload: Any
    traceparent: str | None


def headers_of(*, event_id: str, source: str, time: datetime, event: EventPayload) -> list[tuple[str, bytes]]:
    """The `ce_*` headers of an event; UTF-8 throughout."""
    attributes = {
        "ce_specversion": "1.0",
        "ce_id": event_id,
        "ce_type": event.type,
        "ce_source": source,
        "ce_subject": event.aggregate_id,
        "ce_time": time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "ce_dataschema": event.dataschema(),
        "content-type": "application/json; charset=utf-8",
    }
    return [(name, value.encode()) for name, value in attributes.items()]


def header(headers: Iterable[tuple[str, bytes]], name: str) -> str | None:
    """The last header of that name, decoded; None when absent."""
    found = None
    for key, value in headers:
        if key == name:
            found = value
    return None if found is None else found.decode("utf-8", "replace")


def decode(headers: RawHeaders, value: bytes | None, models: Mapping[str, type[Any]]) -> Received | None:
    """The event in a record, or None when its type is not ours to handle; raises `Undecodable`."""
    type_ = header(headers, "ce_type")
    event_id = header(headers, "ce_id")
    if type_ is None or event_id is None:
        raise Undecodable("record has no ce_type or ce_id header")
    model = models.get(type_)
    if model is None:
        return None
    if value is None:
        raise Undecodable(f"{type_} has no body")
    try:
        payload = model.model_validate_json(value)
        time = datetime.fromisoformat(header(headers, "ce_time") or "")
    except ValueError as error:
        faults = error.errors() if isinstance(error, ValidationError) else [{"loc": ("ce_time",)}]
        fields = ", ".join(".".join(map(str, fault["loc"])) or "body" for fault in faults)
        raise Undecodable(f"{type_} is not valid: {fields}") from error
    return Received(event_id, type_, time, payload, header(headers, "traceparent"))
