"""JSON Patch (RFC 6902) as a review takes it: small values, and nothing of what the paper itself says."""

import re
import unicodedata
from typing import Any, Literal

import jsonpatch
from jsonpointer import JsonPointerException
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from chithi_ingest.core.review.faults import Fault, Refused

MAX_TEXT = 5000
MAX_ITEMS = 500
MAX_DEPTH = 12
_ROOTS = ("/directive/", "/chosen", "/accepted")
_READ_ONLY = re.compile(r"/directive/sections/\d+/(?:text|span)(?:/.*)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_WORDS_OF_PAPER = "Lời văn và vị trí trong văn bản không sửa được: đó là nguyên văn. Có thể tách hoặc gộp mục."
_UNKNOWN = "Không có trường này trong văn bản đang xem. Hãy tải lại trang rồi sửa tiếp."


class Operation(BaseModel):
    """One step of a patch."""

    model_config = ConfigDict(extra="forbid")

    op: Literal["add", "replace", "remove", "test"]
    path: str = Field(max_length=300)
    value: Any = None


_PATCH = TypeAdapter(list[Operation])


def read_patch(body: bytes) -> list[Operation]:
    """The steps of a patch; raises `Refused` for what is none."""
    try:
        steps = _PATCH.validate_json(body)
    except ValidationError as error:
        at = "/" + "/".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        message = "Yêu cầu sửa phải là một danh sách JSON Patch với các bước add, replace, remove, test."
        raise Refused(Fault(at, "not-a-patch", message)) from None
    if len(steps) > MAX_ITEMS:
        raise Refused(Fault("", "too-many", f"Mỗi lần chỉ sửa được {MAX_ITEMS} chỗ. Hãy lưu làm nhiều lần."))
    return steps


def apply(document: dict[str, Any], steps: list[Operation]) -> None:
    """Apply the steps to the document itself; raises `Refused` with the pointer of the first that cannot be."""
    for step in steps:
        if not step.path.startswith(_ROOTS):
            raise Refused(Fault(step.path, "unknown-field", _UNKNOWN))
        if step.op != "test" and _READ_ONLY.fullmatch(step.path):
            raise Refused(Fault(step.path, "read-only", _WORDS_OF_PAPER))
        value = _bounded(step.value, step.path)
        try:
            jsonpatch.JsonPatch([{"op": step.op, "path": step.path, "value": value}]).apply(document, in_place=True)
        except jsonpatch.JsonPatchTestFailed:
            message = "Giá trị đã khác với giá trị bạn thấy khi sửa. Hãy tải lại trang rồi sửa tiếp."
            raise Refused(Fault(step.path, "test-failed", message)) from None
        except (jsonpatch.JsonPatchException, JsonPointerException, TypeError):
            raise Refused(Fault(step.path, "unknown-field", _UNKNOWN)) from None


def _bounded(value: Any, at: str, depth: int = 0) -> Any:
    """The value in NFC; raises `Refused` where it is larger or stranger than anything a clerk would type."""
    if depth > MAX_DEPTH:
        raise Refused(Fault(at, "too-deep", "Giá trị lồng quá nhiều lớp."))
    if isinstance(value, str):
        return _text(value, at)
    if isinstance(value, list | dict) and len(value) > MAX_ITEMS:
        raise Refused(Fault(at, "too-many", f"Danh sách dài quá {MAX_ITEMS} dòng."))
    if isinstance(value, list):
        return [_bounded(item, f"{at}/{index}", depth + 1) for index, item in enumerate(value)]
    if isinstance(value, dict):
        return {key: _bounded(item, f"{at}/{key[:60]}", depth + 1) for key, item in value.items()}
    return value


def _text(value: str, at: str) -> str:
    if len(value) > MAX_TEXT and not at.endswith("/text"):  # a section's text is compared with the paper's words
        raise Refused(Fault(at, "too-long", f"Giá trị dài quá {MAX_TEXT} ký tự."))
    if _CONTROL.search(value):
        raise Refused(Fault(at, "control-character", "Giá trị có ký tự điều khiển. Hãy gõ lại thay vì dán."))
    return unicodedata.normalize("NFC", value)
