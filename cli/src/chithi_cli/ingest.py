"""`chithi ingest`: hand documents in, and publish them."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import track

from chithi_cli.errors import CliError, stderr
from chithi_cli.office import Json, Office
from chithi_cli.running import find

SUFFIXES = {".txt", ".docx", ".pdf"}


@dataclass(frozen=True)
class Desk:
    """Where to, and as whom; what is not given comes from the system that runs here."""

    url: str | None
    username: str | None
    password: str | None

    def office(self) -> tuple[str, str, str]:
        """The address and the account to use."""
        if self.url and self.username and self.password:
            return self.url, self.username, self.password
        running = find()
        clerk = running.login("clerk")
        return (
            self.url or running.url,
            self.username or os.environ.get("CHITHI_USERNAME") or clerk.username,
            self.password or os.environ.get("CHITHI_PASSWORD") or clerk.password,
        )


def documents(paths: Sequence[Path]) -> list[Path]:
    """The documents that the arguments name; a folder stands for those inside it."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES)
        elif path.is_file():
            found.append(path)
        else:
            raise CliError(f"{path}: no such file or folder")
    if not found:
        raise CliError(f"no document ({', '.join(sorted(SUFFIXES))}) in {', '.join(map(str, paths))}")
    return found


def ingest(paths: Sequence[Path], *, publish: bool, desk: Desk) -> None:
    """Hand the documents in one after the other; a document that is refused does not stop the others."""
    files = documents(paths)
    url, username, password = desk.office()
    refused = asyncio.run(_ingest(files, publish, url, username, password))
    if refused:
        raise CliError(f"{refused} of {len(files)} documents refused")


async def _ingest(files: list[Path], publish: bool, url: str, username: str, password: str) -> int:
    console, refused = Console(highlight=False), 0
    async with httpx.AsyncClient(base_url=url, timeout=120) as client:
        office = Office(client, username, password)
        await office.sign_in()
        for path in track(files, "Tiếp nhận", console=stderr, disable=len(files) == 1):
            try:
                console.print(await _one(office, path, publish))
            except CliError as error:
                refused += 1
                stderr.print(f"[red]✗[/red] {path}: {error}", soft_wrap=True)
    return refused


async def _one(office: Office, path: Path, publish: bool) -> str:
    directive, is_new = await office.take_in(path)
    parsed = directive["parsed"]
    known = "" if is_new else " (đã có trong hệ thống)"
    if publish and directive["status"] == "draft":
        directive = await office.publish(directive)
    facts = (_title(parsed), f"{len(parsed['sections'])} mục", _STATUS[directive["status"]] + known, directive["id"])
    return f"✓ {path}: {' · '.join(facts)}"


_STATUS = {"draft": "bản nháp", "published": "đã phát hành", "withdrawn": "đã thu hồi"}


def _title(parsed: Json) -> str:
    return f"{parsed['doc_type'] or 'Văn bản'} {parsed['number'] or '(không số)'}"
