"""The export for scoring: in the annotations' format, and by their own measure equal to what it was made from."""

import json
from importlib.resources import files
from typing import Any

import pytest

from chithi_ingest.core import parse
from chithi_ingest.core.model import Directive
from chithi_ingest.core.review.gold import gold

SAMPLE = (files("chithi_ingest") / "samples" / "chi-thi-mau.txt").read_text("utf-8")
SCALARS = ("number", "issue_date", "doc_type", "subject", "issuing_body", "signer", "signer_title")
LISTS = ("lead", "coordinating", "advised", "periods", "references")


def numbers(values: Any) -> list[str]:
    """Values as a scorer compares them: an object counts by its number or its text."""
    return [value.get("number") or value.get("text") if isinstance(value, dict) else value for value in values]


def test_an_export_scores_full_against_its_reading() -> None:
    read = parse(SAMPLE)
    told, spoken = gold(read, source_file="a.txt"), read.model_dump(mode="json")
    assert json.loads(json.dumps(told)) == told
    assert {name: told[name] for name in SCALARS} == {name: spoken[name] for name in SCALARS}
    assert numbers(told["references"]) == numbers(spoken["references"])
    assert told["recipients"] == spoken["recipients"]
    assert [one["ordinal"] for one in told["sections"]] == [one["ordinal"] for one in spoken["sections"]]
    for mine, theirs in zip(told["sections"], spoken["sections"], strict=True):
        assert {name: mine[name] for name in LISTS} == {name: theirs[name] for name in LISTS}
        assert mine["deadlines"] == numbers(theirs["deadlines"])


def test_what_is_not_printed_is_null() -> None:
    told = gold(Directive(), source_file="a.txt")
    assert {told[name] for name in SCALARS} == {None}
    assert (told["sections"], told["monitoring"]) == ([], None)


async def test_the_export_holds_the_corrections(desk: Any) -> None:
    draft = await desk.draft()
    url = f"{desk.url}/{draft['id']}/gold"
    before = (await desk.http.get(url)).json()
    await desk.patch(draft["id"], 1, {"op": "replace", "path": "/directive/sections/0/lead", "value": ["Sở Y tế"]})
    after = (await desk.http.get(url)).json()
    assert after["sections"][0]["lead"] == ["Sở Y tế"]
    assert after["sections"][1:] == before["sections"][1:]
    assert after["source_file"] == "chi-thi.txt"


@pytest.mark.parametrize("name", ["superior", "embedded", "targets"])
def test_what_is_empty_and_optional_stays_out(name: str) -> None:
    read = parse("CHỈ THỊ\nVề việc thử\n\n1. Sở Y tế làm.\n2. Sở Nội vụ làm.\n")
    assert all(name not in section for section in gold(read, source_file="a")["sections"])
