"""Settings of the tasks service, beyond those that every service has."""

from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from chithi_platform.settings import ServiceSettings
from chithi_tasks.core.identity.access import ROLES


class TasksSettings(ServiceSettings):
    """Tasks also issues the tokens of the whole system."""

    model_config = SettingsConfigDict(env_prefix="CHITHI_", extra="ignore", secrets_dir=None)

    mongo_database: str = Field("chithi_tasks", description="database of this service; each service has its own")
    token_minutes: int = Field(15, ge=1, description="life of an API token, minutes")
    secrets_keys: SecretStr = Field(
        SecretStr(""),
        description="needed: keys that seal secrets in the database, comma separated; the first seals, each opens",
    )
    signing_key_days: int = Field(90, ge=0, description="age at which the signing key is changed, days; 0: by command")
    second_factor_roles: Annotated[frozenset[str], NoDecode] = Field(
        frozenset({"coordinator", "admin"}),
        description="roles that need a second factor, comma separated; empty: none has to",
    )

    oidc_issuer: str = Field("", description="OpenID Connect provider that people sign in at; empty: own passwords")
    oidc_client_id: str = Field("", description="how this system is known at that provider")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="its secret there; empty: a public client")
    oidc_scopes: str = Field("openid profile email", description="scopes asked for")
    oidc_claim_username: str = Field("preferred_username", description="claim with the user name")
    oidc_claim_name: str = Field("name", description="claim with the full name")
    oidc_claim_role: str = Field("chithi_role", description="claim with the role; `a.b` looks inside `a`")
    oidc_claim_unit: str = Field("chithi_unit", description="claim with the unit's id, such as 37-20250701")
    oidc_claim_agency: str = Field("chithi_agency", description="claim with an officer's agency id, if there is one")
    oidc_provision: Literal["existing", "create"] = Field(
        "existing",
        description="existing: accounts are made here; create: the provider also says who has which role where",
    )

    @field_validator("second_factor_roles", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """`coordinator,admin`, as the environment says it."""
        return frozenset(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value

    @field_validator("second_factor_roles")
    @classmethod
    def _known(cls, roles: frozenset[str]) -> frozenset[str]:
        """A misspelt role would leave it without a second factor."""
        if unknown := roles - set(ROLES):
            raise ValueError(f"unknown roles: {', '.join(sorted(unknown))}; known are {', '.join(ROLES)}")
        return roles

    @model_validator(mode="after")
    def _whole_provider(self) -> Self:
        """A provider is named wholly or not at all, and never in the clear where people come over HTTPS."""
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError("CHITHI_OIDC_ISSUER needs CHITHI_OIDC_CLIENT_ID")
        if self.secure_cookie and self.oidc_issuer.startswith("http://"):
            raise ValueError("CHITHI_OIDC_ISSUER must be https while CHITHI_PUBLIC_URL is")
        return self

    @property
    def secure_cookie(self) -> bool:
        """Whether the session cookie may travel over HTTPS only."""
        return self.public_url.startswith("https://")
