"""Why a sign-in is refused, and what to do then."""

import math
from datetime import timedelta

from chithi_platform.problems import Problem
from chithi_platform.security import not_signed_in
from chithi_tasks.core.identity.sessions import ENDED_THERE

ENDED_BY_PROVIDER = "ended-by-provider"


def wrong_credentials() -> Problem:
    """The same answer for an unknown name and a wrong password."""
    return Problem(401, "wrong-credentials", "Sai tên đăng nhập hoặc mật khẩu", "Kiểm tra lại rồi đăng nhập lần nữa.")


def too_many_tries(pause: timedelta) -> Problem:
    """The name is closed for a while; the password was not even looked at."""
    seconds = math.ceil(pause.total_seconds())
    wait = f"{seconds} giây" if seconds < 90 else f"{math.ceil(seconds / 60)} phút"
    return Problem(
        429,
        "too-many-tries",
        "Đăng nhập sai quá nhiều lần",
        f"Hãy thử lại sau {wait}.",
        headers={"Retry-After": str(seconds)},
    )


def second_factor_needed() -> Problem:
    """The password is right, a code has to come with it."""
    detail = "Gửi kèm trường otp: mã 6 số trong ứng dụng xác thực, hoặc một mã dự phòng."
    return Problem(401, "second-factor-needed", "Cần mã xác thực", detail)


def wrong_code() -> Problem:
    """A wrong code, one of another moment, or one that was used already."""
    detail = "Mã không đúng hoặc đã dùng. Hãy đợi mã mới trong ứng dụng (30 giây) rồi nhập lại, hoặc dùng mã dự phòng."
    return Problem(401, "wrong-code", "Mã xác thực chưa đúng", detail)


def second_factor_not_set() -> Problem:
    """The role needs a second factor and the account has none yet."""
    detail = "Vai trò này cần mã xác thực hai lớp. Hãy đăng nhập trên trình duyệt một lần để thiết lập."
    return Problem(403, "second-factor-not-set", "Chưa thiết lập xác thực hai lớp", detail)


def password_must_change() -> Problem:
    """The password was given by somebody else."""
    detail = "Đây là mật khẩu dùng một lần. Hãy đăng nhập trên trình duyệt để đặt mật khẩu của riêng bạn."
    return Problem(403, "password-must-change", "Cần đổi mật khẩu", detail)


def password_expired() -> Problem:
    """A one-time password that was not used in time."""
    detail = "Mật khẩu dùng một lần đã hết hạn. Hãy đề nghị quản trị của đơn vị cấp lại."
    return Problem(403, "password-expired", "Mật khẩu đã hết hạn", detail)


def session_ended(reason: str) -> Problem:
    """The refresh token buys nothing any more."""
    if reason in ENDED_THERE:
        return ended_by_provider()
    why = "Phiên đăng nhập đã bị đóng vì có dấu hiệu bị sao chép." if reason == "reused" else "Phiên đăng nhập đã hết."
    return not_signed_in("session-ended", f"{why} Hãy đăng nhập lại.")


def ended_by_provider() -> Problem:
    """The provider at which the session began does not let it go on."""
    detail = "Hệ thống định danh của đơn vị không còn xác nhận phiên đăng nhập này. Hãy đăng nhập lại."
    return not_signed_in(ENDED_BY_PROVIDER, detail)


def overtaken() -> Problem:
    """Another request renewed the session a moment ago."""
    detail = "Phiên vừa được gia hạn bởi một yêu cầu khác; hãy dùng thẻ mới nhất."
    return Problem(409, "just-renewed", "Phiên vừa được gia hạn", detail)
