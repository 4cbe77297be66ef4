"""Works out what a reorganisation changes, also for the units below those that it names."""

from collections.abc import Iterator, Mapping

from chithi_tasks.core.organisation.checking import RANKS, faults
from chithi_tasks.core.organisation.reorganisation import (
    Fault,
    Link,
    Move,
    NewUnit,
    Plan,
    PlanRefused,
    Reorganisation,
)
from chithi_tasks.core.organisation.succession import Succession
from chithi_tasks.core.organisation.units import Unit


def plan_of(asked: Reorganisation, units: Mapping[str, Unit]) -> Plan:
    """The checked plan; raises `PlanRefused` with everything that is wrong.

    `units` are those of the eve: the ones that are named, everything below them, and their superiors. What lies below
    a unit that ends and is not named itself goes on under the successor, in a version of its own.
    """
    if found := list(faults(asked, units)):
        raise PlanRefused(found)
    full = _with_children(asked, units)
    begins = {unit.code: unit for unit in _begun(full, units)}
    heirs = _heirs(full, begins)
    ends = sorted((units[unit_id] for unit_id in full.predecessors()), key=lambda unit: (len(unit.path), unit.id))
    links = [Succession(link.from_id, begins[link.to].id, link.relation, main=link.main) for link in full.links]
    moves = tuple(_moves(full, ends, _stand_ins(full, units) | heirs))
    return Plan(full, tuple(ends), tuple(begins.values()), tuple(_with_main(links)), moves)


def _with_children(asked: Reorganisation, units: Mapping[str, Unit]) -> Reorganisation:
    """Units that are not named but lose their superior go on under its successor."""
    named, codes = asked.predecessors(), {unit.code for unit in asked.new_units}
    levels = {unit.code: unit.level for unit in asked.new_units}
    heirs = {link.from_id: link.to for link in asked.links if link.main or _alone(asked, link)}
    new, links, wrong = list(asked.new_units), list(asked.links), []
    for unit in sorted(units.values(), key=lambda unit: (len(unit.path), unit.id)):
        if unit.id in named or not named & set(unit.path) or unit.valid_to is not None:
            continue
        heir = heirs.get(unit.parent_id or "")
        if heir is None or not _is_certain(asked, unit) or RANKS[levels[heir]] >= RANKS[unit.level]:
            wrong.append(_homeless(unit, units))
        elif unit.code in codes:
            wrong.append(Fault("new_units", "code-in-use", f"Mã {unit.code} đang là của {unit.name}; chọn mã khác."))
        else:
            kind_less = unit.name.removeprefix(f"{unit.kind} ")
            new.append(NewUnit(unit.code, unit.kind, kind_less, unit.level, heir))
            links.append(Link(unit.id, unit.code, "unchanged"))
            heirs[unit.id], levels[unit.code] = unit.code, unit.level
    if wrong:
        raise PlanRefused(wrong)
    return Reorganisation(asked.effective_on, asked.basis, tuple(new), tuple(links), asked.ended)


def _alone(asked: Reorganisation, link: Link) -> bool:
    return sum(other.from_id == link.from_id for other in asked.links) == 1


def _is_certain(asked: Reorganisation, unit: Unit) -> bool:
    """Of a superior that was split nobody can tell to which part this one goes."""
    return sum(link.from_id == unit.parent_id for link in asked.links) <= 1


def _homeless(unit: Unit, units: Mapping[str, Unit]) -> Fault:
    above = units[unit.parent_id].name if unit.parent_id and unit.parent_id in units else "đơn vị cấp trên"
    message = f"{unit.name} ({unit.id}) thuộc {above} kết thúc mà chưa rõ về đâu; thêm dòng kế thừa cho đơn vị này."
    return Fault("successions", "not-covered", message)


def _begun(full: Reorganisation, units: Mapping[str, Unit]) -> Iterator[Unit]:
    """The new units, each after the one that it lies in."""
    waiting = {unit.code: unit for unit in full.new_units}
    made: dict[str, Unit] = {}
    while waiting:
        ready = [unit for unit in waiting.values() if unit.parent not in waiting]
        if not ready:
            raise PlanRefused([Fault("new_units", "circle", "Các đơn vị mới là cấp trên của nhau; sửa cột parent.")])
        for unit in ready:
            above = made.get(unit.parent) or units[unit.parent]
            made[unit.code] = _unit(unit, above, full)
            del waiting[unit.code]
    yield from made.values()


def _unit(new: NewUnit, above: Unit, full: Reorganisation) -> Unit:
    own_id = full.id_of(new.code)
    name, path = f"{new.kind} {new.name}", (*above.path, own_id)
    return Unit(own_id, new.code, new.kind, name, new.level, above.id, path, full.effective_on)


def _heirs(full: Reorganisation, begins: Mapping[str, Unit]) -> dict[str, Unit]:
    """Who takes the open work of each unit that has a successor."""
    heirs: dict[str, Unit] = {}
    for link in full.links:
        if link.main or link.from_id not in heirs:
            heirs[link.from_id] = begins[link.to]
    return heirs


def _stand_ins(full: Reorganisation, units: Mapping[str, Unit]) -> dict[str, Unit]:
    """Superiors that last take what a unit without a successor leaves."""
    lost = full.predecessors()
    return {unit.id: unit for unit in units.values() if unit.level != "nation" and unit.id not in lost}


def _moves(full: Reorganisation, ends: list[Unit], heirs: Mapping[str, Unit]) -> Iterator[Move]:
    split = {link.from_id for link in full.links if link.relation == "part"}
    for unit in ends:
        above = next((heirs[parent] for parent in reversed(unit.path) if parent in heirs), None)
        if above is None:
            message = f"{unit.name} kết thúc mà không có ai nhận việc; thêm dòng kế thừa cho đơn vị này hoặc cấp trên."
            raise PlanRefused([Fault("ended", "no-heir", message)])
        how = "một phần của " if unit.id in split else ""
        reason = (
            f"Theo {full.basis}: {above.in_sentence} kế thừa {how}{unit.in_sentence} từ {full.effective_on:%d/%m/%Y}"
        )
        yield Move(unit.id, above, f"{reason}{'; cần xác nhận lại đơn vị nhận' if unit.id in split else ''}.")


def _with_main(links: list[Succession]) -> Iterator[Succession]:
    """The only successor is the main one."""
    counts = [link.predecessor_id for link in links]
    for link in links:
        main = link.main or counts.count(link.predecessor_id) == 1
        yield Succession(link.predecessor_id, link.successor_id, link.relation, main=main)
