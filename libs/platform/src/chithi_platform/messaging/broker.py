"""The broker: clients with our settings, topics from the catalogue, and the log's identity."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any, TypeVar

import aiokafka.client
import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError
from aiokafka.protocol.metadata import MetadataRequest

from chithi_platform.events import TopicSpec
from chithi_platform.settings import KafkaSettings

log = structlog.get_logger(__name__)

CLOSE_S = 5.0
C = TypeVar("C")

BrokerAway = (KafkaError, OSError, TimeoutError)

# Only `ensure_topics` makes topics. Whoever asks after one on a log that was just wiped would have it made by a broker
# that does so, with as many partitions as that likes, and readers would wait for the others for ever.
aiokafka.client.MetadataRequest = partial(MetadataRequest, allow_auto_topic_creation=False)


async def shut(client: Any) -> None:
    """Close a client, whatever state its broker is in; in a task of its own, as clients cancel themselves in it."""
    closing = asyncio.ensure_future(client.close() if isinstance(client, AIOKafkaAdminClient) else client.stop())
    await asyncio.wait({closing}, timeout=CLOSE_S)
    if closing.done() and not closing.cancelled() and (error := closing.exception()):
        log.warning("client did not close cleanly", error=repr(error)[:200])


async def _started(client: C) -> C:
    try:
        await client.start()  # type: ignore[attr-defined]  # aiokafka has no types
    except BaseException:
        await shut(client)
        raise
    return client


class Broker:
    """Makes producers and consumers, creates topics and tells which log it talks to.

    `identity` changes when the log was wiped (another cluster id); end offsets that went back tell the same.
    """

    def __init__(self, settings: KafkaSettings, topics: Sequence[TopicSpec]) -> None:
        self._settings, self._topics = settings, topics
        self._admin: AIOKafkaAdminClient | None = None
        self._probe: AIOKafkaConsumer | None = None
        self._starting = asyncio.Lock()

    @property
    def _common(self) -> dict[str, Any]:
        return {
            "bootstrap_servers": self._settings.kafka_bootstrap,
            "request_timeout_ms": 10_000,
            "retry_backoff_ms": 100,
            "metadata_max_age_ms": 30_000,
        }

    async def producer(self) -> AIOKafkaProducer:
        """A started producer that waits for all replicas."""
        made = AIOKafkaProducer(
            **self._common,
            acks="all",
            enable_idempotence=self._settings.idempotent_producer,
            linger_ms=self._settings.kafka_linger_ms,
            max_request_size=8 * 1024 * 1024,
        )
        return await _started(made)

    def consumer(self, group: str) -> AIOKafkaConsumer:
        """A consumer, not yet started, that commits only when told and hands out raw bytes."""
        return AIOKafkaConsumer(
            **self._common,
            group_id=group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=self._settings.fetch_wait_ms,
            session_timeout_ms=10_000,
            heartbeat_interval_ms=1_000,
            max_poll_interval_ms=300_000,
        )

    async def identity(self) -> str:
        """The cluster id."""
        return str((await (await self._admin_client()).describe_cluster())["cluster_id"])

    async def end_offsets(self, partitions: Sequence[tuple[str, int]]) -> dict[tuple[str, int], int]:
        """The next offset of each partition."""
        if self._probe is None:
            self._probe = await _started(AIOKafkaConsumer(**self._common))
        probe: Any = self._probe
        wanted = [TopicPartition(topic, partition) for topic, partition in partitions]
        found = await probe.end_offsets(wanted)
        return {(tp.topic, tp.partition): offset for tp, offset in found.items()}

    def partitions(self, topic: str) -> range:
        """The partitions of a topic of the catalogue."""
        return range(next(spec.partitions for spec in self._topics if spec.name == topic))

    async def ensure_topics(self) -> None:
        """Create the topics that are missing, as the catalogue describes them."""
        admin = await self._admin_client()
        present = set(await admin.list_topics())
        missing = [topic for topic in self._topics if topic.name not in present]
        if not missing:
            return
        replication = self._settings.kafka_replication
        wanted = [NewTopic(t.name, t.partitions, replication, topic_configs=t.config) for t in missing]
        answer = await admin.create_topics(wanted)
        failed = [error for error in answer.topic_errors if error[1] not in {0, TopicAlreadyExistsError.errno}]
        if failed:
            raise KafkaError(f"topics not created: {failed}")
        log.info("topics created", topics=[topic.name for topic in missing])

    async def close(self) -> None:
        """Close the helpers' connections."""
        for client in filter(None, (self._probe, self._admin)):
            await shut(client)
        self._probe = self._admin = None

    async def _admin_client(self) -> AIOKafkaAdminClient:
        async with self._starting:
            self._admin = self._admin or await _started(AIOKafkaAdminClient(**self._common))
        return self._admin
