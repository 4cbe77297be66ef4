"""Colours of the field app, the same tokens as the web pages have."""

Rgba = tuple[float, float, float, float]


def colour(code: str, alpha: float = 1.0) -> Rgba:
    """`#RRGGBB` as Kivy wants it."""
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue, alpha


def tint(kind: str) -> Rgba:
    """The pale ground for a state's words."""
    return colour(STATES[kind], 0.11)


def state(kind: str) -> Rgba:
    return colour(STATES[kind])


STATES = {"good": "#1F6F4A", "soon": "#8A6100", "late": "#B3261E", "waiting": "#44546A"}

PAPER = colour("#F7F8F6")
SURFACE = colour("#FFFFFF")
INK = colour("#1C2320")
MUTED = colour("#5B6660")
LINE = colour("#D9DDD8")
ACCENT = colour("#17593A")
ACCENT_DOWN = colour("#0F4029")
ACCENT_TINT = colour("#17593A", 0.10)
CLEAR = colour("#FFFFFF", 0.0)
SHADOW = colour("#1C2320", 0.14)
BONE = colour("#E7EAE6")
"""Placeholder bars while a list loads."""
