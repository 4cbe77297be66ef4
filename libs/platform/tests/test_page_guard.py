"""Who may open a page, and what stands in its place for the others."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import APIRouter, Request
from pymongo.errors import AutoReconnect
from starlette.responses import PlainTextResponse, Response

from chithi_platform.http import create_app
from chithi_platform.pages import guarded
from chithi_platform.problems import MEDIA_TYPE, Problem
from chithi_platform.security import Principal, not_signed_in

PART = {"HX-Request": "true"}
RAISED = {
    "closed": Problem(403, "forbidden-role", "Không có quyền", "Dành cho quản trị.", headers={"Retry-After": "9"}),
    "away": AutoReconnect("away"),
    "bug": ZeroDivisionError("a secret inside"),
}


class Known:
    """Knows one token."""

    async def verify(self, token: str) -> Principal:
        if token != "an":
            raise not_signed_in("invalid-token", "Hãy đăng nhập lại.")
        return Principal("an", "Cán bộ An", "clerk", "37", ("VN", "37"))


def tell(_: Request, /, *, user: Principal | None, problem: Problem, reference: str) -> Response:
    name = user.name if user else "?"
    return PlainTextResponse(f"{name}: {problem.title}. {problem.detail} {reference}", problem.status)


async def show(request: Request, caller: Principal) -> Response:
    await request.form()
    if error := RAISED.get(request.url.path[1:]):
        raise error
    return PlainTextResponse(caller.name)


@pytest.fixture
async def visitor() -> AsyncIterator[httpx.AsyncClient]:
    router = APIRouter()
    for path in ("/open", *(f"/{name}" for name in RAISED)):
        router.add_api_route(path, guarded(show, tell), methods=["GET", "POST"])
    app = create_app(name="notify", verifier=Known(), routers=[router])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notify") as client:
        client.headers["Sec-Fetch-Site"] = "same-origin"
        client.cookies.set("chithi_session", "an")
        yield client


async def test_who_is_not_signed_in_is_led_there_and_back(visitor: httpx.AsyncClient) -> None:
    assert (await visitor.get("/open")).text == "Cán bộ An"
    visitor.cookies.set("chithi_session", "somebody")
    led = await visitor.get("/open?q=hai từ")
    assert (led.status_code, led.headers["location"]) == (
        303,
        "/session/renew?next=/open%3Fq%3Dhai%2520t%25E1%25BB%25AB",
    )
    assert (await visitor.get("/open", headers=PART)).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/closed", 403, "Cán bộ An: Không có quyền. Dành cho quản trị."),
        ("GET", "/away", 503, "Những gì đã gửi không mất"),
        ("POST", "/away", 503, "Dữ liệu chưa được ghi"),
        ("GET", "/bug", 500, "Cán bộ An: Lỗi hệ thống. Lỗi đã được ghi lại cùng mã tham chiếu."),
    ],
)
async def test_what_happened_is_a_page_for_people_and_a_problem_document_for_scripts(
    visitor: httpx.AsyncClient, method: str, path: str, status: int, said: str
) -> None:
    page = await visitor.request(method, path)
    assert page.status_code == status
    assert said in page.text
    assert "secret" not in page.text
    part = await visitor.request(method, path, headers=PART)
    assert (part.status_code, part.headers["content-type"]) == (status, MEDIA_TYPE)
    assert part.headers.get("retry-after") == page.headers.get("retry-after")


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("multipart/form-data", b"x", 400),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(1200)), 400),
        ("application/x-www-form-urlencoded", b"a=" + b"x" * 2_600_000, 413),
    ],
    ids=["no boundary", "fields", "bytes"],
)
async def test_a_form_that_cannot_be_read_is_not_our_fault(
    visitor: httpx.AsyncClient, kind: str, body: bytes, status: int
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(body), 65536):
            yield body[at : at + 65536]

    answer = await visitor.post("/open", content=pieces(), headers={"Content-Type": kind})
    assert answer.status_code == status, answer.text
