"""The page /nhiem-vu: the board of assignments; scripts fetch its parts anew."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from jinja2 import Environment
from starlette.responses import Response

from chithi_platform.security import Principal
from chithi_tasks.core.resolving.organisation import Organisation
from chithi_tasks.web.board_filter import MODES, PATH, SHOWN_CLASSES, SHOWN_STATES, BoardFilter
from chithi_tasks.web.board_view import BoardView
from chithi_tasks.web.choices import OWN_ROLES, choices_for, name_of_kind
from chithi_tasks.web.guard import Door, guarded
from chithi_tasks.web.sources import Board, Json
from chithi_tasks.web.words import WORDS
from chithi_webui import render
from chithi_webui.words import language, speaker

PAGE = 50
HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Cookie"}
DOOR = Door(here="tasks", back=PATH, back_word="back_to_board")


class BoardPages:
    """The whole page, and the part of it that depends on the filters and on time."""

    def __init__(
        self, pages: Environment, board: Board, organisation: Organisation, clock: Callable[[], datetime]
    ) -> None:
        self._pages, self._board, self._organisation, self._clock = pages, board, organisation, clock

    async def whole(self, request: Request, caller: Principal) -> Response:
        """The board as it is now."""
        chosen = _chosen(request, caller)
        _, told = await self._board.page(caller, chosen, limit=PAGE, known=None)
        return self._answer(request, caller, "board.html", chosen, told or {})

    async def part(self, request: Request, caller: Principal) -> Response:
        """The same for scripts, which ask again and again: 304 while nothing changed."""
        chosen, spoken = _chosen(request, caller), language(request)
        known = _without_language(request.headers.get("if-none-match"), spoken)
        tag, told = await self._board.page(caller, chosen, limit=PAGE, known=known)
        headers = HEADERS | {"ETag": _with_language(tag, spoken)}
        if told is None:
            return Response(status_code=304, headers=headers)
        answer = self._answer(request, caller, "board_all.html", chosen, told)
        answer.headers.update(headers)
        return answer

    def _answer(self, request: Request, caller: Principal, template: str, chosen: BoardFilter, told: Json) -> Response:
        view = BoardView(
            told=told,
            chosen=chosen,
            choices=choices_for(caller, self._organisation),
            names=self._names(chosen, told),
            role=caller.role,
            now=self._clock(),
            word=speaker(language(request), WORDS),
        )
        lists: dict[str, Any] = {"states": SHOWN_STATES, "modes": MODES, "time_classes": SHOWN_CLASSES}
        return render(self._pages, template, request=request, user=caller, here="tasks", board=view, **lists)

    def _names(self, chosen: BoardFilter, told: Json) -> dict[str, str]:
        """What the ids in the filters are called; an unknown one is told as it is."""
        unit = self._organisation.tree.get(chosen.unit_id)
        kind = name_of_kind(chosen.agency, self._organisation)
        numbers = {item["directive_id"]: item["directive_number"] for item in told["items"]}
        found = {"unit_id": unit and unit.name, "agency": kind, "directive_id": numbers.get(chosen.directive_id)}
        return {name: text for name, text in found.items() if text}


def board_router(shown: BoardPages, pages: Environment) -> APIRouter:
    """The routes of the board."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route(PATH, guarded(pages, shown.whole, DOOR), methods=["GET"])
    router.add_api_route(f"{PATH}/bang", guarded(pages, shown.part, DOOR), methods=["GET"])
    return router


def _chosen(request: Request, caller: Principal) -> BoardFilter:
    """What is asked for; only who answers for a unit or an agency may coordinate."""
    chosen = BoardFilter.of(request.query_params)
    return chosen if caller.role in OWN_ROLES else replace(chosen, role="")


def _with_language(tag: str, spoken: str) -> str:
    """The page's tag: the same assignments read otherwise in another language."""
    return f'{tag[:-1]}.{spoken}"'


def _without_language(tag: str | None, spoken: str) -> str | None:
    end = f'.{spoken}"'
    return f'{tag.removesuffix(end)}"' if tag and tag.endswith(end) else None
