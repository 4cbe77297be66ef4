"""Settings of notify."""

from pydantic import Field

from chithi_platform.settings import ServiceSettings


class NotifySettings(ServiceSettings):
    """Alerts are kept this long after they were read."""

    mongo_database: str = Field("chithi_notify", description="database of this service")
    alert_retention_days: int = Field(365, ge=1, description="read alerts are deleted after this many days")
