"""Makes a reorganisation out of a conversion table: what the register of the day before has to become."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from chithi_contracts.events.organisation import Relation
from chithi_tasks.core.organisation.conversion import BadTable, Line, links, most, split_code, split_kind
from chithi_tasks.core.organisation.reorganisation import Link, NewUnit, Reorganisation
from chithi_tasks.core.organisation.units import NATION_ID


def reorganisation_of(
    lines: Sequence[Line],
    ids: Mapping[str, str],
    *,
    effective_on: date,
    basis: str,
    mains: Mapping[str, str] | None = None,
) -> Reorganisation:
    """Districts end without an heir of their own; provinces follow their communes.

    `ids` are the units of the day before, by code. `mains` names, for the codes of communes that are split and where
    the table does not say it, the code of the heir that takes the open work.
    """
    communes = list(_communes(lines, ids, mains or {}))
    provinces = list(_provinces(lines, ids))
    named = {link.from_id for link in communes}
    districts = {_known(split_code(line.district)[1], ids) for line in lines}
    return Reorganisation(
        effective_on,
        basis,
        tuple(_new_units(lines)),
        (*provinces, *communes),
        tuple(sorted(districts - named)),
    )


def _new_units(lines: Sequence[Line]) -> Iterator[NewUnit]:
    for province in sorted({line.province for line in lines}):
        name, code = split_code(province)
        yield NewUnit(code, *split_kind(name), "province", NATION_ID)
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.code].append(line)
    for code, group in sorted(groups.items()):
        kind, name = split_kind(most(line.name for line in group))
        yield NewUnit(code, kind, name, "commune", split_code(group[0].province)[1])


def _communes(lines: Sequence[Line], ids: Mapping[str, str], mains: Mapping[str, str]) -> Iterator[Link]:
    for link in links(lines):
        main = mains[link.former_code] == link.code if link.former_code in mains else link.main
        yield Link(_known(link.former_code, ids), link.code, link.relation, main)


def _provinces(lines: Sequence[Line], ids: Mapping[str, str]) -> Iterator[Link]:
    heirs: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        heirs[line.former_province][line.province] += 1
    into = Counter(heir for counts in heirs.values() for heir in counts)
    for former, counts in sorted(heirs.items()):
        ranked = counts.most_common()
        for heir, _ in ranked:
            relation = _relation(former, heir, split=len(counts) > 1, shared=into[heir] > 1)
            former_id = _known(split_code(former)[1], ids)
            yield Link(former_id, split_code(heir)[1], relation, main=heir == ranked[0][0])


def _relation(former: str, heir: str, *, split: bool, shared: bool) -> Relation:
    if split:
        return "part"
    if shared:
        return "whole"
    return "unchanged" if former == heir else "renamed"


def _known(code: str, ids: Mapping[str, str]) -> str:
    if code not in ids:
        raise BadTable(f"the register has no unit of code {code} on the day before; check the table and the day")
    return ids[code]
