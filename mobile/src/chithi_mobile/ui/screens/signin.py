"""Sign in: the only screen that needs the network at once."""

from typing import Any

from kivy.properties import BooleanProperty, StringProperty

from chithi_mobile.core.api import ApiError
from chithi_mobile.ui.kit import load
from chithi_mobile.ui.page import Page

load("screens/signin.kv")


class SignInPage(Page):
    """Says what is wrong beside the fields, and what waits on the phone."""

    error = StringProperty()
    waiting_note = StringProperty()
    busy = BooleanProperty(False)

    def arrive(self, **arguments: Any) -> None:
        user = self.phone.account.user
        if user and not self.ids.username.text:
            self.ids.username.text = user.username
        unsent = sum(report.state in ("waiting", "sending") for report in self.phone.outbox())
        self.waiting_note = f"{unsent} báo cáo đang chờ trên máy sẽ được gửi sau khi đăng nhập." if unsent else ""

    def submit(self) -> None:
        username, password = self.ids.username.text.strip(), self.ids.password.text
        if not username or not password:
            self.error = "Nhập tên đăng nhập và mật khẩu."
        elif not self.busy:
            self.app.start(self._sign_in(username, password))

    async def _sign_in(self, username: str, password: str) -> None:
        self.busy, self.error = True, ""
        try:
            await self.phone.sign_in(username, password)
        except ApiError as error:
            self.error = f"{error.reason}."
            return
        finally:
            self.busy = False
        self.ids.password.text = ""
        self.app.nav.tab("tasks")
        self.app.courier.wake(force=True)

    def leave(self) -> None:
        self.error = ""
        self.ids.password.text = ""
