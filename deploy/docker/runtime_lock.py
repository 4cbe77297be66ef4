"""Prints the part of requirements.lock that some things need, hashes and all: `runtime_lock.py LOCK WHAT...`.

WHAT is a package's name, or a pyproject.toml whose dependencies are meant. The lock says of each package who asked for
it ("# via ..."), so what a name needs is everything that it, or something that it needs, asked for.
"""

import re
import sys
import tomllib
from pathlib import Path

_NAME = re.compile(r"^[A-Za-z0-9._-]+(?===)", re.MULTILINE)
_ASKED_BY = re.compile(r"^    #\s+(?:via\s+)?([A-Za-z0-9._-]+)\s*$", re.MULTILINE)
_MEMBER = "chithi-"


def blocks(lock: str) -> dict[str, str]:
    """Each package's lines, by its name."""
    starts = [match.start() for match in _NAME.finditer(lock)]
    texts = [lock[start:end] for start, end in zip(starts, [*starts[1:], len(lock)], strict=True)]
    return {text.split("==", 1)[0]: text for text in texts}


def roots(what: str) -> set[str]:
    """The names that an argument stands for; members of this workspace are no packages of the lock."""
    if not what.endswith(".toml"):
        return {what}
    wanted = tomllib.loads(Path(what).read_text(encoding="utf-8"))["project"].get("dependencies", [])
    names = {re.split(r"[^A-Za-z0-9._-]", one.strip(), maxsplit=1)[0] for one in wanted}
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names if not name.startswith(_MEMBER)}


def needed(packages: dict[str, str], wanted: set[str]) -> list[str]:
    """Names of the packages that are wanted or needed by a wanted one, in the lock's order."""
    found = set(wanted)
    while True:
        more = {n for n, text in packages.items() if n not in found and found & set(_ASKED_BY.findall(text))}
        if not more:
            return [name for name in packages if name in found]
        found |= more


def main() -> None:
    """Print the blocks, or say which name the lock does not know."""
    lock, *whats = sys.argv[1:]
    packages = blocks(Path(lock).read_text(encoding="utf-8"))
    wanted = {name for what in whats for name in roots(what)}
    if unknown := sorted(wanted - set(packages)):
        sys.exit(f"{lock} knows nothing of {', '.join(unknown)}: run `make lock`")
    sys.stdout.write("".join(packages[name] for name in needed(packages, wanted)))


if __name__ == "__main__":
    main()
