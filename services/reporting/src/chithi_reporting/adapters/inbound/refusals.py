"""Says what the repository refuses in words for people, and lets nobody see a foreign report."""

from collections.abc import Iterator
from contextlib import contextmanager

from chithi_platform.mongo import Document
from chithi_platform.problems import FieldError, Problem
from chithi_platform.security import Principal, refuse_unit
from chithi_reporting.adapters.outbound.reports import (
    ReportDiffersError,
    ReportExistsError,
    ReportNotFoundError,
    Reports,
    RevisionChangedError,
    RevisionReturnedError,
)


@contextmanager
def as_problems() -> Iterator[None]:
    """Turn the repository's errors into problem documents."""
    try:
        yield
    except ReportNotFoundError as error:
        raise Problem(404, "report-unknown", "Không có báo cáo này", "Kiểm tra lại mã báo cáo.") from error
    except ReportDiffersError as error:
        detail = "Mã này đã có báo cáo với nội dung khác. Muốn sửa, hãy gửi bản sửa (revisions)."
        raise Problem(409, "report-differs", "Nội dung khác với báo cáo đã nhận", detail) from error
    except ReportExistsError as error:
        number = error.existing["revisions"][0]["receipt"] if error.existing["revisions"] else ""
        detail = f"Đơn vị đã gửi báo cáo này cho kỳ này ({number}). Muốn sửa, hãy gửi bản sửa của báo cáo đó."
        raise Problem(409, "report-exists", "Kỳ này đã có báo cáo", detail) from error
    except RevisionChangedError as error:
        detail = f"Bản hiện tại là bản số {error.current}. Tải lại rồi làm tiếp."
        raise Problem(409, "revision-changed", "Báo cáo đã thay đổi", detail) from error
    except RevisionReturnedError as error:
        detail = "Bản này đã bị trả lại; đơn vị cần gửi bản sửa."
        raise Problem(409, "revision-returned", "Bản đã bị trả lại", detail) from error


def foreign_assignment() -> Problem:
    """The 403 for a report on what another agency of the unit has to do."""
    message = "Nhiệm vụ này giao cho cơ quan khác của đơn vị."
    error: FieldError = {"field": "assignment_id", "rule": "own-assignment", "message": message}
    return Problem(403, "foreign-assignment", "Không có quyền", message, [error])


async def visible(reports: Reports, report_id: str, caller: Principal) -> Document:
    """The report, inside the caller's subtree."""
    with as_problems():
        report = await reports.get(report_id)
    if not caller.covers(report["path"]):
        raise refuse_unit()
    return report
