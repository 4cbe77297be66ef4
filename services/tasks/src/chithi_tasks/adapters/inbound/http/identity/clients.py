"""Clients of other systems: made by admins, each with a secret that is shown once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from chithi_platform.audit import AuditLog
from chithi_platform.ids import uuid7
from chithi_platform.mongo import Mongo, Session
from chithi_platform.openapi import refusal
from chithi_platform.problems import Problem
from chithi_platform.security import Principal, refuse_unit, require
from chithi_tasks.adapters.inbound.http.identity.device_schemas import ClientOut, Clients, MadeClient, NewClient
from chithi_tasks.adapters.outbound.identity.clients import ClientRepository
from chithi_tasks.core.identity.client import Client, new_secret, unsuitable
from chithi_tasks.core.identity.enrolment import fingerprint
from chithi_tasks.core.identity.new_accounts import BadAccount, agency_of
from chithi_tasks.core.resolving.organisation import Organisation

Admin = Annotated[Principal, Depends(require("admin"))]


@dataclass(frozen=True, slots=True)
class ClientDesk:
    """What the routes need."""

    mongo: Mongo
    clients: ClientRepository
    audit: AuditLog
    organisation: Organisation
    clock: Callable[[], datetime]
    day_of: Callable[[datetime], date]

    def shown(self, client: Client) -> ClientOut:
        """The client as it stands today."""
        unit = self.organisation.tree.get(client.unit_id)
        return ClientOut.of(client, unit_name=unit.name if unit else client.unit_id, today=self.day_of(self.clock()))

    def checked(self, new: NewClient, caller: Principal, secret: str) -> Client:
        """The client that is asked for; raises 403 or 422."""
        unit, now = self.organisation.tree.get(new.unit_id), self.clock()
        if unit is None or not caller.covers(unit.path):
            raise refuse_unit()
        if wrong := unsuitable(new.role, new.scopes):
            raise _wrong("scopes", "role-scopes", f"Vai trò {new.role} không dùng được: {', '.join(sorted(wrong))}.")
        if new.valid_to and new.valid_to < self.day_of(now):
            raise _wrong("valid_to", "past", "Ngày hết hạn đã qua; hãy chọn từ hôm nay trở đi.")
        try:
            agency = agency_of(new.agency_id, new.role, unit)
        except BadAccount as error:
            message = f"Cơ quan phải thuộc {unit.name} và chỉ dùng cho vai trò cán bộ cơ quan."
            raise _wrong("agency_id", "agency-of-unit", message) from error
        return Client(
            id=uuid7(),
            name=new.name,
            unit_id=unit.id,
            path=tuple(unit.path),
            role=new.role,
            scopes=tuple(dict.fromkeys(new.scopes)),
            secret_hash=fingerprint(secret),
            made_at=now,
            made_by=caller.subject,
            agency_id=agency,
            valid_to=new.valid_to,
        )


def client_routes(desk: ClientDesk) -> APIRouter:
    """The routes, bound to their desk."""
    router = APIRouter(prefix="/api/tasks/v1/clients", tags=["clients"])

    @router.post("", status_code=201, responses=refusal(404, 409))
    async def make(new: NewClient, caller: Admin, response: Response) -> MadeClient:
        """Make a client; its secret is in this answer and nowhere else."""
        secret = new_secret()
        client = desk.checked(new, caller, secret)

        async def work(session: Session) -> None:
            await desk.clients.add(client, session)
            after = new.model_dump(mode="json", exclude_none=True)
            await desk.audit.record(session, "client.made", client.id, after=after)

        await desk.mongo.transact(work)
        response.headers["Cache-Control"] = "no-store"
        return MadeClient(client_id=client.id, client_secret=secret, client=desk.shown(client))

    @router.get("")
    async def clients(
        caller: Admin,
        cursor: Annotated[str | None, Query(max_length=64)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Clients:
        """Clients of the caller's subtree, newest first, the closed ones too."""
        found = await desk.clients.inside(caller.units, before=cursor, limit=limit + 1)
        items = [desk.shown(client) for client in found[:limit]]
        return Clients(items=items, next_cursor=items[-1].client_id if len(found) > limit else None)

    @router.delete("/{client_id}", status_code=204, responses=refusal(409))
    async def close(client_id: str, caller: Admin) -> None:
        """End a client: it gets no token from now on, the last it got ends within its life."""
        client = await desk.clients.find(client_id)
        if client is None or not caller.covers(client.path):
            raise Problem(404, "unknown-client", "Không tìm thấy ứng dụng", "Hãy tải lại danh sách.")

        async def work(session: Session) -> None:
            if await desk.clients.close(client_id, desk.clock(), session):
                await desk.audit.record(session, "client.closed", client_id, before={"name": client.name})

        await desk.mongo.transact(work)

    return router


def _wrong(field: str, rule: str, message: str) -> Problem:
    errors = [{"field": field, "rule": rule, "message": message}]
    return Problem(422, "validation", "Dữ liệu chưa đúng", message, errors)  # type: ignore[arg-type]
