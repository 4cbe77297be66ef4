"""Scripts and styles of a service's pages, and the modules that all pages share, under one address a build."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.staticfiles import StaticFiles

MODULES = Path(__file__).parent / "modules"
_IMPORT = re.compile(r'^import .*"\./([\w.]+)";', re.MULTILINE)


@dataclass(frozen=True)
class Assets:
    """What stands under `prefix`: the files of the service's own `folder` beside the shared modules.

    They find each other by name alone, so the digest that stands in their address covers them all.
    """

    prefix: str
    folder: Path

    @property
    def mount(self) -> str:
        """Where they are served, whatever build is asked for: a page of the version before finds its modules, too."""
        return f"{self.prefix}/static/{{build}}"

    @property
    def files(self) -> StaticFiles:
        """What serves them."""
        return StaticFiles(directory=self.folder, packages=[("chithi_webui", MODULES.name)])

    def address(self, name: str) -> str:
        """The address of one file."""
        return f"{self.prefix}/static/{_build(self.folder)}/{name}"

    def modules_of(self, name: str) -> tuple[str, ...]:
        """The files that a module needs, itself too: a page names them all, so that they are fetched side by side."""
        return _modules_of(self.folder, name)


@cache
def _modules_of(folder: Path, name: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        known = waiting.pop(0)
        if known not in found:
            found[known] = None
            own = folder / known
            source = own if own.exists() else MODULES / known
            waiting += _IMPORT.findall(source.read_text(encoding="utf-8"))
    return tuple(found)


@cache
def _build(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in _files(folder, MODULES):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


def _files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(folder.iterdir())
