"""Settings of ingest."""

from pydantic import Field

from chithi_platform.settings import ServiceSettings


class IngestSettings(ServiceSettings):
    """What ingest needs beyond the common settings."""

    mongo_database: str = Field("chithi_ingest", description="database of this service")
    readings_at_once: int = Field(2, ge=1, description="files that are read at a time, each in a process of its own")
    uploads_at_once: int = Field(12, ge=1, description="uploads held in memory at most; further ones are told to wait")
    reading_silence_s: float = Field(60.0, gt=0, description="longest time between two pages of a reading, seconds")
    reading_whole_s: float = Field(900.0, gt=0, description="longest time that a whole file may be read, seconds")
