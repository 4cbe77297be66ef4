"""One task in full: the wording of the directive, its deadline, and the way to report on it."""

from typing import Any

from kivy.properties import BooleanProperty, StringProperty

from chithi_mobile.core.api import ApiError, Refused
from chithi_mobile.core.models import Assignment
from chithi_mobile.ui import words
from chithi_mobile.ui.kit import load
from chithi_mobile.ui.page import Page

load("screens/task.kv")


CUT = "\n\n(Nguyên văn đầy đủ sẽ tải về khi có mạng.)"
GONE = "Nhiệm vụ này không còn giao cho đơn vị của bạn. Báo cáo đã viết vẫn ở trong Hộp gửi."
STARTABLE = frozenset({"received", "returned"})


class TaskPage(Page):
    """Confirming receipt needs the network; reading and reporting do not."""

    heading = StringProperty()
    source = StringProperty()
    about = StringProperty()
    wording = StringProperty()
    state_text = StringProperty()
    due_text = StringProperty()
    due_kind = StringProperty("waiting")
    due_icon = StringProperty()
    why = StringProperty()
    is_new = BooleanProperty(False)
    may_start = BooleanProperty(False)
    gone = BooleanProperty(False)
    error = StringProperty()
    _task_id = ""

    def arrive(self, **arguments: Any) -> None:
        self._task_id, self.error = arguments["task_id"], ""
        self.ids.scroll.scroll_y = 1
        self.refresh()

    def refresh(self) -> None:
        assignment = self.phone.store.assignment(self._task_id)
        self.gone = assignment is None
        if assignment:
            self._fill(assignment)
        else:
            self.is_new = self.may_start = False
            self.error = GONE

    def _fill(self, assignment: Assignment) -> None:
        due = words.due(assignment, self.phone.calendar(), self.phone.clock())
        self.heading = assignment.title
        self.wording = assignment.text + (CUT if assignment.text_cut else "")
        self.source, self.about = words.directive(assignment), assignment.directive_subject
        self.state_text, self.is_new = words.task_state(assignment), assignment.state == "issued"
        self.may_start, self.why = assignment.state in STARTABLE, words.why(assignment)
        self.due_text, self.due_kind, self.due_icon = due.text, due.kind, due.icon

    def report(self) -> None:
        self.app.nav.go("report", assignment_id=self._task_id)

    def accept(self) -> None:
        self.app.start(self._accept())

    def start(self) -> None:
        self.app.start(self._start())

    async def _start(self) -> None:
        try:
            await self.phone.start(self._task_id)
        except Refused as refused:
            self.error = f"{refused.reason}. Đang cập nhật lại."
            self.app.courier.wake(force=True)
        except ApiError as error:
            self.error = f"{error.reason}. Hãy thử lại khi có mạng."
        self.refresh()

    async def _accept(self) -> None:
        try:
            await self.phone.accept(self._task_id)
        except ApiError as error:
            self.error = f"{error.reason}. Hãy thử lại khi có mạng."
        self.refresh()
