"""Sign-ins that last: opened, renewed by rotating refresh tokens, ended; each is one document."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from chithi_platform.audit import AuditLog
from chithi_platform.mongo import Document, Mongo, Session
from chithi_tasks.adapters.outbound.identity.accounts import Account
from chithi_tasks.adapters.outbound.identity.external import TOKENS
from chithi_tasks.core.identity.refresh_token import RefreshToken, new_key
from chithi_tasks.core.identity.sessions import LIVES, Chain, Kind, Opened, Rotated, SignedIn, Spent

__all__ = ["Opened", "Overtaken", "Rotated", "SessionEnded", "Sessions", "SignedIn"]

COLLECTION = "sessions"
KEPT = timedelta(days=30)  # after its end, so that "where was I signed in" still has an answer
REUSED = "reused"
T = TypeVar("T")


class SessionEnded(Exception):
    """The refresh token buys nothing: unknown, expired, revoked or used before. `reason` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the session has ended: {reason}")
        self.reason = reason


class Overtaken(Exception):
    """Another request of the same browser renewed the session a moment ago; its answer holds the token."""

    def __init__(self) -> None:
        super().__init__("the session was renewed by another request a moment ago")


class Sessions:
    """Opens, renews and ends sessions."""

    def __init__(self, mongo: Mongo, audit: AuditLog) -> None:
        self._mongo, self._audit = mongo, audit
        self._sessions, self._provider_tokens = mongo.collection(COLLECTION), mongo.collection(TOKENS)

    async def ensure(self) -> None:
        """Create the indexes."""
        await self._sessions.create_index([("username", 1), ("seen_at", -1)], name="of_account")
        await self._sessions.create_index([("device_id", 1)], name="of_device", sparse=True)
        await self._sessions.create_index(
            [("expires_at", 1)], name="expiry", expireAfterSeconds=int(KEPT.total_seconds())
        )

    async def open(
        self,
        account: Account,
        *,
        kind: Kind,
        label: str,
        address: str | None,
        now: datetime,
        device_id: str | None = None,
        longest: timedelta | None = None,
        session: Session | None = None,
    ) -> Opened:
        """Begin a session, inside the transaction of `session` if any; `longest` is its life in place of its kind's."""
        session_id, key, life = uuid4().hex, new_key(), LIVES[kind]
        token, until = RefreshToken.new(session_id, key), now + (longest or life.longest)
        document: Document = {
            "_id": session_id,
            "username": account.username,
            "kind": kind,
            "device_id": device_id,
            "label": label[:200],
            "address": address,
            "started_at": now,
            "seen_at": now,
            "expires_at": min(now + life.idle, until),
            "until": until,
            "ended_at": None,
            "reason": None,
            "key": key,
            "turn": 0,
            "fresh": [token.digest],
            "parent": None,
            "spent": [],
        }

        async def work(session: Session) -> None:
            await self._sessions.insert_one(document, session=session)
            opened = {"kind": kind, "device_id": device_id, "label": label[:200]}
            await self._audit.record(session, "session.opened", f"{account.username}/{session_id}", after=opened)

        await self._within(session, work)
        return Opened(session_id, str(token), document["expires_at"])

    async def find(self, refresh_token: str) -> SignedIn | None:
        """Whose refresh token this is or was, without using it; None for one that was never given out."""
        known = await self._known(refresh_token)
        return _signed_in(known[1]) if known else None

    async def rotate(self, refresh_token: str, now: datetime) -> Rotated:
        """The next refresh token for this one.

        Raises `SessionEnded`; a token that was used before ends its whole session. Raises `Overtaken` when another
        tab of the browser was a moment faster. Of several requests at once each sees what the one before left.
        """
        while True:
            found, chain, successor = await self._presented(refresh_token, now)
            rotated = await self._follow(chain, found, now)
            if rotated:
                return Rotated(rotated, str(successor), rotated.expires_at)

    async def check(self, refresh_token: str, now: datetime) -> None:
        """Raise what `rotate` would, without giving out the next one."""
        await self._presented(refresh_token, now)

    async def revoke(self, session_id: str, reason: str, now: datetime, *, session: Session | None = None) -> bool:
        """End a session; False when it had ended or never was."""
        return await self._end({"_id": session_id}, reason, now, session) > 0

    async def revoke_all(
        self,
        username: str,
        reason: str,
        now: datetime,
        except_id: str | None = None,
        *,
        session: Session | None = None,
    ) -> int:
        """End every session of the account, but the one that is excepted."""
        return await self._end({"username": username, "_id": {"$ne": except_id}}, reason, now, session)

    async def revoke_device(self, device_id: str, reason: str, now: datetime, *, session: Session | None = None) -> int:
        """End every session of an enrolled phone."""
        return await self._end({"device_id": device_id}, reason, now, session)

    async def of(self, username: str, now: datetime) -> list[SignedIn]:
        """The sessions that go on, the one seen last first."""
        query = {"username": username, "ended_at": None, "expires_at": {"$gt": now}}
        return [_signed_in(row) async for row in self._sessions.find(query).sort("seen_at", -1).limit(200)]

    async def living(self, session_ids: Collection[str], now: datetime) -> set[str]:
        """Which of these sessions go on."""
        query = {"_id": {"$in": list(session_ids)}, "ended_at": None, "expires_at": {"$gt": now}}
        return {row["_id"] async for row in self._sessions.find(query, {"_id": 1})}

    async def _known(self, text: str) -> tuple[RefreshToken, Document] | None:
        token = RefreshToken.read(text)
        found = await self._sessions.find_one({"_id": token.session_id}) if token else None
        return (token, found) if token and found and token.sealed_with(found["key"]) else None

    async def _presented(self, refresh_token: str, now: datetime) -> tuple[Document, Chain, RefreshToken]:
        """The session as it is, its tokens as they will be, and the one to hand out."""
        token, found = await self._known(refresh_token) or (None, None)
        if token is None or found is None:
            raise SessionEnded("unknown")
        if found["ended_at"]:
            raise SessionEnded(found["reason"])
        if found["expires_at"] <= now:
            raise SessionEnded("expired")
        successor = RefreshToken.new(token.session_id, found["key"])
        outcome, chain = _chain(found).presented(token.digest, successor.digest, now, LIVES[found["kind"]])
        if outcome == "overtaken":
            raise Overtaken
        if outcome == "reused":
            await self.revoke(found["_id"], REUSED, now)
            raise SessionEnded(REUSED)
        return found, chain, successor

    async def _follow(self, chain: Chain, found: Document, now: datetime) -> SignedIn | None:
        """Write what the rules say; None when another request was faster and the rules have to be asked again."""
        life = LIVES[found["kind"]]
        expires_at = min(now + life.idle, found["until"])
        changes: Document = {
            "fresh": list(chain.fresh),
            "parent": chain.parent,
            "spent": [{"token": one.token, "at": one.at} for one in chain.spent],
            "seen_at": now,
            "expires_at": expires_at,
            "turn": found["turn"] + 1,
        }
        same = {"_id": found["_id"], "turn": found["turn"], "ended_at": None}
        written = await self._sessions.update_one(same, {"$set": changes})
        return _signed_in(found | changes) if written.modified_count else None

    async def _end(self, query: Document, reason: str, now: datetime, session: Session | None) -> int:
        going_on = query | {"ended_at": None}

        async def work(session: Session) -> int:
            rows = await self._sessions.find(going_on, {"username": 1}, session=session).to_list(None)
            for row in rows:
                subject = f"{row['username']}/{row['_id']}"
                await self._audit.record(session, "session.ended", subject, after={"reason": reason})
            ending = {"$set": {"ended_at": now, "reason": reason}, "$inc": {"turn": 1}}
            ids = {"_id": {"$in": [row["_id"] for row in rows]}}
            await self._sessions.update_many(ids, ending, session=session)
            await self._provider_tokens.update_many(ids, {"$unset": {"sealed": ""}}, session=session)
            return len(rows)

        return await self._within(session, work)

    async def _within(self, session: Session | None, work: Callable[[Session], Awaitable[T]]) -> T:
        return await (work(session) if session is not None else self._mongo.transact(work))


def _chain(row: Document) -> Chain:
    spent = tuple(Spent(one["token"], one["at"]) for one in row["spent"])
    return Chain(tuple(row["fresh"]), row["parent"], spent)


def _signed_in(row: Document) -> SignedIn:
    names = [name for name in SignedIn.__slots__ if name != "id"]
    return SignedIn(id=row["_id"], **{name: row[name] for name in names})
