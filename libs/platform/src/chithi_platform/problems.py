"""Errors as problem documents (RFC 9457): every refusal names the field, the rule and the way out."""

from collections.abc import Mapping
from typing import Any, TypedDict

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from chithi_platform.audit import refused_with
from chithi_platform.mongo import is_infrastructure_error
from chithi_platform.telemetry import trace_id

log = structlog.get_logger(__name__)

TYPE_BASE = "https://chithi.vn/problems/"
MEDIA_TYPE = "application/problem+json"
_KEPT = "Những gì đã gửi không mất; hãy tải lại sau giây lát."
_TITLES = {
    400: "Yêu cầu không hợp lệ",
    401: "Cần đăng nhập",
    403: "Không có quyền",
    404: "Không tìm thấy",
    405: "Thao tác không được hỗ trợ",
    409: "Xung đột dữ liệu",
    413: "Dữ liệu quá lớn",
    415: "Kiểu dữ liệu không được hỗ trợ",
    422: "Dữ liệu chưa đúng",
    429: "Quá nhiều yêu cầu",
}


class FieldError(TypedDict):
    """One field, the rule that it breaks (a stable code) and a sentence for people."""

    field: str
    rule: str
    message: str


class Problem(Exception):
    """A refusal with its HTTP status. `code` is stable for programs, `title` and `detail` are for people."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str = "",
        errors: list[FieldError] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {title} {detail}".strip())
        self.status, self.code, self.title, self.detail = status, code, title, detail
        self.errors = errors or []
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        """The problem document, without its instance."""
        body: dict[str, Any] = {"type": TYPE_BASE + self.code, "title": self.title, "status": self.status}
        if self.detail:
            body["detail"] = self.detail
        if self.errors:
            body["errors"] = self.errors
        return body


def respond(problem: Problem) -> JSONResponse:
    """The problem as a response; `instance` is the trace id that finds the request in the logs."""
    refused_with(problem.code)
    body = problem.body() | {"instance": f"urn:trace:{trace_id()}"}
    return JSONResponse(body, problem.status, problem.headers, MEDIA_TYPE)


def from_validation(error: RequestValidationError) -> Problem:
    """A request that does not fit its model, field by field, without echoing what was sent."""
    errors: list[FieldError] = [
        {
            "field": ".".join(str(part) for part in e["loc"][1:]) or str(e["loc"][0]),
            "rule": e["type"],
            "message": e["msg"],
        }
        for e in error.errors()
    ]
    return Problem(422, "validation", _TITLES[422], "Sửa các trường được nêu rồi gửi lại.", errors)


def too_large() -> Problem:
    """The body is larger than what is taken in."""
    return Problem(413, "too-large", _TITLES[413], "Hãy tách nhỏ hoặc nén lại rồi gửi.")


def unavailable(what: str, then: str = "Dữ liệu chưa được ghi; hãy gửi lại sau giây lát.") -> Problem:
    """A part is away for the moment; `then` says what is with the caller's data, and what to do."""
    return Problem(503, "unavailable", "Hệ thống tạm thời bận", f"{what} {then}", headers={"Retry-After": "2"})


async def _on_problem(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)  # noqa: S101 - registered for Problem alone
    return respond(error)


async def _on_validation(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class alone
    return respond(from_validation(error))


async def _on_http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    title = _TITLES.get(error.status_code, "Yêu cầu không thực hiện được")
    return respond(Problem(error.status_code, f"http-{error.status_code}", title, headers=error.headers))


def from_any(request: Request, error: Exception) -> Problem:
    """What nobody foresaw, which is logged, or a database that is away."""
    if is_infrastructure_error(error):
        log.warning("database away", path=request.url.path, error=str(error)[:200])
        what = "Cơ sở dữ liệu chưa sẵn sàng."
        return unavailable(what, _KEPT) if request.method == "GET" else unavailable(what)
    log.error("request failed", path=request.url.path, exc_info=error)
    return Problem(500, "internal", "Lỗi hệ thống", "Lỗi đã được ghi lại cùng mã tham chiếu.")


async def _on_any(request: Request, error: Exception) -> JSONResponse:
    return respond(from_any(request, error))


def install(app: FastAPI) -> None:
    """Answer every error of the app with a problem document."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)


async def guard(request: Request, call_next: Any) -> Any:
    """Middleware: the last net, so that an unexpected error is a problem document too (and never a bare trace)."""
    try:
        return await call_next(request)
    except Exception as error:
        return await _on_any(request, error)
