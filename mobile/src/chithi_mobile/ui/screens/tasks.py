"""The list of tasks, the most urgent first."""

# Kivy has no type information: its classes are Any to mypy.
# mypy: allow-subclassing-any

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ListProperty, StringProperty
from kivy.uix.recycleview.views import RecycleDataViewBehavior

from chithi_mobile.core.models import Assignment
from chithi_mobile.core.timing import Calendar
from chithi_mobile.ui import words
from chithi_mobile.ui.kit import Tap, load
from chithi_mobile.ui.page import Page

load("screens/tasks.kv")

PATIENCE = 0.3


class TaskCard(RecycleDataViewBehavior, Tap):
    """One task: two lines of title, its deadline and its state."""

    task_id = StringProperty()
    title = StringProperty()
    source = StringProperty()
    state_text = StringProperty()
    due_text = StringProperty()
    due_kind = StringProperty("waiting")
    due_icon = StringProperty()


class TasksPage(Page):
    """Shows bones only when the first fetch takes longer than 300 ms."""

    rows = ListProperty()
    subtitle = StringProperty()
    slow = BooleanProperty(False)
    loading = BooleanProperty(False)
    failed = BooleanProperty(False)
    notice = StringProperty()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._bones = Clock.create_trigger(self._show_bones, PATIENCE)

    def refresh(self) -> None:
        user, synced = self.phone.account.user, self.phone.store.synced_at()
        now = self.phone.clock()
        unit = user.unit_name if user else ""
        when = f"Cập nhật {words.moment(synced, now)}" if synced else ""
        self.subtitle = " · ".join(part for part in (when, unit) if part)
        calendar = self.phone.calendar()
        self.rows = [self._row(assignment, calendar) for assignment in self.phone.assignments()]
        self.loading = not self.rows and synced is None and self.app.busy
        self.failed = not self.rows and synced is None and bool(self.app.courier.problem)
        kept = f"{self.app.courier.problem}. Báo cáo đã viết vẫn còn trên máy."
        self.notice = kept if self.failed else "Nhiệm vụ được giao cho đơn vị sẽ hiện ở đây."
        if not self.loading:
            self.slow = False
            self._bones.cancel()
        elif not self.slow:
            self._bones()

    def leave(self) -> None:
        self._bones.cancel()

    def _show_bones(self, *_: Any) -> None:
        self.slow = True

    def _row(self, assignment: Assignment, calendar: Calendar) -> dict[str, str]:
        due = words.due(assignment, calendar, self.phone.clock())
        return {
            "task_id": assignment.id,
            "title": assignment.title,
            "source": words.directive(assignment),
            "state_text": words.task_state(assignment) if due.text != words.task_state(assignment) else "",
            "due_text": due.text,
            "due_kind": due.kind,
            "due_icon": due.icon,
        }
