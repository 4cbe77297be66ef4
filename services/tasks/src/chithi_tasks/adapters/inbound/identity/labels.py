"""Names a caller's program in a few words, so that people recognise where they are signed in."""

import re

from fastapi import Request

_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc_browser/", "Cốc Cốc"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def label_of(request: Request) -> str:
    """`Chrome, Windows`; a program that is no browser goes by the first word that it says of itself."""
    agent = request.headers.get("user-agent", "")
    found = [next((name for mark, name in marks if mark in agent), "") for marks in (_BROWSERS, _SYSTEMS)]
    if all(found):
        return ", ".join(found)
    program = re.match(r"[\w.-]{1,60}", agent)
    return program.group() if program else "Không rõ"
