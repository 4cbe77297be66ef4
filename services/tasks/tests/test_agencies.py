"""From the names in a directive to who answers for them today."""

import pytest

from chithi_tasks.core.organisation.agency_catalogue import packaged_catalogue
from chithi_tasks.core.organisation.unit_table import packaged_tree
from chithi_tasks.core.resolving.agencies import Candidate, Resolver
from chithi_tasks.core.resolving.territory import Gazetteer

GAZETTEER = Gazetteer(packaged_tree())
PROVINCE = "UBND tỉnh Ninh Bình"
OLD_PROVINCE = "Ủy ban nhân dân tỉnh Nam Định"
CITY = "Ủy ban nhân dân thành phố Nam Định"
NINH_BINH = "37-20250701"


def resolve(issuer: str, name: str) -> list[Candidate]:
    return Resolver(GAZETTEER, packaged_catalogue(), GAZETTEER.territory(issuer)).resolve(name)


@pytest.mark.parametrize(
    ("issuer", "name", "expected"),
    [
        (PROVINCE, "Công an tỉnh", "cong-an-tinh"),
        (PROVINCE, "Giám đốc Công an tỉnh", "cong-an-tinh"),
        (PROVINCE, "lực lượng Công an", "cong-an-tinh"),
        (OLD_PROVINCE, "Bộ Chỉ huy Quân sự tỉnh", "bo-chi-huy-quan-su-tinh"),
        (OLD_PROVINCE, "Sở Văn hoá, Thể thao và Du lịch", "so-van-hoa-the-thao-va-du-lich"),
        (OLD_PROVINCE, "Văn phòng UBND tỉnh", "van-phong-ubnd-tinh"),
        (OLD_PROVINCE, "Toà án nhân dân", "toa-an-nhan-dan-tinh"),
        (OLD_PROVINCE, "Ủy ban Mặt trận tổ quốc tỉnh", "ubmttq-tinh"),
        (CITY, "Công an tỉnh", "cong-an-tinh"),
        (PROVINCE, "Tỉnh đoàn", "tinh-doan"),
        (PROVINCE, "Chánh án Tòa án nhân dân tỉnh", "toa-an-nhan-dan-tinh"),
        (PROVINCE, "Chánh Thanh tra tỉnh", "thanh-tra-tinh"),
        (PROVINCE, "Trường Chính trị tỉnh", "truong-chinh-tri-tinh"),
        (PROVINCE, "Đồng chí Giám đốc Công an tỉnh", "cong-an-tinh"),
    ],
)
def test_a_living_agency_is_that_of_the_issuers_province(issuer: str, name: str, expected: str) -> None:
    [found] = resolve(issuer, name)
    assert found.id == f"{expected}:{NINH_BINH}"
    assert found.kind == "agency"
    assert not found.needs_confirmation
    assert found.written == name


def test_an_agency_bears_the_name_of_its_place() -> None:
    assert resolve(OLD_PROVINCE, "Công an tỉnh")[0].name == "Công an tỉnh Ninh Bình"
    assert resolve("UBND TP Hà Nội", "Sở Tư pháp thành phố")[0].name == "Sở Tư pháp thành phố Hà Nội"


@pytest.mark.parametrize(
    ("issuer", "name", "successor"),
    [
        (OLD_PROVINCE, "Sở Giao thông vận tải", "so-xay-dung"),
        (OLD_PROVINCE, "Sở Lao động, Thương binh và Xã hội", "so-noi-vu"),
        (OLD_PROVINCE, "Sở Kế hoạch và Đầu tư", "so-tai-chinh"),
        (OLD_PROVINCE, "Bộ Chỉ huy Bộ đội Biên phòng tỉnh", "bo-chi-huy-quan-su-tinh"),
        (OLD_PROVINCE, "Báo Nam Định", "bao-va-phat-thanh-truyen-hinh"),
        (CITY, "Công an thành phố", "cong-an-tinh"),
        (CITY, "Phòng Tư pháp thành phố", "so-tu-phap"),
        (CITY, "Văn phòng HĐND-UBND thành phố", "van-phong-ubnd-tinh"),
        (CITY, "Phòng Tài chính và Kế hoạch thành phố", "so-tai-chinh"),
    ],
)
def test_what_ended_is_proposed_to_its_successor_and_flagged(issuer: str, name: str, successor: str) -> None:
    [found] = resolve(issuer, name)
    assert found.id == f"{successor}:{NINH_BINH}"
    assert found.needs_confirmation
    assert found.written == name
    assert found.note
    assert "2025" in found.note


