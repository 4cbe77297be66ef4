"""What printing puts between the lines of a text: page numbers, rules, running heads and feet."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_RULE = re.compile(r"[-_=*~.–—…\s]{2,}")
_PAGE_NUMBER = re.compile(
    r"(?:[-–—\s]*\d{1,3}[-–—\s]*|(?:Trang|Page)\s+\d{1,3}(?:\s*/\s*\d{1,3})?|[-–—\s]*PAGE BREAK[-–—\s]*)", re.IGNORECASE
)
_AWAITS_NUMBER = re.compile(r"\b(?:Số\s?:?|ngày|tháng)$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_LONGEST_NUMBER = 20
_LONGEST_HEAD = 120
_EDGE_LINES = 2


def is_furniture(text: str, before: str = "") -> bool:
    """Whether a clean line is a rule or a page number; a number that the line before it waits for is neither."""
    if text[:1] in "-_=*~.–—…" and _RULE.fullmatch(text):
        return True
    if len(text) > _LONGEST_NUMBER or not _PAGE_NUMBER.fullmatch(text):
        return False
    return not (before and _AWAITS_NUMBER.search(before))


def running_lines(source: str, clean: Callable[[str], str]) -> frozenset[int]:
    """The starts of lines that stand at the same edge of most pages, whatever their numbers: heads and feet."""
    if source.count("\f") < _EDGE_LINES:
        return frozenset()
    pages = [_page(source, start, end, clean) for start, end in _pages(source)]
    pages = [page for page in pages if page]
    found: set[int] = set()
    for edge in (_head, _foot):
        forms = [(start, form) for page in pages for start, form in edge(page)]
        often = Counter(form for _, form in forms)
        found.update(start for start, form in forms if often[form] >= max(2, (len(pages) - 1) / 2))
    return frozenset(found)


def _pages(source: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start <= len(source):
        end = source.find("\f", start)
        end = len(source) if end < 0 else end
        yield start, end
        start = end + 1


def _page(source: str, start: int, end: int, clean: Callable[[str], str]) -> list[tuple[int, str]]:
    """The lines of a page that carry words, with their numbers made equal."""
    lines = [(match.start(), clean(match.group())) for match in LINE.finditer(source, start, end)]
    return [(at, _DIGITS.sub("#", text)) for at, text in lines if text and not is_furniture(text)]


def _head(page: list[tuple[int, str]]) -> list[tuple[int, str]]:
    return [line for line in page[:_EDGE_LINES] if len(line[1]) <= _LONGEST_HEAD]


def _foot(page: list[tuple[int, str]]) -> list[tuple[int, str]]:
    return [line for line in page[-_EDGE_LINES:] if len(line[1]) <= _LONGEST_HEAD]
