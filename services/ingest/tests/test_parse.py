"""The whole reading: the sample and the annotated directives."""

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from chithi_ingest.core import parse

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
    assert [by[ordinal].mode for ordinal in ("I", "I.2", "II", "II.1")] == ["assign", "assign", "theme", "assign"]
    assert [s.ordinal for s in found.assignable()] == ["I.1", "I.2", "II.1"]


def test_points_of_an_agency_are_its_tasks_but_points_with_their_own_agencies_are_sections() -> None:
    head = "Chỉ thị về A\nUBND tỉnh chỉ thị:\n"
    assert [s.ordinal for s in parse(head + "1. Sở Y tế:\na) Kiểm tra;\nb) Rà soát.").sections] == ["1"]
    own = head + "1. Tuyên truyền:\na) Sở Y tế chủ trì;\nb) Sở Nội vụ chủ trì."
    assert [s.ordinal for s in parse(own).sections] == ["1", "1.a", "1.b"]


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
