"""`chithi ingest`: hand documents in, and publish them."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from chithi_cli.errors import CliError, stderr
from chithi_cli.office import Json, Office
from chithi_cli.running import Login, find
from chithi_ingest.adapters.outbound.extraction.files import SUFFIXES

_STATUS = {
    "draft": "bản nháp",
    "published": "đã phát hành",
    "withdrawn": "đã thu hồi",
    "superseded": "đã được thay thế",
}
_DUPLICATE = {"content": "đã có: trùng nội dung", "document": "đã có: trùng số ký hiệu"}
_OUTCOMES = {"new": "Mới tiếp nhận", "duplicate": "Đã có", "refused": "Bị từ chối"}


@dataclass(frozen=True)
class Desk:
    """Where to, and as whom; what is not given comes from the system that runs here."""

    url: str | None
    username: str | None
    password: str | None
    otp: str | None = None

    def code(self) -> str:
        """The code of the account's app: the one that was given, else the one that somebody types."""
        if self.otp:
            return self.otp
        if not sys.stdin.isatty():
            raise CliError("tài khoản này cần mã xác thực; hãy thêm --otp với mã trong ứng dụng hoặc một mã dự phòng")
        return str(typer.prompt("Mã xác thực (6 số trong ứng dụng, hoặc mã dự phòng)", err=True)).strip()

    def office(self) -> tuple[str, Login]:
        """The address and the account to use."""
        if self.url and self.username and self.password:
            return self.url, Login(self.username, self.password, "", "", "")
        running = find()
        clerk = running.login("clerk")
        username = self.username or os.environ.get("CHITHI_USERNAME") or clerk.username
        known = next((one for one in running.logins if one.username == username), replace(clerk, second_factor=None))
        password = self.password or os.environ.get("CHITHI_PASSWORD") or known.password
        return self.url or running.url, replace(known, username=username, password=password)


def documents(paths: Sequence[Path]) -> list[Path]:
    """The documents that the arguments name, each once; a folder stands for those inside it."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and _is_document(p))
        elif path.is_file():
            found.append(path)
        else:
            raise CliError(f"{path}: no such file or folder")
    if not found:
        raise CliError(f"no document ({', '.join(sorted(SUFFIXES))}) in {', '.join(map(str, paths))}")
    once: dict[Path, Path] = {}
    for path in found:
        once.setdefault(path.resolve(), path)
    return list(once.values())


def _is_document(path: Path) -> bool:
    """Not a hidden file, and not the lock that Word leaves beside an open document."""
    return path.is_file() and not path.name.startswith((".", "~$"))


def ingest(paths: Sequence[Path], *, publish: bool, as_json: bool = False, desk: Desk) -> None:
    """Hand the documents in one after the other; a document that is refused does not stop the others."""
    files = documents(paths)
    url, login = desk.office()
    tray = Tray(files, publish=publish, as_json=as_json)
    try:
        asyncio.run(tray.hand_in(url, login, desk.code))
    except KeyboardInterrupt:
        tray.sum_up()
        left = len(files) - len(tray.told)
        stderr.print(f"[yellow]Đã dừng.[/yellow] {left} tệp chưa tiếp nhận; không có tệp nào dở dang.", soft_wrap=True)
        raise SystemExit(130) from None
    tray.sum_up()
    refused = sum(1 for line in tray.told if line["outcome"] == "refused")
    if refused:
        raise CliError(f"{refused} of {len(files)} documents refused")


class Tray:
    """The documents of one call, and what became of each."""

    def __init__(self, files: Sequence[Path], *, publish: bool, as_json: bool) -> None:
        self._files, self._publish, self._as_json = files, publish, as_json
        self._out = Console(highlight=False)
        self.told: list[Json] = []

    async def hand_in(self, url: str, login: Login, ask_code: Callable[[], str]) -> None:
        """Sign in and hand in, with the progress on the terminal."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        async with httpx.AsyncClient(base_url=url, timeout=60) as client:
            office = Office(client, login.username, login.password, login.second_factor, ask_code=ask_code)
            await office.sign_in()
            with Progress(*columns, console=stderr, transient=True) as progress:
                whole = progress.add_task("Tiếp nhận", total=len(self._files))
                for path in self._files:
                    await self._one(office, path, progress, whole)

    async def _one(self, office: Office, path: Path, progress: Progress, whole: TaskID) -> None:
        pages = progress.add_task(path.name, total=None)
        try:
            self._tell(path, await self._handed(office, path, _shown(progress, pages, path.name)))
        except (CliError, OSError) as error:
            self.told.append({"path": str(path), "outcome": "refused", "problem": str(error)})
            if self._as_json:
                self._print_json()
            stderr.print(f"[red]✗[/red] {path}: {error}", soft_wrap=True)
        progress.remove_task(pages)
        progress.advance(whole)

    async def _handed(self, office: Office, path: Path, heard: Callable[[Json], None]) -> tuple[Json, bool]:
        directive, is_new = await office.take_in(path, heard)
        if not self._publish or directive["status"] != "draft":
            return directive, is_new
        duplicate = directive["duplicate"]
        try:
            return await office.publish(directive) | {"duplicate": duplicate}, is_new
        except CliError as error:
            raise CliError(f"đã lưu bản nháp {directive['id']}, chưa phát hành được: {error}") from error

    def _tell(self, path: Path, handed: tuple[Json, bool]) -> None:
        directive, is_new = handed
        parsed, duplicate = directive["parsed"], directive["duplicate"]
        self.told.append(
            {
                "path": str(path),
                "outcome": "new" if is_new else "duplicate",
                "duplicate": duplicate,
                "id": directive["id"],
                "status": directive["status"],
                "number": parsed["number"],
                "sections": len(parsed["sections"]),
            }
        )
        if self._as_json:
            self._print_json()
            return
        known = f" ({_DUPLICATE[duplicate]})" if duplicate else ""
        facts = (_title(parsed), f"{len(parsed['sections'])} mục", _STATUS[directive["status"]] + known)
        self._out.print(f"✓ {path}: {' · '.join((*facts, directive['id']))}", soft_wrap=True)

    def _print_json(self) -> None:
        self._out.out(json.dumps(self.told[-1], ensure_ascii=False), highlight=False)

    def sum_up(self) -> None:
        """A table of the outcomes, where there is more than one document to speak of."""
        if self._as_json or len(self._files) == 1:
            return
        table = Table("Kết quả", "Số tệp")
        for outcome, name in _OUTCOMES.items():
            table.add_row(name, str(sum(1 for line in self.told if line["outcome"] == outcome)))
        stderr.print(table)


def _shown(progress: Progress, task: TaskID, name: str) -> Callable[[Json], None]:
    def heard(line: Json) -> None:
        if line["state"] == "waiting":
            progress.update(task, description=f"{name}: chờ đến lượt")
        elif line["state"] == "reading" and line["pages"]:
            progress.update(task, description=f"{name}: đọc trang", completed=line["done"], total=line["pages"])

    return heard


def _title(parsed: Json) -> str:
    return f"{parsed['doc_type'] or 'Văn bản'} {parsed['number'] or '(không số)'}"
