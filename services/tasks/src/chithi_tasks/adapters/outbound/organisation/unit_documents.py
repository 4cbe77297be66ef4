"""Units as documents, and as the events that tell of them."""

from collections.abc import Iterable
from datetime import date

from chithi_contracts.events import UnitChanged
from chithi_platform.mongo import Document
from chithi_tasks.core.organisation.succession import Succession
from chithi_tasks.core.organisation.units import Unit
from chithi_tasks.core.text import plain


def to_document(unit: Unit, predecessors: Iterable[Succession] = (), successors: Iterable[Succession] = ()) -> Document:
    """A unit with its links, at version 1. Days are text, so that they compare as they read."""
    return {
        "_id": unit.id,
        "code": unit.code,
        "kind": unit.kind,
        "name": unit.name,
        "level": unit.level,
        "parent_id": unit.parent_id,
        "path": list(unit.path),
        "valid_from": unit.valid_from.isoformat(),
        "valid_to": unit.valid_to.isoformat() if unit.valid_to else None,
        "cluster": None,
        "predecessors": [_link(link.predecessor_id, link) for link in predecessors],
        "successors": [_link(link.successor_id, link) for link in successors],
        "search": plain(unit.name),
        "version": 1,
    }


def to_unit(row: Document) -> Unit:
    """The unit that a document holds."""
    return Unit(
        id=row["_id"],
        code=row["code"],
        kind=row["kind"],
        name=row["name"],
        level=row["level"],
        parent_id=row["parent_id"],
        path=tuple(row["path"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )


def to_successions(row: Document) -> list[Succession]:
    """What a document says of those that took the unit over."""
    return [Succession(row["_id"], link["unit_id"], link["relation"], main=link["main"]) for link in row["successors"]]


def to_event(row: Document) -> UnitChanged:
    """What others are told of a unit."""
    fields = {key: row[key] for key in UnitChanged.model_fields if key in row}
    links = {
        side: [{"unit_id": link["unit_id"], "relation": link["relation"]} for link in row[side]]
        for side in ("predecessors", "successors")
    }
    return UnitChanged.model_validate(fields | links | {"unit_id": row["_id"]})


def _link(unit_id: str, link: Succession) -> Document:
    return {"unit_id": unit_id, "relation": link.relation, "main": link.main}