@pytest.mark.parametrize(
    ("issuer", "name", "count", "flagged"),
    [
        (PROVINCE, "UBND các phường, xã", 129, False),
        (PROVINCE, "UBND các xã", 129, False),
        (PROVINCE, "các xã, phường, đặc khu", 129, False),
        (OLD_PROVINCE, "Uỷ ban nhân dân các huyện, thành phố", 57, True),
        (OLD_PROVINCE, "Chủ tịch UBND các huyện, thành phố", 57, True),
        (OLD_PROVINCE, "UBND huyện Vụ Bản", 6, True),
        (CITY, "UBND các phường, xã", 8, False),
        (PROVINCE, "UBND phường Nam Định", 1, False),
        (PROVINCE, "chính quyền địa phương", 129, True),
        ("Thủ tướng Chính phủ", "UBND các xã, phường", 3321, False),
        ("UBND tỉnh Đồng Nai", "Uỷ ban nhân dân các huyện, thị xã Long Khánh và thành phố Biên Hoà", 95, True),
    ],
)
def test_committees_of_many_places_are_every_commune_there(issuer: str, name: str, count: int, flagged: bool) -> None:
    found = resolve(issuer, name)
    assert len({candidate.id for candidate in found}) == len(found) == count
    assert {candidate.kind for candidate in found} == {"unit"}
    assert {candidate.id == candidate.unit.id for candidate in found} == {True}
    assert {candidate.needs_confirmation for candidate in found} == {flagged}


def test_commune_police_are_an_agency_of_each_commune() -> None:
    found = resolve(PROVINCE, "Công an các xã, phường")
    assert len(found) == 129
    assert "cong-an-xa:13669-20250701" in {candidate.id for candidate in found}


def test_a_ward_speaks_of_its_own_offices() -> None:
    ward = "UBND phường Nam Định, tỉnh Ninh Bình"
    assert resolve(ward, "Công an phường")[0].id == "cong-an-xa:13669-20250701"
    assert resolve(ward, "UBND phường")[0].id == "13669-20250701"


def test_the_government_speaks_to_every_province() -> None:
    found = resolve("Thủ tướng Chính phủ", "Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương")
    assert len(found) == 34
    assert resolve("Thủ tướng Chính phủ", "Bộ Công an")[0].id == "bo-cong-an:VN"


@pytest.mark.parametrize(
    "name", ["Các sở, ban, ngành, đơn vị có liên quan", "Thủ trưởng các sở, ban, ngành", "các tổ chức đoàn thể"]
)
def test_a_collective_is_one_flagged_assignee(name: str) -> None:
    [found] = resolve(OLD_PROVINCE, name)
    assert found.id.startswith("cac-")
    assert found.needs_confirmation


@pytest.mark.parametrize(
    ("issuer", "name"),
    [(PROVINCE, "Hội Sinh vật cảnh"), (PROVINCE, "???"), ("Tổng công ty X", "UBND các xã"), ("", "Công an tỉnh")],
)
def test_the_unknown_becomes_one_flagged_assignee_in_its_own_words(issuer: str, name: str) -> None:
    [found] = resolve(issuer, name)
    assert found.id.startswith("chua-xac-dinh.")
    assert found.name == found.written == name
    assert found.needs_confirmation


def test_two_names_in_one_are_both_found() -> None:
    found = resolve(CITY, "Viện Kiểm sát nhân dân, Tòa án nhân dân thành phố")
    assert [candidate.id.split(":")[0] for candidate in found] == [
        "vien-kiem-sat-nhan-dan-tinh",
        "toa-an-nhan-dan-tinh",
    ]


@pytest.mark.parametrize(
    ("name", "kinds", "communes"),
    [
        ("các sở, ban, ngành và Uỷ ban nhân dân các xã, phường", ["cac-so-ban-nganh"], 129),
        ("Các sở, ban, ngành, UBND các xã, phường", ["cac-so-ban-nganh"], 129),
        ("Công an tỉnh, Sở Y tế và Sở Tài chính", ["cong-an-tinh", "so-y-te", "so-tai-chinh"], 0),
        ("Các ngành, các cấp", ["cac-so-ban-nganh"], 0),
        ("Các sở, ban, ngành, đơn vị có liên quan", ["cac-so-ban-nganh"], 0),
        ("Cấp xã, cơ quan, tổ chức", ["cac-co-quan-don-vi"], 129),
        ("Bộ trưởng Bộ Công an", ["bo-cong-an"], 0),
        ("Các bộ, ngành trung ương", ["cac-bo-nganh"], 0),
    ],
)
def test_a_list_is_each_of_its_names(name: str, kinds: list[str], communes: int) -> None:
    found = resolve(PROVINCE, name)
    assert [candidate.id.split(":")[0] for candidate in found if candidate.kind == "agency"] == kinds
    assert sum(candidate.kind == "unit" for candidate in found) == communes


@pytest.mark.parametrize(
    ("name", "successor"), [("Bộ Giao thông vận tải", "bo-xay-dung"), ("Ủy ban Dân tộc", "bo-dan-toc-ton-giao")]
)
def test_a_ministry_that_ended_is_proposed_to_its_successor(name: str, successor: str) -> None:
    [found] = resolve("Thủ tướng Chính phủ", name)
    assert found.id == f"{successor}:VN"
    assert "28/02/2025" in (found.note or "")


def test_a_ministry_that_never_was_is_flagged() -> None:
    [found] = resolve("Thủ tướng Chính phủ", "Bộ Hàng hải")
    assert (found.id, found.needs_confirmation) == ("bo-hang-hai:VN", True)


def test_a_hostile_list_is_answered_soon() -> None:
    """Every beginning of it is a collective, so that each of the many ways to cut it has to be tried."""
    [found] = resolve(PROVINCE, ", ".join(["các sở"] * 60 + ["không ai"]))
    assert found.needs_confirmation
