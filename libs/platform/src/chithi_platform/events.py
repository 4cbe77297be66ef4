"""What the platform needs to know of events and topics; the contracts have it."""

from typing import Any, ClassVar, Protocol, runtime_checkable


class TopicSpec(Protocol):
    """A topic as the catalogue describes it."""

    @property
    def name(self) -> str: ...
    @property
    def partitions(self) -> int: ...
    @property
    def config(self) -> dict[str, str]: ...


@runtime_checkable
class EventPayload(Protocol):
    """What the platform needs to know of an event; the contracts' events have it."""

    type: ClassVar[str]
    topic: ClassVar[Any]

    @property
    def partition_key(self) -> str: ...
    @property
    def aggregate_id(self) -> str: ...
    @classmethod
    def dataschema(cls) -> str: ...
    def model_dump_json(self) -> str: ...
    @classmethod
    def model_validate_json(cls, data: bytes) -> Any: ...
