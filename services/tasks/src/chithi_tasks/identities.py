"""Unbinds accounts from identities of another provider, from the command line."""

from chithi_platform.mongo import Session
from chithi_platform.service import now
from chithi_tasks.accounts import register
from chithi_tasks.adapters.outbound.identity.external import Identities
from chithi_tasks.core.identity.new_accounts import BadAccount
from chithi_tasks.settings import TasksSettings


async def release(settings: TasksSettings, username: str) -> None:
    """Let another identity at the provider take the account, whose sessions end; raises `BadAccount`."""
    async with register(settings) as kept:
        identities = Identities(kept.mongo)

        async def work(session: Session) -> None:
            if not await identities.release(username, session):
                raise BadAccount("username", f"{username!r} is bound to no identity of another provider")
            await kept.sessions.revoke_all(username, "identity-released", now(), session=session)
            await kept.audit.record(session, "account.released", username)

        await kept.mongo.transact(work)
