"""Refused attempts: recorded by a middleware, added up so that a flood cannot fill the disk."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import NamedTuple

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chithi_platform.audit.actor import Actor, Asking, begin, end
from chithi_platform.audit.log import AuditLog
from chithi_platform.mongo import Mongo, Session

log = structlog.get_logger(__name__)

WINDOW_S = 60.0
KNOWN_KEYS, UNKNOWN_KEYS = 200, 60  # different refusals a minute of people who signed in, and of everybody else
_SAFE = ("GET", "HEAD", "OPTIONS")
_EVERYDAY = ("no-token", "expired-token")  # a page or a phone that asks again after it was away
_PATH_LENGTH = 200
_PATIENCE_S = 2.0


class Key(NamedTuple):
    """What is added up; refusals beyond the limit of different ones are added up without who and where.

    Whoever tries a wrong password names an account without being signed in.
    """

    signed_in: bool
    who: str | None
    address: str | None
    method: str
    route: str
    status: int
    problem: str


@dataclass
class _Tally:
    actor: Actor
    path: str
    more: int = 0


@dataclass
class _Window:
    began: float = field(default_factory=time.monotonic)
    tallies: dict[Key, _Tally] = field(default_factory=dict)


class Refusals:
    """The first of a kind is written before it is answered; what follows within the minute is one more row, a count."""

    def __init__(self, mongo: Mongo, audit: AuditLog) -> None:
        self._mongo, self._audit = mongo, audit
        self._window = _Window()

    async def note(self, key: Key, actor: Actor, path: str) -> None:
        """Record one refusal; raises nothing, since the answer matters more to who waits for it."""
        if time.monotonic() - self._window.began > WINDOW_S:
            await self.flush()
        if key not in self._window.tallies and not self._room_for(key):
            key, actor, path = key._replace(signed_in=False, who=None, address=None), Actor(), key.route
        tally = self._window.tallies.get(key)
        if tally is not None:
            tally.more += 1
            return
        self._window.tallies[key] = _Tally(actor, path)
        await self._write(key, actor, path, 1)

    async def flush(self) -> None:
        """Write the counts of the window that ends, and begin the next."""
        ended, self._window = self._window, _Window()
        for key, tally in ended.tallies.items():
            if tally.more:
                await self._write(key, tally.actor, tally.path, tally.more)

    def _room_for(self, key: Key) -> bool:
        same = sum(other.signed_in is key.signed_in for other in self._window.tallies)
        return same < (KNOWN_KEYS if key.signed_in else UNKNOWN_KEYS)

    async def _write(self, key: Key, actor: Actor, path: str, count: int) -> None:
        after = {"method": key.method, "route": key.route, "status": key.status, "problem": key.problem, "count": count}

        async def work(session: Session) -> None:
            await self._audit.record(session, "request.refused", path, after=after, outcome="refused", actor=actor)

        try:
            await asyncio.wait_for(self._mongo.transact(work), _PATIENCE_S)
        except Exception as error:
            log.warning("refusal not recorded", who=actor.who, address=actor.address, error=repr(error)[:200], **after)


class AskingMiddleware:
    """Gives each request its actor, and records it when it is refused."""

    def __init__(self, app: ASGIApp, refusals: Refusals | None = None) -> None:
        self._app, self._refusals = app, refusals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        client = scope.get("client")
        asking, token = begin(Actor(address=client[0] if client else None))

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and self._refusals:
                status = message["status"]
                if counts(scope["method"], status, asking):
                    await self._refusals.note(_key(scope, status, asking), asking.actor, scope["path"][:_PATH_LENGTH])
            await send(message)

        try:
            await self._app(scope, receive, told)
        finally:
            end(token)


def counts(method: str, status: int, asking: Asking) -> bool:
    """Whether an answer refuses an attempt: it forbids, or denies what the caller knew the name of.

    Mistakes in what was sent (400, 413, 422, 428) are none, nor is a page that is asked for while signed out.
    """
    unsafe = method not in _SAFE
    match status:
        case 401:
            return unsafe or asking.problem not in _EVERYDAY
        case 403 | 429:
            return True
        case 404:
            return asking.actor.role is not None
        case 409 | 412:
            return unsafe
    return False


def _key(scope: Scope, status: int, asking: Asking) -> Key:
    route = getattr(scope.get("route"), "path", None) or "other"
    problem = asking.problem or f"http-{status}"
    actor = asking.actor
    return Key(actor.role is not None, actor.who, actor.address, scope["method"], route, status, problem)
