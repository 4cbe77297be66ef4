"""Which broker to start: Tansu for one machine, or Apache Kafka as in production."""

from pathlib import Path
from typing import Literal

from chithi_cli.local.apache import ApacheKafka
from chithi_cli.local.broker import Broker, Tansu
from chithi_cli.local.ports import free_port

BrokerKind = Literal["tansu", "apache"]


def new_broker(kind: BrokerKind, run_dir: Path, *, port: int | None = None) -> Broker:
    """Make a broker that is not started yet, on that port or a free one."""
    port = port or free_port()
    if kind == "apache":
        return ApacheKafka(run_dir, port=port, controller_port=free_port())
    return Tansu(run_dir, port=port)
