"""Every event has an example that is valid, and an example with a fault is refused."""

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from chithi_contracts.events import REGISTRY, Event
from chithi_contracts.schema import EXAMPLES, example_of, schema_of

EVENTS = [pytest.param(event, id=event.__name__) for event in REGISTRY.values()]


def faults(event: type[Event], payload: object) -> list[str]:
    validator = Draft202012Validator(schema_of(event), format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [error.message for error in validator.iter_errors(payload)]


@pytest.mark.parametrize("event", EVENTS)
def test_the_example_fulfils_the_schema(event: type[Event]) -> None:
    assert not faults(event, example_of(event))


@pytest.mark.parametrize("event", EVENTS)
def test_the_example_is_what_the_model_writes(event: type[Event]) -> None:
    example = example_of(event)
    assert event.model_validate(example).model_dump(mode="json") == example


@pytest.mark.parametrize("event", EVENTS)
def test_a_consumer_ignores_fields_that_it_does_not_know(event: type[Event]) -> None:
    example = example_of(event)
    later = example | {"added_later": "mới"}
    assert not faults(event, later)
    assert event.model_validate(later) == event.model_validate(example)


@pytest.mark.parametrize("event", EVENTS)
def test_schema_and_model_refuse_a_missing_field_alike(event: type[Event]) -> None:
    for name in schema_of(event)["required"]:
        broken = {key: value for key, value in example_of(event).items() if key != name}
        assert faults(event, broken)
        with pytest.raises(ValidationError):
            event.model_validate(broken)


@pytest.mark.parametrize("event", EVENTS)
def test_the_example_names_its_key_and_aggregate(event: type[Event]) -> None:
    loaded = event.model_validate(example_of(event))
    assert loaded.partition_key
    assert loaded.aggregate_id


@pytest.mark.parametrize("value", [-1, 1.5, "nhiều", pytest.param(None, id="null")])
def test_a_report_counts_only_whole_numbers_from_zero(value: object) -> None:
    event = REGISTRY["vn.chithi.report.submitted"]
    broken = example_of(event) | {"values": {"nv-kiem-tra": value}}
    assert faults(event, broken)
    with pytest.raises(ValidationError):
        event.model_validate(broken)


def test_a_time_without_zone_is_refused() -> None:
    event = REGISTRY["vn.chithi.report.submitted"]
    with pytest.raises(ValidationError, match="timezone"):
        event.model_validate(example_of(event) | {"received_at": "2026-02-10T10:05:30"})


def test_there_is_no_example_without_an_event() -> None:
    assert {path.name for path in EXAMPLES.iterdir()} == {event.dataschema() for event in REGISTRY.values()}
