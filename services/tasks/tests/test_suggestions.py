"""What a clerk types, and whom it may mean: exact before prefix before similar, with successors explained."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chithi_contracts.events.directive import ChosenAssignee
from chithi_tasks.core.organisation.agency_catalogue import AgencyKind, EndedKind, packaged_catalogue
from chithi_tasks.core.organisation.unit_table import packaged_tree
from chithi_tasks.core.organisation.units import Unit
from chithi_tasks.core.resolving.agencies import Resolver
from chithi_tasks.core.resolving.choices import Choices
from chithi_tasks.core.resolving.suggestions import Suggester, Suggestion
from chithi_tasks.core.resolving.territory import Gazetteer

TREE = packaged_tree()
GAZETTEER = Gazetteer(TREE)
SUGGESTER = Suggester(GAZETTEER, packaged_catalogue())
NINH_BINH, WARD, NATION = TREE["37-20250701"], TREE["13669-20250701"], TREE.nation
HA_NOI = TREE["01-20250701"]

TYPED = (
    "công an",
    "tỉnh",
    "sở",
    "và",
    ",",
    "huyện",
    "Ý Yên",
    "UBND",
    "xã",
    "bộ",
    "giám đốc",
    "kh&cn",
    "ca",
    "p",
    "các cấp",
)


def suggest(text: str, home: str = NINH_BINH.id, limit: int = 8) -> list[Suggestion]:
    return SUGGESTER.suggest(text, TREE[home], limit=limit)


def first(text: str, home: str = NINH_BINH.id) -> str:
    return suggest(text, home)[0].offer.id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Công an tỉnh", "cong-an-tinh:37-20250701"),
        ("cong an tinh", "cong-an-tinh:37-20250701"),
        (unicodedata.normalize("NFD", "Công an tỉnh"), "cong-an-tinh:37-20250701"),
        ("cong ann tinh", "cong-an-tinh:37-20250701"),
        ("CAT", "cong-an-tinh:37-20250701"),
        ("CA phường Nam Định", "cong-an-xa:13669-20250701"),
        ("Công an phương Nam Dịnh", "cong-an-xa:13669-20250701"),
        ("Công an các xã, phường", "cong-an-xa:cac-xa.37-20250701"),
        ("Sở Y tế tỉnh Ninh Bình", "so-y-te:37-20250701"),
        ("y tế sở", "so-y-te:37-20250701"),
        ("skhcn", "so-khoa-hoc-va-cong-nghe:37-20250701"),
        ("sở khcn", "so-khoa-hoc-va-cong-nghe:37-20250701"),
        ("Sỡ Tài chánh", "so-tai-chinh:37-20250701"),
        ("ubnd tinh", "ubnd-tinh:37-20250701"),
        ("Ủy ban nhân dân các xã, phường", "cac-xa.37-20250701"),
        ("phuong nam dinh", "13669-20250701"),
        ("Nam Định phường", "13669-20250701"),
        ("phường nam đ", "13669-20250701"),
        ("các sở, ban, ngành", "cac-so-ban-nganh:37-20250701"),
        ("Bộ Công an", "bo-cong-an:VN"),
        ("Giám đốc Sở Y tế", "so-y-te:37-20250701"),
        ("Chủ tịch UBND phường Nam Định", "13669-20250701"),
        ("Trường Chính trị", "truong-chinh-tri-tinh:37-20250701"),
        ("MTTQ", "ubmttq-tinh:37-20250701"),
        ("viện kiểm sát", "vien-kiem-sat-nhan-dan-tinh:37-20250701"),
    ],
)
def test_the_first_suggestion(text: str, expected: str) -> None:
    assert first(text) == expected


@pytest.mark.parametrize(
    ("text", "expected", "says"),
    [
        ("Sở Thông tin và Truyền thông", "so-khoa-hoc-va-cong-nghe:37-20250701", "28/02/2025"),
        ("stttt", "so-khoa-hoc-va-cong-nghe:37-20250701", "Báo chí"),
        ("Sở Giao thông vận tải", "so-xay-dung:37-20250701", "28/02/2025"),
        ("giao thông vận tải", "so-xay-dung:37-20250701", "28/02/2025"),
        ("huyện Ý Yên", "ke-thua.360", "7 xã, phường kế thừa"),
        ("y yen huyen", "ke-thua.360", "7 xã, phường kế thừa"),
        ("thành phố Nam Định", "ke-thua.356", "8 xã, phường kế thừa"),
        ("UBND tỉnh Nam Định", "ubnd-tinh:37-20250701", "nay thuộc tỉnh Ninh Bình"),
        ("Công an tỉnh Hà Nam", "cong-an-tinh:37-20250701", "nay thuộc tỉnh Ninh Bình"),
        ("Công an huyện Ý Yên", "cong-an-tinh:37-20250701", "Công an xã, phường"),
        ("Phòng Tư pháp huyện Vụ Bản", "so-tu-phap:37-20250701", "30/06/2025"),
    ],
)
def test_what_ended_leads_to_its_successor_and_says_so(text: str, expected: str, says: str) -> None:
    found = suggest(text)[0].offer
    assert found.id == expected
    assert says in (found.note or "")


def test_all_successors_are_one_choice_and_each_is_one_too() -> None:
    found = suggest("huyện Ý Yên", limit=50)
    assert found[0].offer.count == 7
    singles = [s.offer.id for s in found[1:8]]
    assert singles == [unit.id for unit in sorted(TREE.heirs("360"), key=lambda u: (len(u.name), u.name))]
    assert {s.offer.id for s in suggest("Sở Thông tin và Truyền thông")} >= {
        "so-khoa-hoc-va-cong-nghe:37-20250701",
        "so-van-hoa-the-thao-va-du-lich:37-20250701",
    }


def test_exact_goes_before_prefix_before_similar() -> None:
    exact, prefix, inside, similar = (
        next(s.score for s in suggest(text) if s.offer.id == "so-y-te:37-20250701")
        for text in ("Sở Y tế", "sở y", "y tế", "sơ i tế")
    )
    assert exact > prefix > inside > similar


def test_diacritics_decide_between_namesakes_when_they_are_typed() -> None:
    home = next(unit for unit in TREE if unit.name == "Tỉnh Quảng Ngãi").id
    for name in ("Xã Ba Tơ", "Xã Ba Tô"):
        assert suggest(name, home)[0].offer.name == name
    assert {s.offer.name for s in suggest("xa ba to", home)[:2]} == {"Xã Ba Tơ", "Xã Ba Tô"}


@pytest.mark.parametrize("home", [NINH_BINH, HA_NOI, NATION], ids=lambda unit: unit.id)
def test_every_commune_is_found_by_its_name_with_and_without_diacritics(home: Unit) -> None:
    communes = TREE.communes(home.id)[::25]
    for commune in communes:
        for text in (commune.name, commune.name.lower()):
            same = [s for s in suggest(text, home.id, limit=50) if s.offer.name == commune.name]
            assert commune.id in {s.offer.id for s in same}, text


def test_every_kind_is_found_by_its_name_as_the_resolver_finds_it() -> None:
    """Suggesting and resolving agree on every kind of agency of a province, living or ended, and on ministries."""
    territory = GAZETTEER.territory("UBND tỉnh Ninh Bình")
    resolver = Resolver(GAZETTEER, packaged_catalogue(), territory)
    checked = 0
    for name, _, kind in packaged_catalogue().names:
        if isinstance(kind, AgencyKind | EndedKind) and kind.level in ("province", "nation"):
            [resolved] = resolver.resolve(name)
            assert resolved.id in {s.offer.id for s in suggest(name)}, name
            checked += 1
    assert checked > 70


@pytest.mark.parametrize("home", [NINH_BINH, WARD, NATION], ids=lambda unit: unit.id)
def test_what_is_suggested_can_be_chosen(home: Unit) -> None:
    choices = Choices(TREE, packaged_catalogue())
    for text in (
        "cong an",
        "nam dinh",
        "huyện Ý Yên",
        "tỉnh Nam Định",
        "các sở",
        "bộ",
        "ủy ban nhân dân",
        "phòng kinh tế",
    ):
        for suggestion in suggest(text, home.id, limit=50):
            offer = suggestion.offer
            read = choices.read(ChosenAssignee(written="x", kind=offer.kind, id=offer.id))
            inside = [c for c in read if home.id in c.unit.path]
            assert len(inside) == (offer.count if offer.assignable else 0), offer.id


def test_a_ward_is_told_what_lies_outside_it() -> None:
    found = {s.offer.id: s.offer for s in suggest("cong an", WARD.id)}
    assert found[f"cong-an-xa:{WARD.id}"].assignable
    assert not found["cong-an-tinh:37-20250701"].assignable
    assert "không giao được" in (found["cong-an-tinh:37-20250701"].note or "")


def test_the_nation_reaches_every_province_at_once() -> None:
    assert first("Công an các tỉnh, thành phố", "VN") == "cong-an-tinh:cac-tinh.VN"
    assert first("UBND các tỉnh", "VN") == "ubnd-tinh:cac-tinh.VN"
    assert first("Công an tỉnh Ninh Bình", "VN") == "cong-an-tinh:37-20250701"
    assert suggest("phường nam định", "VN")[0].offer.id == "13669-20250701"


@settings(max_examples=60)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(TYPED), max_size=10).map(" ".join)))
def test_whatever_is_typed_gives_ordered_scores(text: str) -> None:
    for home in (NATION, NINH_BINH, WARD):
        scores = [suggestion.score for suggestion in SUGGESTER.suggest(text, home)]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 100 for score in scores)


@pytest.mark.parametrize("text", ["", " ", "???", "🙂", "a" * 200, "x y z " * 30, "\x00", "ủ" * 100])
def test_any_text_is_answered(text: str) -> None:
    for home in ("VN", NINH_BINH.id, WARD.id):
        assert all(0 <= s.score <= 100 for s in suggest(text, home))
