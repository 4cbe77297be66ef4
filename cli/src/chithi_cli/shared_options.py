"""Options that several commands share: written once, and handed to each command as one object."""

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any, TypeVar

T = TypeVar("T")
Command = Callable[..., None]


def sharing(options: Callable[..., T]) -> Callable[[Command], Command]:
    """Give a command the options of this function too, and what it makes of them as the first argument.

    Typer asks a command's signature for its options, so that of the decorated one names both.
    """
    shared = signature(options).parameters

    def decorate(command: Command) -> Command:
        _, *own = signature(command).parameters.values()

        @wraps(command)
        def whole(**given: Any) -> None:
            command(options(**{name: given.pop(name) for name in shared}), **given)

        named = [one.replace(kind=Parameter.KEYWORD_ONLY) for one in (*own, *shared.values())]
        whole.__signature__ = Signature(named)  # type: ignore[attr-defined]
        whole.__annotations__ = {one.name: one.annotation for one in named}
        return whole

    return decorate
