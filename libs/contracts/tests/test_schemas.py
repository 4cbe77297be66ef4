"""The committed schemas are those of the models, and no change of an event broke those who read it."""

import json
import subprocess
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chithi_contracts.compatibility import breaks
from chithi_contracts.events import REGISTRY, Event
from chithi_contracts.schema import SCHEMAS, as_text, schema_of

EVENTS = [pytest.param(event, id=event.__name__) for event in REGISTRY.values()]


@pytest.mark.parametrize("event", EVENTS)
def test_the_committed_schema_is_the_model_s(event: type[Event]) -> None:
    committed = (SCHEMAS / event.dataschema()).read_text(encoding="utf-8")
    assert committed == as_text(schema_of(event)), "run `make generate`"


def test_every_committed_schema_is_of_an_event_and_well_formed() -> None:
    found = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.iterdir()}
    assert found.keys() == {event.dataschema() for event in REGISTRY.values()}
    for schema in found.values():
        Draft202012Validator.check_schema(schema)


def git(*arguments: str) -> str:
    command = ["git", "-C", str(SCHEMAS), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def history(name: str) -> list[tuple[str, dict[str, Any]]]:
    """Every version of the schema that was ever committed, as far back as this clone knows."""
    commits = git("log", "--format=%h", "--diff-filter=AM", "--", name).split()
    return [(commit, json.loads(git("show", f"{commit}:./{name}"))) for commit in commits]


@pytest.mark.parametrize("event", EVENTS)
def test_no_committed_version_is_broken(event: type[Event]) -> None:
    for commit, schema in history(event.dataschema()):
        broken = breaks(schema, schema_of(event))
        assert not broken, f"{event.dataschema()} of {commit} is broken, make a new version of the event: {broken}"


def test_the_history_is_there() -> None:
    assert history(next(iter(REGISTRY.values())).dataschema())
