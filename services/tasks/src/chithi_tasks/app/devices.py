"""Phones and other systems' clients: how each comes in, how it is ended, and the pages of people."""

from collections.abc import Mapping
from datetime import timedelta

from chithi_contracts.topics import CATALOGUE
from chithi_platform.service import Parts
from chithi_tasks.adapters.inbound.http.identity.clients import ClientDesk, client_routes
from chithi_tasks.adapters.inbound.http.identity.devices import device_routes
from chithi_tasks.adapters.inbound.http.identity.enrolments import enrolment_routes
from chithi_tasks.adapters.inbound.http.identity.oauth import Grant, oauth_routes
from chithi_tasks.adapters.inbound.identity.client_grant import ClientCredentials
from chithi_tasks.adapters.inbound.identity.coming_in import Enrolled
from chithi_tasks.adapters.outbound.identity.clients import ClientRepository
from chithi_tasks.app.identity import who_is
from chithi_tasks.app.phones import phones_of
from chithi_tasks.app.shared import Shared
from chithi_tasks.core.identity.account import day_of
from chithi_tasks.core.identity.claims import claims
from chithi_tasks.core.identity.client import Client, Scope
from chithi_tasks.web.arrival import arrival_routes
from chithi_tasks.web.people import People, people_routes


def device_parts(shared: Shared, grants: Mapping[str, Grant]) -> Parts:
    """The rooms of phones and clients; `grants` are taken at the token endpoint beside the clients' own."""
    rt, settings, organisation = shared.rt, shared.settings, shared.organisation
    life = timedelta(minutes=settings.token_minutes)
    phones, clients = phones_of(shared), ClientRepository(rt.mongo)
    desk = ClientDesk(rt.mongo, clients, rt.audit, organisation, rt.clock, day_of)

    async def for_phone(enrolled: Enrolled) -> str:
        session_id, device_id = enrolled.opened.session_id, enrolled.device.id
        return await shared.issuer.token(enrolled.account, life, session_id=session_id, device_id=device_id)

    async def for_client(client: Client, scopes: tuple[Scope, ...]) -> str:
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
        return await shared.issuer.signed(body | {"scope": " ".join(scopes)})

    own = ClientCredentials(clients, for_client, rt.clock, day_of, life)
    return Parts(
        topics=CATALOGUE,
        routers=[
            enrolment_routes(
                phones=phones,
                issue=for_phone,
                described=lambda account: who_is(shared, account.username, account),
                life=life,
                public_url=settings.public_url,
            ),
            device_routes(phones, organisation),
            client_routes(desk),
            oauth_routes({"client_credentials": own, **grants}),
            people_routes(People(phones, desk, organisation, rt.clock, day_of), passwords=not settings.oidc_issuer),
            arrival_routes(settings.public_url),
        ],
        startup=[phones.enrolments.ensure, phones.devices.ensure, clients.ensure],
    )
