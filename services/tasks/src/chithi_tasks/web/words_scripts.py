"""The words that the scripts of these pages say, in Vietnamese and English."""

SCRIPTS: dict[str, tuple[str, str]] = {
    "js_try_again": ("Thử lại", "Try again"),
    "js_list_failed": ("Chưa tải được danh sách.", "The list could not be loaded."),
    "js_close": ("Đóng", "Close"),
    "js_open_page": ("Mở trang riêng", "Open its own page"),
    "js_n_picked": ("Đã chọn {n} nhiệm vụ", "{n} tasks selected"),
    "js_chase_n": ("Đôn đốc {n} nhiệm vụ", "Chase {n} tasks"),
    "js_chased": ("Đã đôn đốc {n} nhiệm vụ", "Chased {n} tasks"),
    "js_polite": ("trong đó nhắc nhẹ {n} việc đề nghị", "of these {n} requests were asked politely"),
    "js_skipped": ("bỏ qua {n} (đã xong hoặc đã được đôn đốc hôm nay)", "skipped {n} (closed, or chased today)"),
    "js_done": ("Đã ghi nhận: {what}", "Done: {what}"),
    "js_changed": (
        "Trong lúc bạn nhập, nhiệm vụ đã thay đổi: {what}. Những gì bạn nhập vẫn còn; xem lại rồi gửi lại.",
        "The task changed while you were writing: {what}. What you typed is still here; check, then send again.",
    ),
    "js_changed_gone": (
        "Nhiệm vụ đã thay đổi: {what}. Việc “{action}” không còn làm được. Bạn đã nhập: “{typed}”",
        "The task has changed: {what}. “{action}” is no longer possible. You had typed: “{typed}”",
    ),
    "js_changed_some": ("có thay đổi mới, xem mục Diễn biến", "see the history"),
    "js_need_reason": ("Hãy ghi lý do.", "Please give the reason."),
    "js_need_target": ("Hãy chọn ít nhất một nơi nhận.", "Choose at least one assignee."),
    "js_need_text": ("Hãy nhập nội dung.", "Please write something."),
    "js_preview": (
        "Sẽ giao {n} nhiệm vụ · {period} · biểu “{form}” · {due}",
        "{n} tasks · {period} · form “{form}” · {due}",
    ),
    "js_due": ("hạn {day}", "due {day}"),
    "js_due_same": ("hạn như được giao", "due as given"),
    "js_n_shown": ("{n} nơi khớp", "{n} match"),
    "js_suggestions": ("Gợi ý nơi nhận", "Suggested assignees"),
    "js_find_assignee": ("Tìm cơ quan, đơn vị", "Find an agency or unit"),
    "js_find_more": ("Tìm xã, phường, cơ quan để thêm", "Find communes or agencies to add"),
    "js_remove": ("Bỏ {what}", "Remove {what}"),
    "js_chosen": ("Chọn: {what}", "Chosen: {what}"),
    "js_report_sent": ("Đã nhận báo cáo · {receipt}", "Report received · {receipt}"),
}
