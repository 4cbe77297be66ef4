"""Opens the phone's SQLite file so that a power cut cannot lose a filed report, and nobody else reads it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chithi_mobile.core.sender import MEMORY

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS assignments(id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS forms(position INTEGER PRIMARY KEY, id TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS reports(
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  form_id TEXT NOT NULL, period TEXT NOT NULL, assignment_id TEXT NOT NULL DEFAULT '', unit_id TEXT NOT NULL,
  answers TEXT NOT NULL, narrative TEXT NOT NULL, saved_at TEXT NOT NULL,
  state TEXT NOT NULL CHECK(state IN ('draft', 'waiting', 'sending', 'received', 'returned')),
  body TEXT NOT NULL DEFAULT '',
  filed INTEGER NOT NULL DEFAULT 0,
  tries INTEGER NOT NULL DEFAULT 0, faults INTEGER NOT NULL DEFAULT 0, not_before REAL NOT NULL DEFAULT 0,
  problem TEXT NOT NULL DEFAULT '', receipt TEXT NOT NULL DEFAULT '', received_at TEXT NOT NULL DEFAULT '',
  trace_id TEXT NOT NULL DEFAULT '', replaced_by TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS one_draft ON reports(owner, form_id, period, assignment_id) WHERE state = 'draft';
CREATE INDEX IF NOT EXISTS outbox ON reports(owner, filed) WHERE state IN ('waiting', 'sending');
"""


def connect(path: str | Path) -> sqlite3.Connection:
    """Autocommit connection; FULL because a report that was said to be saved must outlive a flat battery.

    Tokens and the phone's key are in clear: the file is its owner's alone, and what is deleted is overwritten.
    """
    if str(path) != MEMORY:
        _keep_private(Path(path))
    database = sqlite3.connect(path, isolation_level=None, timeout=5)
    database.row_factory = sqlite3.Row
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("PRAGMA secure_delete=ON")
    database.executescript(SCHEMA)
    wipe_log(database)
    return database


def wipe_log(database: sqlite3.Connection) -> None:
    """Empties the write-ahead log: what was deleted stands in it until then. Not inside a transaction.

    Another process that reads just then keeps it from that; the next call, or the next start, does it.
    """
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _keep_private(file: Path) -> None:
    """SQLite gives its side files the rights that this one has; one of an earlier version loses what it had."""
    file.touch(mode=0o600)
    file.chmod(0o600)


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; takes the write lock at once, so that a second process waits instead of failing later."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
