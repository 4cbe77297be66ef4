"""A country at work: directives of two years and their assignments, written in bulk as the service keeps them."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from chithi_contracts.events.assignment import State
from chithi_platform.mongo import Document, Mongo, UpdateOne, patiently
from chithi_tasks.adapters.outbound.assignments.assignments import AssignmentRepository
from chithi_tasks.adapters.outbound.assignments.board import BoardReader
from chithi_tasks.adapters.outbound.assignments.board_ledger import BoardLedger, board_fields
from chithi_tasks.adapters.outbound.assignments.changes import ChangeSequence
from chithi_tasks.adapters.outbound.assignments.documents import to_document
from chithi_tasks.core.assignments.assignment import Assignee, Assignment, Party
from chithi_tasks.core.organisation.agency_catalogue import AgencyKind, packaged_catalogue
from chithi_tasks.core.organisation.unit_table import packaged_tree
from chithi_tasks.core.organisation.units import Unit
from chithi_tasks.core.resolving.organisation import packaged_organisation

BATCH, AT_ONCE = 2000, 3
NATIONAL_SHARE, NATIONAL_SECTIONS, PROVINCIAL_SECTIONS, TO_COMMUNES, TO_AGENCIES = 0.4, 6, 15, 3, 2
COORDINATING = 3  # agencies of the province beside the lead
SUBJECTS = (
    "Về tăng cường công tác phòng cháy, chữa cháy và cứu nạn, cứu hộ",
    "Về bảo đảm trật tự, an toàn giao thông dịp Tết",
    "Về phòng, chống thiên tai và tìm kiếm cứu nạn",
    "Về đẩy mạnh cải cách hành chính, dịch vụ công trực tuyến",
    "Về phòng, chống tội phạm và tệ nạn ma túy",
    "Về quản lý đất đai, trật tự xây dựng",
)
TASKS = (
    "tổ chức kiểm tra các cơ sở có nguy cơ cao",
    "tuyên truyền, phổ biến pháp luật đến từng hộ gia đình",
    "rà soát, thống kê và lập danh sách báo cáo",
    "huấn luyện lực lượng tại chỗ, diễn tập phương án",
    "xử lý nghiêm các trường hợp vi phạm",
    "bố trí kinh phí, phương tiện và lực lượng thường trực",
)
OPEN_STATES: tuple[State, ...] = ("issued", "received", "in_progress", "returned", "suspended", "reported")
OPEN_WEIGHTS = (10, 20, 45, 4, 3, 18)
SPELL = timedelta(days=730)


@dataclass(frozen=True)
class Loaded:
    """What a benchmark asks for: how many there are, a nationwide directive and one of a province."""

    count: int
    national: str
    provincial: str


async def load(mongo: Mongo, count: int, today: date) -> Loaded:
    """Write about `count` assignments, never in transactions: nobody reads yet."""
    chance = random.Random(count)  # the same country each time
    ledger, numbers = BoardLedger(mongo), Counter[str]()
    assignments = mongo.collection("assignments")
    loaded: dict[str, str] = {}
    rows = _rows(chance, count, today, loaded)
    written = 0
    while batch := list(islice(rows, BATCH * AT_ONCE)):
        documents = [_document(one, numbers) for one in batch]
        parts = [documents[start : start + BATCH] for start in range(0, len(documents), BATCH)]
        await asyncio.gather(*(assignments.insert_many(part, ordered=False) for part in parts))
        heads = [UpdateOne({"_id": scope}, {"$set": {"last": last}}, upsert=True) for scope, last in numbers.items()]
        await mongo.collection("change_counters").bulk_write(heads)
        await ledger.written([(None, one) for one in batch], None)
        written += len(batch)
    changes = ChangeSequence(mongo)
    await patiently(AssignmentRepository(mongo, changes).ensure)
    await patiently(BoardReader(mongo, changes, packaged_organisation()).ensure)
    return Loaded(written, loaded["national"], loaded["provincial"])


def _rows(chance: random.Random, count: int, today: date, loaded: dict[str, str]) -> Iterator[Assignment]:
    """Directives to every commune of the nation, then each province's own: to all its communes, to some agencies."""
    tree = packaged_tree()
    everywhere = tree.communes("VN")
    left = count
    for number in range(max(1, round(count * NATIONAL_SHARE / len(everywhere) / NATIONAL_SECTIONS))):
        directive = _directive(chance, number, today)
        loaded["national"] = directive.directive_id
        for section in range(1, NATIONAL_SECTIONS + 1):
            yield from _given(chance, directive, section, [_unit(unit) for unit in everywhere], today)
            left -= len(everywhere)
    provinces = tree.children("VN")
    number = 0
    while left > 0:
        province = provinces[number % len(provinces)]
        directive = _directive(chance, number, today)
        loaded["provincial"] = directive.directive_id
        communes = [_unit(unit) for unit in tree.communes(province.id)]
        agencies = _agencies(province)
        for section in range(1, PROVINCIAL_SECTIONS + 1):
            who = communes if section <= TO_COMMUNES else chance.sample(agencies, TO_AGENCIES)
            beside = tuple(_party(one) for one in chance.sample(agencies, COORDINATING) if one not in who)
            yield from _given(chance, replace(directive, coordinating_parties=beside), section, who, today)
            left -= len(who)
        number += 1


