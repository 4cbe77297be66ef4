"""The chain: one link a row, each holding the hash of the row and the hash of the link before it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from chithi_platform.mongo import Document

GENESIS = "0" * 64
_TOLD = ("action", "subject", "who", "at")


def digest(document: Document) -> str:
    """SHA-256 of a document in its canonical form: JSON, keys in order, no white space, times in UTC."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_other)
    return hashlib.sha256(text.encode()).hexdigest()


def link(before: Document | None, row_id: str, row: Document | None, sealed_at: datetime) -> Document:
    """The link after `before`. A row that was gone before it could be sealed gets a link that says so.

    What the row told in short stands in the link too, so that a row which is removed later can still be named.
    """
    body: Document = {
        "_id": before["_id"] + 1 if before else 1,
        "row": row_id,
        "row_hash": digest(row) if row else None,
        "told": {name: row.get(name) for name in _TOLD} if row else None,
        "sealed_at": sealed_at,
        "prev": before["hash"] if before else GENESIS,
    }
    return body | {"hash": digest(body)}


def hash_of(found: Document) -> str:
    """What the hash of this link has to be."""
    return digest({name: value for name, value in found.items() if name != "hash"})


def _other(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"$date": value.astimezone(UTC).isoformat(timespec="milliseconds")}
    return {"$other": repr(value)}  # we write no such thing; who reads a log that was tampered with may meet one
