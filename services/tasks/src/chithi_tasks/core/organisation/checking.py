"""Checks a reorganisation against the units of the day before it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from chithi_contracts.events.organisation import Level
from chithi_tasks.core.organisation.reorganisation import KINDS, Fault, Link, NewUnit, Reorganisation
from chithi_tasks.core.organisation.units import NATION_ID, Unit

RANKS: dict[Level, int] = {"nation": 0, "province": 1, "district": 2, "commune": 3}
Units = Mapping[str, Unit]


def faults(asked: Reorganisation, units: Units) -> Iterator[Fault]:
    """Everything that is wrong; `units` are those of the eve that are named, all below them, and lasting parents."""
    if not asked.basis.strip():
        yield Fault("basis", "required", "Ghi số, ký hiệu của văn bản làm căn cứ sắp xếp.")
    if not asked.predecessors():
        yield Fault("successions", "required", "Chưa nêu đơn vị nào kết thúc; thêm ít nhất một dòng kế thừa.")
    yield from _ending(asked, units)
    yield from _beginning(asked, units)
    yield from _linked(asked, units)


def _ending(asked: Reorganisation, units: Units) -> Iterator[Fault]:
    rows = [(f"successions.{row}.from", link.from_id) for row, link in enumerate(asked.links)]
    rows += [(f"ended.{row}", ended) for row, ended in enumerate(asked.ended)]
    for field, ended_id in rows:
        unit = units.get(ended_id)
        if unit is None or not unit.exists_on(asked.eve):
            message = f"Ngày {asked.eve:%d/%m/%Y} không có đơn vị {ended_id}; dùng mã đơn vị còn hiệu lực ngày đó."
            yield Fault(field, "unknown-unit", message)
        elif unit.id == NATION_ID:
            yield Fault(field, "nation", "Không thể kết thúc cả nước; chỉ nêu tỉnh, xã.")
        elif unit.valid_to is not None:
            message = f"{unit.name} đã được ghi nhận kết thúc ngày {unit.valid_to:%d/%m/%Y}; bỏ dòng này."
            yield Fault(field, "already-ended", message)
    for ended_id in set(asked.ended) & {link.from_id for link in asked.links}:
        message = f"{ended_id} vừa có đơn vị kế thừa vừa ghi là không có; chỉ giữ một cách."
        yield Fault(f"ended.{asked.ended.index(ended_id)}", "contradiction", message)


def _beginning(asked: Reorganisation, units: Units) -> Iterator[Fault]:
    new = {unit.code: unit for unit in asked.new_units}
    counts = Counter(unit.code for unit in asked.new_units)
    taken = {
        unit.code: unit for unit in units.values() if unit.id not in asked.predecessors() and unit.valid_to is None
    }
    names: set[tuple[str | None, str]] = {(unit.parent_id, unit.name) for unit in taken.values()}
    heirs = {link.to for link in asked.links}
    for row, unit in enumerate(asked.new_units):
        field = f"new_units.{row}"
        if counts[unit.code] > 1:
            yield Fault(f"{field}.code", "twice", f"Mã {unit.code} có ở nhiều dòng; mỗi đơn vị mới một mã.")
        if unit.code in taken:
            message = f"Mã {unit.code} đang là của {taken[unit.code].name}; chọn mã khác hoặc nêu đơn vị ấy kết thúc."
            yield Fault(f"{field}.code", "code-in-use", message)
        if unit.code not in heirs:
            message = f"{unit.kind} {unit.name} chưa có đơn vị tiền thân; thêm dòng kế thừa tới mã {unit.code}."
            yield Fault(field, "no-predecessor", message)
        if unit.kind not in KINDS.get(unit.level, ()):
            kinds = ", ".join(KINDS.get(unit.level, ()))
            yield Fault(f"{field}.kind", "kind", f"Loại hình {unit.kind!r} không hợp cấp này; chọn: {kinds}.")
        if (unit.parent, f"{unit.kind} {unit.name}") in names:
            message = f"Cùng cấp trên đã có {unit.kind} {unit.name}; chọn tên khác hoặc nêu đơn vị ấy kết thúc."
            yield Fault(f"{field}.name", "name-in-use", message)
        names.add((unit.parent, f"{unit.kind} {unit.name}"))
        yield from _placed(field, unit, new, units, asked)


def _placed(
    field: str, unit: NewUnit, new: Mapping[str, NewUnit], units: Units, asked: Reorganisation
) -> Iterator[Fault]:
    lasting = units.get(unit.parent)
    above = new[unit.parent].level if unit.parent in new else lasting.level if lasting else None
    if above is None:
        message = f"Không có đơn vị cấp trên {unit.parent!r}; dùng mã của đơn vị mới hoặc của đơn vị còn hiệu lực."
        yield Fault(f"{field}.parent", "unknown-parent", message)
    elif RANKS[above] >= RANKS[unit.level]:
        yield Fault(f"{field}.parent", "parent-level", "Đơn vị cấp trên phải ở cấp cao hơn; sửa cấp trên hoặc cấp.")
    elif lasting and unit.parent not in new and (lasting.id in asked.predecessors() or lasting.valid_to is not None):
        message = f"{lasting.name} cũng kết thúc; nêu mã của đơn vị kế thừa làm cấp trên."
        yield Fault(f"{field}.parent", "parent-ended", message)


def _linked(asked: Reorganisation, units: Units) -> Iterator[Fault]:
    new = {unit.code: unit for unit in asked.new_units}
    pairs = Counter((link.from_id, link.to) for link in asked.links)
    groups: dict[str, list[Link]] = defaultdict(list)
    for link in asked.links:
        groups[link.from_id].append(link)
    into = Counter(link.to for link in asked.links)
    for row, link in enumerate(asked.links):
        field = f"successions.{row}"
        heir, ended = new.get(link.to), units.get(link.from_id)
        if heir is None:
            yield Fault(f"{field}.to", "unknown-unit", f"Không có đơn vị mới mã {link.to}; thêm vào new_units.")
            continue
        if pairs[link.from_id, link.to] > 1:
            yield Fault(field, "twice", f"Dòng {link.from_id} → {link.to} lặp lại; bỏ dòng thừa.")
        if ended and (ended.level != heir.level and (ended.level, heir.level) != ("district", "commune")):
            yield Fault(
                f"{field}.to", "level", f"{ended.name} và {heir.kind} {heir.name} khác cấp; chọn đơn vị cùng cấp."
            )
        if link.relation != "part" and len(groups[link.from_id]) > 1:
            message = f"{link.from_id} có nhiều đơn vị kế thừa; quan hệ phải là part."
            yield Fault(f"{field}.relation", "relation", message)
        if link.relation in ("unchanged", "renamed") and into[link.to] > 1:
            message = f"{heir.kind} {heir.name} có nhiều đơn vị tiền thân; quan hệ phải là whole hoặc part."
            yield Fault(f"{field}.relation", "relation", message)
    yield from _charged(asked, groups, units)


def _charged(asked: Reorganisation, groups: Mapping[str, list[Link]], units: Units) -> Iterator[Fault]:
    for from_id, links in groups.items():
        mains = sum(link.main for link in links)
        if len(links) > 1 and mains != 1:
            row = asked.links.index(links[0])
            name = units[from_id].name if from_id in units else from_id
            message = f"{name} chia cho {len(links)} đơn vị; đánh dấu main cho đúng một đơn vị nhận việc đang làm."
            yield Fault(f"successions.{row}.main", "main", message)
