"""Everything the phone remembers, in one SQLite file that two processes may open."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

from chithi_mobile.core.database import connect, transaction, wipe_log
from chithi_mobile.core.device import Device
from chithi_mobile.core.models import Assignment, Form, Json, Page, Session, Tokens, User
from chithi_mobile.core.reports import Reports
from chithi_mobile.core.timing import Calendar

SERVER = "server"


class Store:
    """Session, assignments and forms; drafts and outbox are in `reports`. `:memory:` serves simulated phones."""

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)
        self._db = connect(path)
        self.reports = Reports(self._db)

    def close(self) -> None:
        self._db.close()

    def session(self) -> Session | None:
        saved = self._meta("session")
        if saved is None:
            return None
        data = json.loads(saved)
        return Session(User.from_json(data["user"]), data["token"], data.get("refresh"), data.get("ended") or "")

    def sign_in(self, user: User, tokens: Tokens, device: Device | None = None, *, server: str = "") -> None:
        """Another user, or another server, starts with no assignments; reports stay and wait for their owner.

        All is kept in one transaction, before anybody uses the tokens: a kill leaves the old pair or the new one.
        `server` is kept where the sign-in itself named it.
        """
        with transaction(self._db):
            before = self.session()
            if before is None or before.user.username != user.username or server not in ("", self.server(server)):
                self._forget_tasks()
            self._save_session(Session(user, tokens.access, tokens.refresh))
            self._save_device(device)
            if server:
                self.change_setting(SERVER, server)
        wipe_log(self._db)

    def server(self, default: str) -> str:
        """The server that the phone came in at last."""
        return self.setting(SERVER, default)

    def renewed(self, user: User, tokens: Tokens) -> None:
        """The next pair of tokens of the same sign-in, and who the user is by now."""
        self._save_session(Session(user, tokens.access, tokens.refresh))

    def drop_token(self, ended: str = "") -> None:
        """The server no longer takes it: the user must sign in again; nothing else is lost."""
        session = self.session()
        if session:
            self._save_session(Session(session.user, None, None, ended))

    def sign_out(self) -> None:
        """Forgets the user and the tasks, but no report: unsent ones go out when their owner signs in again."""
        with transaction(self._db):
            self._forget_tasks()
            self._db.execute("DELETE FROM meta WHERE key IN ('session', 'device')")
        wipe_log(self._db)

    def device(self) -> Device | None:
        """This phone as it was enrolled for the signed-in user; None after a sign-in by password."""
        saved = self._meta("device")
        return Device(**json.loads(saved)) if saved else None

    def attempt(self, code: str) -> str:
        """A secret for the use of this code, kept before the code is sent: after a lost answer it is the same one."""
        saved = json.loads(self._meta("attempt") or "{}")
        if saved.get("code") != code:
            saved = {"code": code, "secret": secrets.token_urlsafe(32)}
            self._set_meta("attempt", json.dumps(saved))
        return str(saved["secret"])

    def assignments(self) -> list[Assignment]:
        """Open ones first by due date, those without a date after them."""
        rows = self._db.execute("SELECT body FROM assignments")
        found = [Assignment.from_json(json.loads(row["body"])) for row in rows]
        return sorted(found, key=lambda one: (not one.open, one.due is None, one.due or 0, one.issued_at, one.id))

    def assignment(self, assignment_id: str) -> Assignment | None:
        row = self._db.execute("SELECT body FROM assignments WHERE id=?", (assignment_id,)).fetchone()
        return Assignment.from_json(json.loads(row["body"])) if row else None

    def cursor(self) -> str | None:
        return self._meta("assignments.cursor")

    def merge_assignments(self, page: Page) -> None:
        """Takes a page and its cursor together, so that a kill between them can neither skip nor repeat."""
        with transaction(self._db):
            self._merge(page)

    def restart_assignments(self, page: Page) -> None:
        """Replaces the whole list by a first page."""
        with transaction(self._db):
            self._forget_tasks()
            self._merge(page)

    def put_assignment(self, item: Json) -> None:
        with transaction(self._db):
            self._put_assignment(item)

    def forms(self) -> list[Form]:
        rows = self._db.execute("SELECT body FROM forms ORDER BY position")
        return [Form.from_json(json.loads(row["body"])) for row in rows]

    def form(self, form_id: str) -> Form | None:
        return next((form for form in self.forms() if form.id == form_id), None)

    def replace_forms(self, items: Sequence[Json]) -> None:
        rows = [(str(item["id"]), json.dumps(item, ensure_ascii=False)) for item in items]
        with transaction(self._db):
            self._db.execute("DELETE FROM forms")
            self._db.executemany("INSERT INTO forms(id, body) VALUES(?, ?)", rows)

    def calendar(self) -> Calendar:
        saved = self._meta("calendar")
        return Calendar.from_json(json.loads(saved)["told"]) if saved else Calendar()

    def calendar_is_of(self, day: date) -> bool:
        saved = self._meta("calendar")
        return saved is not None and json.loads(saved)["on"] == day.isoformat()

    def put_calendar(self, told: Json, day: date) -> None:
        """Working days change by decree and at New Year: how old what was told is stands with it."""
        self._set_meta("calendar", json.dumps({"on": day.isoformat(), "told": told}))

    def synced_at(self) -> datetime | None:
        saved = self._meta("synced_at")
        return datetime.fromisoformat(saved) if saved else None

    def mark_synced(self, now: datetime) -> None:
        self._set_meta("synced_at", now.isoformat())

    def setting(self, name: str, default: str) -> str:
        return self._meta(f"setting.{name}") or default

    def change_setting(self, name: str, value: str) -> None:
        self._set_meta(f"setting.{name}", value)

    def _merge(self, page: Page) -> None:
        if page.reset:
            self._db.execute("DELETE FROM assignments")
        self._db.executemany("DELETE FROM assignments WHERE id=?", [(one,) for one in page.gone])
        for item in page.items:
            self._put_assignment(item)
        if page.next_cursor:
            self._set_meta("assignments.cursor", page.next_cursor)

    def _put_assignment(self, item: Json) -> None:
        known = self._db.execute("SELECT body FROM assignments WHERE id=?", (item["id"],)).fetchone()
        if known and json.loads(known["body"]).get("version", 0) > item.get("version", 0):
            return
        body = json.dumps(item, ensure_ascii=False)
        self._db.execute("INSERT OR REPLACE INTO assignments(id, body) VALUES(?, ?)", (item["id"], body))

    def _forget_tasks(self) -> None:
        self._db.execute("DELETE FROM assignments")
        self._db.execute("DELETE FROM meta WHERE key IN ('assignments.cursor', 'synced_at')")

    def _save_session(self, session: Session) -> None:
        self._set_meta("session", json.dumps(asdict(session), ensure_ascii=False))

    def _save_device(self, device: Device | None) -> None:
        self._db.execute("DELETE FROM meta WHERE key IN ('device', 'attempt')")
        if device:
            self._set_meta("device", json.dumps(asdict(device)))

    def _meta(self, key: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
        return str(row["value"]) if row else None

    def _set_meta(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (key, value))
