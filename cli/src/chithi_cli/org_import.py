"""`chithi org import`: a conversion table beside the register, and the reorganisations that are missing."""

import asyncio
import csv
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from rich.console import Console

from chithi_cli.errors import CliError
from chithi_cli.office import Json, Office
from chithi_cli.org import Register, carry_out
from chithi_cli.org_requests import UNITS
from chithi_tasks.core.organisation.conversion import BadTable, Line, most, read, split_code
from chithi_tasks.core.organisation.conversion_plan import reorganisation_of
from chithi_tasks.core.organisation.reorganisation import Reorganisation


def import_table(
    register: Register, file: Path, on: date, basis: str, *, mains: Sequence[str], dry_run: bool, as_json: bool
) -> None:
    """Say how the table and the register differ; then reorganise province by province what is missing."""
    try:
        done = asyncio.run(_import(register, _lines(file), on, basis, _mains(mains), dry_run=dry_run))
    except BadTable as error:
        raise CliError(f"{file}: {error}") from error
    if as_json:
        print(json.dumps(done, ensure_ascii=False))
        return
    out = Console(highlight=False)
    out.print(f"Bảng có {done['units']} đơn vị; danh mục ngày {on:%d/%m/%Y} đã có {done['known']}.")
    for difference in done["differences"]:
        out.print(f"Khác tên: {difference['id']}: danh mục {difference['register']}, bảng {difference['table']}.")
    if not done["reorganisations"]:
        out.print("Không có gì phải thay đổi.")
    for row in done["reorganisations"]:
        out.print(f"{row['basis']}: {row['ends']} đơn vị kết thúc, {row['begins']} bắt đầu.")


async def _import(
    register: Register, lines: list[Line], on: date, basis: str, mains: dict[str, str], *, dry_run: bool
) -> Json:
    expected = _expected(lines)
    async with register.office() as office:
        present = {unit["code"]: unit for unit in await _all(office, on) if unit["valid_from"] == on.isoformat()}
        known = {code for code in expected if code in present}
        different = [
            {"id": present[code]["id"], "register": present[code]["name"], "table": expected[code]}
            for code in sorted(known)
            if present[code]["name"] != expected[code]
        ]
        rows = []
        missing = {code for code in expected if code not in known}
        if missing:
            ids = {unit["code"]: unit["id"] for unit in await _all(office, on - timedelta(days=1))}
            for group in _provinces(lines, missing):
                asked = reorganisation_of(group, ids, effective_on=on, basis=basis, mains=mains)
                rows.append(await carry_out(office, _body(asked), dry_run=dry_run))
    return {"units": len(expected), "known": len(known), "differences": different, "reorganisations": rows}


def _provinces(lines: list[Line], missing: set[str]) -> list[list[Line]]:
    """The lines of each province of which something is missing."""
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.province].append(line)
    return [
        group
        for province, group in sorted(groups.items())
        if split_code(province)[1] in missing or missing & {line.code for line in group}
    ]


def _expected(lines: list[Line]) -> dict[str, str]:
    names: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        names[line.code].append(line.name)
    provinces = {code: name for name, code in (split_code(line.province) for line in lines)}
    return provinces | {code: most(found) for code, found in names.items()}


async def _all(office: Office, day: date) -> list[Json]:
    """Every unit of a day, page by page."""
    found: list[Json] = []
    params: Json = {"as_of": day.isoformat(), "limit": 500}
    while True:
        page = await office.get(UNITS, **params)
        found += page["items"]
        if not page["has_more"]:
            return found
        params["cursor"] = page["next_cursor"]


def _lines(file: Path) -> list[Line]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return read(csv.reader(stream))
    except (OSError, UnicodeDecodeError) as error:
        raise CliError(f"{file}: cannot be read ({error})") from error


def _mains(pairs: Sequence[str]) -> dict[str, str]:
    found = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    if len(found) != len(pairs):
        raise CliError("--main takes OLD=NEW, two codes of communes, each old one once")
    return found


def _body(asked: Reorganisation) -> Json:
    units = [
        {"code": u.code, "kind": u.kind, "name": u.name, "level": u.level, "parent": u.parent} for u in asked.new_units
    ]
    links = [
        {"from": link.from_id, "to": link.to, "relation": link.relation, "main": link.main} for link in asked.links
    ]
    return {
        "effective_on": asked.effective_on.isoformat(),
        "basis": asked.basis,
        "new_units": units,
        "successions": links,
        "ended": list(asked.ended),
    }
