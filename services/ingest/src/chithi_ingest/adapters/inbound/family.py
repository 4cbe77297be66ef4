"""The cascade around a directive, found when asked for, so that it does not matter which paper arrived first."""

from chithi_ingest.adapters.inbound.answers import Kin
from chithi_ingest.adapters.inbound.paper import LIVE
from chithi_ingest.adapters.outbound.directives import DirectiveRepository
from chithi_ingest.core.review.links import Link
from chithi_platform.mongo import Document
from chithi_platform.security import Principal


class Family:
    """Parents and children of directives, as far as a caller may see them.

    Below its own unit a caller sees every directive. Of a directive that a unit above published, number and subject
    are no secret to those who have to carry it out, the rest is not theirs to open.
    """

    def __init__(self, directives: DirectiveRepository) -> None:
        self._directives = directives

    async def parents(self, stored: Document, user: Principal) -> list[Kin]:
        """The directives that this one carries out, in the order in which it cites them; unknown ones by number."""
        cited = [Link(**fields) for fields in stored.get("implements") or ()]
        if not cited:
            return []
        above = {"status": "published", "unit_id": {"$in": list(user.path)}}
        visible = {"$or": [_below(user), above]}
        found = await self._directives.cited_as([link.number for link in cited], visible)
        return [_parent(link, [one for one in found if one["_id"] != stored["_id"]], user) for link in cited]

    async def children(self, stored: Document, user: Principal) -> list[Kin]:
        """The live directives in the caller's subtree that carry this one out, newest first."""
        if not stored.get("link"):
            return []
        own = Link(**stored["link"])
        found = await self._directives.carrying_out(own, _below(user))
        return [
            _kin(one, user)
            for one in found
            if one["_id"] != stored["_id"] and any(own.may_be(Link(**link)) for link in one["implements"])
        ]


def _below(user: Principal) -> Document:
    return {"path": {"$in": list(user.units)}, "status": {"$in": list(LIVE)}}


def _parent(cited: Link, found: list[Document], user: Principal) -> Kin:
    """The newest directive that can be meant; the one in force before a draft."""
    meant = [one for one in found if cited.may_be(Link(**one["link"]))]
    best = next((one for one in meant if one["status"] == "published"), meant[0] if meant else None)
    return _kin(best, user) if best else Kin(number=cited.printed, id=None, subject=None)


def _kin(one: Document, user: Principal) -> Kin:
    return Kin(
        number=one["parsed"]["number"],
        id=one["_id"] if user.covers(one["path"]) else None,
        subject=one["parsed"]["subject"],
    )
