"""Settings of the tasks service, beyond those that every service has."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from chithi_platform.settings import ServiceSettings


class TasksSettings(ServiceSettings):
    """Tasks also issues the tokens of the whole system."""

    model_config = SettingsConfigDict(env_prefix="CHITHI_", extra="ignore", secrets_dir=None)

    mongo_database: str = Field("chithi_tasks", description="database of this service; each service has its own")
    token_minutes: int = Field(15, ge=1, description="life of an API token, minutes")
    session_hours: int = Field(10, ge=1, description="life of a browser session, hours: one working day")

    @property
    def secure_cookie(self) -> bool:
        """Whether the session cookie may travel over HTTPS only."""
        return self.public_url.startswith("https://")
