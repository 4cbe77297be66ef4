"""The topic catalogue: every topic, its key, partitions and retention."""

from dataclasses import dataclass

DAY_MS = 86_400_000
MAX_BYTES = 8 * 1024 * 1024  # the producer's limit too
SERVICES = ("ingest", "tasks", "notify", "reporting")


@dataclass(frozen=True)
class Topic:
    """One Kafka topic; only its owner writes to it.

    `retention_ms` None means compacted: the last event of each key stays.
    """

    name: str
    owner: str
    key: str
    partitions: int = 6
    retention_ms: int | None = 30 * DAY_MS

    @property
    def config(self) -> dict[str, str]:
        """Broker settings of the topic, as Kafka names them."""
        limit = {"max.message.bytes": str(MAX_BYTES)}
        if self.retention_ms is None:
            return {"cleanup.policy": "compact"} | limit
        return {"cleanup.policy": "delete", "retention.ms": str(self.retention_ms)} | limit


DIRECTIVE = Topic("chithi.directive.v1", owner="ingest", key="directive id")
ORGANISATION = Topic("chithi.organisation.v1", owner="tasks", key="unit or agency id", retention_ms=None)
ASSIGNMENT = Topic("chithi.assignment.v1", owner="tasks", key="assignment id")
REPORT = Topic("chithi.report.v1", owner="reporting", key="unit id")
ALERT = Topic("chithi.alert.v1", owner="notify", key="recipient id")


def retry_topic(service: str) -> Topic:
    """Where `chithi dlq retry` puts a dead letter back; only that service reads it."""
    return Topic(f"chithi.retry.{service}", owner=service, key="original key", partitions=1)


def dead_letter_topic(service: str) -> Topic:
    """Copies of what the service could not take, for ops' own tools; the register itself is in MongoDB."""
    return Topic(f"chithi.dlq.{service}", owner=service, key="original key", partitions=1, retention_ms=90 * DAY_MS)


EVENT_TOPICS = (DIRECTIVE, ORGANISATION, ASSIGNMENT, REPORT, ALERT)
CATALOGUE = EVENT_TOPICS + tuple(make(service) for service in SERVICES for make in (retry_topic, dead_letter_topic))
