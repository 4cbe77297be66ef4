"""`chithi parse`: what the machine reads in a document, without sending it anywhere."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from chithi_cli.errors import CliError, stderr
from chithi_ingest.adapters.outbound.reader import ExtractionError, Reader, Reading

if TYPE_CHECKING:
    from chithi_ingest.core.model import Directive


def read(path: Path) -> "Directive":
    """The directive in the file; raises `CliError` for what cannot be read and for papers stamped secret."""
    return _reading(path).directive


def _reading(path: Path) -> Reading:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CliError(f"{path}: {error.strerror or error}") from error
    try:
        return asyncio.run(_read(path.name, content))
    except ExtractionError as error:
        raise CliError(f"{path}: {error.message_vi}") from error


async def _read(name: str, content: bytes) -> Reading:
    reader = Reader(at_once=1)
    with stderr.status("Đang đọc …") as status:
        try:
            return await reader.read(name, content, lambda done, pages: status.update(f"Trang {done}/{pages}"))
        finally:
            await reader.stop()


def show(path: Path, *, as_json: bool) -> None:
    """Print what was read."""
    reading = _reading(path)
    directive = reading.directive
    console = Console(highlight=False)
    if as_json:
        console.out(json.dumps(directive.model_dump(mode="json"), ensure_ascii=False, indent=1))
        return
    _print(console, directive)
    for note in reading.notes:
        console.print(f"[cyan]i[/cyan] {note}")


def _print(console: Console, directive: "Directive") -> None:
    console.print(
        f"[bold]{directive.doc_type or 'Văn bản'} {directive.number or '(không số)'}[/bold]  {directive.subject}"
    )
    console.print(
        f"{directive.issuing_body or '?'} · {directive.issue_date or 'không ghi ngày'} · ký: {directive.signer or '?'}"
    )
    table = Table("Mục", "Hình thức", "Chủ trì", "Phối hợp", "Thời hạn", show_lines=True)
    for section in directive.sections:
        lead = "\n".join(section.lead) or ("(các nơi nhận chỉ thị)" if section.inherits_addressees else "—")
        limits = "\n".join(limit.text for limit in section.deadlines) or "—"
        table.add_row(section.ordinal, section.mode, lead, "\n".join(section.coordinating) or "—", limits)
    console.print(table)
    for anomaly in directive.anomalies:
        where = f"mục {anomaly.section}: " if anomaly.section else ""
        console.print(f"[yellow]![/yellow] {where}{anomaly.message}")
