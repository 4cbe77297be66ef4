"""What people are told when signing in at another provider does not work out."""

from chithi_platform.problems import FieldError, Problem

WAY_OUT = "Hãy liên hệ quản trị của đơn vị."
REASONS = {
    "unit_id": "không phải là đơn vị đang có trong danh mục, hoặc không thuộc cấp của vai trò",
    "agency_id": "không phải là cơ quan của đơn vị đó, hoặc vai trò không gắn với cơ quan",
    "role": "không phải là vai trò của ChiThi",
}


def external_only() -> Problem:
    """Passwords and a second factor of our own are switched off."""
    detail = (
        "Hệ thống dùng tài khoản của nhà cung cấp định danh bên ngoài; mật khẩu riêng không còn dùng được. "
        "Mật khẩu và xác thực hai lớp được đổi, cấp lại tại hệ thống đó."
    )
    return Problem(403, "external-sign-in", "Đăng nhập qua hệ thống định danh", detail)


def provider_away() -> Problem:
    """The provider does not answer, or answers nonsense."""
    detail = (
        "Hệ thống định danh của đơn vị chưa trả lời. Ai đang đăng nhập vẫn làm việc được; hãy thử lại sau giây lát."
    )
    return Problem(503, "provider-away", "Chưa đăng nhập được", detail, headers={"Retry-After": "10"})


def lost() -> Problem:
    """The way back does not belong to a sign-in that this browser began, or comes twice, or too late."""
    detail = "Lượt đăng nhập này đã hết hạn, đã dùng rồi hoặc bắt đầu ở trình duyệt khác. Hãy đăng nhập lại từ đầu."
    return Problem(400, "sign-in-lost", "Chưa đăng nhập được", detail)


def refused_there(reason: str) -> Problem:
    """The provider itself said no."""
    detail = f"Hệ thống định danh từ chối đăng nhập ({reason}). Hãy thử lại hoặc liên hệ quản trị của đơn vị."
    return Problem(403, "sign-in-refused", "Không đăng nhập được", detail)


def bad_token() -> Problem:
    """What the provider sent does not hold."""
    detail = f"Xác nhận từ hệ thống định danh không hợp lệ nên không được chấp nhận. Hãy đăng nhập lại. {WAY_OUT}"
    return Problem(403, "bad-provider-token", "Không đăng nhập được", detail)


def unusable(claim: str, reason: str) -> Problem:
    """The provider's data about the person do not make an account."""
    detail = f"Thông tin “{claim}” do hệ thống định danh cung cấp {reason}. {WAY_OUT}"
    errors: list[FieldError] = [{"field": claim, "rule": "usable", "message": reason}]
    return Problem(403, "claims-unusable", "Không đăng nhập được", detail, errors)


def unknown_account(username: str) -> Problem:
    """Known there, not here."""
    detail = f"Tài khoản “{username}” chưa được cấp quyền trong ChiThi. {WAY_OUT}"
    return Problem(403, "unknown-account", "Chưa có quyền sử dụng", detail)


def other_identity(username: str) -> Problem:
    """The name was used by somebody else before."""
    detail = f"Tài khoản “{username}” đang gắn với một định danh khác. Quản trị cần gỡ liên kết cũ trước. {WAY_OUT}"
    return Problem(403, "other-identity", "Không đăng nhập được", detail)
