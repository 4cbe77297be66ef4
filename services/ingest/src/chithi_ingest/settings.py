"""Settings of ingest."""

from pydantic import Field

from chithi_platform.settings import ServiceSettings


class IngestSettings(ServiceSettings):
    """What ingest needs beyond the common settings."""

    mongo_database: str = Field("chithi_ingest", description="database of this service")
    max_file_bytes: int = Field(20 * 1024 * 1024, gt=0, description="largest document that is taken in, bytes")
