"""Nam Định, Hà Nam and Ninh Bình of 30 June 2025 become one province as the conversion table says: nothing is lost."""

import csv
import dataclasses
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from chithi_contracts.events import AssignmentReassigned, UnitChanged
from chithi_platform.audit import AuditLog
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Document, Mongo, Session
from chithi_platform.service import Runtime
from chithi_tasks.adapters.inbound.organisation.register import RegisterFollower
from chithi_tasks.adapters.inbound.organisation.reorganisation_desk import ReorganisationDesk
from chithi_tasks.adapters.inbound.organisation.reorganiser import Movers, Reorganiser
from chithi_tasks.adapters.outbound.organisation.reorganisations import ReorganisationRepository
from chithi_tasks.adapters.outbound.organisation.unit_documents import to_document
from chithi_tasks.adapters.outbound.organisation.units import UnitRepository
from chithi_tasks.app.organisation import movers_of
from chithi_tasks.app.shared import Shared
from chithi_tasks.core.assignments.assignment import LIVE, Assignee, Assignment
from chithi_tasks.core.identity.account import Account, Appointment
from chithi_tasks.core.organisation.conversion import Line, read
from chithi_tasks.core.organisation.conversion_plan import reorganisation_of
from chithi_tasks.core.organisation.history_table import packaged_history
from chithi_tasks.core.organisation.reorganisation import PlanRefused, Reorganisation
from chithi_tasks.core.organisation.unit_table import nation, packaged_tree
from chithi_tasks.core.organisation.units import EVE, REFORM, Unit
from chithi_tasks.settings import TasksSettings

CROSSWALK = Path(__file__).parent / "ninh_binh_conversion.csv"
BASIS = "Nghị quyết số 1674/NQ-UBTVQH15"
OLD = ("36-20250101", "35-20250101", "37-20250101")
NOW = datetime(2025, 7, 1, 1, tzinfo=UTC)
AT = datetime(2025, 6, 1, tzinfo=UTC)


@dataclass
class World:
    """The register of 30 June 2025 with work and people, and what carries the reorganisation out."""

    mongo: Mongo
    shared: Shared
    units: UnitRepository
    desk: ReorganisationDesk
    rows: ReorganisationRepository
    movers: Movers
    former: list[Unit]
    now: datetime = NOW

    def worker(self, movers: Movers | None = None) -> Reorganiser:
        return Reorganiser(
            mongo=self.mongo,
            desk=self.desk,
            units=self.units,
            rows=self.rows,
            movers=movers or self.movers,
            audit=self.shared.rt.audit,
            clock=lambda: self.now,
        )

    async def run(self, worker: Reorganiser) -> None:
        while await worker.step():
            self.now += timedelta(seconds=6)

    def communes(self) -> list[Unit]:
        return [unit for unit in self.former if unit.level == "commune"]

    async def everything(self) -> dict[str, list[Document]]:
        """All documents but those of messaging and the audit log."""
        names = [n for n in await self.mongo.collection_names() if n not in ("outbox", "reorganisations")]
        return {
            n: await self.mongo.collection(n).find({}).sort("_id", 1).to_list(None) for n in names if "audit" not in n
        }


def lines() -> list[Line]:
    with CROSSWALK.open(encoding="utf-8", newline="") as file:
        return read(csv.reader(file))


def asked(world: World) -> Reorganisation:
    """Of what is split the table says for two communes who takes most; for the others a person says it."""
    ids = {unit.code: unit.id for unit in world.former}
    undecided = reorganisation_of(lines(), ids, effective_on=REFORM, basis=BASIS)
    heirs: dict[str, list[Any]] = {}
    for link in undecided.links:
        heirs.setdefault(link.from_id, []).append(link)
    unclear = {key: links for key, links in heirs.items() if len(links) > 1 and not any(link.main for link in links)}
    mains = {key.partition("-")[0]: links[0].to for key, links in unclear.items()}
    return reorganisation_of(lines(), ids, effective_on=REFORM, basis=BASIS, mains=mains)


