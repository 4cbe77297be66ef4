"""The words of signing in and of one's own account, in Vietnamese and English."""

from chithi_webui.words import Words

WORDS: Words = {
    "username": ("Tên đăng nhập", "User name"),
    "password": ("Mật khẩu", "Password"),
    "login_foot": (
        "Tài khoản do quản trị của đơn vị cấp. Quên mật khẩu: liên hệ quản trị.",
        "Accounts are made by your unit's administrator. Password lost: ask the administrator.",
    ),
    "step_code": ("Xác thực hai lớp", "Two-step verification"),
    "step_code_text": (
        "Nhập mã 6 số đang hiện trong ứng dụng xác thực trên điện thoại, hoặc một mã dự phòng.",
        "Enter the 6-digit code that your authenticator app shows, or a recovery code.",
    ),
    "code": ("Mã xác thực", "Code"),
    "code_hint": ("6 chữ số, đổi sau mỗi 30 giây", "6 digits, new every 30 seconds"),
    "step_password": ("Đặt mật khẩu của bạn", "Choose your password"),
    "step_password_text": (
        "Mật khẩu vừa dùng do người khác cấp và chỉ dùng một lần. Hãy đặt mật khẩu mà chỉ bạn biết.",
        "The password you used was given by somebody else and works once. Choose one that only you know.",
    ),
    "step_set_up": ("Thiết lập xác thực hai lớp", "Set up two-step verification"),
    "step_set_up_text": (
        "Vai trò của bạn cần thêm mã xác thực khi đăng nhập. Chỉ cần thiết lập một lần.",
        "Your role needs a code besides the password. You set it up once.",
    ),
    "set_up_app": (
        "Mở ứng dụng xác thực trên điện thoại (Google Authenticator, Microsoft Authenticator, Aegis…).",
        "Open an authenticator app on your phone (Google Authenticator, Microsoft Authenticator, Aegis…).",
    ),
    "set_up_scan": ("Quét mã QR này, hoặc nhập khóa bên dưới.", "Scan this QR code, or type the key below."),
    "set_up_type": ("Nhập mã 6 số mà ứng dụng hiện ra.", "Enter the 6-digit code that the app shows."),
    "qr_name": ("Mã QR của ứng dụng xác thực", "QR code for the authenticator app"),
    "secret": ("Khóa để nhập tay", "Key to type in"),
    "new_password": ("Mật khẩu mới", "New password"),
    "again": ("Nhập lại mật khẩu mới", "New password again"),
    "old_password": ("Mật khẩu hiện tại", "Present password"),
    "password_hint": (
        "Ít nhất 12 ký tự. Một câu ngắn dễ nhớ, có dấu cách, là tốt nhất.",
        "At least 12 characters. A short sentence that you remember is best.",
    ),
    "go_on": ("Tiếp tục", "Continue"),
    "another": ("Đăng nhập tài khoản khác", "Sign in as somebody else"),
    "recovery": ("Mã dự phòng", "Recovery codes"),
    "recovery_text": (
        "Khi mất điện thoại, mỗi mã dưới đây thay được mã xác thực một lần. Hãy in ra hoặc chép lại và cất nơi "
        "an toàn: các mã này không hiện lại lần nữa.",
        "If you lose your phone, each code below works once in place of a code. Print or copy them and keep them safe: "
        "they are not shown again.",
    ),
    "recovery_kept": ("Tôi đã cất các mã này", "I have kept these codes"),
    "renewing": ("Đang mở lại phiên làm việc…", "Opening your session again…"),
    "renew_failed": (
        "Chưa kết nối được với hệ thống. Kiểm tra mạng rồi bấm Tiếp tục.",
        "The system does not answer. Check the network, then press Continue.",
    ),
    "account": ("Tài khoản của tôi", "My account"),
    "who_am_i": ("Thông tin", "About you"),
    "role": ("Vai trò", "Role"),
    "unit": ("Đơn vị", "Unit"),
    "agency": ("Cơ quan", "Agency"),
    "full_name": ("Họ và tên", "Name"),
    "email": ("Thư điện tử", "E-mail"),
    "since": ("Phân công", "Appointment"),
    "from_to": ("{first} – {last}", "{first} – {last}"),
    "from_on": ("từ {first}", "since {first}"),
    "until": ("đến {last}", "until {last}"),
    "open_ended": ("không thời hạn", "no end"),
    "wrong_data": (
        "Thông tin sai? Đề nghị quản trị của đơn vị sửa.",
        "Something wrong? Ask your unit's administrator.",
    ),
    "change_password": ("Đổi mật khẩu", "Change password"),
    "change_password_text": (
        "Sau khi đổi, mọi nơi khác đang đăng nhập tài khoản này sẽ phải đăng nhập lại.",
        "Afterwards every other place where you are signed in has to sign in again.",
    ),
    "password_changed": (
        "Đã đổi mật khẩu. Các phiên khác đã được đăng xuất.",
        "Password changed. Other sessions were signed out.",
    ),
    "second_factor": ("Xác thực hai lớp", "Two-step verification"),
    "second_factor_on": ("Đang bật. Còn {left} mã dự phòng.", "On. {left} recovery codes are left."),
    "second_factor_off": (
        "Chưa bật. Khi bật, đăng nhập cần thêm mã trên điện thoại, nên người biết mật khẩu vẫn không vào được.",
        "Off. When on, signing in also needs a code from your phone, so the password alone opens nothing.",
    ),
    "second_factor_begin": ("Thiết lập", "Set up"),
    "second_factor_again": ("Đổi điện thoại hoặc lấy mã dự phòng mới", "Change phone or get new recovery codes"),
    "confirm_password": ("Nhập mật khẩu để tiếp tục", "Enter your password to continue"),
    "confirm": ("Xác nhận", "Confirm"),
    "sessions": ("Nơi đang đăng nhập", "Where you are signed in"),
    "sessions_text": (
        "Thấy nơi lạ? Hãy đăng xuất nơi đó rồi đổi mật khẩu.",
        "Something unknown? Sign it out, then change your password.",
    ),
    "this_one": ("Trình duyệt này", "This browser"),
    "kind_browser": ("Trình duyệt", "Browser"),
    "kind_phone": ("Điện thoại", "Phone"),
    "kind_api": ("Ứng dụng", "Program"),
    "signed_in_at": ("Đăng nhập {at}", "Signed in {at}"),
    "seen_at": ("dùng lần cuối {at}", "last used {at}"),
    "end_session": ("Đăng xuất", "Sign out"),
    "end_session_of": ("Đăng xuất {label}", "Sign out {label}"),
    "session_ended": ("Đã đăng xuất nơi đó.", "Signed out there."),
    "end_all": ("Đăng xuất ở mọi nơi", "Sign out everywhere"),
    "end_all_text": (
        "Kể cả trình duyệt này và các điện thoại đã kích hoạt. Có hiệu lực trong vòng 15 phút.",
        "This browser and enrolled phones too. It takes effect within 15 minutes.",
    ),
}
