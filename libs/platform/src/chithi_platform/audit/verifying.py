"""Whether the log is still what was written: every finding names the row."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from chithi_platform.audit.chain import GENESIS, digest, hash_of
from chithi_platform.audit.places import Places
from chithi_platform.mongo import Cursor, Document

_BATCH = 1000
_TOLD = ("action", "subject", "who")


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was written. `seq` is None for a row that no link holds."""

    what: str
    seq: int | None
    row: str
    told: Document = field(default_factory=dict)

    def __str__(self) -> str:
        place = f"#{self.seq} " if self.seq is not None else ""
        about = " ".join(f"{name}={self.told[name]}" for name in _TOLD if self.told.get(name) is not None)
        return f"{self.what}: {place}{self.row} {about}".rstrip()


@dataclass
class Verdict:
    """What verification saw: the links in order up to the head, rows that still wait, and what is wrong."""

    count: int = 0
    waiting: int = 0
    head: str = GENESIS
    expected_at: int | None = None
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    """What is needed of a row; the row itself may be large."""

    hash: str
    told: Document


async def verify(
    places: Places, expect: str | None = None, progress: Callable[[int], None] = lambda links: None
) -> Verdict:
    """Follow the chain from its beginning; `expect` is the hash of any link that was seen before.

    The service may go on writing meanwhile. `progress` is told after each thousand links how many there were.
    """
    sealed = await places.sealed()  # before the chain is read, which then is as long at least
    verdict = Verdict(waiting=await places.waiting.count_documents({}))
    reached = not sealed
    async for links in _batches(places.chain.find({}).sort("_id", 1)):
        rows = await _rows(places, [found.get("row") for found in links])
        for found in links:
            verdict.findings += _check(found, rows.get(repr(found.get("row"))), verdict)
            reached = reached or (found["_id"], hash_of(found)) == (sealed["seq"], sealed["hash"])
            if verdict.head == expect:
                verdict.expected_at = verdict.count
        progress(verdict.count)
    if not reached:
        what = "chuỗi bị cắt hoặc bị thay: không còn mắt xích cuối mà dịch vụ đã niêm phong"
        verdict.findings.append(Finding(what, sealed["seq"], sealed["hash"]))
    if expect not in (None, GENESIS) and verdict.expected_at is None:
        verdict.findings.append(
            Finding("không còn mắt xích đã ghi nhận, cuối chuỗi bị cắt hoặc viết lại", None, str(expect))
        )
    verdict.findings += [found async for found in _unsealed(places)]
    return verdict


def _check(found: Document, row: _Row | None, verdict: Verdict) -> list[Finding]:
    """What is wrong with a link and its row; `verdict` holds the link before and then this one."""
    seq, told = found["_id"], found.get("told") if isinstance(found.get("told"), dict) else None
    if not isinstance(seq, int) or seq < 1:
        return [Finding("mắt xích lạ, không do hệ thống thêm", None, str(seq))]
    wrong: list[str] = []
    if seq != verdict.count + 1:
        wrong.append(f"mất mắt xích {verdict.count + 1}–{seq - 1} ngay trước")
    elif found.get("prev") != verdict.head:
        wrong.append("mắt xích không nối với mắt trước")
    if found.get("hash") != hash_of(found):
        wrong.append("mắt xích đã bị sửa")
    if row is None:
        wrong.append("dòng đã bị xóa" if found.get("row_hash") else "dòng bị xóa trước khi niêm phong")
    elif row.hash != found.get("row_hash"):
        wrong.append("dòng đã bị sửa")
        told = told or row.told
    verdict.count, verdict.head = seq, found.get("hash", "")
    return [Finding(what, seq, str(found.get("row")), told or {}) for what in wrong]


async def _rows(places: Places, ids: list[Any]) -> dict[str, _Row]:
    """By the text of their ids: who writes beside the service may have made ids of any kind."""
    found = places.rows.find({"_id": {"$in": ids}})
    return {repr(row["_id"]): _Row(digest(row), {name: row.get(name) for name in _TOLD}) async for row in found}


async def _batches(found: Cursor) -> AsyncIterator[list[Document]]:
    batch: list[Document] = []
    async for document in found:
        batch.append(document)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


async def _unsealed(places: Places) -> AsyncIterator[Finding]:
    """Rows that no link holds and that do not wait for one: they came in beside the service, with whatever id."""
    only = dict.fromkeys(_TOLD, 1)
    async for batch in _batches(places.rows.find({}, only).sort("_id", 1)):
        ids = [row["_id"] for row in batch]
        # waiting first: a row leaves it in the very transaction that gives it a link
        held = {repr(waits["_id"]) async for waits in places.waiting.find({"_id": {"$in": ids}}, {"_id": 1})}
        held |= {repr(found["row"]) async for found in places.chain.find({"row": {"$in": ids}}, {"row": 1})}
        for row in batch:
            if repr(row["_id"]) not in held:
                yield Finding("dòng được chèn từ ngoài hệ thống", None, str(row["_id"]), row)
