"""Accounts from the command line: one line of error and exit code 2, or everything kept."""

import asyncio
import getpass
import json
from typing import Any

import pytest
from typer.testing import CliRunner

from chithi_platform.audit import AuditLog
from chithi_tasks.account_rows import made, read_rows
from chithi_tasks.adapters.outbound.identity.passwords import matches
from chithi_tasks.adapters.outbound.identity.vault import Vault, new_key
from chithi_tasks.cli import main
from chithi_tasks.core.identity.new_accounts import BadAccount
from chithi_tasks.core.organisation.unit_table import packaged_tree

SECRETS_KEYS = new_key()
ENV = {"CHITHI_SECRETS_KEYS": SECRETS_KEYS}
ROW = {
    "username": "nb.namdinh",
    "password": "mật khẩu đủ dài",
    "name": "Công an phường Nam Định",
    "role": "commune_officer",
    "unit_id": "13669-20250701",
}


async def run(mongo: Any, mongod: Any, *arguments: str, given: str) -> Any:
    environment = ENV | {"CHITHI_MONGO_URL": mongod.url, "CHITHI_MONGO_DATABASE": mongo.database_name}
    return await asyncio.to_thread(CliRunner().invoke, main, ["account", *arguments], input=given, env=environment)


async def test_one_account_is_added_once(mongo: Any, mongod: Any) -> None:
    options = ("add", "--username", "dieuphoi", "--role", "coordinator", "--unit", "37-20250701", "--name", "Trần B")
    first, again = [await run(mongo, mongod, *options, given="mật khẩu đủ dài\n") for _ in range(2)]
    assert first.exit_code == 0, first.output
    assert again.exit_code == 2
    assert again.stderr.count("\n") == 1
    audit = AuditLog(mongo, "tasks").places.rows
    assert await audit.distinct("who", {"subject": "dieuphoi"}) == [f"cli:{getpass.getuser()}"]
    stored = await mongo.collection("accounts").find_one({"_id": "dieuphoi"})
    assert stored["appointments"][0]["path"] == ["VN", "37-20250701"]
    assert await matches("mật khẩu đủ dài", stored["password_hash"])
    assert not await matches("mật khẩu khác", stored["password_hash"])


async def test_many_are_imported_and_replaced(mongo: Any, mongod: Any) -> None:
    rows = [ROW | {"username": f"user{n}"} for n in range(20)]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    for _ in range(2):
        answer = await run(mongo, mongod, "import", given=lines)
        assert (answer.exit_code, answer.output) == (0, "20 accounts imported\n")
    assert await mongo.collection("accounts").count_documents({}) == 20


async def test_one_bad_line_keeps_all_out(mongo: Any, mongod: Any) -> None:
    bad = json.dumps(ROW | {"username": "khác", "role": "king"})
    answer = await run(mongo, mongod, "import", given=f"{json.dumps(ROW)}\n{bad}\n")
    assert answer.exit_code == 2
    assert "role" in answer.stderr
    assert await mongo.collection("accounts").count_documents({}) == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "Có Dấu"}, "username"),
        ({"username": None}, "username"),
        ({"password": "ngắn"}, "password"),
        ({"role": "king"}, "role"),
        ({"unit_id": "36"}, "unit_id"),
        ({"unit_id": "37-20250701"}, "unit_id"),
        ({"name": " "}, "name"),
        ({"agency_id": "cong-an-xa:13669-20250701"}, "agency_id"),
        ({"role": "agency_officer", "agency_id": "cong-an-tinh:01-20250701"}, "agency_id"),
    ],
)
def test_a_bad_field_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadAccount, match=f"^{field}:"):
        made([ROW | change], packaged_tree(), Vault(SECRETS_KEYS).seal)


@pytest.mark.parametrize("line", ["{", "[1]"])
def test_a_line_that_is_no_row_is_named_by_its_number(line: str) -> None:
    with pytest.raises(BadAccount, match=r"^line 2:"):
        list(read_rows(["{}", line]))


