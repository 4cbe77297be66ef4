"""The catalogue of forms: which counts a report may carry, in which groups, and how they read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Better = Literal["up", "down"] | None


@dataclass(frozen=True)
class Indicator:
    """One count. `better` says which direction is good news; counts of one period add up over units and months."""

    code: str
    label: str
    unit: str
    better: Better = None


@dataclass(frozen=True)
class Group:
    """Indicators under one heading of the form."""

    title: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class AtMost:
    """A soft rule: the one count is not above the other unless something is odd (say, cases carried over)."""

    code: str
    limit: str
    message: str


@dataclass(frozen=True)
class Form:
    """A form is filed once a period, by each unit or for each assignment."""

    id: str
    title: str
    per: Literal["unit", "assignment"]
    groups: tuple[Group, ...]
    hints: tuple[AtMost, ...] = ()
    period_kind: Literal["month"] = "month"

    def __iter__(self) -> Iterator[Indicator]:
        return (indicator for group in self.groups for indicator in group.indicators)

    @cached_property
    def by_code(self) -> Mapping[str, Indicator]:
        """The indicators by their codes."""
        return {indicator.code: indicator for indicator in self}


TRAFFIC = Group(
    "Trật tự, an toàn giao thông",
    (
        Indicator("tngt-vu", "Tai nạn giao thông", "vụ", "down"),
        Indicator("tngt-chet", "Người chết do tai nạn giao thông", "người", "down"),
        Indicator("tngt-bi-thuong", "Người bị thương do tai nạn giao thông", "người", "down"),
        Indicator("gt-vi-pham", "Vi phạm giao thông đã xử lý", "trường hợp"),
        Indicator("gt-nong-do-con", "Trong đó: vi phạm nồng độ cồn", "trường hợp"),
        Indicator("gt-tam-giu", "Phương tiện tạm giữ", "phương tiện"),
    ),
)
FIRE = Group(
    "Phòng cháy, chữa cháy",
    (
        Indicator("chay-vu", "Vụ cháy, nổ", "vụ", "down"),
        Indicator("chay-chet", "Người chết do cháy, nổ", "người", "down"),
        Indicator("chay-bi-thuong", "Người bị thương do cháy, nổ", "người", "down"),
        Indicator("chay-thiet-hai", "Thiệt hại do cháy, nổ", "triệu đồng", "down"),
        Indicator("pccc-kiem-tra", "Lượt kiểm tra an toàn phòng cháy", "lượt", "up"),
    ),
)
CRIME = Group(
    "Trật tự xã hội",
    (
        Indicator("ph-vu", "Vụ phạm pháp hình sự", "vụ", "down"),
        Indicator("ph-lam-ro", "Vụ đã điều tra làm rõ", "vụ", "up"),
        Indicator("tin-bao-nhan", "Tin báo, tố giác tiếp nhận", "tin"),
        Indicator("tin-bao-giai-quyet", "Tin báo, tố giác đã giải quyết", "tin", "up"),
    ),
)
DRUGS = Group(
    "Phòng, chống ma túy",
    (
        Indicator("mt-vu", "Vụ phạm tội về ma túy phát hiện", "vụ"),
        Indicator("mt-bat-giu", "Số lượt người bị xử lý về ma túy", "lượt"),
        Indicator("mt-cai-nghien", "Lượt đưa đi cai nghiện", "lượt"),
    ),
)
PROPAGANDA = Group(
    "Tuyên truyền, vận động",
    (
        Indicator("tt-buoi", "Buổi tuyên truyền", "buổi", "up"),
        Indicator("tt-luot-nguoi", "Lượt người tham dự", "lượt", "up"),
        Indicator("tt-tin-bai", "Tin, bài, lượt phát thanh", "tin, bài", "up"),
    ),
)
PATROL = Group(
    "Tuần tra, kiểm soát",
    (
        Indicator("tuan-tra-luot", "Lượt tuần tra", "lượt", "up"),
        Indicator("tuan-tra-nguoi", "Lượt người tham gia tuần tra", "lượt", "up"),
    ),
)
MONTHLY = Form(
    "antt-thang",
    "Báo cáo tháng về an ninh, trật tự",
    "unit",
    (TRAFFIC, FIRE, CRIME, DRUGS, PROPAGANDA, PATROL),
    (
        AtMost("gt-nong-do-con", "gt-vi-pham", "Vi phạm nồng độ cồn nhiều hơn tổng số vi phạm giao thông."),
        AtMost("ph-lam-ro", "ph-vu", "Số vụ làm rõ nhiều hơn số vụ xảy ra: hãy ghi rõ số vụ của kỳ trước."),
        AtMost("tin-bao-giai-quyet", "tin-bao-nhan", "Tin báo đã giải quyết nhiều hơn tin báo tiếp nhận."),
    ),
)
TASK = Form(
    "nhiem-vu",
    "Kết quả thực hiện nhiệm vụ",
    "assignment",
    (
        Group(
            "Tổ chức thực hiện",
            (
                Indicator("nv-van-ban", "Văn bản, kế hoạch đã ban hành", "văn bản", "up"),
                Indicator("nv-cuoc-hop", "Cuộc họp, hội nghị triển khai", "cuộc", "up"),
            ),
        ),
        Group(
            "Tuyên truyền",
            (
                Indicator("nv-tt-buoi", "Buổi tuyên truyền", "buổi", "up"),
                Indicator("nv-tt-luot-nguoi", "Lượt người được tuyên truyền", "lượt", "up"),
            ),
        ),
        Group(
            "Kiểm tra, xử lý",
            (
                Indicator("nv-kiem-tra", "Lượt kiểm tra", "lượt", "up"),
                Indicator("nv-vi-pham", "Vi phạm phát hiện", "trường hợp"),
                Indicator("nv-xu-ly", "Vi phạm đã xử lý", "trường hợp", "up"),
            ),
        ),
    ),
    (AtMost("nv-xu-ly", "nv-vi-pham", "Vi phạm đã xử lý nhiều hơn vi phạm phát hiện."),),
)
FORMS: Mapping[str, Form] = {form.id: form for form in (MONTHLY, TASK)}
