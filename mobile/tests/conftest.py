"""A small real HTTP server that stands in for the remote ChiThi server, and phones that talk to it.

It is a stand-in of a remote machine, not of a port of our own: requests cross a real socket, and it can be told to
misbehave as networks do.
"""

import asyncio
import base64
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from chithi_mobile.core.api import new_client
from chithi_mobile.core.phone import Phone

from .content import GROUPS, TITLES, USER, WORK, form, task

TASKS_TESTS = Path(__file__).parents[2] / "services" / "tasks" / "tests"
CALENDAR = TASKS_TESTS / "calendar.json"
"""What the real server answers in 2026; its own tests hold it to that."""


@dataclass
class Door:
    """How phones come in: one code, one key, one chain of refresh tokens as the real server keeps it."""

    code: str = "7K2QM9XD4T"
    username: str = "ca.namdinh"
    key: bytes = b"k" * 32
    attempts: list[str] = field(default_factory=list)
    fresh: set[str] = field(default_factory=set)
    parent: str = ""
    given: int = 0
    ended: str = ""
    now: datetime | None = None

    def open(self) -> str:
        self.ended = self.parent = ""
        self.fresh.clear()
        return self.successor()

    def successor(self) -> str:
        self.given += 1
        self.fresh.add(f"refresh-{self.given}")
        return f"refresh-{self.given}"

    def refusal(self, refresh: str, proof: dict[str, Any] | None) -> str:
        """Why a renewal is refused; empty when it goes on."""
        if self.given and (proof is None or proof["signature"] != self.signature(refresh, proof["at"])):
            return "device-proof"
        if self.now and proof and abs(self.now.timestamp() - proof["at"]) > 300:
            return "device-clock"
        if not self.ended and refresh not in {*self.fresh, self.parent}:
            self.ended = "session-ended"
        return self.ended

    def signature(self, refresh: str, at: int) -> str:
        digest = hmac.digest(self.key, f"{at}.{refresh}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def rotated(self, refresh: str) -> str:
        if refresh in self.fresh:
            self.parent, self.fresh = refresh, set()
        return self.successor()


@dataclass
class Server:
    """What the stand-in holds, and how it misbehaves: `faults` are used up one a request, `portal` holds for all."""

    url: str = ""
    reports: dict[str, dict[str, Any]] = field(default_factory=dict)
    puts: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    cursors: list[str | None] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    issued: int = 0
    password: str = "mat-khau-thu"
    portal: str = ""
    faults: list[Response] = field(default_factory=list)
    whole_text: str = "Công an các phường, xã rà soát; báo cáo trước ngày 15 hằng tháng."
    gate: threading.Event | None = None
    gone: list[str] = field(default_factory=list)
    door: Door = field(default_factory=Door)
    asked: list[str] = field(default_factory=list)
    calendar: Response | None = None

    def reset(self) -> None:
        clean = Server(url=self.url, changes=[task(n, *row) for n, row in enumerate(TITLES, 1)])
        self.__dict__.update(clean.__dict__)

    def new_token(self) -> str:
        self.issued += 1
        token = f"token-{self.issued}"
        self.tokens.add(token)
        return token


DOORS = ("/tokens", "/tokens/refresh", "/enrolments/redeem")
ENDED = {
    "device-revoked": "Điện thoại này đã bị thu hồi quyền truy cập. Lý do: Mất máy.",
    "session-ended": "Phiên làm việc đã kết thúc.",
    "device-proof": "Yêu cầu không đến từ chính điện thoại đã kích hoạt.",
    "device-clock": "Đồng hồ của điện thoại lệch quá 5 phút so với hệ thống.",
}


def problem(status: int, code: str, title: str, **more: Any) -> JSONResponse:
    body = {"type": f"https://chithi.vn/problems/{code}", "title": title, "status": status, **more}
    return JSONResponse(body, status, media_type="application/problem+json")


def application(server: Server) -> FastAPI:  # noqa: C901  # one place shows the whole stand-in
    app = FastAPI()

    @app.middleware("http")
    async def weather(request: Request, call_next: Callable[[Request], Any]) -> Response:
        server.traces.append(request.headers.get("traceparent", ""))
        server.asked.append(f"{request.method} {request.url.path}")
        if server.portal == "html":
            return HTMLResponse("<title>Wi-Fi quán cà phê</title>")
        if server.portal == "redirect":
            return RedirectResponse(f"{server.url}/portal", 302)
        if server.faults and request.method == "PUT":
            return server.faults.pop(0)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not request.url.path.endswith(DOORS) and token not in server.tokens:
            return problem(401, "not-signed-in", "Phiên đăng nhập đã hết hạn")
        return await call_next(request)

    @app.get("/portal")
    async def portal() -> JSONResponse:
        return JSONResponse({"id": "any", "receipt": "BC-0000-00000", "items": []})

    @app.post("/api/tasks/v1/tokens")
    async def tokens(request: Request) -> Response:
        given = await request.json()
        if given["password"] != server.password:
            return problem(401, "wrong-credentials", "Sai tên đăng nhập hoặc mật khẩu")
        user = {**USER, "username": given["username"]}
        return JSONResponse(
            {"access_token": server.new_token(), "token_type": "bearer", "expires_in": 900, "user": user}
        )

    def pair(username: str, refresh: str, **more: Any) -> JSONResponse:
        tokens = {"access_token": server.new_token(), "refresh_token": refresh, "user": {**USER, "username": username}}
        return JSONResponse({**tokens, "token_type": "bearer", "expires_in": 900, "refresh_expires_in": 999, **more})

    @app.post("/api/tasks/v1/tokens/refresh")
    async def renew(request: Request) -> Response:
        given, door = await request.json(), server.door
        if code := door.refusal(given["refresh_token"], given.get("proof")):
            answer = problem(401, code, "Cần đăng nhập", detail=ENDED[code])
            answer.headers["date"] = format_datetime(door.now or datetime.now(UTC), usegmt=True)
            return answer
        return pair(door.username, door.rotated(given["refresh_token"]))

    @app.post("/api/tasks/v1/enrolments/redeem")
    async def redeem(request: Request) -> Response:
        given, door = await request.json(), server.door
        if given["code"] != door.code or (door.attempts and given["attempt"] not in door.attempts):
            return problem(404, "unknown-code", "Mã kích hoạt không dùng được", detail="Mã sai hoặc đã dùng.")
        door.attempts.append(given["attempt"])
        key = base64.b64encode(door.key).decode()
        return pair(door.username, door.open(), device_id="dev-1", device_key=key)

    @app.get("/api/tasks/v1/assignments")
    async def assignments(cursor: str | None = None) -> Response:
        server.cursors.append(cursor)
        if server.gate:
            await asyncio.to_thread(server.gate.wait, 30)
        if cursor is not None and not cursor.isdecimal():
            return problem(400, "bad-cursor", "Con trỏ không đúng")
        start = int(cursor or 0)
        items = server.changes[start : start + 3]
        end = start + len(items)
        more = {"gone": server.gone, "next_cursor": str(end), "has_more": end < len(server.changes)}
        return JSONResponse({"items": items, **more})

    @app.get("/api/tasks/v1/assignments/{assignment_id}")
    async def assignment(assignment_id: str) -> Response:
        found = next(one for one in reversed(server.changes) if one["id"] == assignment_id)
        whole = {"text": server.whole_text, "text_cut": False, "remark": None, "suspended_reason": None}
        return JSONResponse({**whole, **{k: v for k, v in found.items() if k not in ("text", "text_cut")}})

    @app.post("/api/tasks/v1/assignments/{assignment_id}/accept")
    async def accept(assignment_id: str) -> Response:
        found = next(one for one in server.changes if one["id"] == assignment_id)
        return JSONResponse({**found, "state": "received", "version": found["version"] + 1})

    @app.post("/api/tasks/v1/assignments/{assignment_id}/start")
    async def start(assignment_id: str, request: Request) -> Response:
        found = next(one for one in reversed(server.changes) if one["id"] == assignment_id)
        if request.headers.get("if-match") != f'"{found["version"]}"':
            return problem(412, "stale", "Nhiệm vụ vừa thay đổi")
        return JSONResponse({**found, "state": "in_progress", "version": found["version"] + 1})

    @app.get("/api/tasks/v1/calendar")
    async def calendar() -> Response:
        return server.calendar or JSONResponse(json.loads(CALENDAR.read_text("utf-8")))

    @app.get("/api/reporting/v1/forms")
    async def forms() -> Response:
        month = form("antt-thang", "Báo cáo tình hình an ninh, trật tự tháng", "unit", GROUPS)
        return JSONResponse({"items": [month, form("nhiem-vu", "Kết quả thực hiện nhiệm vụ", "assignment", WORK)]})

    @app.put("/api/reporting/v1/reports/{report_id}")
    async def put(report_id: str, request: Request) -> Response:
        body = await request.json()
        server.puts.append(report_id)
        known = server.reports.get(report_id)
        if known and known["body"] != body:
            return problem(409, "report-differs", "Báo cáo này đã được nhận với nội dung khác")
        bad = [code for code, value in body["values"].items() if value < 0]
        if bad:
            errors = [{"field": f"values.{bad[0]}", "rule": "min", "message": "Số vụ phải từ 0 trở lên"}]
            return problem(422, "invalid", "Báo cáo chưa hợp lệ", errors=errors)
        number = known["number"] if known else f"BC-2611-{len(server.reports) + 1:05d}"
        server.reports[report_id] = {"body": body, "number": number}
        answer = {"id": report_id, "receipt": number, "revision": 1, "status": "submitted"}
        return JSONResponse({**answer, "received_at": "2026-11-16T02:00:00Z"}, 200 if known else 201)

    return app


@pytest.fixture(scope="session")
def running_server() -> Iterator[Server]:
    server = Server()
    config = uvicorn.Config(
        application(server),
        "127.0.0.1",
        0,
        log_config=None,
        lifespan="off",
        ws="none",
        loop="asyncio",
        date_header=False,
    )
    web = uvicorn.Server(config)
    thread = threading.Thread(target=web.run)
    thread.start()
    deadline = time.monotonic() + 60
    while not web.started:
        assert thread.is_alive(), "the stand-in server did not start"
        assert time.monotonic() < deadline, "the stand-in server did not start in time"
        thread.join(0.01)
    server.url = f"http://127.0.0.1:{web.servers[0].sockets[0].getsockname()[1]}"
    yield server
    web.should_exit = True
    thread.join(60)
    assert not thread.is_alive()


@pytest.fixture
def server(running_server: Server) -> Server:
    running_server.reset()
    return running_server


class Clock:
    """Time that moves only when told: 16 November 2026, 21:04 in Vietnam."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 16, 14, 4, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Killed(BaseException):
    """The process dies here: nothing may catch it."""


class Air(httpx.AsyncBaseTransport):
    """The way to the server, over a real socket: it may lose the answer, or the phone dies while it is on its way."""

    killed = Killed

    def __init__(self) -> None:
        self._wire = httpx.AsyncHTTPTransport()
        self.lose_answers = 0
        self.kill_before_answer = False
        self.down = False
        self.tried = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.tried += 1
        if self.down:
            raise httpx.ConnectError("no network", request=request)
        response = await self._wire.handle_async_request(request)
        if self.kill_before_answer or self.lose_answers:
            await response.aread()
            await response.aclose()
        if self.kill_before_answer:
            raise self.killed
        if self.lose_answers:
            self.lose_answers -= 1
            raise httpx.ReadError("answer lost", request=request)
        return response

    async def aclose(self) -> None:
        await self._wire.aclose()


@pytest.fixture
async def air() -> Any:
    way = Air()
    yield way
    await way.aclose()


@pytest.fixture
async def new_phone(server: Server, clock: Clock, air: Air, tmp_path: Path) -> Any:
    """Makes phones; the same name opens the same store again, as a restarted app does."""
    phones: list[Phone] = []
    client = new_client(air)

    def make(name: str = "phone", url: str = "") -> Phone:
        phones.append(Phone(tmp_path / f"{name}.db", url or server.url, clock, client=client))
        return phones[-1]

    yield make
    for phone in phones:
        await phone.close()
    await client.aclose()


@pytest.fixture
async def phone(new_phone: Callable[..., Phone]) -> Phone:
    """A phone that is signed in and has its tasks."""
    made = new_phone()
    await made.sign_in("ca.namdinh", "mat-khau-thu")
    await made.sync()
    return made
