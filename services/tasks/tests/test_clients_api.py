"""Other systems: a client gets tokens by its secret, and they do what its scopes and its role say."""

import base64
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chithi_tasks.adapters.outbound.identity.clients import ClientRepository
from chithi_tasks.core.identity.account import day_of

V1 = "/api/tasks/v1"
TOKEN = f"{V1}/oauth/token"
GRANT = {"grant_type": "client_credentials"}


async def made(tasks: Any, **more: Any) -> dict[str, Any]:
    new = {"name": "Một cửa điện tử", "unit_id": tasks.ninh_binh, "role": "clerk", "scopes": ["tasks:read"]}
    async with await tasks.signed_in("admin", tasks.ninh_binh) as client:
        answer = await client.post(f"{V1}/clients", json=new | more)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def asked(tasks: Any, client: dict[str, Any], **more: str) -> Any:
    secret = {"client_id": client["client_id"], "client_secret": client["client_secret"]}
    async with tasks.client() as http:
        return await http.post(TOKEN, data=GRANT | secret | more)


async def test_a_secret_buys_a_bounded_token(tasks: Any) -> None:
    client = await made(tasks)
    answer = await asked(tasks, client)
    assert answer.status_code == 200, answer.text
    assert (answer.headers["cache-control"], answer.headers["pragma"]) == ("no-store", "no-cache")
    token = answer.json()
    assert (token["token_type"], token["expires_in"], token["scope"]) == ("Bearer", 900, "tasks:read")
    assert "refresh_token" not in token
    async with tasks.client(token["access_token"]) as http:
        assert (await http.get(f"{V1}/assignments")).status_code == 200
        preview = await http.post(f"{V1}/resolutions", json={})
    assert (preview.status_code, preview.json()["type"].rpartition("/")[2]) == (403, "missing-scope")


async def test_http_basic_is_understood_too(tasks: Any) -> None:
    client = await made(tasks)
    pair = base64.b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()
    async with tasks.client() as http:
        good = await http.post(TOKEN, data=GRANT, headers={"Authorization": f"Basic {pair}"})
        both = await http.post(TOKEN, data=GRANT | {"client_secret": "x"}, headers={"Authorization": f"Basic {pair}"})
        bad = await http.post(TOKEN, data=GRANT, headers={"Authorization": "Basic ???"})
    assert good.status_code == 200
    assert (both.status_code, both.json()["error"]) == (400, "invalid_request")
    assert (bad.status_code, bad.json()["error"]) == (401, "invalid_client")
    assert bad.headers["www-authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({}, 400, "unsupported_grant_type"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        (GRANT, 401, "invalid_client"),
        (GRANT | {"client_id": "không có", "client_secret": "x"}, 401, "invalid_client"),
        (GRANT | {"client_id": "x" * 17_000}, 400, "invalid_request"),
    ],
)
async def test_errors_are_those_of_the_standard(tasks: Any, form: dict[str, str], status: int, error: str) -> None:
    async with tasks.client() as http:
        answer = await http.post(TOKEN, data=form, headers={"content-type": "application/x-www-form-urlencoded"})
    told = answer.json()
    assert (answer.status_code, told["error"]) == (status, error)
    assert told["error_description"] == told["detail"]
    assert told["status"] == status
    assert answer.headers["content-type"] == "application/json"


