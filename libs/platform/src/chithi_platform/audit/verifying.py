"""Whether the log is still what was written: every finding names the row."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from chithi_platform.audit.chain import GENESIS, digest, hash_of
from chithi_platform.audit.places import Places
from chithi_platform.mongo import Document

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


async def verify(places: Places, expect: str | None = None) -> Verdict:
    """Follow the chain from its beginning; `expect` is the hash of any link that was seen before."""
    verdict = Verdict(waiting=await places.waiting.count_documents({}))
    async for links in _batches(places):
        rows = {r["_id"]: r async for r in places.rows.find({"_id": {"$in": [found["row"] for found in links]}})}
        for found in links:
            verdict.findings += _check(found, rows.get(found["row"]), verdict)
            verdict.count, verdict.head = found["_id"], found.get("hash", "")
            if verdict.head == expect:
                verdict.expected_at = found["_id"]
    if expect not in (None, GENESIS) and verdict.expected_at is None:
        verdict.findings.append(
            Finding("không còn mắt xích đã ghi nhận, cuối chuỗi bị cắt hoặc viết lại", None, str(expect))
        )
    verdict.findings += [found async for found in _unsealed(places)]
    return verdict


def _check(found: Document, row: Document | None, verdict: Verdict) -> list[Finding]:
    seq, told = found["_id"], found.get("told") or {}
    wrong: list[str] = []
    if seq != verdict.count + 1:
        wrong.append(f"mất mắt xích {verdict.count + 1}–{seq - 1} ngay trước")
    elif found.get("prev") != verdict.head:
        wrong.append("mắt xích không nối với mắt trước")
    if found.get("hash") != hash_of(found):
        wrong.append("mắt xích đã bị sửa")
    if row is None:
        wrong.append("dòng đã bị xóa" if found.get("row_hash") else "dòng bị xóa trước khi niêm phong")
    elif digest(row) != found.get("row_hash"):
        wrong.append("dòng đã bị sửa")
        told = told or row
    return [Finding(what, seq, found["row"], told) for what in wrong]


async def _batches(places: Places) -> AsyncIterator[list[Document]]:
    after = 0
    while batch := await places.chain.find({"_id": {"$gt": after}}).sort("_id", 1).limit(_BATCH).to_list(None):
        yield batch
        after = batch[-1]["_id"]


async def _unsealed(places: Places) -> AsyncIterator[Finding]:
    """Rows that no link holds and that do not wait for one: they came in beside the service."""
    after = ""
    while batch := await places.rows.find({"_id": {"$gt": after}}).sort("_id", 1).limit(_BATCH).to_list(None):
        after = batch[-1]["_id"]
        ids = {row["_id"] for row in batch}
        # waiting first: a row leaves it in the very transaction that gives it a link
        ids -= {w["_id"] async for w in places.waiting.find({"_id": {"$in": list(ids)}}, {"_id": 1})}
        ids -= {found["row"] async for found in places.chain.find({"row": {"$in": list(ids)}}, {"row": 1})}
        for row in batch:
            if row["_id"] in ids:
                yield Finding("dòng được chèn từ ngoài hệ thống", None, row["_id"], row)
