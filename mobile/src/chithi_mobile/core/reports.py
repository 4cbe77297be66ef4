"""Drafts and the outbox: every report that was begun on this phone, and the truth about where it is."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

from chithi_mobile.core.database import transaction
from chithi_mobile.core.ids import uuid7
from chithi_mobile.core.models import Receipt, Report, Subject, User, nfc

STUCK_AFTER = 5
"""Server faults after which a report no longer holds back those filed after it."""
LONGEST_WAIT = 900.0
"""Seconds; a later `not_before` can only come from a clock that was set back, and is ignored."""


class Reports:
    """The reports table. A row's id and body never change once it was filed."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def save_draft(
        self, user: User, subject: Subject, values: Mapping[str, int], narrative: str, now: datetime
    ) -> Report:
        """Keeps what was typed so far; called on every change of the form."""
        text = (json.dumps(dict(values)), nfc(narrative), now.isoformat())
        with transaction(self._db):
            draft = self.draft(user.username, subject)
            if draft:
                update = "UPDATE reports SET answers=?, narrative=?, saved_at=? WHERE id=?"
                self._db.execute(update, (*text, draft.id))
            report_id = draft.id if draft else self._insert(user, subject, text, now)
        return self.get(report_id)

    def _insert(self, user: User, subject: Subject, text: tuple[str, str, str], now: datetime) -> str:
        report_id = uuid7(now)
        columns = "id, owner, form_id, period, assignment_id, unit_id, answers, narrative, saved_at, state"
        self._db.execute(
            f"INSERT INTO reports({columns}) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, 'draft')",
            (report_id, user.username, *_key(subject), user.unit_id, *text),
        )
        return report_id

    def file(self, report_id: str, now: datetime) -> None:
        """Freezes the draft's body and puts it last in the outbox; it replaces returned ones on the same subject."""
        with transaction(self._db):
            draft = self.get(report_id)
            body = _body(draft, now)
            last = "(SELECT COALESCE(MAX(filed), 0) + 1 FROM reports)"
            self._db.execute(
                f"UPDATE reports SET state='waiting', body=?, filed={last} WHERE id=? AND state='draft'",  # noqa: S608  # a constant
                (body, report_id),
            )
            self._db.execute(
                "UPDATE reports SET replaced_by=? WHERE state='returned' AND form_id=? AND period=? AND assignment_id=?"
                " AND unit_id=?",
                (report_id, *_key(draft.subject), draft.unit_id),
            )

    def get(self, report_id: str) -> Report:
        """Raises KeyError when this phone has no such report."""
        row = self._db.execute("SELECT * FROM reports WHERE id=?", (report_id,)).fetchone()
        if row is None:
            raise KeyError(report_id)
        return _report(row)

    def draft(self, owner: str, subject: Subject) -> Report | None:
        query = "SELECT * FROM reports WHERE state='draft' AND owner=? AND form_id=? AND period=? AND assignment_id=?"
        row = self._db.execute(query, (owner, *_key(subject))).fetchone()
        return _report(row) if row else None

    def latest(self, owner: str, subject: Subject) -> Report | None:
        """The last filed report on a subject, whatever became of it."""
        query = "SELECT * FROM reports WHERE filed>0 AND owner=? AND form_id=? AND period=? AND assignment_id=?"
        row = self._db.execute(query + " ORDER BY filed DESC LIMIT 1", (owner, *_key(subject))).fetchone()
        return _report(row) if row else None

    def drafts(self, owner: str) -> list[Report]:
        query = "SELECT * FROM reports WHERE owner=? AND state='draft' ORDER BY saved_at DESC"
        return _reports(self._db.execute(query, (owner,)))

    def outbox(self, owner: str) -> list[Report]:
        """Filed reports, newest first, without those that a later one replaced."""
        query = "SELECT * FROM reports WHERE owner=? AND filed>0 AND replaced_by='' ORDER BY filed DESC"
        return _reports(self._db.execute(query, (owner,)))

    def next_due(self, owner: str, now: float, *, after: int = 0, force: bool = False) -> Report | None:
        """The oldest report that may be sent now; one that must wait holds back the later ones, unless it is stuck."""
        query = "SELECT * FROM reports WHERE owner=? AND state='waiting' AND filed>? ORDER BY filed"
        for row in self._db.execute(query, (owner, after)):
            report = _report(row)
            if force or not now < report.not_before <= now + LONGEST_WAIT:
                return report
            if report.faults < STUCK_AFTER:
                return None
        return None

    def settle(self) -> None:
        """Whoever said "sending" and is gone did not finish: the report waits again. The server knows its id."""
        self._db.execute("UPDATE reports SET state='waiting' WHERE state='sending'")

    def sending(self, report_id: str, trace_id: str) -> None:
        self._db.execute("UPDATE reports SET state='sending', trace_id=? WHERE id=?", (trace_id, report_id))

    def received(self, receipt: Receipt) -> None:
        self._db.execute(
            "UPDATE reports SET state='received', problem='', receipt=?, received_at=? WHERE id=?",
            (receipt.number, receipt.received_at, receipt.report_id),
        )

    def retry(self, report_id: str, *, not_before: float, problem: str, fault: bool) -> None:
        self._db.execute(
            "UPDATE reports SET state='waiting', tries=tries+1, faults=faults+?, not_before=?, problem=? WHERE id=?",
            (int(fault), not_before, problem, report_id),
        )

    def returned(self, report_id: str, problem: str) -> None:
        self._db.execute("UPDATE reports SET state='returned', problem=? WHERE id=?", (nfc(problem), report_id))

    def forget_received(self, before: datetime) -> int:
        """Drops local copies that have a receipt and are older; nothing else is ever deleted."""
        done = self._db.execute("DELETE FROM reports WHERE state='received' AND saved_at<?", (before.isoformat(),))
        return done.rowcount


def _key(subject: Subject) -> tuple[str, str, str]:
    return subject.form_id, subject.period, subject.assignment_id or ""


def _body(report: Report, now: datetime) -> str:
    subject = report.subject
    fields = {"form_id": subject.form_id, "unit_id": report.unit_id, "period": subject.period}
    about = {"assignment_id": subject.assignment_id, "values": report.values, "narrative": report.narrative}
    return json.dumps({**fields, **about, "device_time": now.isoformat()}, ensure_ascii=False)


def _reports(rows: Iterable[sqlite3.Row]) -> list[Report]:
    return [_report(row) for row in rows]


def _report(row: sqlite3.Row) -> Report:
    same = ("unit_id", "narrative", "state", "body", "tries", "faults", "not_before", "problem", "receipt")
    return Report(
        id=row["id"],
        subject=Subject(row["form_id"], row["period"], row["assignment_id"] or None),
        values=json.loads(row["answers"]),
        saved_at=datetime.fromisoformat(row["saved_at"]),
        order=row["filed"],
        received_at=row["received_at"],
        trace_id=row["trace_id"],
        **{name: row[name] for name in same},
    )
