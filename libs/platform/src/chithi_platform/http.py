"""The HTTP face of a service: one FastAPI app with tracing, compression, problem documents and health pages."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib.metadata import version

from brotli_asgi import BrotliMiddleware
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from chithi_platform import problems
from chithi_platform.audit.refusals import AskingMiddleware, Refusals
from chithi_platform.openapi import complete
from chithi_platform.security import Verifier
from chithi_platform.telemetry import TraceMiddleware
from chithi_platform.unread import reading_on

MAX_BODY = 1024 * 1024  # bytes; routers that take files allow more
Check = Callable[[], Awaitable[str | None]]


class App(FastAPI):
    """FastAPI whose refusals arrive whole, of too large a body as a problem document too, not as plain text."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        receive, send = reading_on(scope, receive, send)
        refusing = False

        async def told(message: Message) -> None:
            nonlocal refusing
            if message["type"] == "http.response.start":
                refusing = message["status"] == 413 and (b"content-type", b"application/problem+json") not in [
                    (name.lower(), value) for name, value in message["headers"]
                ]
                if refusing:
                    await problems.respond(problems.too_large())(scope, receive, send)
            if not refusing:
                await send(message)

        await super().__call__(scope, receive, told)


def create_app(
    *,
    name: str,
    verifier: Verifier | None,
    routers: Sequence[APIRouter] = (),
    static: Mapping[str, StaticFiles] | None = None,
    live: Mapping[str, Check] | None = None,
    ready: Mapping[str, Check] | None = None,
    notes: Mapping[str, Check] | None = None,
    trusted_proxies: str = "127.0.0.1",
    refusals: Refusals | None = None,
) -> FastAPI:
    """The app of the service `name`. Checks answer None when all is well, else a reason.

    `notes` stand on the readiness page and do not take the service out of the balancer.
    `trusted_proxies`: addresses and networks, comma separated, whose `X-Forwarded-For` is believed.
    """
    app = App(
        title=f"ChiThi {name}",
        version=version(f"chithi-{name}"),
        openapi_url=f"/api/{name}/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False},
        max_body_size=MAX_BODY,
    )
    app.state.verifier = verifier
    problems.install(app)
    app.include_router(_health(live or {}, ready or {}, notes or {}))
    for router in routers:
        app.include_router(router)
    complete(app)
    for prefix, files in (static or {}).items():
        app.mount(prefix, files, name=prefix.strip("/") or "static")
    app.middleware("http")(problems.guard)
    app.add_middleware(BrotliMiddleware, minimum_size=500, gzip_fallback=True)
    app.add_middleware(AskingMiddleware, refusals=refusals)
    app.add_middleware(TraceMiddleware)
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=trusted_proxies)
    return app


def client_address(request: Request) -> str:
    """Where the request came from: the caller behind trusted proxies, else whoever is connected to us."""
    return request.client.host if request.client else "unknown"


def _health(live: Mapping[str, Check], ready: Mapping[str, Check], notes: Mapping[str, Check]) -> APIRouter:
    router = APIRouter(prefix="/health", include_in_schema=False)

    async def answer(checks: Mapping[str, Check], notes: Mapping[str, Check]) -> JSONResponse:
        reasons = {name: reason for name, check in checks.items() if (reason := await check())}
        told = {name: note for name, check in notes.items() if (note := await check())} if not reasons else {}
        body = {"ok": not reasons, "reasons": reasons} | ({"notes": told} if told else {})
        return JSONResponse(body, 503 if reasons else 200)

    @router.get("/live")
    async def liveness() -> JSONResponse:
        return await answer(live, {})

    @router.get("/ready")
    async def readiness() -> JSONResponse:
        return await answer(ready, notes)

    return router
