"""Text stays readable: every text colour on every ground that it stands on, light and dark."""

import itertools
import re

import pytest

from chithi_webui import static_dir

GROUNDS = ("paper", "surface", "sunken")
STATES = ("in-time", "soon", "late", "waiting")


def themes() -> dict[str, dict[str, str]]:
    css = (static_dir() / "tokens.css").read_text(encoding="utf-8")
    light, dark = css.split("@media (prefers-color-scheme: dark)")
    read = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in (light, dark)]
    return {"light": read[0], "dark": read[0] | read[1]}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


PAIRS = [
    *((4.5, text, ground) for text, ground in itertools.product(("muted", "accent", *STATES), GROUNDS)),
    *((4.5, state, f"{state}-tint") for state in STATES),
    (4.5, "on-accent", "accent"),
    *((7.0, "ink", ground) for ground in (*GROUNDS, *(f"{state}-tint" for state in STATES))),
    *((3.0, "line-strong", ground) for ground in ("surface", "paper")),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("least", "text", "ground"), PAIRS)
def test_contrast(theme, least, text, ground):
    colours = themes()[theme]
    assert contrast(colours[text], colours[ground]) >= least
