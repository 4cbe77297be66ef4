"""Any interleaving and duplication of events ends in the same cells as a direct recount."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chithi_reporting.core.aggregation import (
    Change,
    Contribution,
    Delta,
    Place,
    Tally,
    Verdict,
    advance,
    decided,
    deltas,
    filed,
)

NOW = datetime(2026, 11, 21, tzinfo=UTC)
CODES = ["tngt-vu", "chay-vu", "tt-buoi"]
PLACES = {
    "r1": Place("antt-thang", "2026-11", ("VN", "P1", "C1")),
    "r2": Place("antt-thang", "2026-11", ("VN", "P1", "C2")),
    "r3": Place("antt-thang", "2026-11", ("VN", "P2", "C3")),
}


@dataclass(frozen=True)
class Told:
    """An event: `what` is filed, approved or returned."""

    report: str
    what: str
    revision: int
    values: tuple[tuple[str, int], ...]


def values_of(report: str, revision: int) -> dict[str, int]:
    """Each revision has its own counts, and not every indicator."""
    base = 7 * int(report[1]) + 3 * revision
    return {code: base + i for i, code in enumerate(CODES) if (base + i) % 4}


HISTORY = st.lists(
    st.tuples(st.sampled_from(sorted(PLACES)), st.sampled_from(["filed", "approved", "returned"]), st.integers(1, 4)),
    max_size=24,
).map(lambda rows: [Told(r, what, n, tuple(values_of(r, n).items())) for r, what, n in rows])


def apply(before: Contribution, event: Told) -> Contribution:
    return advance(before, Change(event.report, event.what, event.revision, dict(event.values), NOW))


def play(events: list[Told]) -> dict:
    """The cells after the events, by summing deltas; cells without any report count as absent."""
    known: dict[str, Contribution] = {}
    tally = Tally()
    for event in events:
        before = known.get(event.report, Contribution())
        known[event.report] = after = apply(before, event)
        tally.add(PLACES[event.report], deltas(before, after))
    return {(cell, key): both for cell, amounts in tally.cells.items() for key, both in amounts.items() if any(both)}


def recount(events: list[Told]) -> dict:
    """The same from the definition: latest filed revision; highest approved, never returned, one not above it."""
    cells: dict = {}
    for report, place in PLACES.items():
        mine = {(e.what, e.revision): dict(e.values) for e in events if e.report == report}
        latest = max((n for what, n in mine if what == "filed"), default=0)
        approved = [n for what, n in mine if what == "approved" and n <= latest and ("returned", n) not in mine]
        sides = {"filed": mine.get(("filed", latest)), "approved": mine.get(("approved", max(approved, default=0)))}
        for side, values in sides.items():
            for code, value in (values or {}).items():
                for unit in place.path:
                    key = ((unit, place.form_id, place.period), (side, code))
                    old_value, old_reports = cells.get(key, (0, 0))
                    cells[key] = (old_value + value, old_reports + 1)
    return cells


@given(HISTORY, st.randoms())
def test_order_does_not_matter(events, random):
    shuffled = list(events)
    random.shuffle(shuffled)
    assert play(shuffled) == play(events) == recount(events)


@given(HISTORY, st.data())
def test_duplicates_do_not_matter(events, data):
    again = data.draw(st.lists(st.sampled_from(events), max_size=12)) if events else []
    assert play(events + again) == recount(events)


@given(HISTORY)
def test_only_a_filed_report_counts_as_approved(events):
    known: dict[str, Contribution] = {}
    for event in events:
        known[event.report] = now = apply(known.get(event.report, Contribution()), event)
        assert now.counted("approved") is None or now.counted("filed") is not None


def test_an_older_revision_changes_nothing():
    now = filed(Contribution(), 3, {"tngt-vu": 5})
    assert filed(now, 2, {"tngt-vu": 9}) is now
    assert filed(now, 3, {"tngt-vu": 9}) is now


def test_an_amendment_moves_the_cell_by_the_difference():
    one = filed(Contribution(), 1, {"tngt-vu": 5, "chay-vu": 1})
    two = filed(one, 2, {"tngt-vu": 3, "tt-buoi": 4})
    assert list(deltas(one, two)) == [
        Delta("filed", "chay-vu", -1, -1),
        Delta("filed", "tngt-vu", -2, 0),
        Delta("filed", "tt-buoi", 4, 1),
    ]


def test_zero_is_a_report_and_missing_is_none():
    assert list(deltas(Contribution(), filed(Contribution(), 1, {"tngt-vu": 0}))) == [Delta("filed", "tngt-vu", 0, 1)]


def test_an_approval_waits_for_its_revision():
    early = decided(filed(Contribution(), 1, {"tngt-vu": 5}), 2, Verdict("approved", {"tngt-vu": 6}))
    assert early.counted("approved") is None
    assert filed(early, 2, {"tngt-vu": 6}).counted("approved") == {"tngt-vu": 6}


def test_the_last_approval_stands_until_the_amendment_is_approved():
    one = decided(filed(Contribution(), 1, {"tngt-vu": 5}), 1, Verdict("approved", {"tngt-vu": 5}))
    two = filed(one, 2, {"tngt-vu": 8})
    assert (two.counted("filed"), two.counted("approved")) == ({"tngt-vu": 8}, {"tngt-vu": 5})
    back = decided(two, 2, Verdict("returned"))
    assert back.counted("approved") == {"tngt-vu": 5}


@pytest.mark.parametrize("first", ["approved", "returned"])
def test_returned_is_final_for_its_revision(first):
    verdicts = [Verdict("approved", {"tngt-vu": 5}), Verdict("returned")]
    if first == "returned":
        verdicts.reverse()
    now = filed(Contribution(), 1, {"tngt-vu": 5})
    for verdict in verdicts:
        now = decided(now, 1, verdict)
    assert now.counted("approved") is None
