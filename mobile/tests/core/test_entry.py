"""A form while it is filled in: missing is not zero, and nothing but counts of the form gets in."""

import pytest

from chithi_mobile.core.entry import LARGEST, Entry
from chithi_mobile.core.models import Form, Group, Indicator

TRAFFIC = Group("Giao thông", (Indicator("vu", "Số vụ"), Indicator("chet", "Người chết")))
FIRE = Group("Cháy", (Indicator("chay", "Số vụ"),))
FORM = Form("antt-thang", "Tháng", "unit", "month", (TRAFFIC, FIRE))


def test_missing_is_not_zero():
    entry = Entry(FORM, {"vu": 0})
    assert [indicator.code for indicator in entry.missing()] == ["chet", "chay"]
    assert not entry.nothing_happened(TRAFFIC)


def test_the_tick_is_all_zeros_and_can_be_taken_back():
    entry = Entry(FORM, {"chay": 3})
    entry.set_nothing_happened(TRAFFIC, on=True)
    assert entry.nothing_happened(TRAFFIC)
    assert entry.values == {"chay": 3, "vu": 0, "chet": 0}
    entry.put("vu", 1)
    assert not entry.nothing_happened(TRAFFIC)
    entry.set_nothing_happened(TRAFFIC, on=False)
    assert entry.values == {"chay": 3}


@pytest.mark.parametrize(("given", "kept"), [(-1, 0), (7, 7), (LARGEST + 1, LARGEST)])
def test_counts_stay_in_range(given, kept):
    entry = Entry(FORM, {})
    entry.put("vu", given)
    assert entry.values == {"vu": kept}


def test_values_of_another_form_are_left_out():
    assert Entry(FORM, {"vu": 1, "khac": 2}).values == {"vu": 1}