async def test_what_is_no_form_or_says_a_thing_twice_is_refused(tasks: Any) -> None:
    async with tasks.client() as http:
        as_json = await http.post(TOKEN, json=GRANT)
        twice = await http.post(
            TOKEN,
            content="grant_type=client_credentials&scope=a&scope=b",
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
    assert [answer.json()["error"] for answer in (as_json, twice)] == ["invalid_request"] * 2


async def test_a_wrong_secret_and_an_unknown_client_get_the_same_answer(tasks: Any) -> None:
    client = await made(tasks)
    wrong = await asked(tasks, client | {"client_secret": "sai"})
    unknown = await asked(tasks, client | {"client_id": "khong-co"})
    assert (wrong.status_code, wrong.json()["error_description"]) == (401, unknown.json()["error_description"])


async def test_scope_narrows_and_never_widens(tasks: Any) -> None:
    client = await made(tasks, scopes=["tasks:read", "tasks:write"])
    assert (await asked(tasks, client, scope="tasks:read")).json()["scope"] == "tasks:read"
    wider = await asked(tasks, client, scope="tasks:read reporting:write")
    assert (wider.status_code, wider.json()["error"]) == (400, "invalid_scope")
    assert "reporting:write" in wider.json()["error_description"]


async def test_a_closed_client_gets_no_token(tasks: Any) -> None:
    client = await made(tasks)
    async with await tasks.signed_in("admin", tasks.ninh_binh) as http:
        for _ in range(2):
            assert (await http.delete(f"{V1}/clients/{client['client_id']}")).status_code == 204
        listed = (await http.get(f"{V1}/clients")).json()["items"]
    assert (await asked(tasks, client)).json()["error"] == "invalid_client"
    assert {row["client_id"]: row["state"] for row in listed}[client["client_id"]] == "closed"
    assert "client_secret" not in str(listed)


async def test_a_client_ends_with_its_last_day(timed: Any, clock: Any) -> None:
    client = await made(timed, valid_to=day_of(clock()).isoformat())
    assert (await asked(timed, client)).status_code == 200
    clock.ahead = timedelta(days=1)
    assert (await asked(timed, client)).json()["error"] == "invalid_client"


async def test_the_list_says_when_a_client_was_used(tasks: Any) -> None:
    client = await made(tasks)
    assert client["client"]["used_at"] is None
    await asked(tasks, client)
    async with await tasks.signed_in("admin", tasks.ninh_binh) as http:
        [first, *_] = (await http.get(f"{V1}/clients", params={"limit": 1})).json()["items"]
    assert first["client_id"] == client["client_id"]
    assert first["used_at"]


async def test_clients_are_made_by_admins_inside_their_units(tasks: Any) -> None:
    new = {"name": "x", "unit_id": tasks.far_ward, "role": "clerk", "scopes": ["tasks:read"]}
    mine = new | {"unit_id": tasks.ninh_binh}
    wrong = [
        (new, 403),
        (mine | {"scopes": []}, 422),
        (mine | {"scopes": ["tasks:everything"]}, 422),
        (mine | {"scopes": ["reporting:write"]}, 422),  # a clerk files no reports
        (mine | {"role": "admin"}, 422),
        (mine | {"agency_id": f"cong-an-tinh:{tasks.ninh_binh}"}, 422),
        (mine | {"valid_to": "2020-01-01"}, 422),
        (mine | {"secret": "của tôi"}, 422),
    ]
    async with await tasks.signed_in("admin", tasks.ninh_binh) as http:
        for body, status in wrong:
            assert (await http.post(f"{V1}/clients", json=body)).status_code == status, body
    for role in ("coordinator", "clerk", "ops"):
        async with await tasks.signed_in(role, tasks.ninh_binh) as http:
            assert (await http.post(f"{V1}/clients", json=mine)).status_code == 403
            assert (await http.get(f"{V1}/clients")).status_code == 403
    far = await made_far(tasks)
    async with await tasks.signed_in("admin", tasks.ninh_binh) as http:
        assert (await http.delete(f"{V1}/clients/{far}")).status_code == 404
        assert far not in (await http.get(f"{V1}/clients")).text


async def made_far(tasks: Any) -> str:
    async with await tasks.signed_in("admin", "VN") as http:
        new = {"name": "Hà Nội", "unit_id": tasks.far_ward, "role": "clerk", "scopes": ["tasks:read"]}
        return str((await http.post(f"{V1}/clients", json=new)).json()["client_id"])


async def test_what_a_unit_that_ended_left_is_listed_wherever_it_may_be_closed(tasks: Any) -> None:
    mine, left = (await made(tasks))["client_id"], await made_far(tasks)
    admin = await tasks.accounts.find(await tasks.account("admin", tasks.ninh_binh))
    issuer = replace(tasks.issuer, taken_over=lambda _: (tasks.far_ward, tasks.ward))
    async with tasks.client(await issuer.token(admin, timedelta(minutes=5))) as heir:
        listed = [row["client_id"] for row in (await heir.get(f"{V1}/clients")).json()["items"]]
        assert {mine, left} <= set(listed)
        assert listed == sorted(set(listed), reverse=True)
        assert "Hà Nội" in (await heir.get("/can-bo?muc=ung-dung")).text
        assert (await heir.delete(f"{V1}/clients/{left}")).status_code == 204


async def test_the_list_over_many_former_units_is_read_by_an_index_in_its_order(tasks: Any) -> None:
    wanted = {"path": {"$in": [tasks.ninh_binh, *(f"{n}-20240101" for n in range(60))]}}
    find = {"find": "clients", "filter": wanted, "sort": {"_id": -1}, "limit": 51}
    told = await tasks.mongo.command({"explain": find, "verbosity": "queryPlanner"})
    stages = set(re.findall(r"'stage': '(\w+)'", str(told["queryPlanner"]["winningPlan"])))
    assert {"IXSCAN", "SORT_MERGE"} <= stages
    assert stages.isdisjoint({"COLLSCAN", "SORT"})


async def test_a_client_never_reaches_accounts_phones_or_clients(tasks: Any) -> None:
    client = await made(tasks, scopes=["tasks:read", "tasks:write"])
    token = (await asked(tasks, client)).json()["access_token"]
    username = await tasks.account("commune_officer", tasks.ward)
    async with tasks.client(token) as http:
        answers = [
            await http.post(f"{V1}/enrolments", json={"username": username}),
            await http.get(f"{V1}/devices"),
            await http.get(f"{V1}/clients"),
            await http.get(f"{V1}/accounts"),
        ]
    assert [answer.status_code for answer in answers[:3]] == [403] * 3
    assert answers[3].status_code in (403, 404)


async def test_a_client_follows_its_unit_into_the_one_that_takes_it_in(tasks: Any) -> None:
    agency = f"cong-an-xa:{tasks.ward}"
    client = await made(tasks, unit_id=tasks.ward, role="agency_officer", agency_id=agency)
    closed = await made(tasks, unit_id=tasks.ward)
    async with await tasks.signed_in("admin", tasks.ninh_binh) as http:
        await http.delete(f"{V1}/clients/{closed['client_id']}")
    repository, target = ClientRepository(tasks.mongo), tasks.tree.get(tasks.other_ward)
    entries = await tasks.mongo.transact(lambda session: repository.move(tasks.ward, target, session))
    [told] = [entry for entry in entries if entry.subject == client["client_id"]]
    assert (told.action, told.before["unit_id"], told.after["unit_id"]) == ("client.moved", tasks.ward, target.id)
    moved, stayed = [await repository.find(one["client_id"]) for one in (client, closed)]
    assert (moved.unit_id, moved.path) == (tasks.other_ward, tuple(target.path))
    assert moved.agency_id == f"cong-an-xa:{tasks.other_ward}"
    assert stayed.unit_id == tasks.ward
    assert (await asked(tasks, client)).status_code == 200
