"""Directives of the version before: they open, are corrected and published like new ones."""

from datetime import UTC, datetime
from typing import Any

from chithi_platform.mongo import Mongo

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def old(directive_id: str, status: str, parsed: dict[str, Any], text: str) -> dict[str, Any]:
    return {
        "_id": directive_id,
        "content_hash": f"hash of {directive_id}",
        "file_name": "a.txt",
        "text": text,
        "parsed": parsed,
        "unit_id": "37-20250701",
        "path": ["VN", "37-20250701"],
        "status": status,
        "version": 1,
        "created_by": "vanthu",
        "created_at": NOW,
    }


async def test_old_directives_are_brought_along(open_desk: Any, mongo: Mongo) -> None:
    section = {"ordinal": "1", "mode": "assign", "lead": ["Sở Y tế"], "text": "Sở Y tế làm.", "span": [0, 15]}
    parsed = {
        "number": "05/CT-UBND",
        "doc_type": "Chỉ thị",
        "subject": "Về việc thử",
        "issuing_body": "Ủy ban nhân dân tỉnh Ninh Bình",
        "issue_date": "2026-03-01",
        "sections": [section],
        "anomalies": ["không thấy nơi nhận"],
    }
    directives = mongo.collection("directives")
    await directives.create_index([("content_hash", 1), ("unit_id", 1)], name="content", unique=True)
    statuses = {"a": "draft", "b": "published", "c": "withdrawn"}
    await directives.insert_many([old(name, status, parsed, "1. Sở Y tế làm.") for name, status in statuses.items()])
    for _ in range(2):  # also a second start finds everything in order
        async with open_desk() as desk:
            draft = await desk.get("a")
            assert (draft["status"], draft["parsed"]["anomalies"][0]["message"]) == ("draft", "không thấy nơi nhận")
            assert (await desk.http.get(f"{desk.url}/b/text")).text == "1. Sở Y tế làm."
            assert draft["history"][0]["what"] == "taken-in"
    rows = {row["_id"]: row async for row in directives.find({})}
    assert {name: ("live_key" in row, "live_content" in row) for name, row in rows.items()} == {
        "a": (False, True),
        "b": (True, True),
        "c": (False, False),
    }
    async with open_desk() as desk:
        number = {"op": "replace", "path": "/directive/number", "value": "06/CT-UBND"}
        assert (await desk.patch("a", 1, number)).status_code == 200
        assert (await desk.post("a", "publish", 2)).status_code == 200
