"""Icons of one family, written into the page so that they take the colour of the text beside them."""

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

FOLDER = Path(__file__).parent / "static" / "vendor" / "icons"


class MissingIconError(LookupError):
    """The icon is not vendored."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no icon {name!r}: add it to libs/webui/icons.json and run `make setup`")


@cache
def icon(name: str) -> Markup:
    """One decorative icon; a word always stands beside it."""
    source = FOLDER / f"{name}.svg"
    if not source.is_file():
        raise MissingIconError(name)
    found = re.search(r'\bd="([^"]+)"', source.read_text(encoding="utf-8"))
    if not found:
        raise MissingIconError(name)
    return Markup('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>').format(found[1])
