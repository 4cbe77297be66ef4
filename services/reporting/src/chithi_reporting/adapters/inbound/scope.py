"""Which unit a request is about, and whether the caller may touch it."""

from chithi_platform.problems import Problem, unavailable
from chithi_platform.security import Principal, refuse_unit
from chithi_reporting.adapters.outbound.units import Unit, Units
from chithi_reporting.core.indicators import FORMS, Form
from chithi_reporting.core.periods import Period, UnknownPeriodError, parse

OWN_UNIT_ONLY = frozenset({"commune_officer", "agency_officer"})


async def unit_in_scope(units: Units, unit_id: str, caller: Principal) -> Unit:
    """The unit, inside the caller's subtree; raises 403 outside it and 422 when there is no such unit."""
    unit = await units.get(unit_id)
    if unit is None and unit_id == caller.unit_id:
        return Unit(unit_id, caller.name, "", caller.path)  # known to the token's issuer before we were told
    if unit is None:
        if not await units.any_known():
            raise unavailable("Danh mục đơn vị chưa được nạp.")
        raise invalid("unit_id", "known-unit", f"Không có đơn vị “{unit_id}”.")
    if not caller.covers(unit.path):
        raise refuse_unit()
    return unit


def may_file_for(unit_id: str, caller: Principal) -> None:
    """Officers file for their own unit, or one that it stands for, the others for any below theirs; raises 403."""
    if caller.role in OWN_UNIT_ONLY and unit_id not in caller.units:
        raise refuse_unit()


async def may_change_for(units: Units, unit_id: str, caller: Principal) -> None:
    """What a unit left is changed by who stands for it, and by those above all that took it over; raises 403."""
    if unit_id in caller.units:
        return
    heirs = await units.standing_for(unit_id)
    if all(caller.covers(heir.path) for heir in heirs):
        return
    names = ", ".join(heir.name for heir in heirs)
    message = f"Đơn vị báo cáo đã kết thúc, {names} kế thừa. Hãy đề nghị đơn vị kế thừa hoặc trung ương thực hiện."
    raise Problem(
        403,
        "gone-elsewhere",
        "Không có quyền",
        message,
        [{"field": "unit_id", "rule": "own-subtree", "message": message}],
    )


def known_form(form_id: str) -> Form:
    """The form; raises 422."""
    if form_id not in FORMS:
        raise invalid("form_id", "known-form", f"Không có biểu mẫu “{form_id}”.")
    return FORMS[form_id]


def known_period(text: str) -> Period:
    """The period; raises 422."""
    try:
        return parse(text)
    except UnknownPeriodError as error:
        raise invalid("period", "known-period", "Kỳ phải viết như 2026-11, 2026-Q4, 2026-H2, 2026-9M, 2026.") from error


def invalid(field: str, rule: str, message: str) -> Problem:
    """A 422 about one field."""
    return Problem(
        422, "validation", "Dữ liệu chưa đúng", message, [{"field": field, "rule": rule, "message": message}]
    )
