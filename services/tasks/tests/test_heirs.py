"""Three provinces become one: what closed in them is read, and opened again, by who stands for them now."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
import pytest_asyncio

from chithi_contracts.events import AssignmentReassigned
from chithi_contracts.events.directive import ChosenAssignee
from chithi_platform.service import Runtime
from chithi_tasks import accounts
from chithi_tasks.adapters.inbound.organisation.register import RegisterFollower
from chithi_tasks.adapters.inbound.organisation.reorganisation_desk import ReorganisationDesk
from chithi_tasks.adapters.inbound.organisation.reorganiser import Reorganiser
from chithi_tasks.adapters.outbound.organisation.reorganisations import ReorganisationRepository
from chithi_tasks.adapters.outbound.organisation.units import UnitRepository
from chithi_tasks.app.organisation import movers_of
from chithi_tasks.app.shared import Shared
from chithi_tasks.core.identity.account import day_of
from chithi_tasks.core.identity.new_accounts import BadAccount
from chithi_tasks.core.organisation.reorganisation import Link, NewUnit, Reorganisation
from chithi_testkit.polling import eventually

URL, BOARD = "/api/tasks/v1/assignments", "/api/tasks/v1/board"
DIEN_BIEN, LAI_CHAU, CAO_BANG = "11-20250701", "12-20250701", "04-20250701"
ONE, OTHER = "03127-20250701", "03151-20250701"  # Phường Điện Biên Phủ and Phường Mường Lay become one
BESIDE, FAR = "03158-20250701", "01273-20250701"  # Xã Sín Thầu goes on as it is; Phường Thục Phán of Cao Bằng too
POLICE = f"cong-an-tinh:{CAO_BANG}"


@dataclass
class Merger:
    """A running service, the people of three provinces by a short name, and work that closed in their units."""

    tasks: Any
    clock: Any
    people: dict[str, str] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    shared: Shared = field(init=False)
    done_on: date = field(init=False)

    def __post_init__(self) -> None:
        service = self.tasks.service
        self.shared = Shared.of(Runtime(service.settings, service.mongo, service.outbox, service.audit, self.clock))

    @property
    def day(self) -> date:
        return day_of(self.clock())

    def heir(self, code: str) -> str:
        return f"{code}-{self.done_on:%Y%m%d}"

    async def as_(self, who: str) -> Any:
        """A client with a token as the service gives it today."""
        if who not in self.tokens:
            account = await self.tasks.accounts.find(self.people[who])
            self.tokens[who] = await self.shared.issuer.token(account, timedelta(minutes=15))
        return self.tasks.client(self.tokens[who])

    async def answers(self, who: str, path: str, **asked: Any) -> Any:
        async with await self.as_(who) as client:
            return await client.get(path, **asked)

    async def sees(self, who: str) -> set[str]:
        """The short names of what this person finds, in the list of changes and on the board alike."""
        listed = (await self.answers(who, URL)).json()
        shown = (await self.answers(who, BOARD)).json()
        assert listed["has_more"] is False
        found = {one["id"] for one in listed["items"]}
        assert found == {one["id"] for one in shown["items"]}
        assert shown["counts"]["total"] == len(found)
        return {name for name, one in self.closed.items() if one in found}

    async def merge(self) -> None:
        """Lai Châu takes over the others, and one ward takes over two."""
        whole = [Link(one, "12", "whole") for one in (DIEN_BIEN, LAI_CHAU, CAO_BANG)]
        wards = [Link(one, "03127", "whole") for one in (ONE, OTHER)]
        province = NewUnit("12", "Tỉnh", "Tây Bắc", "province", "VN")
        ward = NewUnit("03127", "Phường", "Mường Thanh", "commune", "12")
        await self.reorganise((province, ward), (*whole, *wards))

    async def split(self) -> None:
        """Điện Biên goes on without Mường Lay, which goes to Lai Châu, as does Thục Phán of Cao Bằng, which lasts."""
        tree = self.shared.organisation.tree
        main, part = Link(DIEN_BIEN, "11", "part", main=True), Link(DIEN_BIEN, "12", "part")
        provinces = [("11", "Điện Biên"), ("12", "Lai Châu")]
        new, links = [NewUnit(code, "Tỉnh", name, "province", "VN") for code, name in provinces], [main, part]
        links.append(Link(LAI_CHAU, "12", "whole"))
        for unit in (*tree.communes(DIEN_BIEN), tree[FAR]):
            name, above = unit.name.removeprefix(f"{unit.kind} "), "12" if unit.id in (OTHER, FAR) else "11"
            new.append(NewUnit(unit.code, unit.kind, name, "commune", above))
            links.append(Link(unit.id, unit.code, "unchanged"))
        await self.reorganise(tuple(new), tuple(links))

    async def reorganise(self, new: tuple[NewUnit, ...], links: tuple[Link, ...]) -> None:
        """Do it; then every process has read the new tree."""
        self.done_on = self.day
        asked = Reorganisation(self.done_on, "Nghị quyết thử", new, links)
        rt, rows = self.shared.rt, ReorganisationRepository(self.tasks.mongo)
        units = UnitRepository(rt.mongo, rt.outbox)
        desk = ReorganisationDesk(mongo=rt.mongo, units=units, rows=rows, audit=rt.audit, clock=rt.clock)
        kept = await desk.file(asked, "quantri")
        worker = Reorganiser(
            mongo=rt.mongo,
            desk=desk,
            units=units,
            rows=rows,
            movers=movers_of(self.shared),
            audit=rt.audit,
            clock=rt.clock,
        )
        while (row := await rows.get(kept["_id"])) and row["state"] != "done":
            if not await worker.step():  # the second round waits until every process has the new tree
                self.clock.ahead += timedelta(seconds=6)
        assert row is not None
        assert row["before"] == row["after"]
        assert await RegisterFollower(units, self.shared.organisation, lambda: self.day).refresh()
        self.tokens.clear()

        async def known() -> bool:
            asked = {"q": "công an", "unit_id": self.heir("12")}
            answer = await self.answers("quốc gia", "/api/tasks/v1/assignees", params=asked)
            return bool(answer.status_code == 200)

        await eventually(known, what="the running service has the new tree")


@pytest_asyncio.fixture
async def merger(timed: Any, clock: Any) -> AsyncIterator[Merger]:
    """Before the merger: each unit has closed what it had to do."""
    made = Merger(timed, clock)
    posts = {
        "quốc gia": ("coordinator", "VN", {}),
        "Lai Châu": ("coordinator", LAI_CHAU, {}),
        "Ninh Bình": ("coordinator", timed.ninh_binh, {}),
        "Điện Biên Phủ": ("commune_officer", ONE, {}),
        "Mường Lay": ("commune_officer", OTHER, {}),
        "Sín Thầu": ("commune_officer", BESIDE, {}),
        "Thục Phán": ("commune_officer", FAR, {}),
        "công an": ("agency_officer", CAO_BANG, {"agency_id": POLICE}),
        "sở y tế": ("agency_officer", CAO_BANG, {"agency_id": f"so-y-te:{CAO_BANG}"}),
    }
    for who, (role, unit_id, more) in posts.items():
        made.people[who] = await timed.account(role, unit_id, **more)
    for who, kind, to in (
        ("Điện Biên Phủ", "unit", ONE),
        ("Mường Lay", "unit", OTHER),
        ("Sín Thầu", "unit", BESIDE),
        ("Thục Phán", "unit", FAR),
        ("công an", "agency", POLICE),
    ):
        made.closed[who] = await done(made, who, kind, to)
    yield made


async def done(merger: Merger, who: str, kind: Any, to: str) -> str:
    """The id of an assignment that this one has received and the nation has marked as completed."""
    chosen = [ChosenAssignee(written="đơn vị", kind=kind, id=to)]
    directive = merger.tasks.published(merger.tasks.section("1", "đơn vị", chosen=chosen))
    await merger.tasks.tell(directive)
    row = await merger.tasks.mongo.collection("assignments").find_one({"directive_id": directive.directive_id})
    url = f"{URL}/{row['_id']}"
    async with await merger.as_(who) as officer, await merger.as_("quốc gia") as nation:
        assert (await officer.post(f"{url}/accept")).status_code == 200
        answer = await nation.post(f"{url}/complete", json={"note": "xong"}, headers={"If-Match": '"2"'})
    assert answer.json()["state"] == "completed"
    return str(row["_id"])


EVERYTHING = {"Điện Biên Phủ", "Mường Lay", "Sín Thầu", "Thục Phán", "công an"}


async def test_what_closed_is_read_by_who_stands_for_its_unit_and_by_nobody_beside(merger: Merger) -> None:
    before = {who: await merger.sees(who) for who in merger.people}
    assert before == {
        "quốc gia": EVERYTHING,
        "Lai Châu": set(),
        "Ninh Bình": set(),
        "sở y tế": set(),
        **{one: {one} for one in EVERYTHING},
    }
    cursors = {who: (await merger.answers(who, URL)).json()["next_cursor"] for who in merger.people}
    await merger.merge()
    after = {who: await merger.sees(who) for who in merger.people}
    assert after == before | {
        "Lai Châu": EVERYTHING,
        "Điện Biên Phủ": {"Điện Biên Phủ", "Mường Lay"},
        "Mường Lay": {"Điện Biên Phủ", "Mường Lay"},
    }
    for who, cursor in cursors.items():  # a phone that goes on from where it was has the same in the end
        page = (await merger.answers(who, URL, params={"cursor": cursor})).json()
        assert page["reset"] is (who not in ("quốc gia", "Ninh Bình"))
        assert len(page["items"]) == (len(after[who]) if page["reset"] else 0)
    for who, seen in after.items():
        for name, one in merger.closed.items():
            for part in ("", "/history"):
                answer = await merger.answers(who, f"{URL}/{one}{part}")
                assert answer.status_code == (200 if name in seen else 404), (who, name, part)
    stays = (await merger.answers("Lai Châu", f"{URL}/{merger.closed['Mường Lay']}")).json()
    assert (stays["assignee"]["unit_id"], stays["state"]) == (OTHER, "completed")


async def test_the_board_of_a_unit_shows_what_it_took_over_with_the_names_of_its_day(merger: Merger) -> None:
    await merger.merge()
    for who in ("quốc gia", "Lai Châu"):
        for unit_id, seen in (
            (merger.heir("03127"), {"Điện Biên Phủ", "Mường Lay"}),
            (merger.heir("12"), EVERYTHING),
            (DIEN_BIEN, {"Điện Biên Phủ", "Mường Lay", "Sín Thầu"}),
            (merger.heir("03158"), {"Sín Thầu"}),
        ):
            shown = (await merger.answers(who, BOARD, params={"unit_id": unit_id, "sort": "unit"})).json()
            assert {one["id"] for one in shown["items"]} == {merger.closed[name] for name in seen}, (who, unit_id)
    shown = (await merger.answers("Lai Châu", BOARD, params={"unit_id": merger.heir("03127")})).json()
    assert {one["unit_name"] for one in shown["items"]} == {"Phường Điện Biên Phủ", "Phường Mường Lay"}


async def test_what_is_opened_again_goes_to_the_unit_of_today(merger: Merger) -> None:
    await merger.merge()
    one, heir = merger.closed["Mường Lay"], merger.heir("03127")
    reopen = {"json": {"reason": "Số liệu chưa khớp."}, "headers": {"If-Match": '"3"'}}
    async with await merger.as_("Ninh Bình") as stranger, await merger.as_("Sín Thầu") as beside:
        assert (await stranger.post(f"{URL}/{one}/reopen", **reopen)).status_code == 404
        assert (await beside.post(f"{URL}/{one}/reopen", **reopen)).status_code == 404
    async with await merger.as_("Mường Lay") as officer:
        assert (await officer.post(f"{URL}/{one}/reopen", **reopen)).status_code == 403
    async with await merger.as_("Lai Châu") as coordinator:
        answer = await coordinator.post(f"{URL}/{one}/reopen", **reopen)
        steps = (await coordinator.get(f"{URL}/{one}/history")).json()["items"]
    assert answer.status_code == 200, answer.text
    opened = answer.json()
    assert (opened["state"], opened["assignee"]["unit_id"], opened["version"]) == ("in_progress", heir, 5)
    assert opened["assignee"]["name"] == "Phường Mường Thanh"
    assert [step["action"] for step in steps][-2:] == ["reopen", "move"]
    assert steps[-1]["note"].startswith("Phường Mường Lay đã kết thúc; phường Mường Thanh kế thừa")
    [told] = await merger.tasks.said(AssignmentReassigned, assignment_id=one)
    assert (told.previous.unit_id, told.assignee.unit_id) == (OTHER, heir)
    rows = {row["action"]: row async for row in merger.tasks.service.audit.find() if row["subject"] == one}
    assert rows["assignment.reopened"]["who"] == merger.people["Lai Châu"]
    assert (rows["assignment.moved"]["who"], rows["assignment.moved"]["cause"]) == ("system", f"assignment {one}")
    async with await merger.as_("Điện Biên Phủ") as officer:  # it is the new ward's now, whose officer goes on with it
        assert "delegate" in (await officer.get(f"{URL}/{one}")).json()["allowed"]


async def test_who_reads_what_a_lost_commune_left_opens_none_of_it_again(merger: Merger) -> None:
    """The main heir of its province, and a province that goes on without it: the work would be another province's."""
    merger.people["Điện Biên"] = await merger.tasks.account("coordinator", DIEN_BIEN)
    merger.people["Cao Bằng"] = await merger.tasks.account("coordinator", CAO_BANG)
    await merger.split()
    reopen = {"json": {"reason": "Số liệu chưa khớp."}, "headers": {"If-Match": '"3"'}}
    for who, name, heir in (
        ("Điện Biên", "Mường Lay", merger.heir("03151")),
        ("Cao Bằng", "Thục Phán", merger.heir("01273")),
    ):
        url = f"{URL}/{merger.closed[name]}"
        assert "reopen" not in (await merger.answers(who, url)).json()["allowed"]
        assert "reopen" in (await merger.answers("quốc gia", url)).json()["allowed"]
        async with await merger.as_(who) as left, await merger.as_("Lai Châu") as got:
            refused = await left.post(f"{url}/reopen", **reopen)
            assert (await got.post(f"{url}/reopen", **reopen)).status_code == 404
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (403, "gone-elsewhere")
        assert f"đề nghị điều phối của phường {name}" in refused.json()["detail"]
        async with await merger.as_("quốc gia") as nation:
            opened = await nation.post(f"{url}/reopen", **reopen)
        assert (opened.status_code, opened.json()["assignee"]["unit_id"]) == (200, heir)
    kept = f"{URL}/{merger.closed['Sín Thầu']}"
    async with await merger.as_("Điện Biên") as coordinator:
        assert "reopen" in (await coordinator.get(kept)).json()["allowed"]
        opened = await coordinator.post(f"{kept}/reopen", **reopen)
    assert (opened.status_code, opened.json()["assignee"]["unit_id"]) == (200, merger.heir("03158"))


