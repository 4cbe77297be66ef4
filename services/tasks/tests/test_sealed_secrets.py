"""Secrets at rest: a copy of the database opens nothing, keys can be changed, a wrong key changes nothing."""

import asyncio
import base64
import os
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from bson.raw_bson import RawBSONDocument
from pydantic import ValidationError
from pymongo import AsyncMongoClient
from pyotp import TOTP, random_base32
from typer.testing import CliRunner

from chithi_platform.audit import AuditLog
from chithi_platform.mongo import Mongo
from chithi_tasks.adapters.outbound.identity.signing_keys import SigningKeys
from chithi_tasks.adapters.outbound.identity.vault import NoSecretsKeys, NotOpened, Vault, new_key
from chithi_tasks.cli import main
from chithi_tasks.settings import TasksSettings

V1 = "/api/tasks/v1"
Answering = Callable[..., Any]


def code(secret: str) -> str:
    return TOTP(secret).at(datetime.now(UTC))


def forms(secret: bytes) -> set[bytes]:
    """How bytes may be written down, without what pads them."""
    written = {secret, base64.b32encode(secret), base64.b64encode(secret), base64.urlsafe_b64encode(secret)}
    written |= {secret.hex().encode(), secret.hex().upper().encode(), base64.b32encode(secret).lower()}
    return {form if form == secret else form.rstrip(b"=") for form in written}


async def dumped(url: str, database: str) -> AsyncIterator[tuple[str, bytes]]:
    """Every document of the service's two databases, as it lies on the disk."""
    async with AsyncMongoClient(url, document_class=RawBSONDocument) as client:
        for name in (database, f"{database}_audit"):
            for collection in await client[name].list_collection_names():
                async for document in client[name][collection].find():
                    yield collection, document.raw


async def signed_in(tasks: Any, username: str, otp: str | None = None) -> Any:
    """The answer to a sign-in."""
    async with tasks.client() as client:
        return await client.post(f"{V1}/tokens", json={"username": username, "password": tasks.password, "otp": otp})


async def offered(tasks: Any, username: str, *, confirmed: bool) -> str:
    """The secret that somebody was offered, and perhaps took."""
    async with tasks.client((await signed_in(tasks, username)).json()["access_token"]) as client:
        offer = (await client.post(f"{V1}/me/second-factor", json={"password": tasks.password})).json()
        if confirmed:
            taken = await client.post(f"{V1}/me/second-factor/confirm", json={"otp": code(offer["secret"])})
            assert taken.status_code == 200, taken.text
    return str(offer["secret"])


async def run(mongo: Mongo, mongod: Any, *command: str, keys: str) -> Any:
    """What `chithi-tasks` says."""
    env = {"CHITHI_MONGO_URL": mongod.url, "CHITHI_MONGO_DATABASE": mongo.database_name, "CHITHI_SECRETS_KEYS": keys}
    return await asyncio.to_thread(CliRunner().invoke, main, command, env=env)


async def test_a_dump_of_the_database_holds_no_secret(answering: Answering, mongo: Mongo, mongod: Any) -> None:
    given, keys = random_base32(), new_key()
    async with answering(secrets_keys=keys) as tasks:
        await tasks.account("coordinator", tasks.ninh_binh, second_factor=given)
        people = [await tasks.account("commune_officer", tasks.ward) for _ in range(2)]
        seeds = [given, *[await offered(tasks, one, confirmed=one == people[0]) for one in people]]
        first = await tasks.keys.current()
        await tasks.keys.rotate(AuditLog(tasks.mongo, "tasks"))
        second = await tasks.keys.current()
        private = [one.key.as_dict(private=True)["d"] for one in (first, second)]
    assert first.id != second.id
    found = [row async for row in dumped(mongod.url, mongo.database_name)]
    assert {"accounts", "second_factor_offers", "signing_keys", "log"} <= {name for name, _ in found}
    everything = b"".join(raw for _, raw in found)
    assert second.key.as_dict(private=False)["x"].encode() in everything  # what may be known is found so
    parts = [base64.b32decode(seed) for seed in seeds] + [seed.encode() for seed in seeds]
    parts += [base64.urlsafe_b64decode(f"{d}=") for d in private] + [base64.urlsafe_b64decode(keys)]
    for part in parts:
        for form in forms(part):
            assert form not in everything, [name for name, raw in found if form in raw]


