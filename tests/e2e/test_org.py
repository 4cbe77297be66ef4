"""`chithi org` on the running system: a unit through time, a table that brings nothing new, a merger, a new name."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from chithi_cli import accounts
from chithi_tasks.core.identity.account import day_of
from chithi_testkit.polling import eventually

from ..conftest import Ended, run
from .site import Site

pytestmark = pytest.mark.surface

CROSSWALK = Path(__file__).parents[2] / "services" / "tasks" / "tests" / "ninh_binh_conversion.csv"
BASIS = "Nghị quyết số 9/NQ-UBTVQH16"
LAI_CHAU = "12-20250701"  # nobody else's tests look at it


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def admin(site: Site) -> Mapping[str, str]:
    """The environment of an administrator's terminal."""
    login = accounts.administrator()
    await accounts.create([login], site.system.mongod.url)
    return {"CHITHI_URL": site.system.url, "CHITHI_USERNAME": login.username, "CHITHI_PASSWORD": login.password}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def communes(admin: Mapping[str, str]) -> list[str]:
    """Ids of communes that nobody else's tests touch."""
    province = await asked(admin, "show", LAI_CHAU)
    assert province["children"] > 4
    async with accounts_desk(admin) as office:
        page = await office.get("/api/tasks/v1/units", parent=LAI_CHAU, limit=10)
    return [unit["id"] for unit in page["items"]]


def today() -> date:
    """Vietnam's, which is the register's."""
    return day_of(datetime.now(UTC))


def accounts_desk(admin: Mapping[str, str]) -> Any:
    from chithi_cli.org import Register

    return Register(admin["CHITHI_URL"], admin["CHITHI_USERNAME"], admin["CHITHI_PASSWORD"], None).office()


async def org(admin: Mapping[str, str], *arguments: str) -> Ended:
    return await run("org", *arguments, env=admin)


async def asked(admin: Mapping[str, str], *arguments: str) -> Any:
    """What a command answers as JSON."""
    ended = await org(admin, *arguments, "--json")
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


async def test_a_unit_is_shown_as_it_is_and_as_it_was(admin: Mapping[str, str]) -> None:
    now = await org(admin, "show", "phuong nam dinh")
    assert "Phường Nam Định · 13669-20250701 · từ 2025-07-01" in now.out
    assert "Cấp trên: VN › 37-20250701" in now.out

    async def history() -> bool:
        return "Huyện Vụ Bản" in (await org(admin, "show", "Huyện Vụ Bản", "--as-of", "2025-06-30")).out

    await eventually(history, within=300, what="the units of before 2025 have come in")
    then = await asked(admin, "show", "Tỉnh Nam Định", "--as-of", "30/06/2025")
    assert (then["id"], then["valid_to"], then["children"]) == ("36-20250101", "2025-06-30", 9)
    assert [(heir["unit_id"], heir["relation"]) for heir in then["successors"]] == [("37-20250701", "whole")]
    unknown = await org(admin, "show", "Tỉnh Nam Định")
    assert (unknown.code, "--as-of" in unknown.err) == (2, True)


async def test_a_table_that_the_register_knows_changes_nothing(admin: Mapping[str, str]) -> None:
    told = await asked(admin, "import", str(CROSSWALK), "--basis", BASIS)
    assert told == {"units": 130, "known": 130, "differences": [], "reorganisations": []}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("merge",), "--into"),
        (
            (
                "merge",
                "--into",
                "Thiên Trường",
                "--code",
                "1",
                "--from",
                LAI_CHAU,
                "--on",
                "2026-01-01",
                "--basis",
                "x",
            ),
            "kind",
        ),
        (("merge", str(CROSSWALK)), "JSON"),
        (("import", "missing.csv", "--basis", "x"), "missing.csv"),
        (("rename", LAI_CHAU, "--on", "2026-01-01", "--basis", "x"), "--name"),
    ],
)
async def test_what_is_not_clear_is_said_in_one_line(
    admin: Mapping[str, str], arguments: tuple[str, ...], said: str
) -> None:
    ended = await org(admin, *arguments)
    assert (ended.code, said in ended.err) == (2, True), ended.err


async def test_two_communes_become_one_and_one_gets_another_name(admin: Mapping[str, str], communes: list[str]) -> None:
    first, second, third = communes[:3]
    on, code = today().isoformat(), first.partition("-")[0]
    merger = ("merge", "--into", "Xã Bình Minh Mới", "--code", code, "--from", first, "--from", second)
    tried = await asked(admin, *merger, "--on", on, "--basis", BASIS, "--dry-run")
    assert (tried["ends"], tried["begins"]) == (2, 1)
    assert (await asked(admin, "show", first))["valid_to"] is None
    done = await asked(admin, *merger, "--on", on, "--basis", BASIS)
    assert (done["state"], done["before"]) == ("done", done["after"])
    gone = await asked(admin, "show", first)
    eve = (date.fromisoformat(on) - timedelta(days=1)).isoformat()
    assert gone["valid_to"] == eve
    assert [heir["name"] for heir in gone["successors"]] == ["Xã Bình Minh Mới"]
    renamed = await org(admin, "rename", third, "--name", "Tên Mới", "--on", on, "--basis", BASIS)
    assert "1 đơn vị kết thúc, 1 bắt đầu" in renamed.out
    assert (await asked(admin, "show", "Xã Tên Mới"))["predecessors"][0]["relation"] == "renamed"
    again = await org(admin, "rename", third, "--name", "Tên Khác", "--on", on, "--basis", BASIS)
    assert (again.code, "đã được ghi nhận kết thúc" in again.err or "không có đơn vị" in again.err) == (2, True), (
        again.err
    )


async def test_a_merger_of_the_future_waits(admin: Mapping[str, str], communes: list[str]) -> None:
    on = (today() + timedelta(days=40)).isoformat()
    waits = await org(admin, "rename", communes[4], "--name", "Tương Lai", "--on", on, "--basis", BASIS)
    assert "chờ đến ngày" in waits.out
    assert (await asked(admin, "show", communes[4]))["valid_to"] is None


async def test_only_an_administrator_may(site: Site, communes: list[str]) -> None:
    clerk = site.login("clerk")
    env = {"CHITHI_URL": site.system.url, "CHITHI_USERNAME": clerk.username, "CHITHI_PASSWORD": clerk.password}
    on = today().isoformat()
    ended = await org(env, "rename", communes[5], "--name", "Không Được", "--on", on, "--basis", BASIS)
    assert (ended.code, "admin" in ended.err) == (2, True)
