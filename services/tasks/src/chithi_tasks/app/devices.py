"""Phones and other systems' clients: how each comes in, and how it is ended."""

from datetime import timedelta
from typing import Any

from joserfc import jwt

from chithi_contracts.topics import CATALOGUE
from chithi_platform.security import ALGORITHM
from chithi_platform.service import Parts
from chithi_tasks.adapters.inbound.client_grant import ClientCredentials
from chithi_tasks.adapters.inbound.http.clients import ClientDesk, client_routes
from chithi_tasks.adapters.inbound.http.devices import device_routes
from chithi_tasks.adapters.inbound.http.enrolments import enrolment_routes
from chithi_tasks.adapters.inbound.http.oauth import oauth_routes
from chithi_tasks.adapters.inbound.http.schemas import Me
from chithi_tasks.adapters.inbound.phones import Enrolled, Phones
from chithi_tasks.adapters.outbound.accounts import Account
from chithi_tasks.adapters.outbound.clients import ClientRepository
from chithi_tasks.adapters.outbound.devices import DeviceRepository
from chithi_tasks.adapters.outbound.enrolments import EnrolmentRepository
from chithi_tasks.adapters.outbound.sessions import Sessions
from chithi_tasks.adapters.outbound.signing_keys import SigningKeys
from chithi_tasks.app.shared import Shared
from chithi_tasks.core.assignments.timing import day_of
from chithi_tasks.core.identity.claims import claims
from chithi_tasks.core.identity.client import Client, Scope


def device_parts(shared: Shared) -> Parts:
    """The rooms of phones and clients."""
    rt, settings, keys = shared.rt, shared.settings, SigningKeys(shared.rt.mongo)
    life = timedelta(minutes=settings.token_minutes)
    phones = Phones(
        mongo=rt.mongo,
        accounts=shared.accounts,
        enrolments=EnrolmentRepository(rt.mongo),
        devices=DeviceRepository(rt.mongo),
        sessions=Sessions(rt.mongo, rt.audit),
        audit=rt.audit,
        clock=rt.clock,
        active=lambda account, now: True,
        usernames_inside=_names(shared),
    )
    clients = ClientRepository(rt.mongo)
    desk = ClientDesk(rt.mongo, clients, rt.audit, shared.organisation, rt.clock, day_of)

    async def sign(body: dict[str, Any]) -> str:
        signing = await keys.current()
        return jwt.encode({"alg": ALGORITHM, "kid": signing.id}, body, signing.key, algorithms=[ALGORITHM])

    async def for_phone(enrolled: Enrolled) -> str:
        account = enrolled.account
        body = claims(
            issuer=settings.token_issuer,
            username=account.username,
            name=account.name,
            role=account.role,
            unit_id=account.unit_id,
            path=account.path,
            agency_id=account.agency_id,
            now=rt.clock(),
            life=life,
        )
        return await sign(body | {"sid": enrolled.opened.session_id, "device": enrolled.device.id})

    async def for_client(client: Client, scopes: tuple[Scope, ...], life: timedelta) -> str:
        body = claims(
            issuer=settings.token_issuer,
            username=client.subject,
            name=client.name,
            role=client.role,
            unit_id=client.unit_id,
            path=client.path,
            agency_id=client.agency_id,
            now=rt.clock(),
            life=life,
        )
        return await sign(body | {"scope": " ".join(scopes)})

    def described(account: Account) -> Me:
        unit = shared.organisation.tree.get(account.unit_id)
        return Me(
            username=account.username,
            name=account.name,
            role=account.role,
            unit_id=account.unit_id,
            unit_name=unit.name if unit else account.unit_id,
            path=list(account.path),
            agency_id=account.agency_id,
        )

    credentials = ClientCredentials(clients, for_client, rt.clock, day_of, life)
    return Parts(
        topics=CATALOGUE,
        routers=[
            enrolment_routes(
                phones=phones, issue=for_phone, described=described, life=life, public_url=settings.public_url
            ),
            device_routes(phones, shared.organisation),
            client_routes(desk),
            oauth_routes({"client_credentials": credentials}),
        ],
        startup=[phones.enrolments.ensure, phones.devices.ensure, phones.sessions.ensure, clients.ensure],
    )


def _names(shared: Shared) -> Any:
    accounts = shared.rt.mongo.collection("accounts")

    async def inside(unit_id: str) -> list[str]:
        return [row["_id"] async for row in accounts.find({"path": unit_id}, {"_id": 1})]

    return inside
