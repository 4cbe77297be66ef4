"""A person's corrections: a patch in, the corrected review out; what the machine read stays where it still holds."""

import json
from typing import Any

from pydantic import ValidationError

from chithi_ingest.core.model import Directive
from chithi_ingest.core.review.carried import carried
from chithi_ingest.core.review.completed import complete_deadlines, timed
from chithi_ingest.core.review.faults import Fault, Refused
from chithi_ingest.core.review.patches import apply, read_patch
from chithi_ingest.core.review.recut import recut
from chithi_ingest.core.review.review import Chosen, Review, names_of

ROOM = 1024 * 1024  # characters that corrections may add to what was read
_MESSAGES = {
    "missing": "Thiếu trường này.",
    "extra_forbidden": "Không có trường này.",
    "literal_error": "Giá trị không nằm trong các lựa chọn cho phép.",
    "string_type": "Giá trị phải là chữ.",
    "string_too_short": "Giá trị không được để trống.",
    "string_too_long": "Giá trị quá dài.",
    "bool_parsing": "Giá trị phải là đúng hoặc sai.",
    "tuple_type": "Giá trị phải là một danh sách.",
}
_DATE = "Ngày viết theo dạng năm-tháng-ngày, ví dụ 2026-03-31."


def corrected(review: Review, patch: bytes, *, read: Directive, source: str) -> tuple[Review, tuple[str, ...]]:
    """The review after the patch, and pointers to all that is a person's and not the machine's.

    `read` is the directive as the machine read it from `source`. Raises `Refused` with the pointer of each fault.
    """
    document = review.document()
    apply(document, read_patch(patch))
    sections = document["directive"].get("sections")
    known = (*review.directive.sections, *read.sections)
    document["directive"]["sections"] = recut(sections, known, source)
    complete_deadlines(document["directive"])
    _fits(document, read)
    present = _validated(document, review)
    directive, pointers = carried(read, timed(present.directive))
    return Review(
        directive=directive,
        chosen=_chosen(present, review),
        accepted=_accepted(present, review),
    ), pointers


def _fits(document: dict[str, Any], read: Directive) -> None:
    try:
        size = len(json.dumps(document, ensure_ascii=False, allow_nan=False))
    except ValueError:
        raise Refused(Fault("/directive", "not-a-number", "Có số không hợp lệ (NaN hoặc vô cùng).")) from None
    if size > len(read.model_dump_json()) + ROOM:
        raise Refused(Fault("/directive", "too-large", "Nội dung thêm vào quá dài so với văn bản đã đọc."))


def _validated(document: dict[str, Any], review: Review) -> Review:
    before = review.directive
    kept = {"evidence": {}, "anomalies": before.anomalies, "confidence": before.confidence}
    if fixed := kept.keys() & document["directive"].keys():
        at = f"/directive/{min(fixed)}"
        raise Refused(Fault(at, "read-only", "Trường này do máy ghi khi đọc, không sửa được."))
    try:
        return Review.model_validate(document | {"directive": document["directive"] | kept})
    except ValidationError as error:
        raise Refused(*map(_fault, error.errors(include_input=False)[:20])) from None


def _fault(error: Any) -> Fault:
    pointer = "".join(f"/{part}" for part in error["loc"])
    rule = str(error["type"])
    message = _DATE if rule.startswith("date") else _MESSAGES.get(rule, "Giá trị không hợp lệ.")
    return Fault(pointer, rule, message)


def _chosen(now: Review, before: Review) -> tuple[Chosen, ...]:
    """The choices that still name something; a new one has to."""
    answering = now.directive.answering()
    names = {one.ordinal: names_of(one, answering[one.ordinal]) for one in now.directive.sections}
    kept: dict[Chosen, None] = {}
    for at, one in enumerate(now.chosen):
        if one.written in names.get(one.ordinal, ()):
            kept[one] = None
        elif one not in before.chosen:
            message = f"Mục {one.ordinal} không nêu tên “{one.written[:80]}”. Hãy chọn theo tên ghi trong mục."
            raise Refused(Fault(f"/chosen/{at}/written", "unknown-name", message))
    return tuple(kept)


def _accepted(now: Review, before: Review) -> tuple[str, ...]:
    """The accepted sections that still exist; a new one has to."""
    ordinals = {section.ordinal for section in now.directive.sections}
    for at, ordinal in enumerate(now.accepted):
        if ordinal not in ordinals and ordinal not in before.accepted:
            raise Refused(Fault(f"/accepted/{at}", "unknown-section", "Không có mục mang số này."))
    return tuple(dict.fromkeys(ordinal for ordinal in now.accepted if ordinal in ordinals))
