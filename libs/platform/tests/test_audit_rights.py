"""With the rights that the installation gives, a service writes and seals its audit log and cannot change it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio

from chithi_cli.local.mongod import Mongod
from chithi_cli.local.ports import free_port
from chithi_cli.local.probes import port_open
from chithi_platform.audit import Actor, AuditLog
from chithi_platform.audit.places import Places
from chithi_platform.audit.sealing import Sealer
from chithi_platform.audit.verifying import verify
from chithi_platform.mongo import Mongo, OperationFailure, Session, patiently

ROOT = next(parent for parent in Path(__file__).resolve().parents if (parent / "docker-compose.yml").is_file())
RIGHTS = json.loads((ROOT / "deploy" / "docker" / "audit.json").read_text("utf-8"))
DATABASE = "chithi_tasks"


class Guarded(NamedTuple):
    """A database server that asks for passwords, as root sees it and as a service does."""

    root: Mongo
    service: Mongo


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def guarded(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Guarded]:
    """Set up by the commands that deploy/docker/mongo-init.js gives."""
    folder = tmp_path_factory.mktemp("guarded")
    server = Mongod(folder, port=free_port())
    key = folder / "key"
    key.write_text("a" * 64)
    key.chmod(0o400)
    await server.start()  # without a door first: it makes itself a replica set
    opened = Mongo(server.url, "admin", "pymongo")
    await opened.command({"createUser": "root", "pwd": "r", "roles": ["root"]})
    await opened.close()
    await server.stop()
    server.process.command += ["--keyFile", str(key)]
    server.process.start()
    await server.process.wait_ready(port_open(server.port), within=90)

    def signed_in(who: str, database: str) -> Mongo:
        return Mongo(f"mongodb://{who}:{who[0]}@{server.member}/?replicaSet=rs0&authSource=admin", database, "pymongo")

    root = signed_in("root", "admin")
    await patiently(root.ping)  # it elects itself anew
    await _set_up(root, signed_in("root", f"{DATABASE}_audit"))
    service = signed_in("chithi", DATABASE)
    yield Guarded(root, service)
    await root.close()
    await service.close()
    await server.stop()


async def _set_up(root: Mongo, audit: Mongo) -> None:
    for name, indexes in RIGHTS["collections"].items():
        await audit.command({"create": name})
        await audit.command({"createIndexes": name, "indexes": indexes})
    await audit.close()
    resource = {"db": f"{DATABASE}_audit", "collection": ""}
    await root.command(
        {"createRole": "chithiAudit", "privileges": [{"resource": resource, "actions": RIGHTS["actions"]}], "roles": []}
    )
    roles = [{"role": "readWrite", "db": DATABASE}, {"role": "chithiAudit", "db": "admin"}]
    await root.command({"createUser": "chithi", "pwd": "c", "roles": roles})


async def _sealed(mongo: Mongo) -> Places:
    log = AuditLog(mongo, "tasks")
    await log.places.ensure()

    async def work(session: Session) -> None:
        await log.record(session, "unit.renamed", "37-20250701", after={"name": "x"}, actor=Actor(who="an"))

    await mongo.transact(work)
    sealer = Sealer(mongo, log.places, lease_s=60)
    assert await sealer._lease.acquire()
    await sealer.seal()
    await sealer._lease.release()
    return log.places


async def test_a_service_writes_and_seals_with_the_rights_it_has(guarded: Guarded) -> None:
    places = await _sealed(guarded.service)
    verdict = await verify(places)
    assert verdict.count > 0
    assert not verdict.findings
    assert [row["who"] async for row in AuditLog(guarded.service, "tasks").find(limit=1)] == ["an"]


async def _change(places: Places, _: Mongo) -> Any:
    return await places.rows.update_one({}, {"$set": {"who": "x"}})


async def _remove(places: Places, _: Mongo) -> Any:
    return await places.rows.delete_many({})


async def _relink(places: Places, _: Mongo) -> Any:
    return await places.chain.update_one({}, {"$set": {"hash": "x"}})


async def _unlink(places: Places, _: Mongo) -> Any:
    return await places.chain.delete_many({})


async def _drop(places: Places, _: Mongo) -> Any:
    return await places.rows.drop()


async def _let_expire(places: Places, _: Mongo) -> Any:
    return await places.rows.create_index([("at", 1)], expireAfterSeconds=1)


async def _grant(_: Places, mongo: Mongo) -> Any:
    role = {"role": "readWrite", "db": f"{DATABASE}_audit"}
    return await mongo.command({"grantRolesToUser": "chithi", "roles": [role]})


Attempt = Callable[[Places, Mongo], Awaitable[Any]]


@pytest.mark.parametrize("attempt", [_change, _remove, _relink, _unlink, _drop, _let_expire, _grant])
async def test_the_database_refuses_a_service_that_changes_the_log(guarded: Guarded, attempt: Attempt) -> None:
    places = await _sealed(guarded.service)
    with pytest.raises(OperationFailure) as refused:
        await attempt(places, guarded.service)
    assert refused.value.code == 13  # unauthorised
    assert not (await verify(places)).findings


async def test_the_installation_makes_the_indexes_that_the_service_would(guarded: Guarded, mongo: Mongo) -> None:
    await Places.of(mongo).ensure()
    audit = mongo.beside("_audit")
    for name, indexes in RIGHTS["collections"].items():
        found = (await audit.command({"listIndexes": name}))["cursor"]["firstBatch"]
        made = [{k: v for k, v in index.items() if k != "v"} for index in found if index["name"] != "_id_"]
        assert made == indexes


def test_the_installation_uses_these_rights() -> None:
    script = (ROOT / "deploy" / "docker" / "mongo-init.js").read_text("utf-8")
    assert "audit.json" in script
    assert "chithiAudit" in script
