"""The whole reading: the sample, the annotated directives, any string, any wrapping, any size."""

import json
import subprocess
import sys
import textwrap
import time
import unicodedata
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chithi_ingest.core import Directive, parse

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared"
SAMPLE = (files("chithi_ingest") / "samples" / "chi-thi-mau.txt").read_text("utf-8")
KEYS = [
    "number",
    "doc_type",
    "subject",
    "issuing_body",
    "issue_date",
    "place",
    "marks",
    "signer",
    "signer_title",
    "signing",
    "addressees",
    "sections",
    "references",
    "named_references",
    "implements",
    "monitoring",
    "recipients",
    "anomalies",
    "confidence",
    "evidence",
]
SECTION_KEYS = [
    "ordinal",
    "mode",
    "lead",
    "coordinating",
    "advised",
    "superior",
    "report_to",
    "embedded",
    "deadlines",
    "timing",
    "periods",
    "targets",
    "references",
    "named_references",
    "topics",
    "inherits_addressees",
    "text",
    "span",
    "tasks",
]
FRAGMENTS = st.sampled_from(
    [
        "\n",
        "\n\n",
        " ",
        "\f",
        "1. ",
        "2. ",
        "1.1. ",
        "I. ",
        "a) ",
        "- ",
        "CHỈ THỊ\n",
        "ỦY BAN NHÂN DÂN\n",
        "VĂN BẢN\n",
        "Hà Nội, ngày 1 tháng 2 năm 2026\n",
        "Về việc ",
        "Sở Y tế",
        "Công an tỉnh",
        "các sở, ban, ngành",
        " chủ trì, phối hợp với ",
        " tham mưu ",
        ", ",
        "; ",
        ": ",
        ". ",
        "(",
        ")",
        "Giao ",
        "Đề nghị ",
        "Đối với các Sở: ",
        "trước ngày 31/02/2026",
        "hằng tháng",
        "trong Quý IV/9999",
        "Nghị quyết số 24-NQ/TU ngày 99/99/0000 của ",
        "Luật ",
        "Nơi nhận:\n",
        "CHỦ TỊCH\n",
        "Số: /CT-UBND",
        "theo dõi, đôn đốc việc thực hiện Chỉ thị này",
        "Việc ",
        " của ",
        " phải ",
        "\u0301",
        "\x00",
        "İ",
        "ﬀ",
        "\ud800",
    ]
)


def values(directive: Directive) -> dict[str, object]:
    """What must not depend on wrapping, spacing and composition."""
    found = directive.model_dump(mode="json", exclude={"anomalies", "confidence", "sections", "monitoring"})
    found["sections"] = [
        s.model_dump(mode="json", exclude={"span", "text", "tasks", "periods"}) for s in directive.sections
    ]
    return found | {"monitoring": directive.monitoring and directive.monitoring.agency}


def test_the_sample_is_read_whole() -> None:
    found = parse(SAMPLE)
    assert found.number == "03/CT-UBND"
    assert [s.ordinal for s in found.sections] == [str(n) for n in range(1, 18)]
    assert all(s.lead for s in found.sections)
    assert found.sections[-1].lead == ("Ủy ban nhân dân các xã, phường",)
    assert len(found.sections[-1].tasks) == 3
    assert {s.mode for s in found.sections} == {"assign", "request"}
    assert found.monitoring is not None
    assert found.monitoring.agency == "Công an tỉnh"
    assert (found.signer, found.issuing_body) == ("(Mẫu) Nguyễn Văn A", "Ủy ban nhân dân tỉnh Ninh Bình")
    assert [(a.code, a.section) for a in found.anomalies] == [("several-leads", "9")]
    assert found.confidence == 1.0


def test_the_json_has_the_public_shape() -> None:
    found = json.loads(parse(SAMPLE).model_dump_json())
    assert list(found) == KEYS
    assert all(list(section) == SECTION_KEYS for section in found["sections"])
    deadline = found["sections"][0]["deadlines"][0]
    assert (deadline["text"], deadline["kind"], deadline["due"]) == ("trước ngày 31/01/2026", "date", "2026-01-31")
    assert list(found["references"][0]) == ["number", "doc_type", "issued_on", "issuer", "doubts"]


def test_spans_point_at_the_given_text() -> None:
    for section in parse(SAMPLE).sections:
        start, end = section.span
        assert SAMPLE[start:end].startswith(f"{section.ordinal}. {section.text[:10]}")
        assert SAMPLE[start:end].endswith(section.text[-10:])


