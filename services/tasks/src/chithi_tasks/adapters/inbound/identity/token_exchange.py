"""Tokens for programs that sign in at the provider: its token is exchanged for one of ours (RFC 8693)."""

from dataclasses import dataclass
from datetime import timedelta

from chithi_platform.problems import Problem
from chithi_tasks.adapters.inbound.http.identity.oauth import Asked, Refused, TokenAnswer
from chithi_tasks.adapters.inbound.identity.external_sign_in import ExternalSignIn
from chithi_tasks.adapters.inbound.identity.issuer import Issuer
from chithi_tasks.adapters.outbound.identity.accounts import AccountRepository

GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
_TYPE = "urn:ietf:params:oauth:token-type:"
TAKEN = frozenset(_TYPE + name for name in ("access_token", "id_token", "jwt"))


@dataclass(frozen=True, slots=True)
class TokenExchange:
    """The grant. The provider's token has to be signed by it, alive, and meant for this system (`aud`)."""

    sign_in: ExternalSignIn
    accounts: AccountRepository
    issuer: Issuer
    life: timedelta

    async def __call__(self, asked: Asked) -> TokenAnswer:
        """A token of the account that the provider's token opens; raises `Refused`."""
        token, kind = asked.form.get("subject_token", ""), asked.form.get("subject_token_type", "")
        if not token or kind not in TAKEN:
            names = ", ".join(sorted(TAKEN))
            raise Refused("invalid_request", f"Cần subject_token, và subject_token_type là một trong: {names}.")
        try:
            username = await self.sign_in.exchanged(token)
            signed = await self._signed(username)
        except Problem as problem:
            code = "temporarily_unavailable" if problem.status == 503 else "invalid_grant"
            raise Refused(code, f"{problem.title}. {problem.detail}") from problem
        return TokenAnswer(signed, int(self.life.total_seconds()), more={"issued_token_type": f"{_TYPE}access_token"})

    async def _signed(self, username: str) -> str:
        account = await self.accounts.find(username)
        if account is None:
            raise Problem(403, "unknown-account", "Chưa có quyền sử dụng", username)
        return await self.issuer.token(account, self.life)
