"""Settings of ingest."""

from pydantic import Field

from chithi_platform.settings import ServiceSettings


class IngestSettings(ServiceSettings):
    """What ingest needs beyond the common settings."""

    mongo_database: str = Field("chithi_ingest", description="database of this service")
