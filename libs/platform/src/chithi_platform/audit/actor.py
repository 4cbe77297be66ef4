"""Who asks in the present request, and what became of it; the service itself outside of requests."""

import getpass
import os
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, and from where. `who` is None before somebody signed in; `system` is the service itself, `cli:` begins
    who runs a command on the machine.

    `cause` is what a change follows from, where nobody asked for that very change: an event's type and id, or a thing.
    """

    who: str | None = None
    role: str | None = None
    unit_id: str | None = None
    session_id: str | None = None
    address: str | None = None
    cause: str | None = None


SYSTEM = Actor(who="system")


@dataclass(slots=True)
class Asking:
    """One request: middleware, dependencies and routes run in different tasks and share this object."""

    actor: Actor = field(default=SYSTEM)
    problem: str | None = None


_asking: ContextVar[Asking | None] = ContextVar("chithi_asking", default=None)


def acting() -> Actor:
    """On whose behalf the present request is answered; the service itself outside of requests."""
    asking = _asking.get()
    return asking.actor if asking else SYSTEM


def because(cause: str) -> AbstractContextManager[None]:
    """What is done within follows from this."""
    return _acting_as(replace(acting(), cause=cause))


def operating() -> AbstractContextManager[None]:
    """What is done within is done by who runs a command, named as the machine knows them."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container without a list of users
        name = str(os.getuid())
    return _acting_as(Actor(who=f"cli:{name}", address=socket.gethostname()))


@contextmanager
def _acting_as(actor: Actor) -> Iterator[None]:
    _, token = begin(actor)
    try:
        yield
    finally:
        end(token)


def signed_in_as(who: str, role: str, unit_id: str, session_id: str | None) -> None:
    """Add to the address of the present request who it turned out to be."""
    asking = _asking.get()
    if asking is None:
        begin(Actor(who=who, role=role, unit_id=unit_id, session_id=session_id))
    else:
        asking.actor = replace(asking.actor, who=who, role=role, unit_id=unit_id, session_id=session_id)


def tried_as(who: str) -> None:
    """Somebody tries to be this account, which exists; a name that does not may be a password in the wrong field."""
    asking = _asking.get()
    if asking is not None and asking.actor.role is None:
        asking.actor = replace(asking.actor, who=who)


def refused_with(problem: str) -> None:
    """The code of the refusal, for pages that answer without a problem document."""
    asking = _asking.get()
    if asking is not None:
        asking.problem = problem


def begin(actor: Actor) -> tuple[Asking, "Token[Asking | None]"]:
    """A request begins; `end` takes the token."""
    asking = Asking(actor)
    return asking, _asking.set(asking)


def end(token: "Token[Asking | None]") -> None:
    """The request is over."""
    _asking.reset(token)