async def test_an_account_is_closed_and_comes_back_with_a_one_time_password(mongo: Any, mongod: Any) -> None:
    await run(mongo, mongod, "import", given=json.dumps(ROW))
    answer = await run(mongo, mongod, "close", ROW["username"], "--reason", "nghỉ hưu", given="")
    assert answer.exit_code == 0, answer.output
    stored = await mongo.collection("accounts").find_one({"_id": ROW["username"]})
    assert (stored["closed_reason"], stored["closed_at"] is not None) == ("nghỉ hưu", True)
    answer = await run(mongo, mongod, "reset-password", ROW["username"], given="")
    stored = await mongo.collection("accounts").find_one({"_id": ROW["username"]})
    assert await matches(answer.output.strip(), stored["password_hash"])
    assert (stored["must_change"], stored["closed_at"]) == (True, None)
    unknown = await run(mongo, mongod, "close", "khong-co-ai", "--reason", "thử", given="")
    assert (unknown.exit_code, "khong-co-ai" in unknown.stderr) == (2, True)


async def test_a_replaced_account_keeps_what_only_its_owner_has(mongo: Any, mongod: Any) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    await run(mongo, mongod, "import", given=json.dumps(ROW | {"second_factor": secret, "email": "a@x.vn"}))
    moved = ROW | {"unit_id": "13285-20250701"}
    assert (await run(mongo, mongod, "import", given=json.dumps(moved))).exit_code == 0
    stored = await mongo.collection("accounts").find_one({"_id": ROW["username"]})
    assert (stored["email"], stored["version"]) == ("a@x.vn", 2)
    assert Vault(SECRETS_KEYS).open(stored["second_factor"]["sealed"], "it") == secret
    assert [one["unit_id"] for one in stored["appointments"]] == [ROW["unit_id"], "13285-20250701"]
    assert stored["appointments"][0]["valid_to"] < stored["appointments"][1]["valid_from"]


async def test_the_last_administrator_is_neither_closed_nor_replaced(mongo: Any, mongod: Any) -> None:
    """Two that go in one import leave nobody either; one may go when another takes the role in the same import."""

    def lines(**roles: str) -> str:
        return "\n".join(json.dumps(ROW | {"username": n, "role": r, "unit_id": "VN"}) for n, r in roles.items())

    assert (await run(mongo, mongod, "import", given=lines(quantri="admin"))).exit_code == 0
    before = await mongo.collection("accounts").find_one({"_id": "quantri"})
    closed = await run(mongo, mongod, "close", "quantri", "--reason", "nghỉ hưu", given="")
    replaced = await run(mongo, mongod, "import", given=lines(moi="clerk", quantri="ops"))
    for refused in (closed, replaced):
        assert refused.exit_code == 2
        assert "quantri is the last administrator of the nation; give another account that role first" in refused.stderr
    assert await mongo.collection("accounts").find({}).to_list(None) == [before]
    assert (await run(mongo, mongod, "import", given=lines(quantri="admin", hai="admin"))).exit_code == 0
    assert (await run(mongo, mongod, "import", given=lines(quantri="ops", hai="ops"))).exit_code == 2
    assert (await run(mongo, mongod, "import", given=lines(quantri="ops", hai="ops", ba="admin"))).exit_code == 0
    assert (await run(mongo, mongod, "close", "ba", "--reason", "nghỉ hưu", given="")).exit_code == 2
    assert (await run(mongo, mongod, "close", "hai", "--reason", "nghỉ hưu", given="")).exit_code == 0


async def test_the_signing_key_is_changed_by_command(mongo: Any, mongod: Any) -> None:
    environment = ENV | {"CHITHI_MONGO_URL": mongod.url, "CHITHI_MONGO_DATABASE": mongo.database_name}
    keys = mongo.collection("signing_keys")
    found = []
    for _ in range(2):
        answer = await asyncio.to_thread(CliRunner().invoke, main, ["keys", "rotate"], env=environment)
        assert answer.exit_code == 0, answer.output
        found.append((await keys.find_one({"_id": "current"}))["jwk"]["x"])
    assert found[0] != found[1]
    assert await keys.count_documents({"sealed": {"$exists": True}}) == 1
