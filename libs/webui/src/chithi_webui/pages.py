"""Renders pages: one Jinja environment per service, strict headers on every page."""

import hashlib
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from chithi_webui.assets import Assets
from chithi_webui.formats import FILTERS, span
from chithi_webui.icons import icon
from chithi_webui.words import Words, language, speaker, spoken

HERE = Path(__file__).parent
STATIC_PREFIX = "/static"
SECURITY_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


def static_dir() -> Path:
    """The files to serve under `/static`: own CSS and JS, and those of others in `vendor/`."""
    return HERE / "static"


def static_files() -> StaticFiles:
    """What serves them."""
    return StaticFiles(directory=static_dir())


@cache
def static_url(name: str) -> str:
    """The address of a static file, with its content's hash so that it can be cached for long."""
    digest = hashlib.sha256((static_dir() / name).read_bytes()).hexdigest()[:10]
    return f"{STATIC_PREFIX}/{name}?v={digest}"


def environment(
    *template_dirs: Path, words: Words | None = None, assets: Assets | None = None, script_words: Iterable[str] = ()
) -> Environment:
    """Templates of the service first, then the shared layout and macros; the filters of `formats` are there.

    `words` are the service's own, in both languages, beside those of the frame; `script_words` the names of those that
    its scripts say; `assets` its scripts and styles.
    """
    loaders = [FileSystemLoader(folder) for folder in (*template_dirs, HERE / "templates")]
    made = Environment(
        loader=ChoiceLoader(loaders),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    made.globals.update(icon=icon, static_url=static_url, span=span, words=words or {})
    made.globals["spoken"] = partial(spoken, keys=tuple(script_words))
    if assets:
        made.globals.update(asset=assets.address, modules_of=assets.modules_of)
    return made


def render(
    pages: Environment, template: str, *, request: Request | None = None, status: int = 200, **context: Any
) -> HTMLResponse:
    """One page or part of a page. `user` (anything with `name` and `role`) may be absent."""
    chosen = language(request)
    own: Any = pages.globals["words"]
    frame = {"request": request, "user": None, "lang": chosen, "word": speaker(chosen, own), "here": ""}
    body = pages.get_template(template).render(frame | context)
    return HTMLResponse(body, status_code=status, headers=SECURITY_HEADERS)


def trouble_page(
    pages: Environment,
    request: Request,
    *,
    user: Any,
    problem: Any,
    reference: str,
    here: str,
    back: str = "/",
    back_word: str = "back_to_today",
) -> HTMLResponse:
    """What stands in the place of a page: `problem` has a status, a title and a detail; `here` and `back` are ours."""
    told = {"title": problem.title, "text": problem.detail, "reference": reference}
    way = {"here": here, "back": back, "back_word": back_word}
    return render(pages, "trouble.html", request=request, status=problem.status, user=user, **told, **way)
