"""Apache Kafka on one machine: a single KRaft node from the jars that `make kafka` fetched."""

import base64
import os
import shutil
import uuid
from pathlib import Path
from typing import Literal

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from chithi_cli.local.ports import HOST, claim
from chithi_cli.local.probes import port_open
from chithi_cli.local.process import ChildProcess

_HEAP = ("-Xms64m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_LOGGING = ("-Dorg.slf4j.simpleLogger.showDateTime=true", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
_SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "auto.create.topics.enable": "false",
    "default.replication.factor": "1",
    "min.insync.replicas": "1",
    "offsets.topic.num.partitions": "5",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.num.partitions": "5",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "broker.session.timeout.ms": "2000",  # after a kill the node waits this long before it may register again
    "broker.heartbeat.interval.ms": "500",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "log.cleaner.dedupe.buffer.size": "4194304",
}


class KafkaNotFoundError(RuntimeError):
    """The jars or Java are missing."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Apache Kafka cannot start: {what}")


def kafka_jars() -> Path:
    """The folder of jars: CHITHI_KAFKA_JARS, or `.cache/kafka` in the working directory or above this file."""
    chosen = os.environ.get("CHITHI_KAFKA_JARS")
    roots = [Path.cwd(), *Path(__file__).resolve().parents]
    folders = [Path(chosen)] if chosen else [root / ".cache" / "kafka" for root in roots]
    for folder in folders:
        if any(folder.glob("kafka_2.13-*.jar")):
            return folder
    raise KafkaNotFoundError("its jars are not in .cache/kafka; run `make kafka` first")


def _java() -> str:
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home, "bin"))) if home else shutil.which("java")
    if not found:
        raise KafkaNotFoundError("there is no java; install openjdk-17-jre-headless")
    return found


def _new_cluster_id() -> str:
    """Make an id in Kafka's own form that a command line does not take for an option."""
    while True:
        candidate = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode("ascii").rstrip("=")
        if not candidate.startswith("-"):
            return candidate


class ApacheKafka:
    """One node, broker and controller in one JVM. Its log survives stop and kill; `restart_wiped` forgets it."""

    profile: Literal["local", "kafka"] = "kafka"

    def __init__(self, run_dir: Path, *, port: int, controller_port: int) -> None:
        self.port = port
        self.controller_port = controller_port
        self.cluster_id = ""
        self._data = run_dir / "kafka"
        self._config = run_dir / "kafka.properties"
        self._jvm = [_java(), "-cp", str(kafka_jars() / "*")]
        command = [*self._jvm, *_HEAP, *_LOGGING, "kafka.Kafka", str(self._config)]
        self.process = ChildProcess("kafka", command, log=run_dir / "logs" / "kafka.log")

    @property
    def bootstrap(self) -> str:
        """`host:port` for clients."""
        return f"{HOST}:{self.port}"

    async def start(self, *, within: float = 180.0) -> None:
        """Start it, formatting the log directory the first time; return when it answers as the cluster it is."""
        if self.process.running:
            return
        claim("kafka", self.port)
        claim("kafka controller", self.controller_port)
        self._configure()
        if not (self._data / "meta.properties").exists():
            await self._format(within=within)
        self.process.start()
        await self.process.wait_ready(port_open(self.port), within=within)
        await self.process.wait_ready(self._answers, within=within)

    async def stop(self) -> None:
        """Stop it gently; the log stays."""
        await self.process.stop(grace=20.0)

    async def restart_wiped(self) -> None:
        """Start again on the same port with an empty log and another cluster id."""
        self.process.kill()
        shutil.rmtree(self._data, ignore_errors=True)
        await self.start()

    def _configure(self) -> None:
        """Write the settings; the ports may differ from those of an earlier run on the same data."""
        settings = _SETTINGS | {
            "listeners": f"PLAINTEXT://{self.bootstrap},CONTROLLER://{HOST}:{self.controller_port}",
            "advertised.listeners": f"PLAINTEXT://{self.bootstrap}",
            "controller.quorum.voters": f"1@{HOST}:{self.controller_port}",
            "log.dirs": str(self._data),
        }
        self._config.parent.mkdir(parents=True, exist_ok=True)
        self._config.write_text("".join(f"{key}={value}\n" for key, value in settings.items()), encoding="utf-8")

    async def _format(self, *, within: float) -> None:
        """Prepare an empty log directory under a fresh cluster id."""
        self.cluster_id = _new_cluster_id()
        tool = [*self._jvm, *_HEAP, *_LOGGING, "kafka.tools.StorageTool", "format"]
        arguments = ["--config", str(self._config), "--cluster-id", self.cluster_id]
        formatting = ChildProcess("kafka format", [*tool, *arguments], log=self.process.log)
        formatting.start()
        ended = await formatting.wait_ended(within=within)
        if not ended or formatting.returncode:
            formatting.kill()
            raise formatting.failure(f"ended with code {formatting.returncode}")

    async def _answers(self) -> bool:
        """Ask who it is: a broker that is still catching up refuses or names nobody."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap, request_timeout_ms=5000)
        try:
            await admin.start()
            cluster = await admin.describe_cluster()
        except KafkaError:
            return False
        finally:
            await admin.close()
        self.cluster_id = str(cluster["cluster_id"])
        return bool(cluster["brokers"])
