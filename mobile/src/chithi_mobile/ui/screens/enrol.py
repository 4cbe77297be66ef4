"""Enrolment: the phone comes in by a one-time code, typed, pasted or opened from the QR code."""

from typing import Any

from kivy.properties import BooleanProperty, StringProperty

from chithi_mobile.core.api import ApiError
from chithi_mobile.core.invitation import BadInvitation, Invitation, from_link, grouped, invitation
from chithi_mobile.ui.kit import load
from chithi_mobile.ui.page import Page
from chithi_mobile.ui.system import this_phone

load("screens/enrol.kv")


class EnrolPage(Page):
    """Says why the phone was shut out, and that what was written stays."""

    error = StringProperty()
    reason = StringProperty()
    waiting_note = StringProperty()
    busy = BooleanProperty(False)

    def arrive(self, **arguments: Any) -> None:
        if not self.ids.server.text:
            self.ids.server.text = _shown(self.phone.server)
        if invited := arguments.get("invited"):
            self._fill(invited)
        self.refresh()

    def refresh(self) -> None:
        self.reason = self.phone.account.ended.removeprefix("Cần đăng nhập: ")
        unsent = sum(report.state in ("waiting", "sending") for report in self.phone.outbox())
        self.waiting_note = f"{unsent} báo cáo đang chờ trên máy sẽ được gửi sau khi kích hoạt lại." if unsent else ""

    def typed(self, text: str) -> None:
        """A link that was pasted into either field fills both."""
        self.error = ""
        if invited := from_link(text):
            self._fill(invited)

    def submit(self) -> None:
        try:
            invited = invitation(self.ids.server.text, self.ids.code.text)
        except BadInvitation as error:
            self.error = f"{error}."
            return
        if not self.busy:
            self.app.start(self._enrol(invited))

    async def _enrol(self, invited: Invitation) -> None:
        self.busy, self.error = True, ""
        try:
            await self.phone.enrol(invited, this_phone())
        except ApiError as error:
            self.error = f"{error.reason.rstrip('.')}."
            return
        finally:
            self.busy = False
        self.ids.code.text = ""
        self.app.nav.tab("tasks")
        self.app.courier.wake(force=True)

    def leave(self) -> None:
        self.error = ""

    def _fill(self, invited: Invitation) -> None:
        self.ids.server.text, self.ids.code.text = _shown(invited.server), grouped(invited.code)


def _shown(server: str) -> str:
    """`https://` goes without saying."""
    return server.removeprefix("https://")
