"""`breaks` lets additive changes pass and finds every other one."""

from copy import deepcopy
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

from chithi_contracts.compatibility import breaks


class Place(BaseModel):
    name: str
    kind: Literal["province", "commune"]


class Version1(BaseModel):
    id: str
    count: int = Field(ge=0)
    mode: Literal["assign", "request"]
    tags: list[str]
    values: dict[str, int]
    place: Place
    places: list[Place] = []
    note: str | None = None


V1 = Version1.model_json_schema()


def changed(edit: Any) -> list[str]:
    new = deepcopy(V1)
    edit(new)
    return breaks(V1, new)


def test_the_same_schema_breaks_nothing() -> None:
    assert breaks(V1, deepcopy(V1)) == []


def test_additive_changes_break_nothing() -> None:
    class Version2(Version1):
        mode: Literal["assign", "request", "delegate"]
        extra: str | None = None

    assert breaks(V1, Version2.model_json_schema()) == []


def test_words_are_no_contract() -> None:
    assert changed(lambda s: s.update(title="Other", description="Said otherwise")) == []


def test_a_new_property_with_an_old_part_breaks_nothing() -> None:
    assert changed(lambda s: s["properties"].update(former={"$ref": "#/$defs/Place"})) == []


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda s: s["properties"].pop("note"), "event.note: was removed"),
        (lambda s: s["properties"].update(remark=s["properties"].pop("note")), "event.note: was removed"),
        (lambda s: s["required"].append("note"), "event.note: is now required"),
        (lambda s: s["required"].remove("id"), "event.id: is no longer required"),
        (lambda s: s["properties"]["id"].update(type="integer"), "event.id: type string became integer"),
        (lambda s: s["properties"].update(note={"type": "string"}), "event.note: type null or string became string"),
        (lambda s: s["properties"]["id"].update(format="uuid"), "event.id: format None became 'uuid'"),
        (lambda s: s["properties"]["id"].update(enum=["a"]), "event.id: the enum lost ['every other value']"),
        (lambda s: s["properties"]["mode"].update(enum=["assign"]), "event.mode: the enum lost ['request']"),
        (lambda s: s["properties"]["count"].update(minimum=1), "event.count: minimum 0 became 1"),
        (lambda s: s["properties"]["tags"]["items"].update(type="integer"), "event.tags[]: type string became integer"),
        (
            lambda s: s["properties"]["values"]["additionalProperties"].update(type="number"),
            "event.values{}: type integer became number",
        ),
        (lambda s: s.update(additionalProperties=False), "event: additionalProperties True became False"),
        (lambda s: s["$defs"]["Place"]["required"].remove("name"), "event.place.name: is no longer required"),
        (lambda s: s["$defs"]["Place"]["properties"].pop("kind"), "event.place.kind: was removed"),
    ],
)
def test_a_breaking_change_is_named(edit: Any, sentence: str) -> None:
    assert sentence in changed(edit)


def test_a_single_value_may_become_an_enum_but_not_the_reverse() -> None:
    one = {"type": "object", "properties": {"kind": {"const": "unit", "type": "string"}}}
    two = {"type": "object", "properties": {"kind": {"enum": ["unit", "agency"], "type": "string"}}}
    assert breaks(one, two) == []
    assert breaks(two, one) == ["event.kind: the enum lost ['agency']"]


def test_a_part_that_refers_to_itself_ends() -> None:
    class Node(BaseModel):
        name: str
        children: list["Node"] = []

    old = Node.model_json_schema()
    new = deepcopy(old)
    new["$defs"]["Node"]["properties"]["name"]["type"] = "integer"
    assert breaks(old, deepcopy(old)) == []
    assert breaks(old, new) == ["event.name: type string became integer"]
