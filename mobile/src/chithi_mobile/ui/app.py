"""The Kivy application: one loop for the screens and the network."""

# Kivy has no type information: its classes are Any to mypy.
# mypy: allow-subclassing-any

import asyncio
from collections.abc import Coroutine
from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from chithi_mobile.core.courier import Courier
from chithi_mobile.core.invitation import Invitation
from chithi_mobile.core.phone import Phone
from chithi_mobile.ui import fonts, icons, theme, words
from chithi_mobile.ui.kit import load
from chithi_mobile.ui.nav import Nav, Shell
from chithi_mobile.ui.screens.enrol import EnrolPage
from chithi_mobile.ui.screens.more import MorePage
from chithi_mobile.ui.screens.outbox import OutboxPage
from chithi_mobile.ui.screens.report import ReportPage
from chithi_mobile.ui.screens.review import ReviewPage
from chithi_mobile.ui.screens.signin import SignInPage
from chithi_mobile.ui.screens.task import TaskPage
from chithi_mobile.ui.screens.tasks import TasksPage
from chithi_mobile.ui.system import opened_with

KITS = ("kit.kv", "buttons.kv", "fields.kv", "blocks.kv", "shell.kv")
PAGES = {
    "enrol": EnrolPage,
    "signin": SignInPage,
    "tasks": TasksPage,
    "task": TaskPage,
    "report": ReportPage,
    "review": ReviewPage,
    "outbox": OutboxPage,
    "more": MorePage,
}
BACK_KEY = 27


class FieldApp(App):
    """`notice` is the one sentence about network and sign-in that every list shows on top."""

    title = "ChiThi"
    notice = StringProperty()
    notice_kind = StringProperty("waiting")
    notice_icon = StringProperty()
    busy = BooleanProperty(False)
    unsettled = NumericProperty(0)
    telex = BooleanProperty(True)

    def __init__(self, phone: Phone, **options: Any) -> None:
        super().__init__(**options)
        self.phone = phone
        self.courier = Courier(phone, self._told)
        self._stopped = False
        self._followed: Invitation | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._refresh = Clock.create_trigger(self._refresh_now)
        phone.on_change = self._told

    def load_kv(self, filename: str | None = None) -> bool:
        """No kv file is looked up by the app's name."""
        return False

    def build(self) -> Shell:
        fonts.register()
        for name in KITS:
            load(name)
        Window.clearcolor = theme.PAPER
        Window.softinput_mode = "below_target"
        Window.bind(on_keyboard=self._key)
        shell = Shell()
        self.nav = Nav(shell, PAGES)
        return shell

    def on_start(self) -> None:
        self.telex = self.phone.store.setting("telex", "on") == "on"
        self.nav.tab("tasks" if self.phone.account.user else "enrol")
        self._follow_link()
        self._refresh_now()
        self.start(self.courier.forever())

    def on_pause(self) -> bool:
        if self.nav.page:
            self.nav.page.leave()
        return True

    def on_resume(self) -> None:
        self._follow_link()
        self.courier.wake()
        Window.update_viewport()

    def on_stop(self) -> None:
        Window.unbind(on_keyboard=self._key)
        if self.nav.page:
            self.nav.page.leave()
        self._stopped = True
        self._refresh.cancel()
        for task in self._tasks:
            task.cancel()

    async def settled(self) -> None:
        """Waits until no network work of the stopped app is left; the store may be closed then."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs network work beside the screens and keeps hold of it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def set_telex(self, on: bool) -> None:
        self.telex = on
        self.phone.store.change_setting("telex", "on" if on else "off")

    def tap_notice(self) -> None:
        """Follows the notice: sign in again, or try the network once more."""
        if self.phone.account.needs_sign_in:
            self.nav.go(self.door)
        else:
            self.courier.wake(force=True)

    @property
    def door(self) -> str:
        """Where one comes in again: an enrolled phone by another code, else by password."""
        return "enrol" if self.phone.store.device() else "signin"

    def _follow_link(self) -> None:
        """A QR code that was opened with the app is followed once."""
        invited = opened_with()
        if invited and invited != self._followed:
            self._followed = invited
            self.nav.go("enrol", invited=invited)

    def _told(self) -> None:
        if not self._stopped:
            self._refresh()

    def _refresh_now(self, *_: Any) -> None:
        self.busy = self.courier.busy
        settled = ("received",)
        self.unsettled = sum(report.state not in settled for report in self.phone.outbox())
        self.notice, self.notice_kind, self.notice_icon = self._notice()
        if self.nav.page:
            self.nav.page.refresh()

    def _notice(self) -> tuple[str, str, str]:
        account = self.phone.account
        if account.needs_sign_in and self.door == "enrol":
            return words.shut_out(account.ended), "soon", icons.LOGIN
        if account.needs_sign_in:
            return "Cần đăng nhập lại để gửi và cập nhật. Chạm để đăng nhập.", "soon", icons.LOGIN
        if not self.courier.problem:
            return "", "waiting", ""
        synced = self.phone.store.synced_at()
        since = f" Dữ liệu lúc {words.moment(synced, self.phone.clock())}." if synced else ""
        return f"{self.courier.problem}.{since}", "waiting", icons.OFFLINE

    def _key(self, _window: Any, key: int, *_: Any) -> bool:
        return key == BACK_KEY and self.nav.back()
