"""The app's own small set of widgets; their looks are in the kv files beside."""

# Kivy has no type information: its classes are Any to mypy.
# mypy: allow-subclassing-any

from pathlib import Path
from typing import Any

from kivy.core.text import Label as CoreLabel
from kivy.lang import Builder
from kivy.properties import (
    BooleanProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.label import Label
from kivy.uix.textinput import TextInput
from kivy.uix.widget import Widget
from kivy.utils import escape_markup

from chithi_mobile.core.entry import LARGEST
from chithi_mobile.core.invitation import grouped
from chithi_mobile.core.telex import edit
from chithi_mobile.ui.ellipsis import fit

HERE = Path(__file__).parent
UNIT_COLOUR = "5B6660"


def load(name: str) -> None:
    """Loads a kv file once per process: twice would apply every rule twice."""
    path = str(HERE / name)
    if path not in Builder.files:
        Builder.load_file(path)


class Tap(ButtonBehavior, BoxLayout):
    """A row, a card or a chip that can be tapped."""


class TapLabel(ButtonBehavior, Label):
    """A label that can be tapped: the base of buttons."""


class Card(BoxLayout):
    """A white surface that holds one thing."""


class Either(BoxLayout):
    """Shows the child with the number `shown`; the others are out of the tree, or they would still take touches."""

    shown = NumericProperty(0)

    def __init__(self, **options: Any) -> None:
        self._choices: list[Widget] = []
        super().__init__(**options)

    def add_widget(self, widget: Widget, *arguments: Any, **options: Any) -> None:
        if widget not in self._choices:
            self._choices.append(widget)
        if self._choices.index(widget) == self.shown:
            super().add_widget(widget, *arguments, **options)

    def on_shown(self, *_: Any) -> None:
        self.clear_widgets()
        self.add_widget(self._choices[int(self.shown)])


class Part(BoxLayout):
    """A part of a screen that is there or not; while it is not, it takes neither room nor touches."""

    there = BooleanProperty(True)

    def __init__(self, **options: Any) -> None:
        self._parts: list[Widget] = []
        super().__init__(**options)

    def add_widget(self, widget: Widget, *arguments: Any, **options: Any) -> None:
        if widget not in self._parts:
            self._parts.append(widget)
        if self.there:
            super().add_widget(widget, *arguments, **options)

    def on_there(self, *_: Any) -> None:
        self.clear_widgets()
        for widget in self._parts:
            self.add_widget(widget)


class Chip(BoxLayout):
    """A short truth on the tint of its kind."""

    text = StringProperty()
    icon = StringProperty()
    kind = StringProperty("waiting")


class Clipped(Label):
    """At most `lines` lines of text with an ellipsis, as high as `lines` lines, so that lists do not jump."""

    full = StringProperty()
    lines = NumericProperty(2)
    used = NumericProperty(1)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.fbind("full", self._fit)
        self.fbind("width", self._fit)
        self.fbind("font_size", self._fit)
        self._fit()

    def _fit(self, *_: Any) -> None:
        measure = CoreLabel(font_name=self.font_name, font_size=self.font_size, bold=self.bold)
        self.text = fit(self.full, self.width, self.lines, lambda text: float(measure.get_extents(text)[0]))
        self.used = self.text.count("\n") + 1


class Field(TextInput):
    """One-line text."""


class CodeField(Field):
    """A one-time code: look-alikes are read and the groups appear while it is typed; a link is left to the screen."""

    text: str

    def insert_text(self, substring: str, from_undo: bool = False) -> Any:
        if from_undo or "/" in substring:
            return super().insert_text(substring, from_undo)
        self.delete_selection()
        at = self.cursor_index()
        head, tail = self.text[:at] + substring, self.text[at:]
        self.text = grouped(head + tail)
        self.cursor = self.get_cursor_from_index(min(len(grouped(head)), len(self.text)))
        return None


class TelexField(Field):
    """Text in Vietnamese: keys arrive as plain letters and are composed here."""

    telex = BooleanProperty(True)

    def insert_text(self, substring: str, from_undo: bool = False) -> Any:
        if from_undo or not self.telex or self.selection_text or not (len(substring) == 1 and substring.isalpha()):
            return super().insert_text(substring, from_undo)
        back, typed = edit(self._word_before_cursor(), substring)
        for _ in range(back):
            self.do_backspace(from_undo)
        return super().insert_text(typed, from_undo)

    def _word_before_cursor(self) -> str:
        end = self.cursor_index()
        start = end
        while start and self.text[start - 1].isalpha():
            start -= 1
        return str(self.text[start:end])


class NumberField(Field):
    """A count typed by hand; nothing typed means no value."""

    def insert_text(self, substring: str, from_undo: bool = False) -> Any:
        digits = "".join(char for char in substring if char in "0123456789")
        if len(self.text) - len(self.selection_text) + len(digits) <= len(str(LARGEST)):
            return super().insert_text(digits, from_undo)
        return None


class Stepper(BoxLayout):
    """A count with minus and plus, 48 dp each; `value` is None until something was entered."""

    code = StringProperty()
    label = StringProperty()
    unit = StringProperty()
    value = NumericProperty(None, allownone=True)
    narrow = BooleanProperty(False)
    __events__ = ("on_entered",)

    def words(self, small: float) -> str:
        """Label and unit; a unit that the label already names is not said twice."""
        if not self.unit or self.unit.lower() in self.label.lower():
            return str(escape_markup(self.label))
        unit = f"[size={int(small)}][color={UNIT_COLOUR}]{escape_markup(self.unit)}[/color][/size]"
        return f"{escape_markup(self.label)}\n{unit}"

    def step(self, by: int) -> None:
        self._enter(max(0, min(LARGEST, (self.value or 0) + by)))

    def typed(self, text: str) -> None:
        value = int(text) if text else None
        if value != self.value:
            self._enter(value)

    def _enter(self, value: int | None) -> None:
        if value != self.value:
            self.value = value
            self.dispatch("on_entered", self.code, value)

    def on_value(self, *_: Any) -> None:
        text = "" if self.value is None else str(int(self.value))
        if self.ids.number.text != text:
            self.ids.number.text = text

    def on_entered(self, code: str, value: int | None) -> None:
        """Only the user's own changes are told, not those by the program."""


class Tick(Tap):
    """A tick with its words."""

    text = StringProperty()
    active = BooleanProperty(False)


class TopBar(BoxLayout):
    """Title, one line below it, and the way back where there is one."""

    title = StringProperty()
    subtitle = StringProperty()
    back = ObjectProperty(None, allownone=True)


class Banner(Tap):
    """One sentence about the state of things; takes no room when it has nothing to say."""

    text = StringProperty()
    kind = StringProperty("waiting")
    icon = StringProperty()


class Notice(BoxLayout):
    """What stands in the place of a list: empty or failed, and the one thing to do."""

    icon = StringProperty()
    title = StringProperty()
    text = StringProperty()
    action = StringProperty()
    act = ObjectProperty(None, allownone=True)


class NavItem(Tap):
    """One place of the bottom bar, with a count of what waits there."""

    name = StringProperty()
    text = StringProperty()
    icon = StringProperty()
    active = BooleanProperty(False)
    count = NumericProperty(0)
