"""The groups of a form: to fill in, and to read."""

# Kivy has no type information: its classes are Any to mypy.
# mypy: allow-subclassing-any

from collections.abc import Iterator

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from chithi_mobile.core.entry import Entry
from chithi_mobile.core.models import Indicator
from chithi_mobile.ui import words
from chithi_mobile.ui.kit import Card, Stepper, load

load("groups.kv")

NO_VALUE = "—"


class GroupCard(Card):
    """Steppers of one group under its tick "không phát sinh"."""

    group = ObjectProperty()
    page = ObjectProperty()
    nothing = BooleanProperty(False)

    def show(self, entry: Entry) -> None:
        """Brings all values from the entry."""
        steppers = self.ids.steppers
        if not steppers.children:
            for indicator in self.group.indicators:
                steppers.add_widget(self._stepper(indicator))
        for stepper in steppers.children:
            stepper.value = entry.values.get(stepper.code)
        self.show_tick(entry)

    def show_tick(self, entry: Entry) -> None:
        self.nothing = entry.nothing_happened(self.group)

    def _stepper(self, indicator: Indicator) -> Stepper:
        stepper = Stepper(code=indicator.code, label=indicator.label, unit=indicator.unit)
        stepper.bind(on_entered=lambda _, code, value: self.page.entered(code, value))
        return stepper


class PeriodBar(BoxLayout):
    """The period of the form with the way to its neighbours, and what became of the report."""

    text = StringProperty()
    latest = BooleanProperty(False)
    sign_text = StringProperty()
    sign_kind = StringProperty("waiting")
    sign_icon = StringProperty()
    __events__ = ("on_earlier", "on_later")

    def on_earlier(self) -> None:
        """The user wants the period before."""

    def on_later(self) -> None:
        """The user wants the period after."""


class SummaryCard(Card):
    """One group to read."""

    title = StringProperty()


class SummaryRow(BoxLayout):
    """A label and its value, or a dash: missing is not zero."""

    label = StringProperty()
    value = StringProperty()


class SummaryText(Card):
    """The narrative to read."""

    text = StringProperty()


def summary_cards(entry: Entry, narrative: str) -> Iterator[Card]:
    """The whole report as cards that cannot be changed."""
    for group in entry.form.groups:
        card = SummaryCard(title=group.title)
        for indicator in group.indicators:
            value = entry.values.get(indicator.code)
            text = NO_VALUE if value is None else f"{words.number(value)} {indicator.unit}".strip()
            card.add_widget(SummaryRow(label=indicator.label, value=text))
        yield card
    if narrative.strip():
        yield SummaryText(text=narrative)
