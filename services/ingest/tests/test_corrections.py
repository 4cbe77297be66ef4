"""Corrections as pure functions: what may change, what stays, and what survives of the machine's evidence."""

import json
from typing import Any

import pytest

from chithi_ingest.core import parse
from chithi_ingest.core.model import Directive
from chithi_ingest.core.review.corrections import corrected
from chithi_ingest.core.review.faults import Refused
from chithi_ingest.core.review.patches import MAX_TEXT
from chithi_ingest.core.review.review import Review

TEXT = """ỦY BAN NHÂN DÂN
TỈNH NINH BÌNH

Số: 05/CT-UBND
Ninh Bình, ngày 10 tháng 3 năm 2026

CHỈ THỊ
Về việc thử nghiệm

Ủy ban nhân dân tỉnh yêu cầu:

1. Công an tỉnh chủ trì, phối hợp với Sở Y tế kiểm tra trước ngày 31/3/2026. Sở Tài chính cấp kinh phí.
2. Sở Xây dựng rà soát các công trình, báo cáo hằng tháng.
3. Sở Nội vụ tổng hợp, báo cáo Ủy ban nhân dân tỉnh.
"""
READ = parse(TEXT)
START = Review(directive=READ)


def fix(*steps: Any, review: Review = START) -> tuple[Review, tuple[str, ...]]:
    return corrected(review, json.dumps(steps).encode(), read=READ, source=TEXT)


def refusal(*steps: Any, review: Review = START) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        fix(*steps, review=review)
    return caught.value.faults[0].rule, caught.value.faults[0].pointer


def replace(path: str, value: Any) -> dict[str, Any]:
    return {"op": "replace", "path": path, "value": value}


def add(path: str, value: Any) -> dict[str, Any]:
    return {"op": "add", "path": path, "value": value}


def test_without_a_correction_nothing_changes() -> None:
    assert fix() == (START, ())
    assert READ.evidence["/sections/0/lead/0"], "the text is read with evidence"


def test_evidence_follows_a_value_and_not_its_index() -> None:
    now, changed = fix(add("/directive/sections/0/lead/0", "Thanh tra tỉnh"))
    evidence = now.directive.evidence
    assert now.directive.sections[0].lead[:2] == ("Thanh tra tỉnh", "Công an tỉnh")
    assert evidence["/sections/0/lead/1"] == READ.evidence["/sections/0/lead/0"]
    assert "/sections/0/lead/0" not in evidence
    assert changed == ("/sections/0/lead/0",)


def test_evidence_follows_a_section_that_moves() -> None:
    now, changed = fix({"op": "remove", "path": "/directive/sections/0"})
    assert [section.ordinal for section in now.directive.sections] == ["2", "3"]
    assert now.directive.evidence["/sections/0/lead/0"] == READ.evidence["/sections/1/lead/0"]
    assert "/sections/2/lead/0" not in now.directive.evidence
    assert changed == ("/sections",)
    renumbered, changed = fix(replace("/directive/sections/1/ordinal", "2a"))
    assert renumbered.directive.evidence["/sections/1/lead/0"] == READ.evidence["/sections/1/lead/0"]
    assert changed == ("/sections/1/ordinal",)


def test_a_changed_value_loses_its_evidence_and_an_undone_one_gets_it_back() -> None:
    now, changed = fix(replace("/directive/number", "06/CT-UBND"))
    assert "/number" not in now.directive.evidence
    assert changed == ("/number",)
    undone, changed = corrected(
        now, json.dumps([replace("/directive/number", "05/CT-UBND")]).encode(), read=READ, source=TEXT
    )
    assert (undone.directive, changed) == (READ, ())


def test_every_evidence_points_at_a_value() -> None:
    now, _ = fix(
        replace("/directive/sections/0/lead", ["Sở Y tế"]),
        replace("/directive/sections/0/deadlines", []),
        {"op": "remove", "path": "/directive/sections/1"},
        replace("/directive/addressees", ["Công an tỉnh"]),
    )
    document = now.directive.model_dump(mode="json")
    for pointer in now.directive.evidence:
        value = document
        for token in pointer.split("/")[1:]:
            value = value[int(token)] if isinstance(value, list) else value[token]


def test_a_typed_limit_gets_its_meaning() -> None:
    now, changed = fix(add("/directive/sections/2/deadlines/-", {"text": "trước ngày 15/4"}))
    section = now.directive.sections[2]
    assert (section.deadlines[0].kind, str(section.deadlines[0].due), section.timing) == ("date", "2026-04-15", "dated")
    assert "/sections/2/deadlines/0" in changed
    odd, _ = fix(add("/directive/sections/2/deadlines/-", {"text": "khi trời nắng"}))
    assert [(limit.text, limit.kind) for limit in odd.directive.sections[2].deadlines] == [("khi trời nắng", "open")]
    bare, _ = fix(replace("/directive/sections/0/deadlines", []))
    assert bare.directive.sections[0].timing == "none_in_text"


