"""Settings of reporting."""

from pydantic import Field

from chithi_platform.settings import ServiceSettings


class ReportingSettings(ServiceSettings):
    """All of reporting's settings, read from `CHITHI_…`."""

    mongo_database: str = Field("chithi_reporting", description="database of this service; each service has its own")
    refresh_s: int = Field(5, ge=1, description="how often an open dashboard asks for new figures, seconds")
    receipt_block: int = Field(20, ge=1, description="receipt numbers that one process takes at a time")
