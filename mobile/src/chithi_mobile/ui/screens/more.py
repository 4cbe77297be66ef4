"""Account, typing and the last contact with the server."""

from kivy.properties import StringProperty

from chithi_mobile.ui import words
from chithi_mobile.ui.kit import load
from chithi_mobile.ui.page import Page

load("screens/more.kv")


class MorePage(Page):
    """Signing out says what stays on the phone."""

    who = StringProperty()
    unit = StringProperty()
    synced = StringProperty()
    stays = StringProperty()

    def refresh(self) -> None:
        user, synced = self.phone.account.user, self.phone.store.synced_at()
        self.who, self.unit = (user.name or user.username, user.unit_name) if user else ("Chưa đăng nhập", "")
        now = self.phone.clock()
        self.synced = f"Cập nhật lần cuối {words.moment(synced, now)}" if synced else "Chưa cập nhật lần nào"
        unsent = sum(report.state in ("waiting", "sending") for report in self.phone.outbox())
        self.stays = f"{unsent} báo cáo chưa gửi được giữ lại trên máy cho đến khi đăng nhập lại." if unsent else ""

    def sign_out(self) -> None:
        door = self.app.door
        self.phone.account.sign_out()
        self.app.nav.tab(door)
