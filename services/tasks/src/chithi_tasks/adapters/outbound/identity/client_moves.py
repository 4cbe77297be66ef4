"""Other systems' clients follow their unit, beside the people."""

from datetime import date

from chithi_platform.audit import AuditLog
from chithi_platform.mongo import Session
from chithi_tasks.adapters.outbound.identity.account_moves import AccountMover
from chithi_tasks.adapters.outbound.identity.clients import ClientRepository
from chithi_tasks.core.organisation.units import Unit


class FollowingClients:
    """Moves people and, in the same transaction, the clients of their unit; counts the people."""

    def __init__(self, people: AccountMover, clients: ClientRepository, audit: AuditLog) -> None:
        self._people, self._clients, self._audit = people, clients, audit

    async def move(self, unit_id_from: str, target: Unit, on: date, session: Session) -> int:
        """See `AccountMover.move`; a client's tokens speak of the target from the next one on."""
        await self._audit.record_all(session, await self._clients.move(unit_id_from, target, session))
        return await self._people.move(unit_id_from, target, on, session)

    async def refresh(self, unit: Unit, session: Session) -> int:
        """See `AccountMover.refresh`."""
        await self._audit.record_all(session, await self._clients.move(unit.id, unit, session))
        return await self._people.refresh(unit, session)
