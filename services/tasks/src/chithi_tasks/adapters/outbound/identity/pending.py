"""Sign-ins on the page that are not done yet, and browsers from which somebody signed in before."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from chithi_platform.mongo import Document, Mongo
from chithi_tasks.adapters.outbound.identity.accounts import Account

PENDING, KNOWN = "pending_sign_ins", "known_browsers"
LIFE = timedelta(minutes=15)
KNOWN_FOR = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody whose password was right: whose account, where they wanted to go, whether a code was given.

    `mark` is what the browser calls itself; `known` is the same where this account signed in from it before. Whoever
    makes up a mark must not have tries of their own for it, so tries are counted by `known` alone. `password` is a
    digest of the password's hash: what was begun with one password is not finished after another took its place.
    """

    username: str
    next: str
    mark: str | None
    known: str | None
    code_given: bool
    password: str

    def begun_with(self, password_hash: str | None) -> bool:
        """Whether that is still the password that was right."""
        return self.password == _digest(password_hash or "")


class PendingSignIns:
    """Each is found by a random text that only the browser has."""

    def __init__(self, mongo: Mongo) -> None:
        self._pending = mongo.collection(PENDING)

    async def ensure(self) -> None:
        """Create the index that forgets those who went away."""
        await self._pending.create_index([("expires_at", 1)], name="expiry", expireAfterSeconds=0)

    async def begin(self, account: Account, target: str, *, mark: str | None, known: str | None, now: datetime) -> str:
        """Remember a sign-in; returns the text that finds it again."""
        text = secrets.token_urlsafe(32)
        row: Document = {
            "_id": _digest(text),
            "username": account.username,
            "next": target,
            "mark": mark,
            "known": known,
        }
        row |= {"code_given": False, "password": _digest(account.password_hash or ""), "expires_at": now + LIFE}
        await self._pending.insert_one(row)
        return text

    async def find(self, text: str, now: datetime) -> Pending | None:
        """The sign-in of that text, while it is young."""
        row = await self._pending.find_one(
            {"_id": _digest(text), "expires_at": {"$gt": now}, "password": {"$exists": True}}
        )
        if row is None:
            return None
        return Pending(row["username"], row["next"], row["mark"], row["known"], row["code_given"], row["password"])

    async def code_given(self, text: str) -> None:
        """A code was right: it is not asked for again."""
        await self._pending.update_one({"_id": _digest(text)}, {"$set": {"code_given": True}})

    async def password_set(self, text: str, account: Account) -> None:
        """Its own owner chose another password on the way: the sign-in goes on with that."""
        digest = _digest(account.password_hash or "")
        await self._pending.update_one({"_id": _digest(text)}, {"$set": {"password": digest}})

    async def done(self, text: str) -> None:
        """Forget it."""
        await self._pending.delete_one({"_id": _digest(text)})


class KnownBrowsers:
    """From which browser an account signed in before; a browser's mark is random and says nothing by itself."""

    def __init__(self, mongo: Mongo) -> None:
        self._known = mongo.collection(KNOWN)

    async def ensure(self) -> None:
        """Create the index that forgets browsers which nobody used for half a year."""
        await self._known.create_index([("expires_at", 1)], name="expiry", expireAfterSeconds=0)

    async def knows(self, mark: str | None, username: str) -> bool:
        """Whether this account signed in from that browser."""
        return bool(mark and await self._known.find_one({"_id": _digest(f"{mark}|{username}")}))

    async def remember(self, mark: str | None, username: str, now: datetime) -> str:
        """Note that it did; returns the browser's mark, a new one if it has none."""
        mark = mark or secrets.token_urlsafe(24)
        until = {"$set": {"expires_at": now + KNOWN_FOR}}
        await self._known.update_one({"_id": _digest(f"{mark}|{username}")}, until, upsert=True)
        return mark


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