def assignment(key: str, unit: Unit, agency: str | None = None, **more: Any) -> Assignment:
    who = f"{agency}:{unit.id}" if agency else unit.id
    kind: Any = "agency" if agency else "unit"
    return Assignment(
        id=key,
        directive_id="d",
        directive_number="1/CT-UBND",
        directive_subject="Về an ninh, trật tự",
        section_ordinal="1",
        title="Tuần tra",
        text="Tuần tra",
        mode="assign",
        assignee=Assignee(kind, who, unit.name, unit.id, unit.path, unit.name),
        coordinating=(),
        due=date(2025, 12, 31),
        due_text=None,
        issued_at=AT,
        updated_at=AT,
        **more,
    )


def person(username: str, role: Any, unit: Unit, agency: str | None = None) -> Account:
    office = Appointment(role, unit.id, unit.path, f"{agency}:{unit.id}" if agency else None)
    return Account(username=username, name="Nguyễn Văn A", appointments=(office,), today=EVE)


@pytest_asyncio.fixture
async def register(mongo: Mongo, mongod: Any, secrets_keys: str) -> World:
    """The units alone."""
    place = {"mongo_url": mongod.url, "mongo_database": mongo.database_name, "mongo_driver": mongo.driver}
    settings = TasksSettings(**place, secrets_keys=secrets_keys)
    outbox, audit = Outbox(mongo, "test"), AuditLog(mongo, "tasks")
    clock = [NOW]
    shared = Shared.of(Runtime(settings, mongo, outbox, audit, lambda: clock[0]))
    units, rows = UnitRepository(mongo, outbox), ReorganisationRepository(mongo)
    desk = ReorganisationDesk(mongo=mongo, units=units, rows=rows, audit=audit, clock=lambda: NOW)
    former = [dataclasses.replace(unit, valid_to=None) for unit in packaged_history().units if unit.path[1] in OLD]
    made = World(mongo, shared, units, desk, rows, movers_of(shared), former)
    for step in (units.ensure, rows.ensure, shared.assignments.ensure, shared.accounts.ensure):
        await step()
    await mongo.collection("units").insert_many([to_document(unit) for unit in (nation(), *former)])
    return made


@pytest_asyncio.fixture
async def world(register: World) -> World:
    """With work and people."""
    await fill(register)
    return register


async def fill(world: World) -> None:
    """An open and a closed assignment and an officer for each commune, agencies at work, reports as they were filed."""
    provinces = [unit for unit in world.former if unit.level == "province"]
    communes = world.communes()
    work = [assignment(f"open-{unit.code}", unit) for unit in communes]
    work += [assignment(f"closed-{unit.code}", unit, state="completed") for unit in communes]
    work += [assignment(f"police-{unit.code}", unit, "cong-an-tinh", state="in_progress") for unit in provinces]
    work += [assignment(f"office-{unit.code}", unit, "cong-an-xa", state="suspended") for unit in communes[:10]]
    people = [person(f"canbo-{unit.code}", "commune_officer", unit) for unit in communes]
    people += [person(f"dieuphoi-{unit.code}", "coordinator", unit) for unit in provinces]
    people += [person(f"congan-{unit.code}", "agency_officer", unit, "cong-an-tinh") for unit in provinces]

    async def put(session: Session) -> None:
        await world.shared.assignments.add(work, session)
        await world.shared.accounts.put_all([(None, one) for one in people], session)

    await world.mongo.transact(put)
    reports = [{"_id": f"r-{unit.code}", "unit_id": unit.id, "path": list(unit.path)} for unit in communes]
    await world.mongo.collection("reports").insert_many(reports)
    await world.mongo.collection("outbox").delete_many({})


async def test_398_communes_become_129_and_nothing_is_lost(world: World) -> None:
    before = await world.everything()
    row = await world.desk.file(asked(world), "quantri")
    await world.run(world.worker())
    done = await world.rows.get(row["_id"])
    assert done
    figures({key: done[key] for key in ("before", "after", "assignments_moved", "accounts_moved")})
    assert done["state"] == "done"
    assert done["before"] == done["after"] == {"open": 398 + 3 + 10, "closed": 398, "accounts": 398 + 3 + 3}
    assert (done["assignments_moved"], done["accounts_moved"]) == (411, 404)
    now = await world.everything()
    assert now["reports"] == before["reports"]
    await units_are_those_of_the_table(world)
    await work_is_where_it_belongs(world, before, now)
    people_are_in_office(world, now)
    assert len(await said(world, AssignmentReassigned)) == 411
    await replayed_it_changes_nothing(world, now)


