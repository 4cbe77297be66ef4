"""Scripts and styles of these pages, under an address that changes with their content."""

import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
MOUNT = "/chi-thi/static/{build}"  # whatever build is asked for: a page of the version before finds its modules, too


def asset(name: str) -> str:
    """The address of one of our files; modules find each other beside it, so one digest covers them all."""
    return f"/chi-thi/static/{_build()}/{name}"


@cache
def _build() -> str:
    digest = hashlib.sha256()
    for file in sorted(FOLDER.iterdir()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:10]
