"""Loaded by schemathesis itself: sound calls are about things that there are, and each is noted with its answer.

`known.json` in the working directory tells what there is, by operation; `calls.jsonl` is written beside it.
"""

import json
from pathlib import Path
from typing import Any

import requests
import schemathesis
from schemathesis import Case, GenerationMode, HookContext, Response
from schemathesis.core.parameters import ParameterLocation as Place

KNOWN: dict[str, Any] = json.loads(Path("known.json").read_text("utf-8"))
CALLS = Path("calls.jsonl")
_sound: set[str] = set()


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    """Fill in what is known, but leave alone what was broken on purpose."""
    meta, known = case.meta, KNOWN["about"].get(case.operation.label)
    if meta is None or known is None or case.method.upper() != case.operation.method.upper():
        return
    broken = {place for place, made in meta.components.items() if made.mode is GenerationMode.NEGATIVE}
    if meta.generation.mode is GenerationMode.POSITIVE:
        _sound.add(case.id)
    if Place.PATH not in broken:
        case.path_parameters = case.path_parameters | known.get("path", {})
    if Place.QUERY not in broken:
        case.query = _filled(case.query, known.get("query", {}))
    if Place.BODY not in broken and "file" in known:
        kwargs["files"] = {"file": ("chi-thi.txt", known["file"])}
    elif Place.BODY not in broken and "body" in known:
        case.body = _filled(case.body, known["body"])
    if Place.HEADER not in broken:
        _tag(case)


def _filled(made: Any, known: Any) -> Any:
    """The known parts over the generated ones; null leaves one out."""
    if not isinstance(made, dict) or not isinstance(known, dict):
        return known
    return {name: value for name, value in (made | known).items() if name not in known or known[name] is not None}


def _tag(case: Case) -> None:
    """The present version of the thing, where the operation asks for it."""
    if any(one.name == "if-match" for one in case.operation.headers):
        thing = case.formatted_path if case.path.endswith("}") else case.formatted_path.rpartition("/")[0]
        seen = requests.get(f"{KNOWN['site']}{thing}", headers={"Authorization": KNOWN["reader"]}, timeout=120)
        case.headers["If-Match"] = seen.headers.get("ETag", '"1"')


@schemathesis.hook
def after_call(context: HookContext, case: Case, response: Response) -> None:
    """Note the call."""
    if case.id in _sound:
        with CALLS.open("a", encoding="utf-8") as calls:
            calls.write(json.dumps([case.operation.label, response.status_code]) + "\n")
