"""`chithi audit`: whether the audit log is as it was written, and what stands in it."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from chithi_cli.errors import CliError, stderr
from chithi_contracts.topics import SERVICES
from chithi_platform.audit import AuditLog
from chithi_platform.audit.verifying import Verdict, verify
from chithi_platform.mongo import ALONE_MS, Document, Mongo, OperationFailure, is_infrastructure_error

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
console = Console(highlight=False)


@dataclass(frozen=True)
class Wanted:
    """Which rows to show; `action` may be the beginning of one."""

    subject: str | None = None
    who: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def check(services: list[str], mongo_url: str, expect: list[str]) -> bool:
    """Verify the logs of the services, print every finding and each head; whether all is well."""
    expected = _expected(services, expect)

    async def each() -> list[bool]:
        return [await _check(service, mongo_url, expected.get(service)) for service in services]

    return all(asyncio.run(each()))


def show(services: list[str], mongo_url: str, wanted: Wanted, *, limit: int, as_json: bool) -> None:
    """Print the rows in the order in which they were made: a table, or a JSON object a line."""
    rows = asyncio.run(_rows(services, mongo_url, wanted, limit))
    if as_json:
        for row in rows:
            console.print(json.dumps(row, ensure_ascii=False, default=datetime.isoformat), markup=False, soft_wrap=True)
        return
    table = Table("Lúc", "Dịch vụ", "Ai", "Từ", "Việc", "Đối tượng", "Trước", "Sau")
    for row in rows:
        at = row["at"].astimezone(HERE).strftime("%d/%m/%Y %H:%M:%S")
        who, cause = _named(row, "who", "role") or "?", _named(row, "address", "cause")
        subject = row["subject"] + (f" ({len(row['about'])})" if "about" in row else "")
        fields = (_short(row["before"]), _short(row["after"]))
        table.add_row(at, row["service"], who, cause, row["action"], subject, *fields)
    console.print(table if rows else "Không có dòng nhật ký nào.")


def moment(text: str) -> datetime:
    """A day or a time; without a zone it is Vietnam's."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise CliError(f"{text!r} is no time; write it like 2026-03-01 or 2026-03-01T08:30") from None
    return at if at.tzinfo else at.replace(tzinfo=HERE)


@asynccontextmanager
async def _log(service: str, mongo_url: str) -> AsyncIterator[AuditLog]:
    if service not in SERVICES:
        raise CliError(f"no service {service}; there are {', '.join(SERVICES)}")
    mongo = Mongo(mongo_url, f"chithi_{service}", server_selection_ms=ALONE_MS)
    try:
        yield AuditLog(mongo, service)
    except Exception as error:
        if isinstance(error, OperationFailure) or is_infrastructure_error(error):
            raise CliError(f"the database gives no answer for {service}: {str(error)[:200]}") from error
        raise
    finally:
        await mongo.close()


async def _check(service: str, mongo_url: str, expect: str | None) -> bool:
    async with _log(service, mongo_url) as log:
        with stderr.status(service) as status:
            verdict = await verify(log.places, expect, lambda links: status.update(f"{service}: {links} dòng"))
    for finding in verdict.findings:
        console.print(f"{service}: {finding}", markup=False, soft_wrap=True)
    console.print(f"{service}: {_told(verdict)}", markup=False, soft_wrap=True)
    return not verdict.findings


def _told(verdict: Verdict) -> str:
    known = f", mắt xích đã ghi nhận là số {verdict.expected_at}" if verdict.expected_at else ""
    state = "SAI LỆCH" if verdict.findings else "nguyên vẹn"
    return f"{state}, {verdict.count} dòng, {verdict.waiting} chờ niêm phong{known}, đầu chuỗi {verdict.head}"


def _expected(services: list[str], expect: list[str]) -> Mapping[str, str]:
    """`service=hash`, or a bare hash where one service is looked at."""
    found: dict[str, str] = {}
    for text in expect:
        service, _, link = text.rpartition("=")
        if not service and len(services) != 1:
            raise CliError(f"whose hash is {text}? Write --expect SERVICE=HASH, or choose one with --service")
        if (service or services[0]) not in services:
            raise CliError(f"{service} is not looked at; leave --service out or name it")
        found[service or services[0]] = link
    return found


async def _rows(services: list[str], mongo_url: str, wanted: Wanted, limit: int) -> list[Document]:
    rows: list[Document] = []
    for service in services:
        async with _log(service, mongo_url) as log:
            rows += [row async for row in log.find(**vars(wanted), limit=limit)]
    return sorted(rows, key=lambda row: str(row["_id"]))[-limit:]


def _named(row: Document, *names: str) -> str:
    return " ".join(str(row[name]) for name in names if row.get(name))


def _short(fields: Document | None) -> str:
    return ", ".join(f"{name}={value}" for name, value in (fields or {}).items())
