"""Every word that a script says comes with the page that the script is on."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from chithi_ingest.web.assets import ASSETS as DIRECTIVES
from chithi_ingest.web.words import SCRIPT_WORDS
from chithi_tasks.web.assets import ASSETS as TASKS
from chithi_tasks.web.words_people_scripts import SCRIPTS as PEOPLE
from chithi_tasks.web.words_scripts import SCRIPTS
from chithi_webui import Assets
from chithi_webui.assets import MODULES
from chithi_webui.words import SCRIPTS as SHARED

ROOT = Path(__file__).resolve().parents[2]
SAID = re.compile(r'say\("(\w+)"|"(js_\w+)"')
ENTRY = re.compile(r'\bscript\("([\w.]+)"\)')
PAGES: dict[str, tuple[Assets, Iterable[str]]] = {
    "assignment.js": (TASKS, SCRIPTS),
    "board.js": (TASKS, SCRIPTS),
    "people.js": (TASKS, PEOPLE),
    "register.js": (DIRECTIVES, SCRIPT_WORDS),
    "review.js": (DIRECTIVES, SCRIPT_WORDS),
}


def said_in(assets: Assets, name: str) -> set[str]:
    """Keys as they stand in one script: what is said at once, and what is chosen and said later."""
    own = assets.folder / name
    source = (own if own.exists() else MODULES / name).read_text(encoding="utf-8")
    return {at_once or chosen for at_once, chosen in SAID.findall(source)}


@pytest.mark.parametrize("entry", sorted(PAGES))
def test_a_page_brings_every_word_that_its_scripts_say(entry: str) -> None:
    assets, words = PAGES[entry]
    said = {name: said_in(assets, name) for name in assets.modules_of(entry)}
    assert said["api.js"] == {"js_signed_out", "js_offline"}
    known = {*SHARED, *words}
    assert {name: missing for name, keys in said.items() if (missing := keys - known)} == {}


def test_no_page_and_no_script_is_left_out() -> None:
    templates = (ROOT / "services").glob("*/src/*/web/templates/*.html")
    entries = [entry for path in templates for entry in ENTRY.findall(path.read_text(encoding="utf-8"))]
    assert sorted(entries) == sorted(PAGES)
    for assets in (DIRECTIVES, TASKS):
        reached = {name for entry, (its, _) in PAGES.items() if its == assets for name in its.modules_of(entry)}
        speaking = {path.name for path in assets.folder.glob("*.js") if said_in(assets, path.name)}
        assert speaking - reached == set()
