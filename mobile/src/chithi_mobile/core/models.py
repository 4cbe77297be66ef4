"""What the phone holds: user, assignments, forms and reports, as plain dataclasses."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

ReportState = Literal["draft", "waiting", "sending", "received", "returned"]
Json = Mapping[str, Any]
Clock = Callable[[], datetime]

CLOSED = frozenset({"completed", "withdrawn"})
EXPLAINED = frozenset({"returned", "suspended"})


def nfc(text: str) -> str:
    """The one spelling of Vietnamese we store and send; keyboards may deliver letters and marks apart."""
    return unicodedata.normalize("NFC", text)


@dataclass(frozen=True)
class User:
    """Who is signed in; `unit_id` is the commune that the reports are filed for."""

    username: str
    name: str
    role: str
    unit_id: str
    unit_name: str = ""
    path: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, data: Json) -> "User":
        texts = {key: nfc(str(data.get(key) or "")) for key in ("name", "role", "unit_name")}
        return cls(str(data["username"]), unit_id=str(data["unit_id"]), path=tuple(data.get("path") or ()), **texts)


@dataclass(frozen=True)
class Tokens:
    """What the server gives at sign-in: `access` lives minutes, `refresh` buys the next pair, once."""

    access: str
    refresh: str | None = None

    @classmethod
    def from_json(cls, data: Json) -> "Tokens":
        refresh = data.get("refresh_token")
        return cls(str(data["access_token"]), str(refresh) if refresh else None)


@dataclass(frozen=True)
class Session:
    """The signed-in user; `token` is None once the server no longer accepts it, the user is still known then.

    `ended` says in the server's words why, where it said more than that the time was over.
    """

    user: User
    token: str | None
    refresh: str | None = None
    ended: str = ""


@dataclass(frozen=True)
class Assignment:
    """A task as the server last told it."""

    id: str
    title: str
    state: str
    directive_number: str = ""
    directive_subject: str = ""
    section_ordinal: str = ""
    text: str = ""
    mode: str = ""
    assignee: str = ""
    due: date | None = None
    due_text: str = ""
    version: int = 1
    form_id: str = "nhiem-vu"
    issued_at: str = ""
    updated_at: str = ""
    text_cut: bool = False
    """The list brought only the beginning of a long wording."""
    reason: str = ""
    """Why it was sent back, reopened or suspended; only the whole assignment tells it."""
    extension: str = ""
    """How a wish for a later last day stands: asked, granted or refused."""
    extension_due: date | None = None
    chased_at: str = ""
    whole: bool = False

    @property
    def open(self) -> bool:
        return self.state not in CLOSED

    @property
    def incomplete(self) -> bool:
        """Whether the list left out what the officer has to read, also without a network."""
        return self.text_cut or (self.state in EXPLAINED and not self.whole)

    @classmethod
    def from_json(cls, data: Json) -> "Assignment":
        names = ("directive_number", "directive_subject", "section_ordinal", "text", "mode", "due_text")
        texts = {key: nfc(str(data.get(key) or "")) for key in (*names, "issued_at", "updated_at", "chased_at")}
        extension = data.get("extension") or {}
        return cls(
            id=str(data["id"]),
            title=nfc(str(data["title"])),
            state=str(data["state"]),
            assignee=nfc(str((data.get("assignee") or {}).get("name", ""))),
            due=date.fromisoformat(data["due"]) if data.get("due") else None,
            version=int(data.get("version") or 1),
            form_id=str(data.get("form_id") or "nhiem-vu"),
            text_cut=bool(data.get("text_cut")),
            reason=nfc(str(data.get("suspended_reason") or data.get("remark") or "")),
            extension=str(extension.get("state") or ""),
            extension_due=date.fromisoformat(extension["due"]) if extension else None,
            whole="remark" in data,
            **texts,
        )


@dataclass(frozen=True)
class Indicator:
    """One count that a form asks for."""

    code: str
    label: str
    unit: str = ""


@dataclass(frozen=True)
class Group:
    """Indicators of one field of work, which may together be "không phát sinh"."""

    title: str
    indicators: tuple[Indicator, ...]

    @classmethod
    def from_json(cls, data: Json) -> "Group":
        rows = (
            Indicator(str(i["code"]), nfc(str(i["label"])), nfc(str(i.get("unit") or ""))) for i in data["indicators"]
        )
        return cls(nfc(str(data["title"])), tuple(rows))


@dataclass(frozen=True)
class Form:
    """A form of counts, filed once per unit and period, or once per assignment and period."""

    id: str
    title: str
    per: str
    period_kind: str
    groups: tuple[Group, ...]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(indicator for group in self.groups for indicator in group.indicators)

    @classmethod
    def from_json(cls, data: Json) -> "Form":
        groups = tuple(Group.from_json(group) for group in data["groups"])
        kind = str(data.get("period_kind") or "month")
        return cls(str(data["id"]), nfc(str(data["title"])), str(data.get("per") or "unit"), kind, groups)


@dataclass(frozen=True)
class Subject:
    """What a report is about: at most one draft exists for each subject."""

    form_id: str
    period: str
    assignment_id: str | None = None


@dataclass(frozen=True)
class Report:
    """A report on this phone, from the first keystroke to the receipt; `problem` is the last trouble in words."""

    id: str
    subject: Subject
    unit_id: str
    values: dict[str, int]
    narrative: str
    state: ReportState
    saved_at: datetime
    body: str = ""
    order: int = 0
    tries: int = 0
    faults: int = 0
    not_before: float = 0.0
    problem: str = ""
    receipt: str = ""
    received_at: str = ""
    trace_id: str = ""


@dataclass(frozen=True)
class Receipt:
    """The server's proof that a report was taken in."""

    report_id: str
    number: str
    revision: int
    received_at: str


@dataclass(frozen=True)
class Page:
    """A part of the changes since a cursor. `gone` left the officer's view; with `reset` everything known did."""

    items: tuple[Json, ...] = field(default=())
    next_cursor: str | None = None
    has_more: bool = False
    gone: tuple[str, ...] = ()
    reset: bool = False