def test_leads_come_down_from_the_heading_above() -> None:
    found = parse(
        "Chỉ thị về A\nUBND tỉnh yêu cầu các sở, ban, ngành:\nI. Sở Y tế có trách nhiệm:\n1. Kiểm tra.\n2. Rà"
        " soát.\nII. Tuyên truyền\n1. Phổ biến luật."
    )
    by = {s.ordinal: s for s in found.sections}
    assert found.leads_of(by["I.2"]) == ("Sở Y tế",)
    assert found.leads_of(by["II.1"]) == ("các sở, ban, ngành",)
    assert (by["I.1"].inherits_addressees, by["II.1"].inherits_addressees) == (False, True)
    assert [by[ordinal].mode for ordinal in ("I", "I.2", "II", "II.1")] == ["assign", "assign", "theme", "theme"]
    assert [s.ordinal for s in found.assignable()] == ["I.1", "I.2", "II.1"]


def test_points_of_an_agency_are_its_tasks_but_points_with_their_own_agencies_are_sections() -> None:
    head = "Chỉ thị về A\nUBND tỉnh chỉ thị:\n"
    assert [s.ordinal for s in parse(head + "1. Sở Y tế:\na) Kiểm tra;\nb) Rà soát.").sections] == ["1"]
    own = head + "1. Tuyên truyền:\na) Sở Y tế chủ trì;\nb) Sở Nội vụ chủ trì."
    assert [s.ordinal for s in parse(own).sections] == ["1", "1.a", "1.b"]


@given(st.lists(FRAGMENTS | st.text(max_size=20), max_size=60).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_string_is_read_and_spans_lie_inside_it(text: str) -> None:
    found = parse(text)
    for section in found.sections:
        start, end = section.span
        assert 0 <= start <= end <= len(text)
    json.dumps(found.model_dump(mode="json"))


@given(
    width=st.integers(62, 120),
    blank=st.booleans(),
    newline=st.sampled_from(["\n", "\r\n"]),
    form=st.sampled_from(["NFC", "NFD"]),
    space=st.sampled_from([" ", "  ", "\u00a0"]),
)
@settings(max_examples=40, deadline=None)
def test_wrapping_spacing_and_composition_change_nothing(
    width: int, *, blank: bool, newline: str, form: str, space: str
) -> None:
    wrapped = [
        part for line in SAMPLE.split("\n") for part in textwrap.wrap(line, width, break_on_hyphens=False) or [""]
    ]
    text = (newline * (2 if blank else 1)).join(wrapped).replace(" ", space)
    assert values(parse(unicodedata.normalize(form, text))) == values(parse(SAMPLE))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "part",
    [
        "a",
        " ",
        "1. ",
        "1.\n",
        "1, ",
        "Công an tỉnh, ",
        "phối hợp với các ",
        "các sở, ban, ngành và ",
        "ngày 1/",
        "trước ngày ",
        "Luật a ",
        "(",
        "Việc a của ",
        "Khi a, ",
        "Số 1/",
        "Nơi nhận:\n",
        "CHỈ THỊ\n",
        "e\u0301",
        "theo dõi ",
        "I. \n1. \na) \n",
        "Đề án ",
        "báo cáo ",
    ],
)
def test_time_grows_with_the_length_only(part: str) -> None:
    started = time.process_time()
    parse(part * 10_000)
    assert time.process_time() - started < 2.5


def test_a_long_directive_is_read_in_time() -> None:
    head, _, rest = SAMPLE.partition("1. Công an tỉnh")
    body = ("1. Công an tỉnh" + rest.partition("Giao Công an tỉnh theo dõi")[0]).replace("\n\n", " và\n\n")
    pages = 100
    text = head + body * (pages * 2500 // len(body))
    started = time.process_time()
    parse(text)
    assert time.process_time() - started < 0.005 * pages * 8  # the aim is 5 ms a page; the factor is for slow machines


if SHARED.is_dir():

    def test_the_annotated_directives_are_read_as_annotated() -> None:
        run = subprocess.run(
            [
                sys.executable,
                SHARED / "tools" / "score_parse.py",
                SHARED / "directives" / "gold",
                SHARED / "directives" / "text",
                "--cmd",
                f"{sys.executable} -m chithi_ingest.core",
                "--json",
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        score = json.loads(run.stdout)
        assert score["micro_f1"] >= 0.96
        assert score["fields"]["sections"]["f1"] == 1
        assert min(f1 for name, f1 in score["texts"].items() if name.startswith("seed")) >= 0.99

    @pytest.mark.parametrize("path", sorted((SHARED / "directives" / "headers").glob("*.txt")), ids=lambda p: p.stem)
    def test_real_letterheads(path: Path) -> None:
        gold, found = (
            json.loads(path.with_suffix(".json").read_text("utf-8")),
            parse(path.read_text("utf-8")).model_dump(mode="json"),
        )
        for key in ("number", "doc_type", "issuing_body", "place", "issue_date", "subject"):
            assert found[key] == gold[key]
