"""What an HTTP answer means: JSON of the right shape, or a named trouble in words fit for the screen."""

from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx

from chithi_mobile.core.models import Json, nfc

T = TypeVar("T")

RETRY = frozenset({408, 425, 429})

NO_NETWORK = "Chưa kết nối được máy chủ"
PORTAL = "Mạng này đang đòi đăng nhập hoặc chặn kết nối"
BUSY = "Máy chủ đang bận"
STRANGE = "Máy chủ trả lời không đúng mẫu"


class ApiError(Exception):
    """Any call may end so; `reason` is Vietnamese and fit for the screen."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unreachable(ApiError):
    """No proven answer: try again later. `fault` says that the server itself failed, not the way to it."""

    def __init__(self, reason: str, *, retry_after: float = 0.0, fault: bool = False) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.fault = fault


class SignInNeeded(ApiError):
    """The token or the password was not accepted; `server_time` is what the server's clock says."""

    def __init__(self, reason: str, *, code: str = "", server_time: datetime | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.server_time = server_time


class Refused(ApiError):
    """The server decided against the request (a problem document, RFC 9457): trying again cannot help."""

    def __init__(self, reason: str, *, status: int, code: str) -> None:
        super().__init__(reason)
        self.status = status
        self.code = code


def answer_of(response: httpx.Response) -> Any:
    """The JSON of a success; everything else raises `ApiError`."""
    status, data = response.status_code, _json(response)
    if status in (200, 201) and isinstance(data, dict):
        return data
    if status in RETRY or (status >= 500 and status != 511):
        raise Unreachable(BUSY, retry_after=_retry_after(response), fault=status in (500, 501))
    if not _is_problem(response, data):
        raise Unreachable(PORTAL)
    code = str(data.get("type", "")).rsplit("/", 1)[-1]
    if status == 401:
        raise SignInNeeded(_reason(data), code=code, server_time=_server_time(response))
    if code.startswith("http-"):
        raise Unreachable(
            STRANGE
        )  # no route there (a half-done roll-out): a word about the server, not about the report
    raise Refused(_reason(data), status=status, code=code)


def _server_time(response: httpx.Response) -> datetime | None:
    try:
        at = parsedate_to_datetime(response.headers["date"])
    except (KeyError, ValueError):
        return None
    return at if at.tzinfo else None


def _json(response: httpx.Response) -> Any:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/json", "application/problem+json"):
        return None
    try:
        return response.json()
    except ValueError:
        return None


def _is_problem(response: httpx.Response, data: Any) -> bool:
    kind = response.headers.get("content-type", "")
    return 400 <= response.status_code < 500 and kind.startswith("application/problem+json") and isinstance(data, dict)


def _reason(problem: Json) -> str:
    """The title says what, the errors or the detail say where. English messages of a framework are left out."""
    title = str(problem.get("title") or "Máy chủ không nhận")
    errors = problem.get("errors")
    messages = [str(one.get("message")) for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    vietnamese = "; ".join(message for message in messages if not message.isascii())
    more = vietnamese or str(problem.get("detail") or "")
    return nfc(f"{title}: {more}" if more and more != title else title)


def _retry_after(response: httpx.Response) -> float:
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdecimal() else 0.0


def shaped(read: Callable[[], T]) -> T:
    """What was read, or `Unreachable` when the answer lacks something."""
    try:
        return read()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreachable(STRANGE) from error
