"""Tokens for another system's client: by its id and secret, bounded by its scopes (RFC 6749, section 4.4)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chithi_tasks.adapters.inbound.http.identity.oauth import CHALLENGE, Asked, Refused, TokenAnswer
from chithi_tasks.adapters.outbound.identity.clients import ClientRepository
from chithi_tasks.core.identity.client import BadScope, Client, Scope, granted

Sign = Callable[[Client, tuple[Scope, ...]], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """The grant `client_credentials`."""

    clients: ClientRepository
    sign: Sign
    clock: Callable[[], datetime]
    day_of: Callable[[datetime], date]
    life: timedelta

    async def __call__(self, asked: Asked) -> TokenAnswer:
        """A token; raises `Refused`, with one answer for every reason why a client cannot come in."""
        client = await self._client(asked)
        try:
            scopes = granted(client, asked.form.get("scope"))
        except BadScope as error:
            raise Refused("invalid_scope", f"Ứng dụng {error}.") from error
        await self.clients.used(client, self.clock())
        signed = await self.sign(client, scopes)
        return TokenAnswer(signed, int(self.life.total_seconds()), " ".join(scopes))

    async def _client(self, asked: Asked) -> Client:
        if not asked.client_id or asked.client_secret is None:
            raise Refused("invalid_client", "Thiếu mã ứng dụng hoặc khóa bí mật.", **CHALLENGE)
        client = await self.clients.find(asked.client_id)
        today = self.day_of(self.clock())
        if client is None or not client.knows(asked.client_secret) or not client.in_force(today):
            detail = "Mã ứng dụng hoặc khóa bí mật sai, hoặc ứng dụng đã đóng hay hết hạn. Hãy hỏi quản trị."
            raise Refused("invalid_client", detail, **CHALLENGE)
        return client
