"""The source text in sheets, so that a paper of a thousand pages is never laid out at once."""

from dataclasses import dataclass

SHEET = 3500  # characters: about one printed page
LONGEST = 4 * SHEET  # what is longer is no page, whatever the text says
BREAKS = "\n\r\x85\u2028\u2029\f\v\x1c\x1d\x1e"


@dataclass(frozen=True)
class Line:
    """A line without its end; `start` counts characters from the beginning of the text."""

    start: int
    text: str


@dataclass(frozen=True)
class Sheet:
    """One page as printed where the text marks its pages, else as much as a page holds."""

    index: int
    start: int
    end: int
    printed: bool
    lines: tuple[Line, ...] = ()


def sheets(text: str) -> list[Sheet]:
    """The bounds of every sheet, without their lines."""
    printed = "\f" in text and max(map(len, text.split("\f"))) <= LONGEST
    bounds = _printed(text) if printed else _filled(text)
    return [Sheet(index, start, end, printed) for index, (start, end) in enumerate(bounds)]


def laid_out(text: str, sheet: Sheet) -> Sheet:
    """The sheet with its lines."""
    lines, at = [], sheet.start
    for raw in text[sheet.start : sheet.end].splitlines(keepends=True):
        lines.append(Line(at, _visible(raw.rstrip(BREAKS))))
        at += len(raw)
    return Sheet(sheet.index, sheet.start, sheet.end, sheet.printed, tuple(lines))


def _visible(line: str) -> str:
    """Control characters cannot be shown, and a browser drops them: blanks keep every place where it was."""
    return "".join(" " if ch < " " and ch != "\t" else ch for ch in line)


def _printed(text: str) -> list[tuple[int, int]]:
    bounds, start = [], 0
    for page in text.split("\f"):
        end = min(start + len(page) + 1, len(text))
        if page.strip():
            bounds.append((start, end))
        elif bounds:
            bounds[-1] = (bounds[-1][0], end)
        start = end
    return bounds


def _filled(text: str) -> list[tuple[int, int]]:
    bounds, start = [], 0
    while start < len(text):
        end = start + SHEET
        if end < len(text):
            end = (text.rfind("\n", start + SHEET // 2, end) + 1) or end
        bounds.append((start, min(end, len(text))))
        start = end
    return bounds
