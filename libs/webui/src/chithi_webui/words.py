"""The words of the frame around every page, in Vietnamese and English."""

import json
from collections.abc import Callable, Iterable, Mapping

from starlette.requests import Request

LANGUAGES = ("vi", "en")
COOKIE = "chithi_lang"
Words = Mapping[str, tuple[str, str]]

WORDS: dict[str, tuple[str, str]] = {
    "app": ("ChiThi", "ChiThi"),
    "tagline": ("Theo dõi chỉ thị", "Directive register"),
    "skip": ("Đến nội dung chính", "Skip to content"),
    "menu": ("Trang", "Pages"),
    "today": ("Hôm nay", "Today"),
    "directives": ("Chỉ thị", "Directives"),
    "tasks": ("Nhiệm vụ", "Tasks"),
    "figures": ("Số liệu", "Figures"),
    "people": ("Cán bộ", "People"),
    "own_account": ("Tài khoản của tôi", "My account"),
    "login": ("Đăng nhập", "Sign in"),
    "logout": ("Đăng xuất", "Sign out"),
    "clerk": ("Văn thư", "Clerk"),
    "coordinator": ("Điều phối viên", "Coordinator"),
    "agency_officer": ("Cán bộ cơ quan", "Agency officer"),
    "commune_officer": ("Công an xã, phường", "Commune officer"),
    "ops": ("Vận hành", "Operations"),
    "admin": ("Quản trị", "Administrator"),
    "switch": ("English", "Tiếng Việt"),
    "back_to_today": ("Về trang Hôm nay", "Back to Today"),
    "offline": (
        "Mất kết nối. Số liệu đang xem là của lần cập nhật cuối; trang tự cập nhật khi có mạng.",
        "Offline. You see the figures of the last update; the page refreshes itself when the network is back.",
    ),
}

SCRIPTS: dict[str, tuple[str, str]] = {
    "js_signed_out": (
        "Phiên đăng nhập đã hết. Hãy đăng nhập lại ở một thẻ khác rồi bấm lại; những gì đã nhập vẫn còn ở đây.",
        "The session has ended. Sign in again in another tab, then press again; what you typed is still here.",
    ),
    "js_offline": (
        "Chưa kết nối được. Chưa có gì được gửi; những gì đã nhập vẫn còn ở đây.",
        "No connection. Nothing was sent; what you typed is still here.",
    ),
    "js_suggestions": ("Gợi ý", "Suggestions"),
    "js_n_matches": ("{n} gợi ý, chọn bằng mũi tên", "{n} suggestions, choose with the arrows"),
    "js_no_match": ("Không tìm thấy. Thử tên khác hoặc tên viết tắt.", "Nothing found. Try another name."),
    "js_no_suggestions": (
        "Chưa tìm được gợi ý; hãy thử lại sau giây lát.",
        "No suggestions yet; try again in a moment.",
    ),
    "js_n_assignees": ("{n} đơn vị", "{n} assignees"),
}


def language(request: Request | None) -> str:
    """The reader's choice, kept in a cookie; Vietnamese unless they chose."""
    chosen = request.cookies.get(COOKIE, "") if request else ""
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def speaker(chosen: str, more: Words | None = None) -> Callable[..., str]:
    """A function that says a word of the frame, or of the service's own `more`, in the chosen language.

    `word("n_sections", n=16)` fills in what stands in braces.
    """
    index = LANGUAGES.index(chosen)
    known = {**WORDS, **SCRIPTS, **(more or {})}

    def word(key: str, **values: object) -> str:
        said = known[key][index]
        return said.format(**values) if values else said

    return word


def spoken(word: Callable[..., str], keys: Iterable[str]) -> str:
    """What scripts say, as JSON: the words of the shared modules and those of a page's own."""
    return json.dumps({key: word(key) for key in (*SCRIPTS, *keys)}, ensure_ascii=False)
