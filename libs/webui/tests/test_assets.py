"""A service's own scripts stand beside the shared modules, under an address that tells what is in them."""

import re
from html import unescape
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from chithi_webui import Assets, environment


@pytest.fixture
def assets(tmp_path: Path) -> Assets:
    (tmp_path / "page.js").write_text('import { ask } from "./api.js";\nimport * as own from "./own.js";\n')
    (tmp_path / "own.js").write_text('import { el } from "./dom.js";\nimport "./page.js";\n')
    return Assets("/here", tmp_path)


async def test_a_page_names_all_modules_that_it_needs_once_and_all_are_served(assets: Assets) -> None:
    assert assets.modules_of("page.js") == ("page.js", "api.js", "own.js", "dom.js")
    app = Starlette(routes=[Mount(assets.mount, assets.files)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as browser:
        for name in assets.modules_of("page.js"):
            answer = await browser.get(assets.address(name))
            assert (answer.status_code, answer.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
        assert (await browser.get("/here/static/another-build/api.js")).status_code == 200
        assert (await browser.get(assets.address("none.js"))).status_code == 404


def test_the_address_changes_with_any_file(assets: Assets, tmp_path: Path) -> None:
    before = assets.address("page.js")
    assert re.fullmatch(r"/here/static/[0-9a-f]{10}/page\.js", before)
    other = tmp_path / "changed"
    other.mkdir()
    (other / "page.js").write_text("export const other = 1;\n")
    assert Assets("/here", other).address("page.js") != before


def test_a_page_brings_its_scripts_and_the_words_that_they_say(assets: Assets, tmp_path: Path) -> None:
    template = '{% from "parts.html" import script %}{{ script("own.js") }}{{ spoken(word) }}'
    (tmp_path / "page.html").write_text(template)
    words = {"js_own": ("của trang", "own"), "js_offline": ("mất mạng", "off")}
    pages = environment(tmp_path, words=words, assets=assets, script_words=["js_own"])
    page = unescape(pages.get_template("page.html").render(word=lambda key: words.get(key, (key,))[0]))
    assert page.count("modulepreload") == 4
    assert f'<script type="module" src="{assets.address("own.js")}">' in page
    assert '"js_own": "của trang"' in page
    assert '"js_offline": "mất mạng"' in page
    assert '"js_suggestions"' in page