async def test_a_token_says_which_units_it_stands_for(merger: Merger) -> None:
    await merger.merge()
    asked = {"username": merger.people["Mường Lay"], "password": merger.tasks.password}

    async def told() -> bool:
        async with merger.tasks.client() as client:
            token = (await client.post("/api/tasks/v1/tokens", json=asked)).json()["access_token"]
        user = await merger.tasks.service.parts.verifier.verify(token)
        assert user.unit_id == merger.heir("03127")
        return set(user.heir_of) == {ONE, OTHER}

    await eventually(told, what="the running service gives tokens by the new tree")


async def test_an_account_from_the_command_line_is_of_a_unit_of_today(merger: Merger) -> None:
    await merger.merge()
    row = {"username": "moi", "password": merger.tasks.password, "name": "Lò Thị Mới", "role": "commune_officer"}
    settings = merger.tasks.service.settings
    with pytest.raises(BadAccount, match="unit_id"):
        await accounts.add(settings, row | {"unit_id": OTHER})
    await accounts.add(settings, row | {"unit_id": merger.heir("03127")})
    merger.people["moi"] = "moi"
    assert await merger.sees("moi") == {"Điện Biên Phủ", "Mường Lay"}


async def test_the_reorganisations_of_a_province_stay_readable_for_its_heir(merger: Merger) -> None:
    """One that lay inside Cao Bằng alone, and was given up before the merger."""
    url = "/api/tasks/v1/reorganisations"
    new = {"code": "01273", "kind": "Phường", "name": "Thử", "level": "commune", "parent": CAO_BANG}
    link = {"from": FAR, "to": "01273", "relation": "renamed"}
    asked = {"effective_on": "2050-01-01", "basis": "Nghị quyết khác", "new_units": [new], "successions": [link]}
    merger.people["quản trị"] = await merger.tasks.account("admin", LAI_CHAU)
    merger.people["quản trị cũ"] = await merger.tasks.account("admin", CAO_BANG)
    async with await merger.as_("quản trị cũ") as admin:
        filed = await admin.post(url, json=asked)
        assert (await admin.delete(filed.headers["Location"])).status_code == 204
    assert (await merger.answers("quản trị", filed.headers["Location"])).status_code == 404
    await merger.merge()
    assert (await merger.answers("quản trị", filed.headers["Location"])).status_code == 200
    listed = (await merger.answers("quản trị", url)).json()["items"]
    assert [one["id"] for one in listed] == [filed.json()["id"]]
