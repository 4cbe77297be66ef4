"""What the pages are made of: the same answers that the API gives, to the same caller."""

from collections.abc import Mapping
from typing import Any, Protocol

from chithi_platform.security import Principal
from chithi_tasks.web.board_filter import BoardFilter

Json = Mapping[str, Any]


class Board(Protocol):
    """Pages of the board."""

    async def page(
        self, caller: Principal, asked: BoardFilter, *, limit: int, known: str | None
    ) -> tuple[str, Json | None]:
        """As `GET /board` answers, with its entity tag; no page when the tag is the known one. Raises its problems."""


class Assignments(Protocol):
    """Single assignments."""

    async def detail(self, caller: Principal, assignment_id: str) -> Json:
        """As `GET /assignments/{id}` answers; raises its problems."""

    async def history(self, caller: Principal, assignment_id: str) -> list[Json]:
        """As `GET /assignments/{id}/history` answers."""

    async def children(self, caller: Principal, assignment_id: str, limit: int) -> list[Json]:
        """The first that `GET /assignments/{id}/children` lists."""
