"""Scripts and styles of these pages, under an address that changes with their content."""

import hashlib
import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
MOUNT = "/nhiem-vu/static/{build}"  # whatever build is asked for: a page of the version before finds its modules, too

_IMPORT = re.compile(r'^import .*"\./([\w.]+)";', re.MULTILINE)


def asset(name: str) -> str:
    """The address of one of our files; modules find each other beside it, so one digest covers them all."""
    return f"/nhiem-vu/static/{_build()}/{name}"


@cache
def modules_of(name: str) -> tuple[str, ...]:
    """The files that a module needs, itself too: a page names them all, so that they are fetched side by side."""
    found: dict[str, None] = {name: None}
    for known in found.copy():
        for needed in _IMPORT.findall((FOLDER / known).read_text(encoding="utf-8")):
            if needed not in found:
                found |= dict.fromkeys(modules_of(needed))
    return tuple(found)


@cache
def _build() -> str:
    digest = hashlib.sha256()
    for file in sorted(FOLDER.iterdir()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:10]