def _directive(chance: random.Random, number: int, today: date) -> Assignment:
    """What all assignments of a directive have in common."""
    day = today - timedelta(days=chance.randrange(SPELL.days))
    at = datetime.combine(day, time(chance.randrange(1, 10)), UTC)
    return Assignment(
        id="",
        directive_id=str(UUID(int=chance.getrandbits(128))),
        directive_number=f"{number + 1:02}/CT-UBND",
        directive_subject=chance.choice(SUBJECTS),
        section_ordinal="",
        title="",
        text="",
        mode="assign",
        assignee=Assignee("unit", "", "", "", (), ""),
        coordinating=("các cơ quan, đơn vị liên quan",),
        due=None,
        due_text=None,
        issued_at=at,
        updated_at=at,
    )


def _given(
    chance: random.Random, directive: Assignment, section: int, who: Sequence[Assignee], today: date
) -> Iterator[Assignment]:
    title = f"{chance.choice(TASKS).capitalize()} {directive.directive_subject.removeprefix('Về ')}"
    due = directive.issued_at.date() + timedelta(days=chance.randrange(10, 240)) if chance.random() < 0.8 else None
    common = replace(
        directive,
        section_ordinal=str(section),
        title=title[:140],
        text=f"{section}. {title}. " + "Thực hiện nghiêm túc, báo cáo kết quả về cơ quan chủ trì theo quy định. " * 8,
        mode=chance.choices(("assign", "request", "delegate"), (85, 8, 7))[0],
        due=due,
        due_text=None if due else "thường xuyên",
    )
    ended = (due is not None and due < today) or chance.random() < 0.3
    for assignee in who:
        yield _lived(
            chance, replace(common, id=str(UUID(int=chance.getrandbits(128))), assignee=assignee), ended, today
        )


def _lived(chance: random.Random, one: Assignment, ended: bool, today: date) -> Assignment:
    """Where the assignment stands today: mostly done when its last day is over, mostly at work before."""
    if not ended or chance.random() < 0.08:
        return replace(one, state=chance.choices(OPEN_STATES, OPEN_WEIGHTS)[0], version=2)
    until = one.due or today
    day = min(
        until + timedelta(days=chance.randrange(-9, 1) if chance.random() < 0.9 else chance.randrange(1, 20)), today
    )
    at = datetime.combine(day, time(3), UTC)
    state: State = "withdrawn" if chance.random() < 0.03 else "completed"
    return replace(one, state=state, version=5, reported_at=at, completed_at=at, updated_at=at)


def _unit(unit: Unit) -> Assignee:
    return Assignee("unit", unit.id, unit.name, unit.id, unit.path, "UBND các xã, phường")


def _agencies(province: Unit) -> list[Assignee]:
    known = (kind for _, _, kind in packaged_catalogue().names)
    living = [kind for kind in known if isinstance(kind, AgencyKind) and kind.level == "province"]
    return [
        Assignee(
            "agency",
            f"{kind.slug}:{province.id}",
            f"{kind.name} {province.in_sentence}",
            province.id,
            province.path,
            kind.name,
            note="đề xuất" if at % 20 == 0 else None,
        )
        for at, kind in enumerate(living)
    ]


def _party(one: Assignee) -> Party:
    return Party(one.kind, one.id, one.name, one.unit_id)


def _document(one: Assignment, numbers: Counter[str]) -> Document:
    scope = one.assignee.path[1]
    numbers[scope] += 1
    return to_document(one, numbers[scope]) | {"board": board_fields(one)}
