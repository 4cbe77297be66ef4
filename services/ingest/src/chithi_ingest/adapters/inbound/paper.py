"""How a directive is kept: the fields that follow from what was read, and who did what to it when."""

import unicodedata
from datetime import datetime
from typing import Any

from chithi_ingest.core.model import Directive
from chithi_ingest.core.review.document_key import document_key, folded
from chithi_ingest.core.review.links import implemented, own_link
from chithi_ingest.core.review.review import Review
from chithi_platform.mongo import Document
from chithi_platform.security import Principal

LIVE = ("draft", "published")
_POINTERS_TOLD = 50


def review_of(stored: Document) -> Review:
    """The review that a stored directive stands at."""
    return Review.model_validate(
        {"directive": stored["parsed"], "chosen": stored["chosen"], "accepted": stored["accepted"]}
    )


def derived(directive: Directive, *, file_name: str, supersedes: str | None) -> Document:
    """What is kept beside a directive to find it by; to be written whenever the directive is."""
    key, link = document_key(directive), own_link(directive)
    return {
        "parsed": directive.model_dump(mode="json"),
        "document_key": key,
        "live_key": held(key, supersedes),
        "link": link.stored() if link else None,
        "implements": [one.stored() for one in implemented(directive)],
        "search": searchable(directive.number, directive.subject, directive.issuing_body, file_name),
    }


def in_short(stored: Document) -> Document:
    """What tells a directive from others, for the audit log; a file's name may hold a person's."""
    read = {name: stored["parsed"].get(name) for name in ("number", "doc_type", "subject", "issuing_body")}
    return read | {name: stored.get(name) for name in ("status", "unit_id", "content_hash", "supersedes")}


def reviewed(fields: Document) -> Document:
    """What a clerk corrects; where a value was read (`evidence`) follows from it."""
    read = {name: value for name, value in fields["parsed"].items() if name != "evidence"}
    return {"directive": read, "chosen": fields["chosen"], "accepted": fields["accepted"]}


def held(value: str | None, supersedes: str | None) -> str | None:
    """What a draft holds: a successor must not collide with the one that it is to take the place of."""
    return f"{value}\n{supersedes}" if value and supersedes else value


def searchable(*parts: str | None) -> str:
    """Lower case without diacritics, so that `nam dinh` finds `Nam Định`."""
    text = unicodedata.normalize("NFD", folded(" ".join(part for part in parts if part)))
    return "".join(c for c in text if not unicodedata.combining(c)).replace("đ", "d")


def entry(what: str, user: Principal, at: datetime, **more: Any) -> Document:
    """One line of a directive's history."""
    pointers = more.pop("pointers", ())
    told = {"pointers": list(pointers[:_POINTERS_TOLD])} if pointers else {}
    return {"what": what, "by": user.subject, "by_name": user.name, "at": at, **told, **more}
