"""The ids that a person may choose, and those that mean nothing."""

from typing import Any

import pytest

from chithi_contracts.events.directive import ChosenAssignee
from chithi_tasks.core.organisation.agency_catalogue import packaged_catalogue
from chithi_tasks.core.organisation.unit_table import packaged_tree
from chithi_tasks.core.resolving.agencies import Resolver
from chithi_tasks.core.resolving.candidates import Candidate
from chithi_tasks.core.resolving.choices import Choices
from chithi_tasks.core.resolving.territory import Gazetteer

TREE = packaged_tree()
CHOICES = Choices(TREE, packaged_catalogue())


def read(kind: Any, text: str, written: str = "như văn bản") -> list[Candidate]:
    return CHOICES.read(ChosenAssignee(written=written, kind=kind, id=text))


@pytest.mark.parametrize(
    ("kind", "text", "count"),
    [
        ("unit", "13669-20250701", 1),
        ("unit", "cac-xa.37-20250701", 129),
        ("unit", "cac-xa.VN", 3321),
        ("unit", "ke-thua.360", 7),
        ("agency", "cong-an-tinh:37-20250701", 1),
        ("agency", "cong-an-tinh:cac-tinh.VN", 34),
        ("agency", "cong-an-xa:cac-xa.37-20250701", 129),
        ("agency", "cac-so-ban-nganh:37-20250701", 1),
        ("agency", "bo-cong-an:VN", 1),
        ("agency", "chua-xac-dinh.nhu-van-ban:37-20250701", 1),
    ],
)
def test_an_id_is_read(kind: str, text: str, count: int) -> None:
    found = read(kind, text)
    assert len({candidate.id for candidate in found}) == len(found) == count
    assert {candidate.kind for candidate in found} == {kind}
    assert {candidate.written for candidate in found} == {"như văn bản"}
    assert {candidate.needs_confirmation for candidate in found} == {text.startswith("chua-xac-dinh")}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("unit", ""),
        ("unit", "37-20250701"),
        ("unit", "13669"),
        ("unit", "cac-xa."),
        ("unit", "cac-xa.99-20250701"),
        ("unit", "cac-tinh.VN"),
        ("unit", "ke-thua.000"),
        ("unit", "cong-an-tinh:37-20250701"),
        ("agency", "13669-20250701"),
        ("agency", "cong-an-tinh:13669-20250701"),
        ("agency", "cong-an-xa:37-20250701"),
        ("agency", "bo-cong-an:37-20250701"),
        ("agency", "so-giao-thong-van-tai:37-20250701"),
        ("agency", "chua-xac-dinh.khac:37-20250701"),
        ("agency", ":"),
    ],
)
def test_what_does_not_exist_is_nobody(kind: str, text: str) -> None:
    assert read(kind, text) == []


@pytest.mark.parametrize(
    "name", ["Công an tỉnh", "UBND các xã, phường", "Sở Giao thông vận tải", "Các sở, ban, ngành", "Hội Sinh vật cảnh"]
)
def test_whatever_was_proposed_can_be_chosen_as_it_is(name: str) -> None:
    gazetteer = Gazetteer(TREE)
    resolver = Resolver(gazetteer, packaged_catalogue(), gazetteer.territory("UBND tỉnh Ninh Bình"))
    for candidate in resolver.resolve(name):
        [again] = read(candidate.kind, candidate.id, name)
        assert (again.id, again.name, again.unit) == (candidate.id, candidate.name, candidate.unit)
