"""The words of the frame around every page, in Vietnamese and English."""

from collections.abc import Callable, Mapping

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
    "offline": (
        "Mất kết nối. Số liệu đang xem là của lần cập nhật cuối; trang tự cập nhật khi có mạng.",
        "Offline. You see the figures of the last update; the page refreshes itself when the network is back.",
    ),
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
    known = {**WORDS, **(more or {})}

    def word(key: str, **values: object) -> str:
        said = known[key][index]
        return said.format(**values) if values else said

    return word
