"""Papers for the tests of the pages, each with a number of its own, and ways to hand them in."""

from importlib.resources import files
from itertools import count
from typing import Any

from .site import Site

_NUMBERS = count(1001)  # beyond those that tests write themselves, and one digit begins them all
SAMPLE = (files("chithi_ingest") / "samples" / "chi-thi-mau.txt").read_text(encoding="utf-8")
SHORT = """ỦY BAN NHÂN DÂN
TỈNH NINH BÌNH

Số: {number}/CT-UBND
Ninh Bình, ngày 05 tháng 02 năm 2026

CHỈ THỊ
Về phòng cháy và an toàn giao thông

Thực hiện Chỉ thị số 99/CT-TTg ngày 02/01/2026 của Thủ tướng Chính phủ, Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành:

1. Công an tỉnh chủ trì, phối hợp với Sở Xây dựng kiểm tra an toàn phòng cháy tại các chợ, báo cáo trước ngày 31/3/2026.

2. Sở Xây dựng đóng 100% lối đi tự mở. Sở Tài chính bố trí kinh phí trước ngày 15 tháng 4 năm 2026.

3. Ủy ban nhân dân các xã, phường báo cáo Công an tỉnh trước ngày 15 hằng tháng.

Nơi nhận:
- Như trên;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Trần Văn B
"""


def short() -> str:
    """A paper of three sections."""
    return SHORT.format(number=next(_NUMBERS))


def sample() -> str:
    """The sample directive under a number of its own."""
    return SAMPLE.replace("03/CT-UBND", f"{next(_NUMBERS)}/CT-UBND")


def long(sections: int, sentences: int) -> str:
    """A paper of many sections and pages; something in the last one is odd."""
    work = " ".join(f"Rà soát, kiểm tra tuyến đường thứ {n} và báo cáo kết quả." for n in range(1, sentences + 1))
    body = "\n\n".join(f"{n}. Sở Xây dựng kiểm tra việc số {n}. {work}" for n in range(1, sections))
    last = f"{sections}. Sở Tài chính hoàn thành việc cuối cùng trước ngày 01/01/2020."
    head, _, tail = short().partition("1. Công an tỉnh")
    return f"{head}{body}\n\n{last}\n\nNơi nhận:{tail.partition('Nơi nhận:')[2]}"


def upload(text: str, name: str = "chi-thi.txt", kind: str = "text/plain") -> Any:
    """The file as a browser takes it."""
    return {"name": name, "mimeType": kind, "buffer": text.encode()}


async def hand_in(site: Site, text: str) -> dict[str, Any]:
    """The clerk hands the paper in over the API."""
    async with site.signed_in(site.login("clerk")) as client:
        answer = await client.post("/api/ingest/v1/directives", files={"file": ("chi-thi.txt", text.encode())})
        answer.raise_for_status()
        return dict(answer.json())


async def told(site: Site, directive_id: str) -> dict[str, Any]:
    """What stands in the directive now."""
    async with site.signed_in(site.login("clerk")) as client:
        return dict((await client.get(f"/api/ingest/v1/directives/{directive_id}")).raise_for_status().json())


async def correct(site: Site, directive_id: str, *steps: dict[str, Any]) -> None:
    """Somebody else changes the directive."""
    async with site.signed_in(site.login("coordinator")) as client:
        address = f"/api/ingest/v1/directives/{directive_id}"
        version = (await client.get(address)).raise_for_status().headers["etag"]
        headers = {"If-Match": version, "Content-Type": "application/json-patch+json"}
        (await client.patch(address, json=list(steps), headers=headers)).raise_for_status()
