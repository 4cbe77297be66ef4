"""What has to be remembered about sign-ins at another provider: those under way, who is whom, and its tokens."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chithi_platform.mongo import Mongo, Session
from chithi_tasks.adapters.outbound.identity.vault import Vault

FLOWS, LINKS, TOKENS = "external_flows", "external_identities", "external_sessions"
FLOW_LIFE = timedelta(minutes=10)  # time enough for a second factor at the provider
LONGEST = timedelta(hours=12)  # a day's work: then the provider says again who may come in
TURN = timedelta(seconds=45)  # longer than one renewal may ask the provider, shorter than the gateway waits
PAUSE_S = 0.1


class OtherIdentity(Exception):
    """The account is bound to another person at the provider already."""

    def __init__(self, username: str) -> None:
        super().__init__(f"account {username} is bound to another identity; an administrator can release it")
        self.username = username


@dataclass(frozen=True, slots=True)
class Flow:
    """A sign-in that left for the provider: what its answer must match, and where the person wanted to go."""

    nonce: str
    verifier: str
    next: str


class Flows:
    """Sign-ins under way; each can be finished once."""

    def __init__(self, mongo: Mongo) -> None:
        self._flows = mongo.collection(FLOWS)

    async def ensure(self) -> None:
        """Create the index that forgets what nobody came back for."""
        await self._flows.create_index([("expires_at", 1)], name="expiry", expireAfterSeconds=0)

    async def begin(self, state: str, flow: Flow, now: datetime) -> None:
        """Remember the flow under its state."""
        row = {"_id": _digest(state), "nonce": flow.nonce, "verifier": flow.verifier, "next": flow.next}
        await self._flows.insert_one(row | {"expires_at": now + FLOW_LIFE})

    async def take(self, state: str, now: datetime) -> Flow | None:
        """The flow of that state, which is gone then; None if there is none or its time is over."""
        row = await self._flows.find_one_and_delete({"_id": _digest(state)})
        if row is None or row["expires_at"] <= now:
            return None
        return Flow(row["nonce"], row["verifier"], row["next"])


class Identities:
    """Which account a person at the provider is: bound at the first sign-in, by what never changes there."""

    def __init__(self, mongo: Mongo) -> None:
        self._links = mongo.collection(LINKS)

    async def ensure(self) -> None:
        """An account has one identity."""
        await self._links.create_index([("username", 1)], name="username", unique=True)

    async def account_of(self, issuer: str, subject: str, session: Session | None = None) -> str | None:
        """The user name that is bound to this identity."""
        row = await self._links.find_one({"_id": _identity(issuer, subject)}, session=session)
        return str(row["username"]) if row else None

    async def bind(self, issuer: str, subject: str, *, username: str, now: datetime, session: Session) -> None:
        """Bind them; raises `OtherIdentity`."""
        row = {"_id": _identity(issuer, subject), "issuer": issuer, "subject": subject, "username": username}
        if await self._links.find_one({"username": username}, session=session):
            raise OtherIdentity(username)
        await self._links.insert_one(row | {"bound_at": now}, session=session)

    async def release(self, username: str, session: Session) -> bool:
        """Forget whom the account belongs to, so that another identity may take it; False if it had none."""
        return bool((await self._links.delete_one({"username": username}, session=session)).deleted_count)


@dataclass(frozen=True, slots=True)
class Turn:
    """One renewal's turn to use the provider's refresh token of a session; nobody else uses it before `until`."""

    session_id: str
    id_token: str
    sealed: str
    until: datetime


class ProviderTokens:
    """The provider's own tokens of a session: one that it wants to see again at sign-out, and perhaps one, sealed, that
    asks it whether the session goes on.
    """

    def __init__(self, mongo: Mongo, vault: Vault) -> None:
        self._tokens, self._vault = mongo.collection(TOKENS), vault

    async def ensure(self) -> None:
        """Create the index that forgets them when the session is over."""
        await self._tokens.create_index([("expires_at", 1)], name="expiry", expireAfterSeconds=0)

    async def keep(self, session_id: str, id_token: str, refresh_token: str | None, now: datetime) -> None:
        """Keep them with the session."""
        sealed = self._vault.seal(refresh_token) if refresh_token else None
        row = {"_id": session_id, "id_token": id_token, "sealed": sealed, "turn": None}
        await self._tokens.insert_one(row | {"expires_at": now + LONGEST})

    async def take(self, session_id: str) -> str | None:
        """The ID token; both are gone then."""
        row = await self._tokens.find_one_and_delete({"_id": session_id})
        return str(row["id_token"]) if row else None

    async def turn(self, session_id: str, clock: Callable[[], datetime]) -> Turn | None:
        """Wait until no other renewal uses the refresh token; None if there is none.

        A provider may take a refresh token that comes twice for a stolen one. The turn of a process that died is over
        after `TURN`.
        """
        mine = {"_id": session_id, "sealed": {"$ne": None}}
        while True:
            now = clock()
            free = mine | {"turn": {"$not": {"$gt": now}}}
            row = await self._tokens.find_one_and_update(free, {"$set": {"turn": now + TURN}})
            if row is not None:
                return Turn(session_id, row["id_token"], row["sealed"], now + TURN)
            if await self._tokens.find_one(mine) is None:
                return None
            await asyncio.sleep(PAUSE_S)

    def opened(self, turn: Turn) -> str:
        """The provider's refresh token."""
        return self._vault.open(turn.sealed, f"the provider's refresh token of session {turn.session_id}")

    async def replace(self, turn: Turn, refresh_token: str) -> None:
        """Keep the next refresh token, unless the session ended meanwhile."""
        same = {"_id": turn.session_id, "turn": turn.until, "sealed": {"$ne": None}}
        await self._tokens.update_one(same, {"$set": {"sealed": self._vault.seal(refresh_token)}})

    async def done(self, turn: Turn) -> None:
        """The next renewal may have its turn."""
        await self._tokens.update_one({"_id": turn.session_id, "turn": turn.until}, {"$set": {"turn": None}})


def _identity(issuer: str, subject: str) -> str:
    return f"{issuer}|{subject}"


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
