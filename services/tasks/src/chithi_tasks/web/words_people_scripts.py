"""What the scripts of the pages of people say, in Vietnamese and English."""

SCRIPTS: dict[str, tuple[str, str]] = {
    "js_done": ("Đã ghi nhận: {what}", "Done: {what}"),
    "js_changed": (
        "Người khác vừa sửa tài khoản này. Trang đã cập nhật; những gì bạn nhập vẫn còn, hãy xem lại rồi lưu lại.",
        "Somebody else has just changed this account. What you typed is still here; check and save again.",
    ),
    "js_password_for": ("Mật khẩu dùng một lần của {name}", "One-time password of {name}"),
    "js_secret_for": ("Khóa bí mật của {name}", "Secret of {name}"),
    "js_copied": ("Đã sao chép", "Copied"),
    "js_not_copied": (
        "Không sao chép được; hãy chọn rồi sao chép bằng tay.",
        "Could not copy; select it and copy by hand.",
    ),
    "js_making_code": ("Đang tạo mã…", "Making a code…"),
    "js_code_ready": ("Đã tạo mã kích hoạt, còn hiệu lực {n} phút.", "The code is ready, valid for {n} minutes."),
    "js_code_minutes": ("Mã còn hiệu lực {n} phút.", "The code is valid for {n} more minutes."),
    "js_code_expired": (
        "Mã đã hết hạn, không máy nào dùng được nữa.",
        "The code has expired; no phone can use it any more.",
    ),
    "js_code_cancelled": (
        "Mã này không còn dùng được: đã có mã khác được tạo.",
        "This code is no longer valid: another one was made.",
    ),
    "js_phone_in": ("Đã kích hoạt “{name}”. Máy đã vào được hệ thống.", "“{name}” is enrolled and has come in."),
    "js_waiting": ("Đang chờ điện thoại…", "Waiting for the phone…"),
    "js_poll_lost": (
        "Mất kết nối; mã vẫn còn hiệu lực, trang đang thử lại.",
        "Offline; the code still works.",
    ),
    "js_suggestions": ("Gợi ý nơi làm việc", "Suggested workplaces"),
    "js_need_place": ("Hãy chọn nơi làm việc trong danh sách gợi ý.", "Choose the workplace from the suggestions."),
    "js_need_commune": ("Công an xã, phường phải thuộc một xã, phường.", "A commune officer belongs to a commune."),
    "js_chosen": ("Đã chọn: {what}", "Chosen: {what}"),
    "js_need_scope": ("Hãy chọn ít nhất một quyền.", "Choose at least one right."),
}
