"""The four services as child processes, in one role each or split into api and worker."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from chithi_cli.local.ports import HOST, claim
from chithi_cli.local.probes import answers_ok
from chithi_cli.local.process import ChildProcess

SERVICES = ("ingest", "tasks", "notify", "reporting")

Role = Literal["api", "worker", "all"]
Telemetry = Literal["off", "file", "otlp"]


@dataclass(frozen=True)
class Wiring:
    """What every service is told about the others; `secrets_keys` are for tasks alone."""

    mongo_url: str
    kafka_bootstrap: str
    kafka_profile: str
    jwks_url: str
    public_url: str
    secrets_keys: str = ""
    telemetry: Telemetry = "off"
    more: Mapping[str, str] = field(default_factory=dict)


class ServicePart:
    """One process of one service; ready when its own readiness page says so."""

    def __init__(self, service: str, role: Role, run_dir: Path, *, port: int, wiring: Wiring) -> None:
        self.name = service if role == "all" else f"{service}-{role}"
        self.port = port
        env = self._environment(service, role, run_dir, wiring)
        command = [sys.executable, "-m", f"chithi_{service}", role]
        self.process = ChildProcess(self.name, command, log=run_dir / "logs" / f"{self.name}.log", env=env)

    @property
    def address(self) -> str:
        """`host:port` for the gateway."""
        return f"{HOST}:{self.port}"

    async def start(self, *, within: float = 180.0) -> None:
        """Start it and return when it is ready."""
        claim(self.name, self.port)
        self.process.start()
        await self.process.wait_ready(answers_ok(self.port, "/health/ready"), within=within)

    async def stop(self) -> None:
        """Let it drain, then end."""
        await self.process.stop(grace=15.0)

    def _environment(self, service: str, role: Role, run_dir: Path, wiring: Wiring) -> dict[str, str]:
        return {
            "CHITHI_MONGO_URL": wiring.mongo_url,
            "CHITHI_MONGO_DATABASE": f"chithi_{service}",
            "CHITHI_KAFKA_BOOTSTRAP": wiring.kafka_bootstrap,
            "CHITHI_KAFKA_PROFILE": wiring.kafka_profile,
            "CHITHI_JWKS_URL": wiring.jwks_url,
            "CHITHI_PUBLIC_URL": wiring.public_url,
            "CHITHI_HTTP_HOST": HOST,
            "CHITHI_HEALTH_PORT" if role == "worker" else "CHITHI_HTTP_PORT": str(self.port),
            "MALLOC_ARENA_MAX": "2",  # threads of drivers would otherwise keep an arena each
            "CHITHI_TELEMETRY": wiring.telemetry,
            "CHITHI_TELEMETRY_FILE": str(run_dir / "traces" / f"{self.name}.jsonl"),
            **({"CHITHI_SECRETS_KEYS": wiring.secrets_keys} if service == "tasks" else {}),
            **wiring.more,
        }
