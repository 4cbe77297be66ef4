"""The units of 30 June 2025 and how they live on, as the conversion table has it."""

from collections import Counter

import pytest

from chithi_tasks.core.organisation.conversion import BadTable, Line, links
from chithi_tasks.core.organisation.history_table import packaged_history
from chithi_tasks.core.organisation.succession import Succession, Successions
from chithi_tasks.core.organisation.unit_table import packaged_tree

HISTORY = packaged_history()
SUCCESSIONS = Successions(HISTORY.successions)
UNITS = {unit.id: unit for unit in HISTORY.units}
TREE = packaged_tree()


def test_the_country_had_63_provinces_696_districts_and_10035_communes() -> None:
    assert Counter(unit.level for unit in HISTORY.units) == {"province": 63, "district": 696, "commune": 10_035}


def test_every_former_unit_hangs_on_its_parent_and_lives_on() -> None:
    for unit in HISTORY.units:
        assert unit.path[-2] == unit.parent_id
        assert unit.parent_id == "VN" or UNITS[unit.parent_id].path == unit.path[:-1]
        assert SUCCESSIONS.successors(unit.id)
    assert {link.successor_id for link in HISTORY.successions} == {unit.id for unit in TREE if unit.level != "nation"}


def test_nam_dinh_ha_nam_and_ninh_binh_are_one_province_of_129_communes_out_of_398() -> None:
    """The table has 405 lines for them: six communes were split, and one line is a mud flat without a code."""
    whole = [link for link in SUCCESSIONS.predecessors("37-20250701") if link.relation == "whole"]
    assert {UNITS[link.predecessor_id].name for link in whole} == {"Tỉnh Nam Định", "Tỉnh Hà Nam", "Tỉnh Ninh Bình"}
    communes = [unit for unit in HISTORY.units if unit.level == "commune"]
    for province, before, after in (("36", 175, 57), ("35", 98, 33), ("37", 125, 39)):
        mine = [unit for unit in communes if f"{province}-20250101" in unit.path]
        heirs = {link.successor_id for unit in mine for link in SUCCESSIONS.successors(unit.id)}
        assert (len(mine), len(heirs)) == (before, after)
    inside = [link for unit in communes for link in SUCCESSIONS.successors(unit.id) if _in_ninh_binh(link)]
    assert (len(inside), len({link.predecessor_id for link in inside})) == (404, 398)


def _in_ninh_binh(link: Succession) -> bool:
    return "37-20250701" in TREE[link.successor_id].path


def test_the_relations_are_counted_as_the_table_has_them() -> None:
    communes = [link for link in HISTORY.successions if UNITS[link.predecessor_id].level == "commune"]
    assert Counter(link.relation for link in communes) == {"whole": 9464, "part": 970, "unchanged": 127, "renamed": 4}
    provinces = [link for link in HISTORY.successions if UNITS[link.predecessor_id].level == "province"]
    assert Counter(link.relation for link in provinces) == {"whole": 52, "unchanged": 11}


def test_a_code_is_no_identity() -> None:
    """13669 was Phường Cửa Bắc until 30 June 2025 and is Phường Nam Định since, made of eight units."""
    assert UNITS["13669-20250101"].name == "Phường Cửa Bắc"
    assert TREE["13669-20250701"].name == "Phường Nam Định"
    assert (
        len([p for p in SUCCESSIONS.predecessors("13669-20250701") if UNITS[p.predecessor_id].level != "district"]) == 8
    )


def test_an_island_district_without_communes_lives_on_in_its_special_zone() -> None:
    (heir,) = SUCCESSIONS.successors("498-20250101")
    assert (TREE[heir.successor_id].name, heir.relation) == ("Đặc khu Hoàng Sa", "whole")


def test_codes_that_the_source_gives_twice_are_told_apart() -> None:
    names = {UNITS[f"{code}-20250101"].name for code in ("00553", "00556", "02482", "02485", "01615", "01651")}
    assert names == {"Xã Cổ Bi", "Xã Đặng Xá", "Xã Phú Thịnh", "Xã Công Đa", "Xã Hồng Quang", "Xã Mỹ Hưng"}


def test_what_was_split_went_to_each_in_part_and_mostly_to_where_all_the_people_went() -> None:
    parts = SUCCESSIONS.successors("00565-20250101")  # Thị trấn Trâu Quỳ
    assert {(link.successor_id, link.relation, link.main) for link in parts} == {
        ("00565-20250701", "part", True),
        ("00577-20250701", "part", False),
    }


def test_an_unknown_remark_is_refused() -> None:
    line = Line("Tỉnh A (01)", "Xã B", "00001", "Xã C", "00002", "Chia đôi", "Huyện D (001)", "Tỉnh A (01)")
    with pytest.raises(BadTable, match="Chia đôi"):
        links([line])


def test_heirs_are_found_over_several_changes() -> None:
    chain = Successions(
        [
            Succession("a", "b", "whole"),
            Succession("b", "c", "part"),
            Succession("b", "d", "part", main=True),
            Succession("d", "e", "renamed"),
        ]
    )
    assert (chain.heirs("a"), chain.heir("a"), chain.heir("e")) == (["c", "e"], "e", "e")
    split = Successions([Succession("a", "b", "part"), Succession("a", "c", "part")])
    assert split.heir("a") is None
