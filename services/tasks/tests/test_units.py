"""The unit table: counts, identities, the tree, and that it still follows from its source."""

import importlib.util
import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

from chithi_tasks.core.organisation.planning import plan_of
from chithi_tasks.core.organisation.register import Register, tree_of
from chithi_tasks.core.organisation.reorganisation import Link, NewUnit, Reorganisation
from chithi_tasks.core.organisation.unit_table import packaged_tree

MEMBER = Path(__file__).resolve().parents[1]
SOURCE = MEMBER.parents[2] / "shared" / "units" / "nso_conversion_2025.csv"
NINH_BINH, WARD = "37-20250701", "13669-20250701"


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_units", MEMBER / "tools" / "build_units.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_country_has_34_provinces_and_3321_communes() -> None:
    assert Counter(unit.level for unit in packaged_tree()) == {"nation": 1, "province": 34, "commune": 3321}


def test_kinds_are_those_of_the_law() -> None:
    kinds = Counter(unit.kind for unit in packaged_tree() if unit.level == "commune")
    assert kinds == {"Xã": 2621, "Phường": 687, "Đặc khu": 13}


def test_ninh_binh_has_129_communes_below_it() -> None:
    tree = packaged_tree()
    assert tree[NINH_BINH].name == "Tỉnh Ninh Bình"
    assert len(tree.children(NINH_BINH)) == len(tree.communes(NINH_BINH)) == 129


def test_a_unit_knows_its_path_from_the_nation_down() -> None:
    ward = packaged_tree()["13669-20250701"]
    assert (ward.name, ward.in_sentence) == ("Phường Nam Định", "phường Nam Định")
    assert ward.path == ("VN", NINH_BINH, ward.id)


def test_every_unit_hangs_on_the_tree_by_a_name_in_nfc() -> None:
    tree = packaged_tree()
    assert len(tree.communes("VN")) == 3321
    for unit in tree:
        assert unit.name == unicodedata.normalize("NFC", unit.name).strip()
        assert unit.path[-1] == unit.id
        assert unit.parent_id is None or tree[unit.parent_id].path == unit.path[:-1]


def test_former_nam_dinh_lives_on_in_57_communes() -> None:
    tree = packaged_tree()
    heirs = tree.heirs("36")
    assert len(heirs) == 57
    assert {unit.parent_id for unit in heirs} == {NINH_BINH}


def test_the_generator_cleans_and_counts(tmp_path: Path) -> None:
    source = tmp_path / "source.csv"
    source.write_text(
        "Từ ngày 01/7/2025,,,Trước ngày 01/7/2025,,,,,\n"
        "Tỉnh,Tên Xã mới,Mã Xã mới,Tên Xã cũ,Mã Xã cũ,Ghi chú,Quận/huyện,Tỉnh cũ,\n"
        "TỈNH ĐẮK LẮK,,,,,,,,\n"
        "Tỉnh Đắk Lắk (66),Xa Ea Kly,24496,Xã Krông Búk,24493,Nhập toàn bộ,Huyện Krông Pắc (654),Tỉnh Đắk Lắk (66),\n"
        "Tỉnh Đắk Lắk (66),Xa  Ea Kly,24496,Xã Ea Kly,24496,Nhập toàn bộ,Thị Xã Buôn Hồ (644),Tỉnh Đắk Lắk (66),\n",
        encoding="utf-8",
    )
    generator().build(source, tmp_path)
    assert (tmp_path / "units_2025.csv").read_text("utf-8").splitlines()[1:] == [
        "66,Tỉnh,Đắk Lắk,,",
        "24496,Xã,Ea Kly,66,644 654",
    ]
    assert "644,Thị xã,Buôn Hồ,66" in (tmp_path / "former_units_2025.csv").read_text("utf-8")


if SOURCE.exists():

    def test_the_packaged_table_follows_from_its_source(tmp_path: Path) -> None:
        generator().build(SOURCE, tmp_path)
        for name in ("units_2025.csv", "former_units_2025.csv", "former_communes_2025.csv", "successions_2025.csv"):
            packaged = MEMBER / "src" / "chithi_tasks" / "data" / name
            assert (tmp_path / name).read_bytes() == packaged.read_bytes()


def test_of_a_unit_that_is_split_the_main_heir_takes_over_and_the_other_nothing() -> None:
    day, units = date(2026, 5, 1), {unit.id: unit for unit in packaged_tree()}
    new = tuple(NewUnit(code, "Phường", f"Thử {code}", "commune", NINH_BINH) for code in ("13669", "99901"))
    links = (Link(WARD, "13669", "part"), Link(WARD, "99901", "part", main=True))
    plan = plan_of(Reorganisation(day, "Nghị quyết thử", new, links), units)
    ended = units | {WARD: replace(units[WARD], valid_to=day - timedelta(days=1))}
    tree = tree_of(Register([*ended.values(), *plan.begins], list(plan.successions)), day)
    assert (tree.taken_over("99901-20260501"), tree.taken_over("13669-20260501")) == ((WARD,), ())
    assert (tree.province_of(WARD), tree.name_of(WARD), tree.ended_provinces) == (NINH_BINH, "Phường Nam Định", ())
    assert not any(packaged_tree().taken_over(unit_id) for unit_id in units)  # nothing before the first reorganisation
