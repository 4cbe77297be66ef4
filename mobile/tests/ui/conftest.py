"""Drives the real app in its own process and loop: real window (drawn offscreen), real layout, real touches."""

import asyncio
import contextlib
import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

os.environ |= {
    "SDL_VIDEODRIVER": "offscreen",
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_FILELOG": "1",
    "KIVY_NO_CONSOLELOG": "1",
    "KIVY_LOG_MODE": "PYTHON",  # Kivy must not take over the root logger
    "KIVY_METRICS_DENSITY": "1",
    "KIVY_DPI": "96",
    "KIVY_HOME": tempfile.mkdtemp(prefix="kivyhome"),
}

from kivy.config import Config

Config.set("graphics", "width", "412")
Config.set("graphics", "height", "800")
Config.set("graphics", "multisamples", "0")
for _name, _ in Config.items("input"):
    Config.remove_option("input", _name)

from kivy.base import EventLoop  # noqa: E402  # after the environment
from kivy.clock import Clock  # noqa: E402  # after the environment
from kivy.core.window import Window  # noqa: E402  # after the environment
from kivy.input.motionevent import MotionEvent  # noqa: E402  # after the environment
from kivy.metrics import Metrics  # noqa: E402  # after the environment
from kivy.uix.label import Label  # noqa: E402  # after the environment
from kivy.uix.widget import Widget  # noqa: E402  # after the environment

from chithi_mobile.core.phone import Phone  # noqa: E402  # after the environment
from chithi_mobile.ui.app import FieldApp  # noqa: E402  # after the environment
from chithi_mobile.ui.kit import Clipped  # noqa: E402  # after the environment

PATIENCE = 90.0


class Finger(MotionEvent):
    """One finger on the glass."""

    count = 0

    def __init__(self, x: float, y: float) -> None:
        Finger.count += 1
        super().__init__("test", Finger.count, self._at(x, y), is_touch=True, type_id="touch")

    @staticmethod
    def _at(x: float, y: float) -> dict[str, float]:
        return {"x": x / max(1, Window.width - 1), "y": y / max(1, Window.height - 1)}

    def depack(self, args: dict[str, float]) -> None:
        self.sx, self.sy = args["x"], args["y"]
        self.profile = ["pos"]
        super().depack(args)

    def down(self) -> None:
        EventLoop.post_dispatch_input("begin", self)

    def to(self, x: float, y: float) -> None:
        self.move(self._at(x, y))
        EventLoop.post_dispatch_input("update", self)

    def up(self) -> None:
        EventLoop.post_dispatch_input("end", self)


