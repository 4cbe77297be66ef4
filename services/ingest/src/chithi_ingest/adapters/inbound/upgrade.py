"""Directives of an earlier version of this service, brought into the present form at start."""

from typing import Any

from chithi_ingest.adapters.inbound.paper import LIVE, derived
from chithi_ingest.core.model import Directive
from chithi_platform.mongo import Collection, Document, DuplicateKeyError, Mongo, OperationFailure, ReplaceOne

_NO_SUCH_INDEX = 27
_NO_SUCH_COLLECTION = 26


async def upgrade(mongo: Mongo) -> None:
    """Once is enough, twice does no harm: the text moves to `readings` before its directive forgets it.

    Where two old directives have the same document key, the later one holds none, and a draft gives way to
    what is in force: both are there, and stay.
    """
    try:
        await mongo.command({"dropIndexes": "directives", "index": "content"})
    except OperationFailure as error:
        if error.code not in (_NO_SUCH_INDEX, _NO_SUCH_COLLECTION):
            raise
    directives, readings = mongo.collection("directives"), mongo.collection("readings")
    async for old in directives.find({"text": {"$exists": True}}).sort([("status", -1), ("_id", 1)]):
        read = _read(old["parsed"])
        reading = {"_id": old["_id"], "text": old["text"], "read": read.model_dump(mode="json")}
        await readings.bulk_write([ReplaceOne({"_id": old["_id"]}, reading, upsert=True)])
        fields = {name: value for name, value in _fields(old, read).items() if value is not None}
        try:
            await _settle(directives, old, fields)
        except DuplicateKeyError:
            await _settle(directives, old, {name: value for name, value in fields.items() if name != "live_key"})


async def _settle(directives: Collection, old: Document, fields: Document) -> None:
    await directives.update_one({"_id": old["_id"]}, {"$set": fields, "$unset": {"text": ""}})


def _fields(old: Document, read: Directive) -> Document:
    fields = derived(read, file_name=old["file_name"], supersedes=None)
    live = old["status"] in LIVE
    who = {"by": old["created_by"], "by_name": old["created_by"]}
    return fields | {
        "live_key": fields["live_key"] if live else None,
        "live_content": old["content_hash"] if live else None,
        "chosen": [],
        "accepted": [],
        "corrections": [],
        "notes": [],
        "history": [{"what": "taken-in", "at": old["created_at"], **who}],
    }


def _read(parsed: dict[str, Any]) -> Directive:
    """What was read then; an anomaly was a bare sentence."""
    odd = [{"code": "noted", "message": one} if isinstance(one, str) else one for one in parsed.get("anomalies", ())]
    return Directive.model_validate(parsed | {"anomalies": odd})
