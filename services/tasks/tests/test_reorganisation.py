"""Reorganisations on paper: what follows from a resolution, and what is refused with the way out."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chithi_tasks.core.organisation.planning import plan_of
from chithi_tasks.core.organisation.register import Register, tree_of
from chithi_tasks.core.organisation.reorganisation import Link, NewUnit, Plan, PlanRefused, Reorganisation
from chithi_tasks.core.organisation.unit_table import packaged_tree
from chithi_tasks.core.organisation.units import Unit
from chithi_tasks.core.resolving.agencies import Resolver
from chithi_tasks.core.resolving.organisation import packaged_organisation
from chithi_tasks.core.resolving.territory import Gazetteer

TREE = packaged_tree()
UNITS: dict[str, Unit] = {unit.id: unit for unit in TREE}
DAY = date(2026, 5, 1)
PROVINCE, WARD, OTHER, THIRD = "37-20250701", "13669-20250701", "13285-20250701", "13693-20250701"


def asked(*links: Link, new: tuple[NewUnit, ...] = (), **more: Any) -> Reorganisation:
    fields: dict[str, Any] = {"effective_on": DAY, "basis": "Nghị quyết số 1/NQ-UBTVQH16", "ended": ()}
    return Reorganisation(new_units=new, links=links, **(fields | more))


def commune(code: str, name: str, kind: str = "Phường", parent: str = PROVINCE) -> NewUnit:
    return NewUnit(code, kind, name, "commune", parent)


MERGED = asked(Link(WARD, "13669", "whole"), Link(OTHER, "13669", "whole"), new=(commune("13669", "Vị Hoàng"),))


def after(plan: Plan) -> Register:
    """The register with the plan written, as the adapter does it."""
    ended = {unit.id for unit in plan.ends}
    eve = plan.reorganisation.eve
    units = [replace(unit, valid_to=eve) if unit.id in ended else unit for unit in TREE]
    return Register([*units, *plan.begins], list(plan.successions))


def refused(wanted: Reorganisation) -> list[tuple[str, str]]:
    with pytest.raises(PlanRefused) as caught:
        plan_of(wanted, UNITS)
    assert all(fault.message.endswith(".") for fault in caught.value.faults)
    return [(fault.field, fault.rule) for fault in caught.value.faults]


def test_two_wards_become_one_under_a_code_of_theirs() -> None:
    plan = plan_of(MERGED, UNITS)
    (new,) = plan.begins
    assert (new.id, new.name, new.path) == ("13669-20260501", "Phường Vị Hoàng", ("VN", PROVINCE, "13669-20260501"))
    assert {unit.id for unit in plan.ends} == {WARD, OTHER}
    assert {(link.predecessor_id, link.relation, link.main) for link in plan.successions} == {
        (WARD, "whole", True),
        (OTHER, "whole", True),
    }
    assert {(move.from_id, move.target.id) for move in plan.moves} == {(WARD, new.id), (OTHER, new.id)}


def test_a_ward_that_is_split_sends_its_work_to_the_main_heir_and_says_so() -> None:
    new = (commune("13669", "Một"), commune("99901", "Hai"))
    plan = plan_of(asked(Link(WARD, "13669", "part"), Link(WARD, "99901", "part", main=True), new=new), UNITS)
    (move,) = plan.moves
    assert move.target.id == "99901-20260501"
    assert "một phần" in move.reason
    assert "cần xác nhận" in move.reason


def test_a_province_that_is_renamed_takes_its_communes_with_it() -> None:
    new = (NewUnit("37", "Thành phố", "Ninh Bình", "province", "VN"),)
    plan = plan_of(asked(Link(PROVINCE, "37", "renamed"), new=new), UNITS)
    assert len(plan.ends) == len(plan.begins) == 130
    assert plan.begins[0].name == "Thành phố Ninh Bình"
    ward = next(unit for unit in plan.begins if unit.code == "13669")
    assert (ward.name, ward.path) == ("Phường Nam Định", ("VN", "37-20260501", "13669-20260501"))
    assert {link.relation for link in plan.successions if link.predecessor_id != PROVINCE} == {"unchanged"}


@pytest.mark.parametrize(
    ("wanted", "fault"),
    [
        (replace(MERGED, basis=" "), ("basis", "required")),
        (asked(), ("successions", "required")),
        (
            asked(Link("00000-20250701", "13669", "whole"), new=(commune("13669", "A"),)),
            ("successions.0.from", "unknown-unit"),
        ),
        (asked(Link("VN", "13669", "whole"), new=(commune("13669", "A"),)), ("successions.0.from", "nation")),
        (asked(Link(WARD, "99901", "whole")), ("successions.0.to", "unknown-unit")),
        (asked(Link(WARD, "13285", "whole"), new=(commune("13285", "A"),)), ("new_units.0.code", "code-in-use")),
        (replace(MERGED, new_units=(*MERGED.new_units, commune("99901", "B"))), ("new_units.1", "no-predecessor")),
        (replace(MERGED, new_units=MERGED.new_units * 2), ("new_units.0.code", "twice")),
        (asked(Link(WARD, "13669", "whole"), new=(commune("13669", "A", "Huyện"),)), ("new_units.0.kind", "kind")),
        (
            asked(Link(WARD, "13669", "whole"), new=(commune("13669", "A", parent="none"),)),
            ("new_units.0.parent", "unknown-parent"),
        ),
        (
            asked(Link(WARD, "13669", "whole"), new=(commune("13669", "A", parent=THIRD),)),
            ("new_units.0.parent", "parent-level"),
        ),
        (replace(MERGED, links=MERGED.links + MERGED.links[:1]), ("successions.0", "twice")),
        (asked(Link(PROVINCE, "13669", "whole"), new=(commune("13669", "A"),)), ("successions.0.to", "level")),
        (
            asked(
                Link(WARD, "13669", "whole"),
                Link(WARD, "99901", "part", main=True),
                new=(commune("13669", "A"), commune("99901", "B")),
            ),
            ("successions.0.relation", "relation"),
        ),
        (
            asked(
                Link(WARD, "13669", "part"),
                Link(WARD, "99901", "part"),
                new=(commune("13669", "A"), commune("99901", "B")),
            ),
            ("successions.0.main", "main"),
        ),
        (
            replace(MERGED, links=(replace(MERGED.links[0], relation="renamed"), MERGED.links[1])),
            ("successions.0.relation", "relation"),
        ),
        (replace(MERGED, ended=(WARD,)), ("ended.0", "contradiction")),
        (replace(MERGED, new_units=(commune("13669", "Thiên Trường"),)), ("new_units.0.name", "name-in-use")),
    ],
)
def test_what_does_not_fit_is_refused_by_its_row(wanted: Reorganisation, fault: tuple[str, str]) -> None:
    assert fault in refused(wanted)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    wanted = asked(Link("none", "1", "whole"), Link("nobody", "2", "whole"), basis="")
    assert len(refused(wanted)) == 5


def test_communes_of_a_province_that_is_split_have_to_be_named() -> None:
    new = (NewUnit("37", "Tỉnh", "A", "province", "VN"), NewUnit("36", "Tỉnh", "B", "province", "VN"))
    split = asked(Link(PROVINCE, "37", "part", main=True), Link(PROVINCE, "36", "part"), new=new)
    assert refused(split) == [("successions", "not-covered")] * 129


def test_a_unit_without_an_heir_leaves_its_work_to_its_superior() -> None:
    plan = plan_of(asked(ended=(WARD,)), UNITS)
    assert [(move.from_id, move.target.id) for move in plan.moves] == [(WARD, PROVINCE)]
    tree = tree_of(after(plan), DAY)
    assert (tree.now(WARD), tree.stands_for(WARD)) == (None, tree[PROVINCE])
    assert tree.stands_for("unknown") is None


def test_the_tree_after_a_merger_leads_from_old_names_to_new_units() -> None:
    tree = tree_of(after(plan_of(MERGED, UNITS)), DAY)
    assert (len(tree), tree.get(WARD)) == (len(TREE) - 1, None)
    heir = tree.now(WARD)
    assert heir
    assert heir.id == "13669-20260501"
    assert [unit.id for unit in tree.heirs(WARD)] == [heir.id]
    assert heir in tree.heirs("36")  # what had been in Nam Định
    gazetteer, catalogue = Gazetteer(tree), packaged_organisation().catalogue
    resolver = Resolver(gazetteer, catalogue, gazetteer.territory("UBND tỉnh Ninh Bình", DAY))
    (candidate,) = resolver.resolve("UBND phường Nam Định")
    assert (candidate.id, candidate.needs_confirmation) == (heir.id, True)
    (candidate,) = resolver.resolve("UBND phường Vị Hoàng")
    assert (candidate.id, candidate.needs_confirmation) == (heir.id, False)


def test_a_merger_of_what_came_out_of_a_merger() -> None:
    first = after(plan_of(MERGED, UNITS))
    present = {unit.id: unit for unit in first.units if unit.valid_to is None}
    later = Reorganisation(
        date(2027, 1, 1),
        "Nghị quyết số 2/NQ-UBTVQH16",
        (commune("13669", "Nam Định"),),
        (Link("13669-20260501", "13669", "whole"), Link(THIRD, "13669", "whole")),
    )
    plan = plan_of(later, present)
    ended = {unit.id for unit in plan.ends}
    units = [replace(unit, valid_to=later.eve) if unit.id in ended else unit for unit in first.units]
    tree = tree_of(Register([*units, *plan.begins], [*first.successions, *plan.successions]), later.effective_on)
    assert [unit.id for unit in tree.heirs(WARD)] == ["13669-20270101"]
    assert tree.now(WARD) == tree.now(THIRD) == tree["13669-20270101"]
    taken = tree.taken_over("13669-20270101")  # what ended last first, over both steps
    assert (set(taken[:2]), set(taken[2:])) == ({"13669-20260501", THIRD}, {WARD, OTHER})


def test_a_document_means_the_units_of_its_day() -> None:
    """Before the merger "phường Nam Định" is the ward that was, after it nobody but its heir."""
    gazetteer = Gazetteer(tree_of(after(plan_of(MERGED, UNITS)), DAY))
    for day in (date(2026, 3, 1), DAY):
        found = gazetteer.territory("UBND phường Nam Định, tỉnh Ninh Bình", day)
        assert found
        assert (found.unit.id, found.ended) == ("13669-20260501", date(2026, 4, 30))
    oldest = gazetteer.territory("UBND tỉnh Ninh Bình", date(2024, 12, 31))
    assert oldest
    assert (len(oldest.communes), oldest.ended) == (39, date(2025, 6, 30))
