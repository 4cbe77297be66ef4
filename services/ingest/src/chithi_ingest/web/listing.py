"""A directive as a row of the register."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from chithi_platform.mongo import Document

STATUSES = ("draft", "published", "superseded", "withdrawn")
PAGE = 25


@dataclass(frozen=True)
class ListRow:
    """What a reader of the register needs to know of one directive."""

    id: str
    status: str
    number: str | None
    doc_type: str | None
    subject: str
    issuing_body: str | None
    issue_date: date | None
    sections: int
    anomalies: int
    created_at: datetime
    created_by: str
    file_name: str


@dataclass(frozen=True)
class Filter:
    """What the register is narrowed to; it is all in the page's address."""

    status: str = ""
    q: str = ""
    cursor: str = ""

    def address(self, **changes: str) -> str:
        """The register's address with these changes."""
        state = {"status": self.status, "q": self.q} | changes
        query = urlencode({name: value for name, value in state.items() if value})
        return f"/chi-thi?{query}" if query else "/chi-thi"


def row(document: Document) -> ListRow:
    """The row of a stored directive."""
    parsed: dict[str, Any] = document["parsed"]
    issued = parsed.get("issue_date")
    return ListRow(
        id=document["_id"],
        status=document["status"],
        number=parsed.get("number"),
        doc_type=parsed.get("doc_type"),
        subject=parsed.get("subject") or document["file_name"],
        issuing_body=parsed.get("issuing_body"),
        issue_date=date.fromisoformat(issued) if issued else None,
        sections=len(parsed["sections"]),
        anomalies=len(parsed.get("anomalies", ())),
        created_at=document["created_at"],
        created_by=document["created_by"],
        file_name=document["file_name"],
    )
