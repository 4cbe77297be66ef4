"""The refusals of intake as problem documents."""

from chithi_ingest.adapters.outbound.reader import ExtractionError
from chithi_ingest.core.review.faults import Refused
from chithi_platform.mongo import Document
from chithi_platform.problems import FieldError, Problem

_CONFLICT = "Xung đột dữ liệu"
_STATUS = {"too-large": 413, "wrong-type": 415, "timeout": 504, "no-ocr-engine": 503}
_STATES = {
    "published": "đã được phát hành",
    "withdrawn": "đã bị thu hồi",
    "superseded": "đã được văn bản khác thay thế",
    "draft": "còn là bản nháp",
}


def unreadable(error: ExtractionError) -> Problem:
    """A file that gave no text, or must not be read."""
    title = "Không tiếp nhận văn bản mật" if error.code == "secret-document" else "Không đọc được tệp"
    field: FieldError = {"field": "file", "rule": error.code, "message": error.message_vi}
    return Problem(_STATUS.get(error.code, 422), error.code, title, error.message_vi, [field])


def too_much() -> Problem:
    """A file of which more was read than one directive can hold."""
    message = "Văn bản có quá nhiều mục để giữ thành một chỉ thị. Hãy tách thành nhiều tệp."
    return Problem(
        413, "too-large", "Dữ liệu quá lớn", message, [{"field": "file", "rule": "too-large", "message": message}]
    )


def refused(error: Refused) -> Problem:
    """A correction that cannot be made, fault by fault."""
    errors: list[FieldError] = [
        {"field": one.pointer, "rule": one.rule, "message": one.message} for one in error.faults
    ]
    status = 409 if error.faults[0].rule == "test-failed" else 422
    return Problem(status, error.faults[0].rule, "Chưa sửa được", error.faults[0].message, errors)


def not_now(present: Document | None, *, status: str) -> Problem:
    """Why a change did not apply: the directive is gone, in another state, or at another version."""
    if present is None:
        return unknown()
    if present["status"] != status:
        code = "not-a-draft" if status == "draft" else "not-published"
        return Problem(409, code, _CONFLICT, f"Chỉ thị này {_STATES[present['status']]}. Hãy tải lại trang.")
    last = present["history"][-1] if present.get("history") else None
    who = f" {last['by_name']} vừa sửa văn bản này." if last else ""
    field: FieldError = {
        "field": "If-Match",
        "rule": "stale-version",
        "message": f"Phiên bản hiện tại là {present['version']}.",
    }
    detail = f"Văn bản đã có phiên bản mới.{who} Hãy tải lại rồi làm tiếp."
    etag = {"ETag": f'"{present["version"]}"'}
    return Problem(412, "stale-version", "Văn bản đã thay đổi", detail, [field], etag)


def unknown() -> Problem:
    """There is no such directive for this caller."""
    return Problem(404, "unknown-directive", "Không tìm thấy", "Chỉ thị không có hoặc ngoài phạm vi của bạn.")


def left_to_another() -> Problem:
    """A directive of a unit that ended, which another unit than the caller's stands for."""
    detail = "Đơn vị của văn bản đã kết thúc. Hãy đề nghị văn thư của đơn vị kế thừa, hoặc của trung ương, thực hiện."
    return Problem(403, "left-to-another", "Không có quyền", detail)


def key_taken(existing: Document | None) -> Problem:
    """Another live directive of the unit is this paper already."""
    named = f" (mã {existing['_id']}, {_STATES[existing['status']]})" if existing else ""
    number = (existing or {}).get("parsed", {}).get("number") or "này"
    message = f"Đơn vị đã có văn bản số {number} cùng loại, cùng cơ quan, cùng năm{named}."
    field: FieldError = {"field": "/directive/number", "rule": "document-key-taken", "message": message}
    detail = f"{message} Hãy sửa lại số, cơ quan hoặc ngày; hoặc tiếp nhận như văn bản thay thế."
    return Problem(409, "document-key-taken", _CONFLICT, detail, [field])


def cannot_supersede(message: str) -> Problem:
    """The directive to be superseded is not one that can be."""
    field: FieldError = {"field": "supersedes", "rule": "cannot-supersede", "message": message}
    return Problem(422, "cannot-supersede", "Không thay thế được", message, [field])
