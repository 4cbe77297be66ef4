"""A report is refused with the field, the rule and a sentence; odd figures are only remarked."""

from dataclasses import replace
from datetime import date

import pytest

from chithi_reporting.core.fingerprint import clean, fingerprint
from chithi_reporting.core.indicators import FORMS
from chithi_reporting.core.validation import Content, check

TODAY = date(2026, 11, 21)
GOOD = Content("antt-thang", "13669-20250701", "2026-11", {"tngt-vu": 2, "tngt-chet": 0, "tt-buoi": 4}, "Ổn định.")
TASK = Content("nhiem-vu", "13669-20250701", "2026-11", {"nv-van-ban": 1}, "", "a-1")


@pytest.mark.parametrize("content", [GOOD, TASK, replace(TASK, values={}, narrative="Đang triển khai.")])
def test_accepted(content):
    assert check(content, TODAY).faults == []


@pytest.mark.parametrize(
    ("content", "field", "rule"),
    [
        (replace(GOOD, form_id="khac"), "form_id", "known-form"),
        (replace(GOOD, period="2026-13"), "period", "known-period"),
        (replace(GOOD, period="2026-Q4"), "period", "period-kind"),
        (replace(GOOD, period="2027-03"), "period", "period-open"),
        (replace(GOOD, values={"nv-van-ban": 1}), "values.nv-van-ban", "known-indicator"),
        (replace(GOOD, values={"tngt-vu": -1}), "values.tngt-vu", "not-negative"),
        (replace(GOOD, values={"tngt-vu": 1_000_000_001}), "values.tngt-vu", "at-most"),
        (replace(GOOD, values={}, narrative=" "), "values", "not-empty"),
        (replace(GOOD, narrative="á" * 2001), "narrative", "max-length"),
        (replace(GOOD, assignment_id="a-1"), "assignment_id", "absent"),
        (replace(TASK, assignment_id=None), "assignment_id", "required"),
    ],
)
def test_refused(content, field, rule):
    faults = check(content, TODAY).faults
    assert [(fault.field, fault.rule) for fault in faults] == [(field, rule)]
    assert faults[0].message.endswith((".", ")."))


def test_all_faults_are_told_at_once():
    bad = replace(GOOD, period="x", values={"khong-co": 1, "chay-vu": -3})
    assert {fault.field for fault in check(bad, TODAY).faults} == {"period", "values.khong-co", "values.chay-vu"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"tngt-chet": 1}, "values.tngt-chet"),
        ({"ph-vu": 2, "ph-lam-ro": 3}, "values.ph-lam-ro"),
        ({"chay-bi-thuong": 2, "chay-vu": 0}, "values.chay-bi-thuong"),
    ],
)
def test_odd_figures_are_remarked_not_refused(values, field):
    findings = check(replace(GOOD, values=values), TODAY)
    assert findings.faults == []
    assert [hint.field for hint in findings.hints] == [field]


def test_codes_are_plain_and_unique():
    for form in FORMS.values():
        codes = [indicator.code for indicator in form]
        assert len(codes) == len(set(codes))
        assert all(code.replace("-", "").isascii() and code == code.lower() for code in codes)
        assert {rule.code for rule in form.hints} | {rule.limit for rule in form.hints} <= set(codes)


def test_same_content_same_fingerprint():
    again = replace(GOOD, values=dict(reversed(list(GOOD.values.items()))), narrative="Ô\u0309n định. ")
    assert fingerprint(clean(again)) == fingerprint(clean(GOOD))


@pytest.mark.parametrize(
    "other", [{"values": {"tngt-vu": 3}}, {"narrative": "Khác"}, {"period": "2026-10"}, {"unit_id": "x"}]
)
def test_other_content_other_fingerprint(other):
    assert fingerprint(clean(replace(GOOD, **other))) != fingerprint(clean(GOOD))
