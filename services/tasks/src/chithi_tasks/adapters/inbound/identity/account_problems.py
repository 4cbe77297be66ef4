"""Why something about an account is refused, and what to do then."""

from chithi_platform.problems import Problem


def unknown(username: str) -> Problem:
    """Not there, or somebody else's to manage: the answer is the same."""
    message = "Không có tài khoản này trong phạm vi quản lý của bạn."
    errors = [{"field": "username", "rule": "own-subtree", "message": message}]
    return Problem(404, "unknown-account", "Không tìm thấy tài khoản", message, errors)  # type: ignore[arg-type]


def bad_field(field: str, message: str) -> Problem:
    """One field that cannot be."""
    errors = [{"field": field, "rule": "invalid", "message": message}]
    return Problem(422, "validation", "Dữ liệu chưa đúng", message, errors)  # type: ignore[arg-type]


def foreign_unit() -> Problem:
    """The unit lies outside the caller's subtree."""
    message = "Đơn vị nằm ngoài phạm vi được giao."
    errors = [{"field": "appointment.unit_id", "rule": "own-subtree", "message": message}]
    return Problem(403, "foreign-unit", "Không có quyền", message, errors)  # type: ignore[arg-type]


def role_not_yours(role: str) -> Problem:
    """A coordinator makes accounts of those who carry tasks out, and no others."""
    message = "Điều phối viên chỉ quản lý tài khoản cán bộ cơ quan và công an xã, phường; vai trò khác do quản trị cấp."
    errors = [{"field": "appointment.role", "rule": f"not-{role}", "message": message}]
    return Problem(403, "foreign-role", "Không có quyền", message, errors)  # type: ignore[arg-type]


def name_taken(username: str) -> Problem:
    """There is an account of that name, perhaps elsewhere."""
    message = f"Tên đăng nhập {username} đã có người dùng. Hãy chọn tên khác."
    errors = [{"field": "username", "rule": "taken", "message": message}]
    return Problem(409, "name-taken", "Tên đăng nhập đã có", message, errors)  # type: ignore[arg-type]


def changed_meanwhile(status: int = 409) -> Problem:
    """Somebody else was a moment faster."""
    detail = "Tài khoản vừa được người khác thay đổi. Hãy đọc lại rồi sửa tiếp."
    return Problem(status, "changed-meanwhile", "Tài khoản vừa thay đổi", detail)


def last_administrator() -> Problem:
    """Nobody else could make another administrator."""
    last = "Đây là quản trị toàn quốc cuối cùng đang hoạt động, hoặc người còn lại hết thời hạn sớm hơn."
    detail = f"{last} Hãy tạo một quản trị toàn quốc khác trước."
    return Problem(409, "last-administrator", "Không thể bỏ quản trị cuối cùng", detail)
