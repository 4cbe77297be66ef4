"""`chithi parse`: what the machine reads in a document, without sending it anywhere."""

import json
from pathlib import Path

from rich.console import Console
from rich.table import Table

from chithi_cli.errors import CliError
from chithi_ingest.adapters.outbound.extract import ExtractionError, extract
from chithi_ingest.core import parse
from chithi_ingest.core.model import Directive
from chithi_ingest.core.secrecy import find_stamp


def read(path: Path) -> Directive:
    """The directive in the file; raises `CliError` for what cannot be read and for papers stamped secret."""
    try:
        text = extract(path.read_bytes(), path.name)
    except OSError as error:
        raise CliError(f"{path}: {error.strerror or error}") from error
    except ExtractionError as error:
        raise CliError(f"{path}: {error.message_vi}") from error
    if find_stamp(text):
        raise CliError(f"{path}: văn bản mang dấu chỉ độ mật, không xử lý trên hệ thống này")
    return parse(text)


def show(path: Path, *, as_json: bool) -> None:
    """Print what was read."""
    directive = read(path)
    console = Console(highlight=False)
    if as_json:
        console.out(json.dumps(directive.model_dump(mode="json"), ensure_ascii=False, indent=1))
        return
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
