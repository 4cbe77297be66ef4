"""The provider's refresh tokens at rest: sealed in the database, sealed anew when the keys change."""

from typing import Any

from chithi_platform.mongo import Mongo
from chithi_tasks.adapters.outbound.identity.vault import new_key
from chithi_testkit.oidc import OidcProvider

from .journeys import entered, renewed, session_of
from .test_sealed_secrets import Answering, dumped, forms, run


async def test_a_dump_of_the_database_holds_no_token_of_the_provider(
    answering: Answering, mongo: Mongo, mongod: Any, provider: OidcProvider
) -> None:
    before = len(provider.handed_out)
    async with answering(**provider.settings()) as tasks, tasks.client() as client, tasks.client() as other:
        await entered(tasks, provider, other)
        username = await entered(tasks, provider, client)
        assert await renewed(client)
    found = [row async for row in dumped(mongod.url, mongo.database_name)]
    assert {"external_sessions", "sessions", "log"} <= {name for name, _ in found}
    everything = b"".join(raw for _, raw in found)
    assert username.encode() in everything  # what may be known is found so
    given = provider.handed_out[before:]
    assert len(given) == 3
    for part in (piece for token in given for piece in (token, token.partition(".")[2])):
        for form in forms(part.encode()):
            assert form not in everything, [name for name, raw in found if form in raw]


async def test_they_are_sealed_anew_when_the_keys_change(
    answering: Answering, mongo: Mongo, mongod: Any, provider: OidcProvider
) -> None:
    old, new = new_key(), new_key()
    async with answering(secrets_keys=old, **provider.settings()) as tasks, tasks.client() as client:
        username = await entered(tasks, provider, client)
        cookies = client.cookies
    said = await run(mongo, mongod, "secrets", "reseal", keys=f"{new},{old}")
    assert said.output == "2 secrets sealed anew\n", "the signing key's and the provider's token"
    async with answering(secrets_keys=new, **provider.settings()) as tasks, tasks.client() as client:
        client.cookies = cookies
        assert await renewed(client)
        kept = (await session_of(tasks, username))["kept"]
        assert tasks.vault.open(kept["sealed"], "it") == provider.handed_out[-1]
