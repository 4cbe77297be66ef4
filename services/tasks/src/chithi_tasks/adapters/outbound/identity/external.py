"""What has to be remembered about sign-ins at another provider: those under way, who is whom, and the way out."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from chithi_platform.mongo import Mongo, Session

FLOWS, LINKS, TOKENS = "external_flows", "external_identities", "external_sessions"
FLOW_LIFE = timedelta(minutes=10)  # time enough for a second factor at the provider
TOKEN_LIFE = timedelta(days=8)  # longer than any browser session


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


class ProviderTokens:
    """The provider's own token of a session, which it wants to see again at sign-out."""

    def __init__(self, mongo: Mongo) -> None:
        self._tokens = mongo.collection(TOKENS)

    async def ensure(self) -> None:
        """Create the index that forgets them."""
        await self._tokens.create_index([("expires_at", 1)], name="expiry", expireAfterSeconds=0)

    async def keep(self, session_id: str, id_token: str, now: datetime) -> None:
        """Keep it with the session."""
        row = {"_id": session_id, "id_token": id_token, "expires_at": now + TOKEN_LIFE}
        await self._tokens.insert_one(row)

    async def take(self, session_id: str) -> str | None:
        """The token, which is gone then."""
        row = await self._tokens.find_one_and_delete({"_id": session_id})
        return str(row["id_token"]) if row else None


def _identity(issuer: str, subject: str) -> str:
    return f"{issuer}|{subject}"


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
