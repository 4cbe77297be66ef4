"""What every event has in common: a type, a version, a topic, a key."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from chithi_contracts.topics import Topic

REGISTRY: dict[str, type["Event"]] = {}


class Part(BaseModel):
    """A value inside an event. Consumers ignore fields that they do not know."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Event(Part):
    """Base of all events; the payload of one Kafka record.

    Subclasses name their CloudEvents type and topic. `partition_key` orders the topic, `aggregate_id` names what the
    event is about.
    """

    type: ClassVar[str]
    topic: ClassVar[Topic]
    version: ClassVar[int] = 1

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if "type" in cls.__dict__:
            REGISTRY[cls.type] = cls

    @classmethod
    def dataschema(cls) -> str:
        """The schema's file name, as carried in `ce_dataschema`."""
        return f"{cls.type}.v{cls.version}.json"

    @property
    def partition_key(self) -> str:
        """The ordering key of the topic."""
        raise TypeError(f"{type(self).__name__} names no key")

    @property
    def aggregate_id(self) -> str:
        """The aggregate's id."""
        return self.partition_key
