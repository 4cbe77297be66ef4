"""Gives Kivy the fonts that come as packages: Be Vietnam Pro (OFL) and Material Design Icons (Apache-2.0)."""

from importlib.resources import files

from kivy.core.text import LabelBase

TEXT = "UI"
ICONS = "Icons"


def register() -> None:
    """Bold is the semi-bold cut: calmer on small screens."""
    family = files("fontpkg_be_vietnam_pro") / "files"
    regular, bold = (str(family / f"BeVietnamPro-{cut}.ttf") for cut in ("Regular", "SemiBold"))
    LabelBase.register(TEXT, regular, fn_bold=bold)
    LabelBase.register(ICONS, str(files("fonticon_mdi7") / "fonts" / "materialdesignicons-webfont.ttf"))
