"""What the screens say, in the Vietnamese that officials write: dates, deadlines, states. No Kivy here."""

from dataclasses import dataclass
from datetime import date, datetime

from chithi_mobile.core.models import Assignment, Report
from chithi_mobile.core.period import span
from chithi_mobile.core.timing import VIETNAM, Calendar, Standing, today
from chithi_mobile.ui import icons

TASK_STATES = {
    "issued": "Mới giao",
    "received": "Đã tiếp nhận",
    "in_progress": "Đang thực hiện",
    "reported": "Đã báo cáo",
    "completed": "Hoàn thành",
    "returned": "Bị trả lại",
    "withdrawn": "Đã thu hồi",
    "suspended": "Tạm dừng",
}
EXTENSIONS = {
    "asked": "Đã đề nghị gia hạn đến {}, đang chờ trả lời",
    "granted": "Đã được gia hạn đến {}",
    "refused": "Đề nghị gia hạn đến {} không được chấp thuận",
}

SETTLED = {
    "reported": ("good", icons.DONE),
    "completed": ("good", icons.DONE),
    "suspended": ("waiting", icons.CLOCK),
    "withdrawn": ("waiting", icons.RETURNED),
}


@dataclass(frozen=True)
class Sign:
    """A short truth with its colour (`good`, `soon`, `late`, `waiting`) and icon."""

    text: str
    kind: str
    icon: str


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


def due(assignment: Assignment, calendar: Calendar, now: datetime) -> Sign:
    """How the deadline stands today, in the words of the coordinator's board."""
    if assignment.state in SETTLED:
        return Sign(TASK_STATES[assignment.state], *SETTLED[assignment.state])
    if assignment.mode == "request" and assignment.due:
        return Sign(f"Đề nghị trước {day(assignment.due)}", "waiting", icons.CLOCK)
    if assignment.due is None:
        return Sign(assignment.due_text or "Không ghi thời hạn", "waiting", icons.CLOCK)
    return _until(assignment.due, calendar.standing(assignment, today(now)), today(now))


def _until(last: date, standing: Standing, on: date) -> Sign:
    if standing.late:
        return Sign(f"Quá hạn {standing.late} ngày", "late", icons.ALERT)
    kind = "soon" if standing.time_class == "due_soon" else "good"
    if kind == "soon" and standing.left:
        return Sign(f"Còn {standing.left} ngày làm việc", kind, icons.CLOCK)
    if last == on:
        return Sign("Hôm nay là ngày cuối", kind, icons.CLOCK)
    return Sign(f"Hạn {last:%d/%m}" if last.year == on.year else f"Hạn {day(last)}", kind, icons.CLOCK)


def task_state(assignment: Assignment) -> str:
    return TASK_STATES.get(assignment.state, assignment.state)


def why(assignment: Assignment) -> str:
    """What the officer has to know beside the state: why it came back or rests, how a wish for more time stands."""
    lines = []
    if assignment.reason and assignment.state in ("returned", "suspended"):
        lead = "Lý do trả lại" if assignment.state == "returned" else "Lý do tạm dừng"
        lines.append(f"{lead}: {assignment.reason}")
    if assignment.extension in EXTENSIONS and assignment.extension_due:
        lines.append(f"{EXTENSIONS[assignment.extension].format(day(assignment.extension_due))}.")
    if assignment.chased_at:
        when = datetime.fromisoformat(assignment.chased_at)
        lines.append(f"Được đôn đốc ngày {day(today(when))}.")
    return "\n".join(lines)


def shut_out(reason: str) -> str:
    """Why an enrolled phone may not come in, that nothing is lost, and what to do."""
    said = reason.removeprefix("Cần đăng nhập: ") or "Phiên làm việc của điện thoại đã kết thúc."
    return f"{said} Báo cáo trên máy vẫn còn. Chạm để kích hoạt lại."


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