class Driver:
    """Finds, taps and types as a person would; waits for what is seen, never for a time."""

    def __init__(self, app: FieldApp) -> None:
        self.app = app

    async def frames(self, count: int = 2) -> None:
        for _ in range(count):
            drawn = Clock.frames
            await self.until(lambda before=drawn: Clock.frames > before, "a frame")

    async def until(self, condition: Callable[[], Any], what: str = "") -> Any:
        deadline = time.monotonic() + PATIENCE
        while not (got := condition()):
            assert time.monotonic() < deadline, f"not within {PATIENCE} s: {what or condition}"
            await asyncio.sleep(0.01)
        return got

    @property
    def page(self) -> Any:
        return self.app.nav.page

    async def at(self, name: str) -> None:
        await self.until(lambda: self.page and self.page.name == name, f"screen {name}")
        await self.frames(3)

    def seen(self, kind: str = "", **wanted: Any) -> list[Widget]:
        """Visible widgets whose class is named so and whose attributes are so."""
        names = [widget for widget in self.app.root.walk(restrict=True) if _fits(widget, kind, wanted)]
        return [widget for widget in names if _visible(widget)]

    def one(self, kind: str = "", **wanted: Any) -> Widget:
        found = self.seen(kind, **wanted)
        assert len(found) == 1, f"{len(found)} widgets are {kind} {wanted}; texts: {self.texts()}"
        return found[0]

    def texts(self) -> list[str]:
        return [widget.text for widget in self.seen() if getattr(widget, "text", "")]

    def shows(self, text: str) -> bool:
        return any(text in shown.replace("\n", " ") for shown in self.texts())

    async def tap(self, widget: Widget) -> None:
        x, y = widget.to_window(*widget.center)
        assert 0 <= x < Window.width, f"{widget} is beside the screen at {x}, {y}"
        assert 0 <= y < Window.height, f"{widget} is off the screen at {x}, {y}"
        finger = Finger(x, y)
        finger.down()
        await self.frames(3)
        finger.up()
        await self.frames(3)

    async def tap_text(self, text: str) -> None:
        await self.tap(self.one(text=text))

    async def type(self, text: str) -> None:
        for char in text:
            Window.dispatch("on_textinput", char)
        await self.frames()

    async def key(self, code: int) -> None:
        Window.dispatch("on_keyboard", code, 0, None, [])
        await self.frames()

    async def scroll_to(self, widget: Widget) -> None:
        self.page.ids.scroll.scroll_to(widget, padding=20, animate=False)
        await self.frames(3)

    async def shot(self, path: Path) -> Path:
        await self.frames(6)
        os.replace(Window.screenshot(name=str(path)), path)  # noqa: PTH105  # Kivy puts a number into the name
        return path

    def clipped(self) -> list[str]:
        """Words that do not fit where they are drawn, or that stand beside the screen."""
        return [str(label.text) for label in self.seen() if isinstance(label, Label) and label.text and _cut(label)]


def _fits(widget: Widget, kind: str, wanted: dict[str, Any]) -> bool:
    if kind and type(widget).__name__ != kind:
        return False
    return all(getattr(widget, name, None) == value for name, value in wanted.items())


def _cut(label: Label) -> bool:
    left, right = label.to_window(label.x, 0)[0], label.to_window(label.right, 0)[0]
    too_wide = label.texture_size[0] > label.width + 1 or left < -1 or right > Window.width + 1
    lines = label.text.count("\n") + 1 if isinstance(label, Clipped) else 0
    return too_wide or max(label.texture_size[1], lines * label.font_size) > label.height + 1


def _visible(widget: Widget) -> bool:
    while widget is not None and widget is not Window and isinstance(widget, Widget):
        if widget.opacity == 0 or widget.height < 1:
            return False
        widget = widget.parent
    return True


@contextlib.asynccontextmanager
async def running(phone: Phone) -> AsyncIterator[Driver]:
    app = FieldApp(phone)
    life = asyncio.create_task(app.async_run("asyncio"))
    driver = Driver(app)
    try:
        await driver.until(lambda: life.done() or (app.root and driver.page), "the first screen")
        await driver.frames(4)
        yield driver
    finally:
        EventLoop.close()
        await asyncio.wait_for(life, PATIENCE)
        await app.settled()
        for child in Window.children[:]:
            Window.remove_widget(child)
        EventLoop.touches.clear()


SIZES = {"usual": (412, 800, 1.0), "small": (320, 568, 1.0), "large type": (320, 568, 1.3)}


@pytest.fixture(params=["usual"])
def size(request: pytest.FixtureRequest) -> Any:
    width, height, scale = SIZES[request.param]
    Window.size = (width, height)
    Metrics.fontscale = scale
    yield request.param
    Metrics.fontscale = 1.0


@pytest.fixture
async def fresh(size: str, new_phone: Callable[..., Phone]) -> AsyncIterator[Driver]:
    """The app as on its first start: nobody is signed in."""
    async with running(new_phone()) as driver:
        yield driver


@pytest.fixture
async def app(size: str, phone: Phone) -> AsyncIterator[Driver]:
    """The app of a signed-in officer who has his tasks."""
    async with running(phone) as driver:
        await driver.at("tasks")
        await driver.until(lambda: not driver.app.courier.busy, "the first round, lest it ends in what the test does")
        yield driver
