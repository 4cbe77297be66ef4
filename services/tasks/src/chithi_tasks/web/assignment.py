"""The page /nhiem-vu/{id}: one assignment with all that one may do with it."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from jinja2 import Environment
from starlette.responses import Response

from chithi_platform.pages import is_part
from chithi_platform.security import Principal
from chithi_tasks.core.assignments.assignment import Party
from chithi_tasks.core.assignments.standing import answers_for
from chithi_tasks.core.assignments.timing import day_of
from chithi_tasks.core.resolving.organisation import Organisation
from chithi_tasks.web.assignment_view import FIRST_PARTS, FIRST_STEPS, FORMLESS, AssignmentView
from chithi_tasks.web.board_filter import PATH
from chithi_tasks.web.guard import Door, guarded
from chithi_tasks.web.sources import Assignments, Json
from chithi_tasks.web.words import WORDS
from chithi_webui import render
from chithi_webui.words import language, speaker

DOOR = Door(here="tasks", back=PATH, back_word="back_to_board")


class AssignmentPages:
    """The page, and the same without its frame for scripts."""

    def __init__(
        self, pages: Environment, assignments: Assignments, organisation: Organisation, clock: Callable[[], datetime]
    ) -> None:
        self._pages, self._assignments, self._organisation = pages, assignments, organisation
        self._clock = clock

    async def show(self, request: Request, caller: Principal) -> Response:
        """The assignment as it is now."""
        told = await self._assignments.detail(caller, request.path_params["assignment_id"])
        history, children = await asyncio.gather(
            self._assignments.history(caller, told["id"]), self._below(caller, told)
        )
        now = self._clock()
        view = AssignmentView(
            told=told,
            history=history,
            children=children,
            now=now,
            word=speaker(language(request), WORDS),
            own=_own(caller, told),
            communes=self._communes(told),
        )
        template = "assignment_body.html" if is_part(request) else "assignment.html"
        more: dict[str, Any] = {"formless": FORMLESS, "first_steps": FIRST_STEPS, "today": day_of(now).isoformat()}
        return render(self._pages, template, request=request, user=caller, here="tasks", view=view, **more)

    async def _below(self, caller: Principal, told: Json) -> list[Json]:
        if not told["delegated"] or not told["delegated"]["total"]:
            return []
        return await self._assignments.children(caller, told["id"], FIRST_PARTS)

    def _communes(self, told: Json) -> list[tuple[str, str]]:
        """The communes that it can be handed on to."""
        unit = self._organisation.tree.get(told["assignee"]["unit_id"])
        if unit is None or unit.level == "commune" or "delegate" not in told["allowed"]:
            return []
        return sorted(((one.id, one.name) for one in self._organisation.tree.communes(unit.id)), key=lambda one: one[1])


def assignment_router(shown: AssignmentPages, pages: Environment) -> APIRouter:
    """The route of one assignment's page."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route(PATH + "/{assignment_id}", guarded(pages, shown.show, DOOR), methods=["GET"])
    return router


def _own(caller: Principal, told: Json) -> bool:
    assignee = told["assignee"]
    return answers_for(caller, Party(**{name: assignee[name] for name in ("kind", "id", "name", "unit_id")}))
