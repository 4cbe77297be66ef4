"""From the words of a letterhead to the communes of today."""

from datetime import date

import pytest

from chithi_tasks.core.organisation.unit_table import packaged_tree
from chithi_tasks.core.resolving.territory import Gazetteer
from chithi_tasks.core.text import fold, key

GAZETTEER = Gazetteer(packaged_tree())
OLD, NEW = date(2024, 12, 31), date(2026, 3, 1)


@pytest.mark.parametrize(
    ("issuer", "as_of", "level", "unit", "communes"),
    [
        ("Ủy ban nhân dân tỉnh Nam Định", None, "province", "Tỉnh Ninh Bình", 57),
        ("ỦY BAN NHÂN DÂN TỈNH NINH BÌNH", NEW, "province", "Tỉnh Ninh Bình", 129),
        ("UBND tỉnh Ninh Bình", None, "province", "Tỉnh Ninh Bình", 129),
        ("UBND tỉnh Ninh Bình", OLD, "province", "Tỉnh Ninh Bình", 39),
        ("Ủy ban nhân dân thành phố Nam Định", OLD, "district", "Tỉnh Ninh Bình", 8),
        ("UBND TP. Hà Nội", NEW, "province", "Thành phố Hà Nội", 126),
        ("Uỷ ban nhân dân tỉnh Hòa Bình", OLD, "province", "Tỉnh Phú Thọ", 46),
        ("Công an tỉnh Ninh Bình", NEW, "province", "Tỉnh Ninh Bình", 129),
        ("UBND phường Nam Định, tỉnh Ninh Bình", NEW, "commune", "Phường Nam Định", 1),
        ("Chủ tịch UBND huyện Châu Thành, tỉnh Bến Tre", OLD, "district", "Tỉnh Vĩnh Long", 6),
        ("Thủ tướng Chính phủ", None, "nation", "Việt Nam", 3321),
        ("Bộ Công an", None, "nation", "Việt Nam", 3321),
    ],
)
def test_an_issuer_governs(issuer: str, as_of: date | None, level: str, unit: str, communes: int) -> None:
    territory = GAZETTEER.territory(issuer, as_of)
    assert territory
    assert territory.level == level
    assert territory.unit.name.endswith(unit)
    assert len(territory.communes) == communes


@pytest.mark.parametrize("issuer", ["Tổng công ty X", "UBND xã Xuân Trường", "UBND huyện Châu Thành", "", "Bộ Tư lệnh"])
def test_a_place_that_is_unknown_or_could_be_several_is_not_guessed(issuer: str) -> None:
    assert GAZETTEER.territory(issuer) is None


@pytest.mark.parametrize(
    ("issuer", "text", "name", "communes"),
    [
        ("Ủy ban nhân dân thành phố", "phối hợp với Công an tỉnh, Báo Nam Định", "Thành phố Nam Định", 8),
        ("UBND tỉnh", "trên địa bàn tỉnh Nam Định; UBND tỉnh Nam Định; tỉnh Hà Nam", "Tỉnh Nam Định", 57),
    ],
)
def test_a_nameless_issuer_is_found_by_what_its_text_names(issuer: str, text: str, name: str, communes: int) -> None:
    territory = GAZETTEER.territory(issuer, OLD, text)
    assert territory
    assert (territory.name, len(territory.communes), territory.implied) == (name, communes, True)


@pytest.mark.parametrize("text", ["", "bảo vệ an ninh, báo cáo tình hình", "tỉnh Nam Định, tỉnh Hà Nam"])
def test_a_nameless_issuer_is_not_guessed_from_nothing_or_a_tie(text: str) -> None:
    assert GAZETTEER.territory("UBND tỉnh", OLD, text) is None


def test_diacritics_decide_between_namesakes_of_one_keyboard() -> None:
    for name in ("xã Ba Tơ", "xã Ba Tô"):
        territory = GAZETTEER.territory(f"UBND {name}, tỉnh Quảng Ngãi", NEW)
        assert territory
        assert territory.unit.in_sentence == name
    assert GAZETTEER.territory("UBND xa Ba To, tinh Quang Ngai", NEW) is None


@pytest.mark.parametrize(("one", "other"), [("Uỷ ban", "Ủy ban"), ("Toà án", "Tòa án"), ("Điềm Thuỵ", "Điềm Thụy")])
def test_tone_placement_is_folded(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert fold("xã") != fold("xa")


def test_office_words_have_one_form() -> None:
    assert key("Văn phòng HĐND-UBND TP") == key("Văn phòng Hội đồng nhân dân và Uỷ ban nhân dân thành phố")
    assert key("Mặt trận tổ quốc") == key("Ủy ban Mặt trận Tổ quốc Việt Nam") == "mttq"
