"""A commune changed provinces: the one that it left, or its heir, reads what was filed, and changes none of it."""

from datetime import date
from typing import Any

import pytest

from chithi_contracts.events import UnitChanged
from chithi_contracts.events.organisation import Succession
from chithi_platform.ids import uuid7
from chithi_reporting.adapters.outbound.units import Units

NATION, PROVINCE, OTHER, ENDED = "VN", "37-20250701", "01-20250701", "13001-20250701"
WITHIN, HALF, AWAY = "13002-20250701", "13003-20250701", "00004-20250701"


async def end(api: Any, *heirs: str) -> None:
    """The commune ended, and these took it over."""
    links = [Succession(unit_id=one, relation="whole" if len(heirs) == 1 else "part") for one in heirs]
    path, days = [NATION, PROVINCE, ENDED], {"valid_from": date(2025, 7, 1), "valid_to": date(2026, 11, 14)}
    told = UnitChanged(
        unit_id=ENDED, code="13001", name="Xã", level="commune", parent_id=PROVINCE, path=path, successors=links, **days
    )
    await api.mongo.transact(lambda session: Units(api.mongo).put([told], session))


@pytest.mark.parametrize("heirs", [(WITHIN,), (AWAY,), (HALF, AWAY)])
async def test_changes_are_for_who_stands_for_it_and_for_who_is_above_all_that_took_it_over(
    api: Any, heirs: tuple[str, ...]
) -> None:
    path, task = f"/api/reporting/v1/reports/{uuid7()}", api.body(form_id="nhiem-vu", values={"nv-van-ban": 1})
    assert (await api.http.put(path, json=api.body(), headers=api.headers())).status_code == 201
    await end(api, *heirs)
    allowed = heirs == (WITHIN,)

    def who(role: str, unit_id: str, *ended: str) -> dict[str, str]:
        return {"authorization": f"Bearer {api.token(role, unit_id, heir_of=list(ended))}"}

    for number, left in enumerate((who("coordinator", PROVINCE), who("admin", PROVINCE, "36-20240101")), start=2):
        assert (await api.http.get(path, headers=left)).status_code == 200
        new = api.body(values={"tngt-vu": number})
        answers = [
            await api.http.put(f"{path}/revisions/{number}", json=new, headers=left),
            await api.http.post(f"{path}/approve", json={"revision": number if allowed else 1}, headers=left),
            await api.http.post(f"{path}/return", json={"revision": 1, "reason": "Sai số"}, headers=left),
            await api.http.put(
                f"/api/reporting/v1/reports/{uuid7()}", json=task | {"assignment_id": f"a-{number}"}, headers=left
            ),
        ]
        kinds = [answer.json().get("type", "").rpartition("/")[2] for answer in answers]
        assert [answer.status_code for answer in answers] == ([201, 200, 409, 201] if allowed else [403] * 4)
        assert allowed or kinds == ["gone-elsewhere"] * 4
    last = 3 if allowed else 1
    for above in (who("coordinator", heirs[0], ENDED), who("coordinator", NATION)):
        answer = await api.http.post(f"{path}/approve", json={"revision": last}, headers=above)
        assert answer.status_code == 200, answer.text