def test_a_section_is_split_in_the_papers_own_words() -> None:
    first = READ.sections[0].model_dump(mode="json")
    start, end = first["span"]
    cut = TEXT.index("Sở Tài chính")
    one = {**first, "span": [start, cut], "coordinating": ["Sở Y tế"], "tasks": []}
    del one["text"]
    two = {"ordinal": "1a", "mode": "assign", "lead": ["Sở Tài chính"], "span": [cut, end]}
    now, changed = fix(replace("/directive/sections/0", one), add("/directive/sections/1", two))
    sections = now.directive.sections
    assert [section.ordinal for section in sections] == ["1", "1a", "2", "3"]
    assert sections[0].text == "Công an tỉnh chủ trì, phối hợp với Sở Y tế kiểm tra trước ngày 31/3/2026."
    assert sections[1].text == "Sở Tài chính cấp kinh phí."
    assert sections[1].tasks == ("Sở Tài chính cấp kinh phí",)
    assert now.directive.evidence["/sections/2/lead/0"] == READ.evidence["/sections/1/lead/0"]
    assert now.directive.evidence["/sections/0/lead/0"] == READ.evidence["/sections/0/lead/0"]
    assert "/sections/1" in changed


def test_no_cut_brings_in_other_words() -> None:
    section = {"ordinal": "9", "mode": "assign", "lead": ["Sở Y tế"]}
    at = "/directive/sections/3"
    for span in (None, [0], [0, len(TEXT) + 1], [-1, 5], [5, 5], ["a", 9], [True, 5], {"a": 1}):
        assert refusal(add(at, section | {"span": span})) in (
            ("outside-text", f"{at}/span"),
            ("not-in-text", f"{at}/text"),
        )
    assert refusal(add(at, section | {"span": [0, 20], "text": "Lời khác"})) == ("not-in-text", f"{at}/text")
    whole = section | {"span": [0, len(TEXT)]}
    assert refusal(add(at, whole), add("/directive/sections/4", whole)) == ("overlapping", "/directive/sections/4/span")


def test_choices_and_ticks_follow_their_sections() -> None:
    choice = {"ordinal": "1", "written": "Công an tỉnh", "kind": "agency", "id": "x", "name": "Công an tỉnh"}
    chosen, _ = fix(add("/chosen/-", choice), add("/accepted/-", "1"), add("/accepted/-", "1"))
    assert (len(chosen.chosen), chosen.accepted) == (1, ("1",))
    renamed, _ = fix(replace("/directive/sections/0/lead/0", "Công an xã"), review=chosen)
    assert renamed.chosen == (), "nobody is bound to a name that is gone"
    gone, _ = fix({"op": "remove", "path": "/directive/sections/0"}, review=chosen)
    assert (gone.chosen, gone.accepted) == ((), ())
    assert refusal(add("/chosen/-", choice | {"written": "Sở Du lịch"})) == ("unknown-name", "/chosen/0/written")
    assert refusal(add("/chosen/-", choice | {"kind": "person"})) == ("literal_error", "/chosen/0/kind")


@pytest.mark.parametrize(
    "value",
    ["a" * (MAX_TEXT + 1), ["x"] * 501, {"a": {"b": [[[[[[[[[[[[1]]]]]]]]]]]]}}, "a\x07b", float("nan")],
)
def test_no_value_is_larger_or_stranger_than_typing(value: Any) -> None:
    assert refusal(replace("/directive/subject", value))[1].startswith("/directive")


def test_many_patches_cannot_fill_the_store() -> None:
    steps = [add("/directive/recipients/-", f"{at} {'a' * (MAX_TEXT - 10)}") for at in range(40)]
    review = START
    for _ in range(5):
        review, _changed = fix(*steps, review=review)
    assert refusal(*steps, review=review) == ("too-large", "/directive")


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"[1]", b'[{"op":"copy","from":"/a","path":"/b"}]', b"[" * 9999])
def test_garbage_is_no_patch(body: bytes) -> None:
    with pytest.raises(Refused) as caught:
        corrected(START, body, read=READ, source=TEXT)
    assert caught.value.faults[0].rule == "not-a-patch"


def test_what_a_person_settles_is_no_longer_odd() -> None:
    source = "CHỈ THỊ\nVề việc thử\n\n1. Sở Y tế làm trước ngày 31/3/2020.\n2. Sở Nội vụ làm.\n"
    read = parse(source)
    assert {"no-number", "no-date"} <= {one.code for one in read.anomalies}

    def codes(*steps: Any) -> set[str]:
        now, _ = corrected(Review(directive=read), json.dumps(steps).encode(), read=read, source=source)
        return {one.code for one in now.directive.anomalies}

    dated = replace("/directive/issue_date", "2026-03-01")
    assert "no-number" not in codes(replace("/directive/number", "9/CT-UBND"))
    assert "no-date" not in codes(dated)
    assert "early-deadline" in codes(dated), "a limit before the day that a person filled in"
    assert "early-deadline" not in codes(dated, replace("/directive/sections/0/deadlines", []))
    assert codes() == {one.code for one in read.anomalies}


def test_nfd_typing_is_kept_as_nfc() -> None:
    now, _ = fix(replace("/directive/place", "Ninh Bi\u0300nh"))
    assert now.directive.place == "Ninh Bình"
    assert isinstance(now.directive, Directive)
