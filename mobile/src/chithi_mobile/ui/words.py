"""What the screens say, in the Vietnamese that officials write: dates, deadlines, states. No Kivy here."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from chithi_mobile.core.models import Assignment, Report
from chithi_mobile.core.period import span
from chithi_mobile.ui import icons

VIETNAM = timezone(timedelta(hours=7))
SOON_DAYS = 7

TASK_STATES = {
    "issued": "Mới giao",
    "received": "Đã tiếp nhận",
    "in_progress": "Đang thực hiện",
    "reported": "Đã báo cáo",
    "completed": "Hoàn thành",
    "returned": "Bị trả lại",
    "withdrawn": "Đã thu hồi",
}


@dataclass(frozen=True)
class Sign:
    """A short truth with its colour (`good`, `soon`, `late`, `waiting`) and icon."""

    text: str
    kind: str
    icon: str


def today(now: datetime) -> date:
    return now.astimezone(VIETNAM).date()


def moment(when: datetime, now: datetime) -> str:
    """`21:04` today, `21:04 ngày 15/11` on another day."""
    local = when.astimezone(VIETNAM)
    return f"{local:%H:%M}" if local.date() == today(now) else f"{local:%H:%M ngày %d/%m}"


def day(when: date) -> str:
    return f"{when:%d/%m/%Y}"


def number(value: int) -> str:
    """1.234 with the Vietnamese thousands point."""
    return f"{value:,}".replace(",", ".")


def period_name(period: str) -> str:
    return f"Tháng {int(period[5:])}/{period[:4]}"


def period_days(period: str) -> str:
    first, last = span(period)
    return f"{first:%d/%m} – {last:%d/%m}"


def due(assignment: Assignment, now: datetime) -> Sign:
    """How the deadline stands today."""
    if assignment.state == "reported":
        return Sign("Đã báo cáo", "good", icons.DONE)
    if assignment.due is None:
        return Sign(assignment.due_text or "Không ghi thời hạn", "waiting", icons.CLOCK)
    left = (assignment.due - today(now)).days
    if left < 0:
        return Sign(f"Quá hạn {-left} ngày", "late", icons.ALERT)
    if left == 0:
        return Sign("Đến hạn hôm nay", "late", icons.ALERT)
    if left <= SOON_DAYS:
        return Sign(f"Còn {left} ngày", "soon", icons.CLOCK)
    when = assignment.due
    return Sign(f"Hạn {when:%d/%m}" if when.year == today(now).year else f"Hạn {day(when)}", "good", icons.CLOCK)


def task_state(assignment: Assignment) -> str:
    return TASK_STATES.get(assignment.state, assignment.state)


def directive(assignment: Assignment) -> str:
    """Number and section: `01/CT-UBND · mục 4`."""
    section = f"mục {assignment.section_ordinal}" if assignment.section_ordinal else ""
    return " · ".join(part for part in (assignment.directive_number, section) if part)


def outbox_sign(report: Report, *, needs_sign_in: bool) -> Sign:
    """The truth about one report."""
    if report.state == "received":
        return Sign(f"Đã nhận · {report.receipt}", "good", icons.DONE)
    if report.state == "returned":
        return Sign(f"Bị trả lại: {report.problem}", "late", icons.RETURNED)
    if report.state == "sending":
        return Sign("Đang gửi", "waiting", icons.SYNC)
    if needs_sign_in:
        return Sign("Chờ đăng nhập lại", "soon", icons.LOGIN)
    trouble = report.problem
    detail = f" · {trouble[0].lower()}{trouble[1:]}" if trouble else ""
    return Sign(f"Chờ mạng{detail}", "waiting", icons.CLOCK)
