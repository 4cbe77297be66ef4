"""Why an action on an assignment is refused, and the way out."""

from typing import Any

from chithi_platform.problems import Problem
from chithi_tasks.adapters.inbound.http.assignments.assignment_schemas import AssignmentDetail
from chithi_tasks.core.assignments.broken import Broken
from chithi_tasks.core.assignments.rules import NotAllowed

STATES = {
    "issued": "chưa tiếp nhận",
    "received": "đã tiếp nhận",
    "in_progress": "đang thực hiện",
    "reported": "đã báo cáo",
    "completed": "đã hoàn thành",
    "returned": "bị trả lại",
    "withdrawn": "đã thu hồi",
    "suspended": "đang tạm dừng",
}
ACTIONS = {
    "accept": "tiếp nhận",
    "start": "bắt đầu thực hiện",
    "complete": "xác nhận hoàn thành",
    "return": "trả lại",
    "reopen": "mở lại",
    "suspend": "tạm dừng",
    "resume": "tiếp tục",
    "withdraw": "thu hồi",
    "due": "đặt thời hạn",
    "extension": "đề nghị gia hạn",
    "extension-decision": "trả lời đề nghị gia hạn",
    "assignee": "xác nhận hoặc đổi đơn vị thực hiện",
    "lead": "chọn đơn vị chủ trì",
    "delegate": "giao cấp dưới",
    "comments": "trao đổi",
    "chase": "đôn đốc",
}


class Stale(Problem):
    """The 412 for a version that is no longer the present one; it carries the present detail."""

    def __init__(self, present: AssignmentDetail) -> None:
        detail = "Nhiệm vụ đã có người khác cập nhật. Xem lại nội dung mới rồi thao tác tiếp."
        super().__init__(412, "stale-version", "Nhiệm vụ đã thay đổi", detail, headers={"ETag": f'"{present.version}"'})
        self.present = present

    def body(self) -> dict[str, Any]:
        """The problem with the present assignment beside it."""
        return super().body() | {"present": self.present.model_dump(mode="json")}


def unknown() -> Problem:
    """There is none, or not for this caller."""
    detail = "Nhiệm vụ không có, hoặc nằm ngoài đơn vị được giao."
    return Problem(404, "unknown-assignment", "Không tìm thấy nhiệm vụ", detail)


def no_version() -> Problem:
    """The caller has to say which version it has seen."""
    detail = "Gửi kèm If-Match với phiên bản (ETag) của nhiệm vụ đang xem."
    return Problem(428, "version-needed", "Thiếu phiên bản", detail)


def bad_version() -> Problem:
    """The version is no ETag of ours."""
    return Problem(400, "bad-version", "Phiên bản không hợp lệ", 'If-Match phải là ETag của nhiệm vụ, ví dụ "3".')


def not_yours(action: str) -> Problem:
    """The action belongs to another side."""
    return Problem(403, "forbidden-role", "Không có quyền", f"Vai trò này không được {ACTIONS[action]} nhiệm vụ.")


def not_coordinating() -> Problem:
    """Who oversees works with no lead."""
    detail = "Danh sách phối hợp dành cho cán bộ của xã hoặc của cơ quan; hãy bỏ role=coordinating."
    return Problem(403, "forbidden-role", "Không có quyền", detail)


def gone_elsewhere(action: str, ended: str, heir: str) -> Problem:
    """Who stands for the assignee's unit today lies outside of the caller's."""
    why = f"{ended} đã kết thúc, {heir} kế thừa và không thuộc đơn vị được giao của bạn."
    detail = f"{why} Hãy đề nghị điều phối của {heir} hoặc của trung ương {ACTIONS[action]} nhiệm vụ."
    return Problem(403, "gone-elsewhere", "Không có quyền", detail)


def not_now(error: NotAllowed) -> Problem:
    """The state does not allow it."""
    assignment = error.assignment
    if assignment.state == "withdrawn":
        ended = assignment.ended or "Chỉ thị đã được thu hồi, nhiệm vụ không còn hiệu lực."
        return Problem(409, "assignment-withdrawn", "Nhiệm vụ đã thu hồi", ended)
    can = ", ".join(ACTIONS[action] for action in error.possible) or "không còn thao tác nào"
    state = STATES[assignment.state]
    detail = f"Nhiệm vụ {state} nên không thể {ACTIONS[error.action]}. Có thể: {can}."
    return Problem(409, "not-allowed-now", "Thao tác không phù hợp", detail)


def already_assigned(name: str) -> Problem:
    """One assignee has the work once."""
    return Problem(409, "already-assigned", "Đã được giao", f"{name} đã được giao chính nhiệm vụ này.")


def given_away(name: str, holder: str) -> Problem:
    """What was handed on to this one went to another, who has it still."""
    detail = f"Nhiệm vụ giao {name} nay do {holder} thực hiện. Đổi lại đơn vị thực hiện của nhiệm vụ đó, hoặc bỏ chọn."
    return Problem(409, "given-away", "Đã chuyển đơn vị khác", detail)


def broken(error: Broken) -> Problem:
    """A field does not hold its rule."""
    return invalid(error.field, error.rule, error.message)


def invalid(field: str, rule: str, message: str) -> Problem:
    """The 422 about one field."""
    errors: Any = [{"field": field, "rule": rule, "message": message}]
    return Problem(422, "validation", "Dữ liệu chưa đúng", message, errors)
