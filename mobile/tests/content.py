"""What the stand-in server knows: one officer of Nam Định, the forms, and the tasks."""

from typing import Any

UNIT = "13669-20250701"
USER = {"username": "ca.namdinh", "name": "Trần Văn Bình", "role": "commune_officer", "unit_id": UNIT}
USER |= {"unit_name": "Phường Nam Định", "path": ["VN", "37-20250701", UNIT]}
GROUPS = [
    (
        "Tai nạn giao thông",
        [("tngt_vu", "Số vụ", "vụ"), ("tngt_chet", "Người chết", "người"), ("tngt_thuong", "Người bị thương", "người")],
    ),
    ("Cháy, nổ", [("chay_vu", "Số vụ cháy, nổ", "vụ"), ("pccc_kiem_tra", "Lượt kiểm tra phòng cháy", "lượt")]),
    ("Tuyên truyền", [("tt_buoi", "Số buổi", "buổi"), ("tt_nguoi", "Số lượt người dự", "lượt")]),
]
WORK = [
    ("Kết quả thực hiện", [("nv_luot_tuan_tra", "Lượt tuần tra", "lượt"), ("nv_vu_xu_ly", "Vụ việc đã xử lý", "vụ")])
]
TITLES = [
    ("Rà soát, đóng các lối đi tự mở qua đường sắt trên địa bàn", "issued", "2026-11-18"),
    (
        "Tuần tra, kiểm soát ban đêm tại địa bàn giáp ranh, không để hình thành điểm phức tạp về trật tự xã hội",
        "received",
        "2026-11-24",
    ),
    ("Kiểm tra an toàn phòng cháy, chữa cháy đối với chợ, khu dân cư và cơ sở sản xuất", "in_progress", "2026-12-10"),
    ("Tuyên truyền phương thức, thủ đoạn lừa đảo trên không gian mạng", "issued", None),
    ("Vận động giao nộp vũ khí, vật liệu nổ, công cụ hỗ trợ và pháo", "reported", "2026-12-31"),
]


def form(form_id: str, title: str, per: str, groups: list[Any]) -> dict[str, Any]:
    rows = [{"title": t, "indicators": [{"code": c, "label": n, "unit": u} for c, n, u in i]} for t, i in groups]
    return {"id": form_id, "title": title, "per": per, "period_kind": "month", "groups": rows}


def task(number: int, title: str, state: str, due: str | None, version: int = 1) -> dict[str, Any]:
    return {
        "id": f"as-{number}",
        "directive_id": "cd-1",
        "directive_number": "01/CT-UBND",
        "directive_subject": "về công tác bảo đảm an ninh, trật tự năm 2026",
        "section_ordinal": str(number),
        "title": title,
        "text": f"Công an các phường, xã: {title.lower()}.",
        "mode": "assign",
        "assignee": {"kind": "unit", "id": UNIT, "name": "Phường Nam Định", "unit_id": UNIT},
        "coordinating": [],
        "state": state,
        "due": due,
        "due_text": "",
        "version": version,
        "form_id": "nhiem-vu",
        "issued_at": "2026-11-10T01:00:00Z",
        "updated_at": "2026-11-10T01:00:00Z",
    }
