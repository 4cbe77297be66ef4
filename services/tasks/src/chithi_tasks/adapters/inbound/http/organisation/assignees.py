"""Suggestions of assignees while a clerk types."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from chithi_contracts.events.organisation import Level
from chithi_tasks.adapters.inbound.http.organisation.resolutions import Publisher, publisher_of
from chithi_tasks.core.organisation.units import UnitTree
from chithi_tasks.core.resolving.organisation import Organisation
from chithi_tasks.core.resolving.suggestions import Suggestion

Typed = Annotated[
    str, Query(max_length=200, description="part of a name, with or without diacritics, words in any order")
]


class SuggestedAssignee(BaseModel):
    """An assignee to choose: its `kind` and `id` go into `chosen`. Some stand for `count` communes at once.

    `note` explains what ended and who succeeded; `matched` is the name that fits what was typed, `score` how well (0 to
    100). What is not `assignable` lies outside the publisher's units and would never be issued.
    """

    kind: Literal["unit", "agency"]
    id: str
    name: str
    unit_id: str
    unit_name: str
    parent_name: str | None
    level: Level
    valid_from: date
    valid_to: date | None
    count: int
    note: str | None
    assignable: bool
    matched: str
    score: float


class SuggestedAssignees(BaseModel):
    """The best first."""

    items: list[SuggestedAssignee]


def assignee_routes(organisation: Organisation) -> APIRouter:
    """The route, bound to the index."""
    router = APIRouter(prefix="/api/tasks/v1/assignees", tags=["resolution"])

    @router.get("")
    async def suggest_assignees(
        user: Publisher,
        q: Typed,
        level: Level | None = None,
        limit: Annotated[int, Query(ge=1, le=50)] = 8,
        unit_id: Annotated[str | None, Query(max_length=100, description="publishing unit; the caller's own")] = None,
    ) -> SuggestedAssignees:
        """Who `q` may mean for the unit that publishes: agencies, communes, collectives, successors of what ended."""
        tree = organisation.tree
        found = organisation.suggester.suggest(q, publisher_of(user, unit_id, tree), level=level, limit=limit)
        return SuggestedAssignees(items=[_out(suggestion, tree) for suggestion in found])

    return router


def _out(suggestion: Suggestion, tree: UnitTree) -> SuggestedAssignee:
    offer, parent = suggestion.offer, tree.get(suggestion.offer.unit.parent_id or "")
    return SuggestedAssignee(
        kind=offer.kind,
        id=offer.id,
        name=offer.name,
        unit_id=offer.unit.id,
        unit_name=offer.unit.name,
        parent_name=parent.name if parent else None,
        level=offer.level,
        valid_from=offer.valid_from,
        valid_to=offer.valid_to,
        count=offer.count,
        note=offer.note,
        assignable=offer.assignable,
        matched=suggestion.matched,
        score=suggestion.score,
    )
