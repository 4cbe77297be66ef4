"""`chithi dlq`: look at dead letters, send them round again, or set them aside."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from rich.console import Console
from rich.table import Table

from chithi_cli.errors import CliError
from chithi_contracts.topics import SERVICES
from chithi_platform.audit import operating
from chithi_platform.messaging.deadletters import DeadLetters
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import ALONE_MS, Mongo

T = TypeVar("T")
console = Console(highlight=False)


def _each(services: list[str], mongo_url: str, work: Callable[[str, DeadLetters], Awaitable[T]]) -> list[T]:
    unknown = set(services) - set(SERVICES)
    if unknown:
        raise CliError(f"no service {', '.join(unknown)}; there are {', '.join(SERVICES)}")

    async def one(service: str) -> T:
        mongo = Mongo(mongo_url, f"chithi_{service}", server_selection_ms=ALONE_MS)
        try:
            return await work(service, DeadLetters(mongo, Outbox(mongo, f"chithi/{service}"), service))
        finally:
            await mongo.close()

    async def all_of_them() -> list[T]:
        return [await one(service) for service in services]

    return asyncio.run(all_of_them())


def list_letters(services: list[str], mongo_url: str, state: str | None) -> None:
    """Print the letters of the services, newest first."""
    table = Table("Dịch vụ", "Mã", "Trạng thái", "Chủ đề", "Lúc", "Lần thử", "Lỗi")

    async def rows(service: str, letters: DeadLetters) -> int:
        found = await letters.list(state)
        for letter in found:
            at = letter["failed_at"].astimezone().strftime("%d/%m/%Y %H:%M:%S")
            table.add_row(
                service, letter["_id"], letter["state"], letter["topic"], at, str(letter["attempts"]), letter["error"]
            )
        return len(found)

    if sum(_each(services, mongo_url, rows)):
        console.print(table)
    else:
        console.print("Không có thư chết.")


def show_letter(services: list[str], mongo_url: str, letter_id: str) -> None:
    """Print one letter with its headers and bytes."""

    async def find(_: str, letters: DeadLetters) -> dict[str, Any] | None:
        return await letters.get(letter_id)

    letter = next((found for found in _each(services, mongo_url, find) if found), None)
    if letter is None:
        raise CliError(f"no dead letter {letter_id}")
    for field in (
        "service",
        "state",
        "topic",
        "partition",
        "offset",
        "attempts",
        "error",
        "first_failed_at",
        "failed_at",
    ):
        console.print(f"{field:16} {letter[field]}", markup=False)
    for name, value in letter["headers"]:
        console.print(f"  {name}: {bytes(value).decode('utf-8', 'backslashreplace')}", markup=False)
    console.print(_text(letter["key"]), markup=False)
    console.print(_text(letter["value"]), markup=False)


def _text(value: bytes | None) -> str:
    return "(trống)" if value is None else bytes(value).decode("utf-8", "backslashreplace")


def decide(services: list[str], mongo_url: str, ids: list[str], *, retry: bool) -> None:
    """Send the letters round again, or set them aside; without ids, all that are dead."""

    async def work(_: str, letters: DeadLetters) -> int:
        chosen = ids or [letter["_id"] for letter in reversed(await letters.list("dead", limit=10_000))]
        act = letters.retry if retry else letters.discard
        return sum([await act(letter_id) for letter_id in chosen])

    with operating():
        done = sum(_each(services, mongo_url, work))
    if ids and not done:
        raise CliError(f"no dead letter among {', '.join(ids)}")
    console.print(f"{done} thư chết {'được gửi lại' if retry else 'được bỏ qua'}.")
