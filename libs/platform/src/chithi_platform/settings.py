"""Settings that every service has, read from the environment (`CHITHI_…`)."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class MongoSettings(BaseSettings):
    """Where the database is, and through which driver."""

    mongo_url: SecretStr = Field(
        SecretStr("mongodb://127.0.0.1:27017/?replicaSet=rs0"), description="MongoDB URL of a replica set"
    )
    mongo_database: str = Field("chithi", description="database of this service; each service has its own")
    mongo_driver: Literal["motor", "pymongo"] = Field("motor", description="motor, or PyMongo's own async API")


class KafkaSettings(BaseSettings):
    """Where the broker is, and what it can do.

    Profile `local` is for a broker without idempotent producers whose waiting fetches are not woken; `kafka` is Apache
    Kafka.
    """

    kafka_bootstrap: str = Field("127.0.0.1:9092", description="bootstrap servers, comma separated")
    kafka_profile: Literal["local", "kafka"] = Field("local", description="local (Tansu) or kafka (Apache Kafka)")
    kafka_replication: int = Field(1, description="replication factor of topics made at start")
    kafka_linger_ms: int = Field(5, ge=0, description="how long the producer gathers a batch, ms")
    kafka_fetch_wait_ms: int | None = Field(
        None, description="longest wait of a fetch, ms; default 100 local, 500 kafka"
    )
    kafka_assignment: Literal["group", "static"] | None = Field(
        None,
        description="group: workers share the partitions; static: this worker reads them all; default static local",
    )
    kafka_batch: int = Field(500, ge=1, description="most messages handled in one transaction")

    @property
    def fetch_wait_ms(self) -> int:
        """The wait in force, in milliseconds."""
        if self.kafka_fetch_wait_ms is not None:
            return self.kafka_fetch_wait_ms
        return 100 if self.kafka_profile == "local" else 500

    @property
    def shares_partitions(self) -> bool:
        """Whether workers share the partitions as a consumer group."""
        return (self.kafka_assignment or ("static" if self.kafka_profile == "local" else "group")) == "group"

    @property
    def idempotent_producer(self) -> bool:
        """Whether the broker takes idempotent producers."""
        return self.kafka_profile == "kafka"


class ReliabilitySettings(BaseSettings):
    """How long to try, to keep and to wait."""

    outbox_lease_s: float = Field(10.0, gt=0, description="life of the relay's lease, seconds")
    outbox_retention_days: float = Field(
        30.0, gt=0, description="published rows are kept, and can be re-sent, this long"
    )
    broker_check_s: float = Field(1.0, gt=0, description="how often the broker's identity is checked, seconds")
    consumer_attempts: int = Field(4, ge=1, description="tries of a message before it is dead-lettered")
    dead_letter_limit: int = Field(200, ge=1, description="dead letters in ten minutes that stop the consumer")
    drain_s: float = Field(10.0, gt=0, description="longest drain at shutdown, seconds")


class TelemetrySettings(BaseSettings):
    """Where spans and logs go."""

    telemetry: Literal["off", "file", "otlp"] = Field("off", description="off, a file of JSON lines, or OTLP over HTTP")
    telemetry_file: Path | None = Field(None, description="file for telemetry=file")
    telemetry_ratio: float = Field(1.0, ge=0, le=1, description="share of traces that are recorded")
    log_level: str = Field("INFO", description="lowest level that is logged")
    log_format: Literal["json", "console"] = Field("json", description="json lines, or coloured text")


class ServiceSettings(MongoSettings, KafkaSettings, ReliabilitySettings, TelemetrySettings):
    """All of a service's settings; a service adds its own in a subclass."""

    # an error would show what it was given, and that holds secrets
    model_config = SettingsConfigDict(env_prefix="CHITHI_", extra="ignore", hide_input_in_errors=True)

    http_host: str = Field("127.0.0.1", description="address that the API binds to")
    http_port: int = Field(8000, ge=0, description="port of the API")
    health_port: int = Field(0, ge=0, description="port of a worker's health pages; 0 is off")
    trusted_proxies: str = Field(
        "127.0.0.1", description="whose X-Forwarded-For is believed: addresses and networks, comma separated"
    )
    jwks_url: str = Field("http://127.0.0.1:8000/api/tasks/v1/jwks.json", description="public keys of the token issuer")
    token_issuer: str = Field("chithi", description="issuer that tokens must name")
    public_url: str = Field("http://127.0.0.1:8080", description="address under which people reach the system")
