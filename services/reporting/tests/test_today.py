"""The page "Hôm nay": the line of truth, the figures, the states, for the reader's own units only."""

import re

import pytest

from chithi_platform.ids import uuid7

PROVINCE, COMMUNE, ELSEWHERE = "37-20250701", "13001-20250701", "00004-20250701"
COMMUNES = [f"{13000 + n}-20250701" for n in range(1, 7)]


class Reader:
    """A browser with somebody signed in."""

    def __init__(self, reporting, role="coordinator", unit=PROVINCE):
        self._http = reporting.http
        self._headers = {"cookie": f"chithi_session={reporting.token(role, unit)}"}

    async def open(self, address="/", **headers):
        return await self._http.get(address, headers=self._headers | headers)


def text(answer) -> str:
    """What a person reads: tags away, white space folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


async def test_who_is_not_signed_in_is_asked_to(api):
    answer = await api.http.get("/?period=2026-11&side=approved")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/session/renew?next=/%3Fperiod%3D2026-11%26side%3Dapproved",
    )
    assert (await api.http.get("/", headers={"hx-request": "true"})).status_code == 401


async def test_before_the_first_report(api):
    page = await Reader(api).open()
    assert page.status_code == 200
    assert "6 xã, phường · 0 đã gửi · 6 chưa gửi" in text(page)
    assert "Chưa có số liệu" in text(page)
    assert "hạn gửi 17/11/2026" in text(page)  # today is 16 November: the month closed on the 14th, a Saturday
    assert "Tháng 11/2026 (15/10 – 14/11)" in text(page)


async def test_the_line_of_truth_and_the_figures(reporting):
    keys = [uuid7() for _ in COMMUNES[:4]]
    for n, (unit, key) in enumerate(zip(COMMUNES, keys, strict=False)):
        await reporting.put(reporting.body(unit, period="2026-10", values={"tngt-vu": 250, "ph-vu": 5}))
        await reporting.put(reporting.body(unit, values={"tngt-vu": 281, "ph-vu": 4, "tngt-chet": n}), id=key)
    await reporting.decide(keys[0], "approve", 1)
    await reporting.settled()
    page = await Reader(reporting).open()
    assert "6 xã, phường · 4 đã gửi · 2 chưa gửi" in text(page)
    assert "1 đã duyệt 3 đã gửi, chờ duyệt 2 chưa gửi" in text(page)
    assert "Tai nạn giao thông vụ 1.124 1.000 ▲ +12,4 % — 4" in text(page)
    assert '<span class="arrow bad">▲</span>' in page.text
    assert "4/6 đơn vị, so sánh là tạm tính" in text(page)
    missing = text(page).split("Chưa gửi 2 đơn vị")[1].split("Mới gửi")[0]
    assert re.findall(r"Phường Thử \d", missing) == ["Phường Thử 5", "Phường Thử 6"]
    official = await Reader(reporting).open("/?side=approved")
    assert "Tai nạn giao thông vụ 281 — — — 1" in text(official)


async def test_the_part_that_refreshes_itself(api):
    part = await Reader(api).open("/?period=2026-10", **{"hx-request": "true"})
    assert part.text.lstrip().startswith('<div id="live"')
    assert 'hx-trigger="every 5s"' in part.text
    assert "period=2026-10" in re.search(r'hx-get="([^"]+)"', part.text)[1]
    assert "<html" not in part.text


@pytest.mark.parametrize("address", ["/?period=2026-99", "/?form=khac", "/?unit=99999-20250701"])
async def test_an_address_that_names_nothing(api, address):
    page = await Reader(api).open(address)
    assert page.status_code == 422
    assert "Về trang Hôm nay" in text(page)


async def test_units_of_others_stay_closed(api):
    page = await Reader(api).open(f"/?unit={ELSEWHERE}")
    assert page.status_code == 403
    assert "Đơn vị nằm ngoài phạm vi được giao." in text(page)
    officer = Reader(api, "commune_officer", COMMUNE)
    assert (await officer.open(f"/?unit={PROVINCE}")).status_code == 403
    own = await officer.open()
    assert "Chưa gửi báo cáo" in text(own)
    assert PROVINCE not in own.text


async def test_the_nation_by_province(api):
    page = await Reader(api, unit="VN").open()
    assert "7 xã, phường" in text(page)
    assert "Tỉnh Ninh Bình 0/6 đã gửi" in text(page)
    assert "Thành phố Hà Nội 0/1 đã gửi" in text(page)
    below = await Reader(api, unit="VN").open(f"/?unit={PROVINCE}")
    assert "Cả nước" in text(below)  # the way back up


async def test_late_is_said_when_it_is_late(api):
    assert "quá hạn 31 ngày (hạn 16/10/2026)" in text(await Reader(api).open("/?period=2026-10"))
    assert "kỳ đang mở đến 14/12/2026" in text(await Reader(api).open("/?period=2026-12"))


async def test_figures_that_lag_say_so(api, start):
    """With no worker the report is taken in, but the page must not pretend that it is counted."""
    await api.put(api.body())
    assert "Số liệu đang chậm" not in text(await Reader(api).open())
    reports = api.mongo.collection("reports")
    found = await reports.find_one({})
    await reports.update_one({}, {"$set": {"received_at": found["received_at"].replace(hour=4)}})
    assert "Số liệu đang chậm" in text(await Reader(api).open())
    figures = await api.get("/aggregates", unit_id=PROVINCE, period="2026-11", form_id="antt-thang")
    assert figures["stale"] is True


async def test_a_page_for_the_time_without_a_database(mongod, api):
    reader = Reader(api)
    assert (await reader.open()).status_code == 200
    mongod.process.kill()
    try:
        page = await reader.open()
    finally:
        await mongod.start()
    assert page.status_code == 503
    assert "Những gì đã gửi không mất" in text(page)


async def test_strict_content(api):
    page = await Reader(api).open()
    assert "unsafe" not in page.headers["content-security-policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page.text)
