"""`chithi org`: looks at the register of a running system and changes it, over its API, as the signed-in account."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

import httpx
from rich.console import Console
from rich.table import Table

from chithi_cli.errors import CliError, stderr
from chithi_cli.office import Json, Office
from chithi_cli.org_requests import UNITS
from chithi_cli.running import find
from chithi_tasks.core.identity.account import day_of

REORGANISATIONS = "/api/tasks/v1/reorganisations"
LOOK_S, PATIENCE_S = 0.5, 600.0
OPEN = ("issued", "received", "in_progress", "reported", "returned", "suspended")
RELATIONS = {"whole": "toàn bộ", "part": "một phần", "unchanged": "giữ nguyên", "renamed": "đổi tên, loại hình"}
STATES = {"planned": "chờ đến ngày", "moving": "đang chuyển", "done": "xong", "failed": "không thực hiện được"}


@dataclass(frozen=True)
class Register:
    """Where to, and as whom; what is not given comes from the system that runs here, as its administrator."""

    url: str | None
    username: str | None
    password: str | None
    second_factor: str | None

    @asynccontextmanager
    async def office(self) -> AsyncIterator[Office]:
        """A signed-in caller."""
        url, *who = self._login()
        async with httpx.AsyncClient(base_url=url, timeout=60) as client:
            office = Office(client, who[0], who[1], self.second_factor or who[2] or None)
            await office.sign_in()
            yield office

    def _login(self) -> tuple[str, str, str, str]:
        if self.url and self.username and self.password:
            return self.url, self.username, self.password, ""
        running = find()
        admin = running.login("admin")
        if self.username and self.username != admin.username:
            return self.url or running.url, self.username, self.password or _asked(), ""
        return self.url or running.url, admin.username, self.password or admin.password, admin.second_factor or ""


def _asked() -> str:
    if password := os.environ.get("CHITHI_PASSWORD"):
        return password
    raise CliError("give the account's password in CHITHI_PASSWORD")


def show(register: Register, wanted: str, as_of: date | None, *, as_json: bool) -> None:
    """Print every unit that the text means, the only one in full."""
    asyncio.run(_show(register, wanted, as_of, as_json=as_json))


async def _show(register: Register, wanted: str, as_of: date | None, *, as_json: bool) -> None:
    day = {"as_of": as_of.isoformat()} if as_of else {}
    async with register.office() as office:
        found = await _found(office, wanted, day)
        if len(found) > 1:
            _list(found, as_json=as_json)
            return
        unit = await office.get(f"{UNITS}/{found[0]['id']}")
        below = await office.get(UNITS, parent=unit["id"], limit=500, **day)
        board = await office.get("/api/tasks/v1/board", unit_id=unit["id"], limit=1)
    unit["children"] = len(below["items"])
    unit["open_assignments"] = sum(board["counts"]["state"].get(state, 0) for state in OPEN)
    if as_json:
        print(json.dumps(unit, ensure_ascii=False))
    else:
        _print(unit)


async def _found(office: Office, wanted: str, day: Json) -> list[Json]:
    """The unit of this id, or those of this name; an exact name goes before longer ones."""
    if wanted == "VN" or ("-" in wanted and wanted.rpartition("-")[2].isdecimal()):
        return [await office.get(f"{UNITS}/{wanted}")]
    found: list[Json] = list((await office.get(UNITS, q=wanted, limit=100, **day))["items"])
    if not found:
        raise CliError(f"không có đơn vị nào tên {wanted!r}; thử tên không dấu, hoặc --as-of một ngày khác")
    exact = [unit for unit in found if unit["name"].lower() == wanted.lower()]
    return exact or found


def _list(units: list[Json], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"items": units}, ensure_ascii=False))
        return
    table = Table("Mã", "Tên", "Thuộc", "Từ", "Đến")
    for unit in units:
        table.add_row(unit["id"], unit["name"], unit["parent_id"], unit["valid_from"], unit["valid_to"] or "")
    Console(highlight=False).print(table)


def _print(unit: Json) -> None:
    out = Console(highlight=False)
    until = f" đến {unit['valid_to']}" if unit["valid_to"] else ""
    out.print(f"[bold]{unit['name']}[/bold] · {unit['id']} · từ {unit['valid_from']}{until}")
    out.print(f"Cấp trên: {' › '.join(unit['path'][:-1]) or '–'}")
    if unit["cluster"]:
        out.print(f"Cụm: {unit['cluster']}")
    out.print(f"Đơn vị trực thuộc: {unit['children']} · việc đang mở: {unit['open_assignments']}")
    for title, side in (("Tiền thân", "predecessors"), ("Kế thừa", "successors")):
        for link in unit[side]:
            main = ", nhận việc" if link["main"] and link["relation"] == "part" else ""
            out.print(f"{title}: {link['name']} · {link['unit_id']} ({RELATIONS[link['relation']]}{main})")


def reorganise(register: Register, asked: Callable[[Office], Awaitable[Json]], dry_run: bool, as_json: bool) -> None:
    """Try what is asked for, say what it means, and unless it was only a try carry it out."""
    asyncio.run(_reorganise(register, asked, dry_run=dry_run, as_json=as_json))


async def _reorganise(
    register: Register, asked: Callable[[Office], Awaitable[Json]], *, dry_run: bool, as_json: bool
) -> None:
    async with register.office() as office:
        done = await carry_out(office, await asked(office), dry_run=dry_run)
    if as_json:
        print(json.dumps(done, ensure_ascii=False))
    elif not dry_run:
        _tell(done)


async def carry_out(office: Office, body: Json, *, dry_run: bool) -> Json:
    """The plan, or the reorganisation when it is done or waits for its day."""
    if dry_run:
        plan = await office.post(REORGANISATIONS, body, dry_run="true")
        print_plan(plan)
        return plan
    row = await office.post(REORGANISATIONS, body)
    waiting = row["state"] == "planned" and date.fromisoformat(row["effective_on"]) > day_of(datetime.now(UTC))
    deadline = asyncio.get_running_loop().time() + PATIENCE_S
    while row["state"] in ("planned", "moving") and not waiting:
        if asyncio.get_running_loop().time() > deadline:
            raise CliError(f"đợt sắp xếp {row['id']} chưa xong sau {PATIENCE_S / 60:.0f} phút; nó tự chạy tiếp")
        await asyncio.sleep(LOOK_S)
        row = await office.get(f"{REORGANISATIONS}/{row['id']}")
    if row["state"] == "failed":
        raise CliError("; ".join(f"{fault['field']}: {fault['message']}" for fault in row["faults"]))
    return row


def print_plan(plan: Json) -> None:
    """What would happen, on the terminal."""
    stderr.print(
        f"{plan['basis']}, từ {plan['effective_on']}: {plan['ends']} đơn vị kết thúc, {plan['begins']} bắt đầu"
    )
    for move in plan["moves"]:
        stderr.print(f"  {move['from_name']} ({move['from_id']}) → {move['to_name']} ({move['to_id']})")
    before = plan["before"]
    stderr.print(
        f"Chuyển {before['open']} việc đang mở, {before['accounts']} người; giữ {before['closed']} việc đã xong."
    )


def _tell(row: Json) -> None:
    out = Console(highlight=False)
    out.print(f"{row['basis']}: {STATES[row['state']]} · {row['id']}")
    if row["state"] == "planned":
        out.print(f"Hệ thống sẽ thực hiện ngày {row['effective_on']}.")
        return
    out.print(f"{row['ends']} đơn vị kết thúc, {row['begins']} bắt đầu.")
    out.print(f"Đã chuyển {row['assignments_moved']} việc, {row['accounts_moved']} người.")
    for title, side in (("Trước", "before"), ("Sau", "after")):
        totals = row[side]
        out.print(f"{title}: {totals['open']} việc mở, {totals['closed']} việc xong, {totals['accounts']} người.")
