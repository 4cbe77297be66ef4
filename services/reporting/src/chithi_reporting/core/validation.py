"""Whether a report may be taken in: every fault names its field, the rule and a sentence for the person who filed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from chithi_reporting.core.indicators import FORMS, Form
from chithi_reporting.core.periods import Period, UnknownPeriodError, parse

MOST = 1_000_000_000
NARRATIVE_LENGTH = 2000
OPEN_AHEAD = timedelta(days=31)


@dataclass(frozen=True)
class Fault:
    """One field, the rule that it breaks (a stable code) and what to tell the person."""

    field: str
    rule: str
    message: str


@dataclass(frozen=True)
class Content:
    """What a report says; two reports with equal content are the same report."""

    form_id: str
    unit_id: str
    period: str
    values: Mapping[str, int]
    narrative: str = ""
    assignment_id: str | None = None


@dataclass(frozen=True)
class Findings:
    """`faults` refuse the report; `hints` only ask for a second look."""

    faults: list[Fault] = field(default_factory=list)
    hints: list[Fault] = field(default_factory=list)


def check(content: Content, today: date) -> Findings:
    """Everything that can be known without a database."""
    form = FORMS.get(content.form_id)
    if form is None:
        return Findings([Fault("form_id", "known-form", f"Không có biểu mẫu “{content.form_id}”.")])
    faults = [*_period(content.period, form, today), *_assignment(content, form), *_values(content, form)]
    return Findings(faults, [] if faults else _hints(content.values, form))


def _period(text: str, form: Form, today: date) -> list[Fault]:
    try:
        period = parse(text)
    except UnknownPeriodError:
        return [Fault("period", "known-period", "Kỳ báo cáo phải viết như 2026-11.")]
    if period.kind != form.period_kind:
        return [Fault("period", "period-kind", f"Biểu “{form.title}” báo cáo theo tháng, ví dụ 2026-11.")]
    return [] if _opened(period, today) else [Fault("period", "period-open", f"{period.title} chưa mở.")]


def _opened(period: Period, today: date) -> bool:
    return period.first <= today + OPEN_AHEAD


def _assignment(content: Content, form: Form) -> list[Fault]:
    if form.per == "assignment" and not content.assignment_id:
        return [Fault("assignment_id", "required", "Biểu này gắn với một nhiệm vụ: thiếu mã nhiệm vụ.")]
    if form.per == "unit" and content.assignment_id is not None:
        return [Fault("assignment_id", "absent", "Biểu này của đơn vị, không gắn với nhiệm vụ.")]
    return []


def _values(content: Content, form: Form) -> list[Fault]:
    faults = [fault for code, value in content.values.items() if (fault := _value(code, value, form))]
    if not content.values and not content.narrative.strip():
        faults.append(Fault("values", "not-empty", "Báo cáo chưa có số liệu nào; không phát sinh thì ghi 0."))
    if len(content.narrative) > NARRATIVE_LENGTH:
        faults.append(Fault("narrative", "max-length", f"Phần thuyết minh dài quá {NARRATIVE_LENGTH} ký tự."))
    return faults


def _value(code: str, value: int, form: Form) -> Fault | None:
    name = f"values.{code}"
    if code not in form.by_code:
        return Fault(name, "known-indicator", f"Biểu “{form.title}” không có chỉ tiêu “{code}”.")
    label = form.by_code[code].label
    if value < 0:
        return Fault(name, "not-negative", f"{label}: số liệu không được âm.")
    if value > MOST:
        return Fault(name, "at-most", f"{label}: số liệu lớn bất thường (trên 1 tỷ).")
    return None


_ACCIDENTS = (
    ("tngt-chet", "tngt-vu"),
    ("tngt-bi-thuong", "tngt-vu"),
    ("chay-chet", "chay-vu"),
    ("chay-bi-thuong", "chay-vu"),
)


def _hints(values: Mapping[str, int], form: Form) -> list[Fault]:
    odd = [
        Fault(f"values.{rule.code}", "plausible", rule.message)
        for rule in form.hints
        if values.get(rule.code, 0) > values.get(rule.limit, 0)
    ]
    for people, cases in _ACCIDENTS:
        if people in form.by_code and values.get(people) and not values.get(cases):
            message = f"{form.by_code[people].label} có số liệu nhưng “{form.by_code[cases].label}” bằng 0."
            odd.append(Fault(f"values.{people}", "plausible", message))
    return odd