def figures(found: dict[str, Any]) -> None:
    """For whoever runs this with -s."""
    print(found)  # noqa: T201


async def units_are_those_of_the_table(world: World) -> None:
    """Each day has its units, and today's are those of the packaged table, whatever way they came."""
    then = await world.units.page(day=EVE, level="commune", limit=500)
    today = await world.units.page(day=REFORM, level="commune", limit=500)
    nam_dinh = [unit["_id"] for unit in then if "36-20250101" in unit["path"]]
    heirs = {link["unit_id"] for unit in then if unit["_id"] in nam_dinh for link in unit["successors"]}
    figures({"communes": (len(then), len(today)), "nam dinh": (len(nam_dinh), len(heirs))})
    assert (len(then), len(today), len(nam_dinh), len(heirs)) == (398, 129, 175, 57)
    for day, count in ((EVE, 3), (REFORM, 1)):
        assert len(await world.units.page(day=day, level="province", limit=10)) == count
    assert await world.units.page(day=REFORM, level="district", limit=10) == []
    packaged = {unit.id: (unit.name, unit.path) for unit in packaged_tree() if "37-20250701" in unit.path}
    rows = [*today, *await world.units.page(day=REFORM, level="province", limit=10)]
    assert {row["_id"]: (row["name"], tuple(row["path"])) for row in rows} == packaged
    assert len(await said(world, UnitChanged)) == 398 + 22 + 3 + 130


async def work_is_where_it_belongs(world: World, before: dict[str, Any], now: dict[str, Any]) -> None:
    """Every open assignment is with an heir of its unit; closed ones are as they were."""
    heirs = {row["_id"]: {link["unit_id"] for link in row["successors"]} for row in now["units"]}
    was = {row["_id"]: row for row in before["assignments"]}
    assert was.keys() == {row["_id"] for row in now["assignments"]}
    for row in now["assignments"]:
        old = was[row["_id"]]
        if old["state"] not in LIVE:
            assert row == old
            continue
        unit_id = row["assignee"]["unit_id"]
        assert unit_id in heirs[old["assignee"]["unit_id"]]
        assert (row["state"], row["due"]) == (old["state"], old["due"])
        agency, _, _ = old["assignee"]["id"].partition(":")
        assert row["assignee"]["id"] == (f"{agency}:{unit_id}" if old["assignee"]["kind"] == "agency" else unit_id)
        assert row["assignee"]["path"][:2] == ["VN", "37-20250701"]


def people_are_in_office(world: World, now: dict[str, Any]) -> None:
    """Each served the old unit until the eve, and serves an heir of it since."""
    heirs = {row["_id"]: {link["unit_id"] for link in row["successors"]} for row in now["units"]}
    for row in now["accounts"]:
        old, new = row["appointments"]
        assert (old["valid_to"], new["valid_from"], new["valid_to"]) == ("2025-06-30", "2025-07-01", None)
        assert new["unit_id"] in heirs[old["unit_id"]]


async def replayed_it_changes_nothing(world: World, now: dict[str, Any]) -> None:
    again = await world.desk.file(asked(world), "quantri")
    assert again["state"] == "done"
    await world.run(world.worker())
    assert await world.everything() == now
    with pytest.raises(PlanRefused):  # the same under another name finds the old units ended
        await world.desk.file(dataclasses.replace(asked(world), basis="Nghị quyết khác"), "quantri")


async def said(world: World, event: type[Any]) -> list[Any]:
    rows = await world.mongo.collection("outbox").find({}).to_list(None)
    mine = [row for row in rows if dict(row["headers"]).get("ce_type") == event.type.encode()]
    return [event.model_validate_json(row["value"]) for row in mine]


class Dying:
    """A worker that is killed in the middle of its moves, again and again."""

    def __init__(self, work: Any) -> None:
        self._work, self._calls = work, 0

    async def move(self, *args: Any) -> int:
        self._calls += 1
        moved: int = await self._work.move(*args)
        if self._calls % 211 == 0:
            raise ConnectionAbortedError("killed")
        return moved


