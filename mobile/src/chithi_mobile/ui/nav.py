"""Which screen is shown, and where "back" leads; screens are built when first visited."""

# Kivy has no type information: its classes are Any to mypy.
# mypy: allow-subclassing-any

from collections.abc import Callable, Mapping
from typing import Any

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.screenmanager import NoTransition, ScreenManager

from chithi_mobile.ui.page import Page

TABS = ("tasks", "report", "outbox", "more")
Visit = tuple[str, dict[str, Any]]


class Shell(BoxLayout):
    """The window: the current screen above the bottom bar."""

    tab = StringProperty("")
    bar_shown = BooleanProperty(False)


class Nav:
    """A stack of visits: a tab starts a new one, everything else is put on top."""

    def __init__(self, shell: Shell, pages: Mapping[str, Callable[[], Page]]) -> None:
        self._shell = shell
        self._pages = pages
        self._manager: ScreenManager = shell.ids.pages
        self._manager.transition = NoTransition()
        self._stack: list[Visit] = []

    @property
    def page(self) -> Page | None:
        shown = self._manager.current_screen
        return shown if isinstance(shown, Page) else None

    def tab(self, name: str) -> None:
        self._stack.clear()
        self.go(name)

    def go(self, name: str, **arguments: Any) -> None:
        self._stack.append((name, arguments))
        self._show()

    def back(self, *_: Any) -> bool:
        """False on the first screen: then the system may have the key."""
        if len(self._stack) < 2:
            return False
        self._stack.pop()
        self._show()
        return True

    def _show(self) -> None:
        name, arguments = self._stack[-1]
        if self.page:
            self.page.leave()
        if not self._manager.has_screen(name):
            self._manager.add_widget(self._pages[name]())
        first = self._stack[0][0]
        self._shell.tab = first if first in TABS else ""
        self._shell.bar_shown = len(self._stack) == 1 and first in TABS
        self._manager.current = name
        if self.page:
            self.page.arrive(**arguments)
