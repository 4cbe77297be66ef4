"""Who would be assigned what, before a directive is published: computed by the very code that publishing runs."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends

from chithi_platform.problems import FieldError, Problem
from chithi_platform.security import Principal, refuse_unit, require
from chithi_tasks.adapters.inbound.http.organisation.previews import MAX_NAMES, ResolutionIn, ResolutionOut, told
from chithi_tasks.core.identity.access import OVERSEERS, PUBLISHERS
from chithi_tasks.core.organisation.units import Unit, UnitTree
from chithi_tasks.core.resolving.organisation import Organisation
from chithi_tasks.core.resolving.resolution import resolved

NAME_LENGTH = 500
MAX_CHARACTERS = 50_000  # of all different names: what takes time is trying where a name may be cut
MAX_BODY = 4 * 1024 * 1024  # bytes: the sections' text of a directive of a thousand pages
Publisher = Annotated[Principal, Depends(require(*PUBLISHERS))]
Reader = Annotated[Principal, Depends(require(*OVERSEERS))]


def resolution_routes(organisation: Organisation) -> APIRouter:
    """The route, bound to the organisation."""
    router = APIRouter(prefix="/api/tasks/v1/resolutions", tags=["resolution"], max_body_size=MAX_BODY)

    @router.post("")
    async def resolve_directive(user: Reader, asked: ResolutionIn) -> ResolutionOut:
        """Who would get what if this were published now; nothing is stored. 403 for a unit outside the caller's."""
        _check(asked)
        paper = asked.model_copy(update={"unit_id": publisher_of(user, asked.unit_id, organisation.tree).id})
        return await asyncio.to_thread(lambda: told(resolved(paper, organisation.gazetteer, organisation.catalogue)))

    return router


def publisher_of(user: Principal, unit_id: str | None, tree: UnitTree) -> Unit:
    """The unit that publishes: the caller's own, or the given one of the caller's subtree (else a 403 `Problem`).

    For one that ended, the unit that stands for it.
    """
    unit = tree.stands_for(unit_id or user.unit_id)
    if unit is None or not user.covers(unit.path):
        raise refuse_unit()
    return unit


def _check(asked: ResolutionIn) -> None:
    names = dict.fromkeys(asked.names())
    long = [field for field, name in names if len(name) > NAME_LENGTH]
    if long:
        raise _refused(long[0], "max_length", f"Tên cơ quan dài quá {NAME_LENGTH} ký tự; hãy tách thành từng tên.")
    broken = [field for field, name in names if any("\ud800" <= letter <= "\udfff" for letter in name)]
    if broken:
        raise _refused(broken[0], "string_unicode", "Tên cơ quan chứa ký tự không hợp lệ; hãy nhập lại tên.")
    if len(names) > MAX_NAMES or sum(len(name) for _, name in names) > MAX_CHARACTERS:
        raise _refused(
            "sections", "max_names", f"Quá {MAX_NAMES} tên cơ quan hoặc tên quá dài; hãy gửi ít mục hơn trong một lần."
        )


def _refused(field: str, rule: str, message: str) -> Problem:
    errors: list[FieldError] = [{"field": field, "rule": rule, "message": message}]
    return Problem(422, "validation", "Dữ liệu chưa đúng", "Sửa các trường được nêu rồi gửi lại.", errors)