async def test_keys_are_changed_while_processes_run(answering: Answering, mongo: Mongo, mongod: Any) -> None:
    old, new, secret = new_key(), new_key(), random_base32()
    async with answering(secrets_keys=old) as before, answering(secrets_keys=f" {new}, {old}") as after:
        username = await before.account("coordinator", before.ninh_binh, second_factor=secret)
        waiting = await before.account("commune_officer", before.ward)
        offer = await offered(before, waiting, confirmed=False)
        signing = (await before.keys.current()).id
        answers = [await run(mongo, mongod, "secrets", "reseal", keys=f"{new},{old}") for _ in range(2)]
        assert [(one.exit_code, one.output) for one in answers] == [
            (0, "3 secrets sealed anew\n"),
            (0, "0 secrets sealed anew\n"),
        ]
        assert (await signed_in(after, username, code(secret))).status_code == 200
        assert (await signed_in(before, await before.account("clerk", before.ninh_binh))).status_code == 200
    rows = AuditLog(mongo, "tasks").places.rows
    assert [row["after"] async for row in rows.find({"action": "secrets.sealed-anew"})] == [{"count": 3}]
    async with answering(secrets_keys=new) as alone:
        assert (await alone.keys.current()).id == signing
        kept = await mongo.collection("second_factor_offers").find_one({"_id": waiting})
        assert kept
        assert alone.vault.open(kept["sealed"], "it") == offer
    with pytest.raises(NotOpened, match="the signing key"):
        async with answering(secrets_keys=old):
            pass


async def test_a_wrong_key_is_refused_and_makes_nothing_new(answering: Answering, mongo: Mongo, mongod: Any) -> None:
    right, wrong, keys = new_key(), new_key(), mongo.collection("signing_keys")
    async with answering(secrets_keys=right) as tasks:
        username = await tasks.account("coordinator", tasks.ninh_binh, second_factor=random_base32())
    kept = await keys.find({}).to_list(None)
    for command in (("keys", "rotate"), ("secrets", "reseal")):
        said = await run(mongo, mongod, *command, keys=wrong)
        assert (said.exit_code, said.stderr.count("\n"), "the signing key" in said.stderr) == (2, 1, True), said.stderr
    with pytest.raises(NotOpened, match="the signing key"):
        async with answering(secrets_keys=wrong):
            pass
    assert await keys.find({}).to_list(None) == kept
    await keys.delete_many({})
    with pytest.raises(NotOpened, match=f"second factor.*{username}"):
        async with answering(secrets_keys=wrong):
            pass
    assert await keys.find({}).to_list(None) == []
    await mongo.collection("accounts").update_many({}, {"$set": {"second_factor": None}})  # the keys are lost
    async with answering(secrets_keys=wrong) as tasks:
        answer = await signed_in(tasks, username)
        assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[-1]) == (403, "second-factor-not-set")


async def test_what_is_not_sealed_is_named(answering: Answering, mongo: Mongo) -> None:
    await mongo.collection("signing_keys").insert_one({"_id": "current", "jwk": {"kty": "OKP", "d": "AAAA"}})
    with pytest.raises(NotOpened, match=r"the signing key.*is not sealed"):
        async with answering():
            pass


async def test_of_two_first_processes_with_different_keys_one_stands_back(mongo: Mongo) -> None:
    made = await asyncio.gather(
        *(SigningKeys(mongo, Vault(new_key())).current() for _ in range(4)), return_exceptions=True
    )
    assert sorted(isinstance(one, NotOpened) for one in made) == [False, True, True, True]


@pytest.mark.parametrize(("keys", "said"), [("", "is not set"), (" , ", "is not set"), ("bí-mật", "at place 1")])
def test_what_is_no_key_is_refused_and_not_repeated(keys: str, said: str) -> None:
    with pytest.raises(NoSecretsKeys, match=said) as refused:
        Vault(keys)
    assert "bí-mật" not in str(refused.value)
    assert "chithi-tasks secrets new-key" in str(refused.value)


def test_a_new_key_is_printed_and_taken() -> None:
    first, second = [CliRunner().invoke(main, ["secrets", "new-key"]).output for _ in range(2)]
    assert first != second
    assert Vault(f"{first},{second}").open(Vault(second).seal("it"), "it") == "it"


def test_settings_do_not_show_the_keys() -> None:
    key = new_key()
    assert key not in repr(TasksSettings(secrets_keys=key))  # type: ignore[arg-type]
    with pytest.raises(ValidationError) as refused:
        TasksSettings(secrets_keys=key, oidc_issuer="http://127.0.0.1:1")  # type: ignore[arg-type]
    assert key[:8] not in str(refused.value)


async def test_without_a_key_a_process_says_one_line_and_ends() -> None:
    env = {name: value for name, value in os.environ.items() if name != "CHITHI_SECRETS_KEYS"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "chithi_tasks", "worker"), env=env, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    assert (process.returncode, said.count(b"\n")) == (2, 1), said
    assert b"CHITHI_SECRETS_KEYS is not set" in said


async def test_a_process_with_a_wrong_key_says_one_line_and_ends(mongo: Mongo, mongod: Any, vault: Vault) -> None:
    await SigningKeys(mongo, vault).ensure()
    place = {"CHITHI_MONGO_URL": mongod.url, "CHITHI_MONGO_DATABASE": mongo.database_name}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "chithi_tasks", "api"),
        env=os.environ | place | {"CHITHI_SECRETS_KEYS": new_key(), "CHITHI_LOG_LEVEL": "ERROR"},  # no word of waiting
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert (process.returncode, said.count(b"\n")) == (2, 1), said
    assert b"the signing key" in said
