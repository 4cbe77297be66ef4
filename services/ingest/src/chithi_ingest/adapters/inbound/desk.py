"""What the routes of ingest share: the parts that do the work, and who may ask for it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Response

from chithi_ingest.adapters.inbound import refusals
from chithi_ingest.adapters.inbound.answers import DirectiveOut, told
from chithi_ingest.adapters.inbound.family import Family
from chithi_ingest.adapters.inbound.intake import Intake
from chithi_ingest.adapters.inbound.lifecycle import Lifecycle
from chithi_ingest.adapters.inbound.queue import ReadingQueue
from chithi_ingest.adapters.inbound.revision import Revision
from chithi_ingest.adapters.outbound.directives import DirectiveRepository
from chithi_platform.mongo import Document
from chithi_platform.problems import Problem
from chithi_platform.security import Principal, require

PREFIX = "/api/ingest/v1/directives"
Reader = Annotated[Principal, Depends(require("clerk", "coordinator", "admin", "ops"))]
Clerk = Annotated[Principal, Depends(require("clerk", "coordinator", "admin"))]
IfMatch = Annotated[str | None, Header()]
_LAST_VERSION = 2**53  # nothing was ever changed so often, and the database holds no number beyond 8 bytes


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts behind the routes."""

    directives: DirectiveRepository
    intake: Intake
    revision: Revision
    lifecycle: Lifecycle
    family: Family
    queue: ReadingQueue
    max_file_bytes: int

    async def mine(self, directive_id: str, user: Reader) -> Document:
        """FastAPI dependency: the directive of the path, if it lies in the caller's subtree."""
        directive = await self.directives.get(directive_id)
        if directive is None or not user.covers(directive["path"]):
            raise refusals.unknown()
        return directive

    async def changeable(self, directive_id: str, user: Reader) -> Document:
        """FastAPI dependency: as `mine`; refuses one that a unit left below a unit that the caller stands for."""
        directive = await self.mine(directive_id, user)
        if not may_change(directive, user):
            raise refusals.left_to_another()
        return directive

    async def out(self, stored: Document, user: Principal, *, duplicate: str | None = None) -> DirectiveOut:
        """The directive as this caller may see it."""
        parents = await self.family.parents(stored, user)
        children = await self.family.children(stored, user)
        return told(stored, parents=parents, children=children, duplicate=duplicate)

    async def answer(self, stored: Document, user: Principal, response: Response) -> DirectiveOut:
        """The directive, with its version as the ETag."""
        response.headers["ETag"] = f'"{stored["version"]}"'
        response.headers["Cache-Control"] = "private, no-cache"
        return await self.out(stored, user)


def may_change(directive: Document, user: Principal) -> bool:
    """Whether the caller may change what it sees.

    Who stands for a unit changes what that unit left itself. What the communes of an ended province left may be another
    province's today: which one's is not known here, so it is for who stands for the commune, and for who is above both.
    """
    return directive["unit_id"] in user.units or user.unit_id in directive["path"]


def version_of(if_match: str | None) -> int:
    """The version that a change was made against; raises `Problem` without one."""
    if if_match is None:
        raise Problem(428, "precondition-required", "Thiếu phiên bản", "Gửi kèm If-Match với phiên bản đã xem.")
    try:
        version = int(if_match.strip().removeprefix("W/").strip('"'))
    except ValueError:
        version = 0
    if not 0 < version <= _LAST_VERSION:
        raise Problem(412, "stale-version", "Văn bản đã thay đổi", "If-Match không đúng phiên bản.")
    return version
