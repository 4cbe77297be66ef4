"""What `chithi org` asks the system for: a merger or a new name as a whole reorganisation."""

import asyncio
import json
from datetime import date
from pathlib import Path

from chithi_cli.errors import CliError
from chithi_cli.office import Json, Office
from chithi_tasks.core.organisation.conversion import BadTable, clean, split_kind

UNITS = "/api/tasks/v1/units"


async def read_request(file: Path) -> Json:
    """A reorganisation from a file."""
    try:
        found = json.loads(await asyncio.to_thread(file.read_text, "utf-8"))
    except (OSError, ValueError) as error:
        raise CliError(f"{file}: cannot be read as JSON ({error})") from error
    if not isinstance(found, dict):
        raise CliError(f"{file}: the file must hold one JSON object, as POST /api/tasks/v1/reorganisations takes it")
    return found


async def merger(office: Office, into: str, code: str, former: list[str], on: date | None, basis: str) -> Json:
    """Several units of one superior become one of the same level."""
    if not (into and code and former and on and basis):
        raise CliError("give FILE.json, or all of --into, --code, --from, --on and --basis")
    units = [await office.get(f"{UNITS}/{unit_id}") for unit_id in former]
    parents = {unit["parent_id"] for unit in units}
    if len(parents) != 1:
        raise CliError(f"the units lie in {len(parents)} others; put such a merger into a JSON file")
    kind, name = _kind_and_name(into)
    new = {"code": code, "kind": kind, "name": name, "level": units[0]["level"], "parent": parents.pop()}
    links = [{"from": unit["id"], "to": code, "relation": "whole"} for unit in units]
    return _request(on, basis, new, links)


async def renaming(office: Office, unit_id: str, name: str, kind: str, on: date, basis: str) -> Json:
    """The same unit under another name or kind."""
    if not (name or kind):
        raise CliError("give --name, --kind or both")
    unit = await office.get(f"{UNITS}/{unit_id}")
    new = {
        "code": unit["code"],
        "kind": clean(kind) or unit["kind"],
        "name": clean(name) or unit["name"].removeprefix(f"{unit['kind']} "),
        "level": unit["level"],
        "parent": unit["parent_id"],
    }
    return _request(on, basis, new, [{"from": unit["id"], "to": unit["code"], "relation": "renamed"}])


def _request(on: date, basis: str, new: Json, links: list[Json]) -> Json:
    return {"effective_on": on.isoformat(), "basis": basis, "new_units": [new], "successions": links, "ended": []}


def _kind_and_name(text: str) -> tuple[str, str]:
    try:
        return split_kind(clean(text))
    except BadTable as error:
        raise CliError(f'{text!r} begins with no kind of unit; write it as "Phường Thiên Trường"') from error
