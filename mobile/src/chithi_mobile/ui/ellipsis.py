"""Fits words into a few lines; Kivy's own shortening knows only one."""

from collections.abc import Callable

ELLIPSIS = "…"
Measure = Callable[[str], float]


def fit(text: str, width: float, lines: int, measure: Measure) -> str:
    """The text broken into at most `lines` lines of `width`, ending in an ellipsis when something was cut."""
    words = text.split()
    broken: list[str] = []
    while words and len(broken) < lines:
        line, words = _take_line(words, width, measure)
        broken.append(line)
    if words and broken:
        broken[-1] = _shorten(broken[-1], width, measure)
    return "\n".join(broken)


def _take_line(words: list[str], width: float, measure: Measure) -> tuple[str, list[str]]:
    """A word wider than the line stands alone."""
    taken = 1
    while taken < len(words) and measure(" ".join(words[: taken + 1])) <= width:
        taken += 1
    return " ".join(words[:taken]), words[taken:]


def _shorten(line: str, width: float, measure: Measure) -> str:
    while " " in line and measure(line + ELLIPSIS) > width:
        line = line.rpartition(" ")[0]
    return line.rstrip(",.;: ") + ELLIPSIS