async def test_killed_in_the_middle_it_goes_on_and_moves_everything_once(world: World) -> None:
    row = await world.desk.file(asked(world), "quantri")
    worker = world.worker(dataclasses.replace(world.movers, work=Dying(world.movers.work)))
    deaths = 0
    while (found := await world.rows.get(row["_id"])) and found["state"] != "done":
        try:
            await world.run(worker)
        except ConnectionAbortedError:
            deaths += 1
    assert deaths > 1
    assert found
    assert (found["assignments_moved"], found["accounts_moved"]) == (411, 404)
    assert found["before"] == found["after"]
    assert len(await said(world, AssignmentReassigned)) == 411


async def test_a_unit_with_more_than_one_transaction_bears_is_emptied_by_portions(world: World) -> None:
    province = next(unit for unit in world.former if unit.code == "36")
    many = [assignment(f"many-{number}", province, "so-y-te") for number in range(1100)]

    async def put(session: Session) -> None:
        await world.shared.assignments.add(many, session)

    await world.mongo.transact(put)
    row = await world.desk.file(asked(world), "quantri")
    await world.run(world.worker())
    done = await world.rows.get(row["_id"])
    assert done
    assert (done["assignments_moved"], done["before"]) == (411 + 1100, done["after"])
    assert (await world.movers.belongings.totals([province.id], EVE))["open"] == 0


async def test_what_is_issued_to_an_old_unit_meanwhile_is_moved_too(world: World) -> None:
    """Another process may not have read the new tree yet."""
    row = await world.desk.file(asked(world), "quantri")
    worker, late = world.worker(), assignment("late", world.communes()[0])
    await worker.step()
    while (found := await world.rows.get(row["_id"])) and found["moved"] < len(found["moves"]):
        await worker.step()

    async def put(session: Session) -> None:
        await world.shared.assignments.add([late], session)

    await world.mongo.transact(put)
    assert await worker.step()
    assert not await worker.step()  # the second round waits until every process has the new tree
    world.now += timedelta(seconds=6)
    await world.run(worker)
    moved = await world.shared.assignments.get("late")
    assert moved
    assert moved.assignee.path[1] == "37-20250701"


async def test_a_reorganisation_waits_for_its_day(register: World) -> None:
    """The day is Vietnam's."""
    register.now = datetime(2025, 6, 30, 16, 59, tzinfo=UTC)
    row = await register.desk.file(asked(register), "quantri")
    assert not await register.worker().step()
    with pytest.raises(PlanRefused, match="đang chờ"):
        await register.desk.file(dataclasses.replace(asked(register), basis="Nghị quyết khác"), "quantri")
    register.now += timedelta(minutes=1)
    assert await register.worker().step()
    found = await register.rows.get(row["_id"])
    assert found
    assert found["state"] == "moving"


async def test_one_that_was_given_up_is_not_carried_out_and_may_be_filed_again(register: World) -> None:
    row = await register.desk.file(asked(register), "quantri")
    assert await register.desk.cancel(row["_id"])
    assert not await register.worker().step()
    assert not await register.desk.cancel(row["_id"])
    assert (await register.desk.file(asked(register), "quantri"))["state"] == "planned"


async def test_one_that_no_longer_fits_on_its_day_fails_and_says_why(register: World) -> None:
    row = await register.desk.file(asked(register), "quantri")
    gone = {"$set": {"valid_to": "2025-05-31"}}
    await register.mongo.collection("units").update_one({"_id": register.communes()[0].id}, gone)
    await register.run(register.worker())
    found = await register.rows.get(row["_id"])
    assert found
    assert (found["state"], found["faults"][0]["rule"]) == ("failed", "unknown-unit")
    assert await register.units.page(day=REFORM, level="province", limit=10) != []


async def test_a_running_process_reads_the_new_tree(register: World) -> None:
    follower = RegisterFollower(register.units, register.shared.organisation, lambda: REFORM)
    await register.desk.file(asked(register), "quantri")
    await register.run(register.worker())
    assert await follower.refresh()
    tree = register.shared.organisation.tree
    assert len(tree.communes("37-20250701")) == 129
    assert len(tree.heirs("36")) == 57
