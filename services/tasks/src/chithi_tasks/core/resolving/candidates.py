"""Who a name was resolved to, and what a person has to confirm about it."""

from dataclasses import dataclass
from typing import Literal

from chithi_tasks.core.organisation.units import Unit
from chithi_tasks.core.text import slug

UNRESOLVED = "chua-xac-dinh"
DISTRICTS_ENDED = "Cấp huyện kết thúc hoạt động ngày 30/06/2025; đề xuất giao các xã, phường kế thừa địa bàn."
NOT_ONE_PLACE = "Tên gọi chung; đề xuất giao như ghi ở đây, cần xác nhận."
COLLECTIVE = "Tên gọi chung của nhiều cơ quan; cần xác nhận từng cơ quan thực hiện."
IMPLIED = "Văn bản không ghi tên địa phương ban hành; địa bàn suy ra từ nội dung, cần xác nhận."
NO_MINISTRY = "Không có trong danh mục bộ, cơ quan ngang bộ hiện nay; cần xác nhận."
UNKNOWN = "Chưa xác định được cơ quan; cần chọn cơ quan thực hiện."


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who a name was resolved to. `written` keeps the directive's own wording; `note` says what is to be confirmed."""

    kind: Literal["unit", "agency"]
    id: str
    name: str
    unit: Unit
    written: str
    note: str | None = None

    @property
    def needs_confirmation(self) -> bool:
        """A person has to confirm this choice."""
        return self.note is not None


def unresolved(name: str, unit: Unit, note: str = UNKNOWN) -> Candidate:
    """The flagged assignee that keeps the directive's own words, placed with `unit` until a person chooses."""
    return Candidate("agency", f"{UNRESOLVED}.{slug(name)}:{unit.id}", name, unit, name, note)


def full_name(name: str, unit: Unit) -> str:
    """An agency's name with its place: `Công an tỉnh Ninh Bình`."""
    return name if unit.level == "nation" else f"{name} {unit.in_sentence}"
