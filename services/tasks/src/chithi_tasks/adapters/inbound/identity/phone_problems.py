"""Why something about a phone is refused, and what to do then."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from chithi_platform.problems import Problem
from chithi_platform.security import not_signed_in
from chithi_tasks.core.identity.device import MOST_DEVICES, Device


def no_account() -> Problem:
    """Not there, or not the caller's to manage: the answer is the same."""
    message = "Không có tài khoản này trong phạm vi được giao."
    errors = [{"field": "username", "rule": "own-subtree", "message": message}]
    return Problem(404, "unknown-account", "Không tìm thấy tài khoản", message, errors)  # type: ignore[arg-type]


def no_phone_for(role: str) -> Problem:
    """Only those who carry tasks out have phones."""
    message = "Điện thoại chỉ dành cho cán bộ cơ quan và công an xã, phường; vai trò khác dùng trình duyệt."
    return Problem(
        422,
        "role-without-phone",
        "Vai trò này không dùng điện thoại",
        message,
        [{"field": "username", "rule": f"role-{role}", "message": message}],
    )


def not_active(username: str) -> Problem:
    """The account is closed, or nobody's appointment is in force."""
    detail = f"Tài khoản {username} đã đóng hoặc không còn thời hạn bổ nhiệm. Hãy mở lại hoặc bổ nhiệm trước."
    return Problem(409, "account-not-active", "Tài khoản không còn hiệu lực", detail)


def too_many(devices: Sequence[Device]) -> Problem:
    """The account has as many phones as it may have."""
    names = ", ".join(device.name for device in devices)
    detail = f"Mỗi tài khoản có tối đa {MOST_DEVICES} điện thoại ({names}). Hãy thu hồi một máy rồi kích hoạt lại."
    return Problem(409, "too-many-devices", "Đã đủ số điện thoại", detail)


def no_enrolment() -> Problem:
    """No code of that id in the caller's subtree."""
    return Problem(404, "unknown-enrolment", "Không tìm thấy mã kích hoạt", "Hãy tạo mã mới.")


def no_device() -> Problem:
    """No phone of that id in the caller's subtree."""
    return Problem(404, "unknown-device", "Không tìm thấy điện thoại", "Hãy tải lại danh sách.")


def unknown_code() -> Problem:
    """Wrong, used, expired or cancelled: whoever guesses learns nothing."""
    detail = "Mã sai, đã dùng hoặc đã hết hạn. Kiểm tra lại từng chữ, hoặc xin điều phối viên mã mới."
    return Problem(404, "unknown-code", "Mã kích hoạt không dùng được", detail)


def too_many_codes(pause: timedelta) -> Problem:
    """Too many wrong codes; the one that came was not even looked at."""
    seconds = math.ceil(pause.total_seconds())
    detail = f"Đã nhập sai mã quá nhiều lần. Hãy thử lại sau {math.ceil(seconds / 60)} phút."
    return Problem(429, "too-many-tries", "Tạm dừng nhận mã", detail, headers={"Retry-After": str(seconds)})


def no_proof() -> Problem:
    """A renewal without the phone's own signature."""
    return not_signed_in("device-proof", "Yêu cầu không đến từ chính điện thoại đã kích hoạt. Hãy kích hoạt lại máy.")


def wrong_clock(now: datetime) -> Problem:
    """The phone's clock is off; the header `Date` of every answer says what time it is."""
    detail = f"Đồng hồ của điện thoại lệch quá 5 phút so với hệ thống ({now:%H:%M:%S} UTC). Hãy chỉnh lại giờ."
    return not_signed_in("device-clock", detail)


def revoked(device: Device) -> Problem:
    """The phone was revoked; what it has not sent yet is still on it."""
    why = f" Lý do: {device.reason}." if device.reason else ""
    detail = f"Điện thoại này đã bị thu hồi quyền truy cập.{why} Hãy liên hệ điều phối viên để kích hoạt lại."
    return not_signed_in("device-revoked", detail)
