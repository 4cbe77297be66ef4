"""The words of these pages in Vietnamese and English: those that templates say, and those that scripts say."""

from chithi_ingest.web.words_review import REVIEW
from chithi_ingest.web.words_scripts import SCRIPTS

REGISTER: dict[str, tuple[str, str]] = {
    "register": ("Chỉ thị", "Directives"),
    "register_lead": (
        "Nhập văn bản, xem lại những gì máy đọc được, rồi phát hành thành nhiệm vụ.",
        "Take papers in, check what was read, then publish them as tasks.",
    ),
    "take_in": ("Nhập văn bản", "Take in papers"),
    "drop_here": ("Kéo tệp vào đây, hoặc", "Drop files here, or"),
    "choose_files": ("Chọn tệp", "Choose files"),
    "send": ("Gửi", "Send"),
    "accepts": (
        "PDF (kể cả bản chụp), DOCX, TXT, ảnh PNG, JPG, TIF; mỗi tệp tối đa {mb} MB, nhiều tệp một lượt. "
        "Văn bản mang dấu MẬT, TỐI MẬT, TUYỆT MẬT không được nhập vào đây.",
        "PDF (scans too), DOCX, TXT, PNG, JPG, TIF; up to {mb} MB a file, several at once. "
        "Papers stamped MẬT, TỐI MẬT or TUYỆT MẬT must not be handed in here.",
    ),
    "files_of_this_visit": ("Tệp vừa nhập", "Files just handed in"),
    "filter_status": ("Trạng thái", "Status"),
    "filter_text": ("Tìm theo số, trích yếu, tên tệp", "Search number, subject, file name"),
    "filter_hint": ("Số, trích yếu, tên tệp", "Number, subject, file"),
    "search": ("Tìm", "Search"),
    "any_status": ("Tất cả", "All"),
    "status_draft": ("Dự thảo", "Draft"),
    "status_published": ("Đã phát hành", "Published"),
    "status_superseded": ("Đã được thay thế", "Superseded"),
    "status_withdrawn": ("Đã thu hồi", "Withdrawn"),
    "col_directive": ("Chỉ thị", "Directive"),
    "col_issued": ("Ngày ban hành", "Issued"),
    "col_sections": ("Số mục", "Sections"),
    "col_look": ("Cần xem lại", "To look at"),
    "col_taken_in": ("Nhập", "Taken in"),
    "col_status": ("Trạng thái", "Status"),
    "no_number": ("(chưa có số)", "(no number)"),
    "untitled": ("Văn bản chưa rõ trích yếu", "Paper without a subject"),
    "n_points": ("{n} điểm", "{n} points"),
    "nothing_odd": ("không có", "none"),
    "empty_title": ("Chưa có chỉ thị nào", "No directive yet"),
    "empty_text": (
        "Các văn bản đã nhập sẽ hiện ở đây. Hãy bắt đầu bằng cách nhập một tệp.",
        "Papers that were taken in are listed here. Start by handing one in.",
    ),
    "none_found_title": ("Không có chỉ thị nào khớp", "No directive matches"),
    "none_found_text": ("Thử bớt điều kiện, hoặc ", "Loosen the filter, or "),
    "show_all": ("xem tất cả", "see all"),
    "next_page": ("Trang sau", "Next page"),
    "first_page": ("Về trang đầu", "First page"),
    "result_new": ("Đã nhập, chờ xem lại", "Taken in, to be reviewed"),
    "result_same": ("Đã có trong hệ thống", "Already taken in"),
    "result_refused": ("Không nhập được", "Refused"),
    "open": ("Mở", "Open"),
    "back_to_register": ("Về danh sách chỉ thị", "Back to the register"),
    "reference": ("Mã tham chiếu: {id}", "Reference: {id}"),
    "by_whom": ("bởi {name}", "by {name}"),
}

WORDS: dict[str, tuple[str, str]] = REGISTER | REVIEW | SCRIPTS

SCRIPT_WORDS = (
    *SCRIPTS,
    *(f"status_{name}" for name in ("draft", "published", "superseded", "withdrawn")),
    *("lead", "coordinating", "advised", "superior", "report_to", "embedded", "deadlines", "targets", "references"),
    *("named_references", "topics", "periods", "mode", "number", "issue_date", "issuing_body", "subject", "signer"),
    *(
        "signer_title",
        "addressees",
        "implements",
        "monitoring",
        "recipients",
        "section_n",
        "accept",
        "accepted",
        "add_value",
    ),
    *("every_day", "every_week", "every_month", "every_quarter", "every_half_year", "every_year", "standing"),
    *("split", "add_section", "n_look_at", "not_in_text", "mode_assign", "mode_request", "mode_delegate"),
    *("mode_theme", "no_number", "sections", "n_sections"),
)
