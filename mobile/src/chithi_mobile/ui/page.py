"""What every screen can do: be arrived at, be refreshed when something changed, be left."""

# Kivy has no type information: its classes are Any to mypy.
# mypy: allow-subclassing-any

from typing import TYPE_CHECKING, Any

from kivy.app import App
from kivy.uix.screenmanager import Screen

if TYPE_CHECKING:
    from chithi_mobile.core.phone import Phone
    from chithi_mobile.ui.app import FieldApp


class Page(Screen):
    """A screen of the field app."""

    @property
    def app(self) -> "FieldApp":
        running: FieldApp = App.get_running_app()
        return running

    @property
    def phone(self) -> "Phone":
        return self.app.phone

    def arrive(self, **arguments: Any) -> None:
        """Called each time the screen is shown."""
        self.refresh()

    def refresh(self) -> None:
        """Called when anything on the phone may have changed."""

    def leave(self) -> None:
        """Called before another screen is shown."""
