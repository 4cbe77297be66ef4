"""Directives of a unit that ended: the unit that stands for it reads them and goes on with them."""

from typing import Any

REASON = {"reason": "Tỉnh mới đã ban hành chỉ thị khác."}
OLD, NEW = "36-20250701", "37-20260501"
HEIR, SIBLING, BELOW = f"{NEW}+{OLD}", f"38-20260501+{OLD[:2]}-20250101", f"{NEW}/13669-20260501"
WARD, WARD_HEIR = f"{OLD}/13693-20250701", f"{NEW}/13669-20260501+13693-20250701"
STEP = {"op": "replace", "path": "/directive/place", "value": "Nam Định"}


async def found(desk: Any, way: str, **asked: str) -> list[str]:
    answer = await desk.http.get(desk.url, params=asked, **desk.as_("clerk", way))
    assert answer.status_code == 200
    return [one["id"] for one in answer.json()["items"]]


def another(sample: bytes) -> str:
    """A paper of another number."""
    return sample.decode().replace("Số: ", "Số: 9", 1)


async def test_who_stands_for_a_unit_finds_its_directives_and_nobody_beside_does(desk: Any) -> None:
    """The province's heir also finds those of the communes; the heir of a commune its own alone."""
    ward = await desk.published(**desk.as_("clerk", WARD))
    province = await desk.draft(another(desk.sample), **desk.as_("clerk", OLD))
    seen = {
        OLD: [province["id"], ward["id"]],
        HEIR: [province["id"], ward["id"]],
        WARD_HEIR: [ward["id"]],
        NEW: [],
        SIBLING: [],
        BELOW: [],
    }
    for way, ids in seen.items():
        assert await found(desk, way) == ids, way
        for one in (province["id"], ward["id"]):
            for suffix in ("", "/text", "/gold"):
                answer = await desk.http.get(f"{desk.url}/{one}{suffix}", **desk.as_("coordinator", way))
                assert answer.status_code == (200 if one in ids else 404), (way, suffix)
    assert await found(desk, HEIR, status="draft") == [province["id"]]


async def test_a_draft_that_was_left_is_corrected_and_published_for_its_unit(desk: Any) -> None:
    left = await desk.draft(**desk.as_("clerk", OLD))
    assert (await desk.patch(left["id"], 1, STEP, **desk.as_("clerk", SIBLING))).status_code == 404
    corrected = await desk.patch(left["id"], 1, STEP, **desk.as_("clerk", HEIR))
    assert corrected.status_code == 200, corrected.text
    done = await desk.post(left["id"], "publish", 2, **desk.as_("clerk", HEIR))
    assert (done.status_code, done.json()["unit_id"]) == (200, OLD)
    answer = await desk.post(left["id"], "withdraw", 3, json=REASON, **desk.as_("coordinator", HEIR))
    assert answer.json()["status"] == "withdrawn"


async def test_what_a_commune_left_is_changed_by_its_heir_and_not_by_the_heir_of_its_province(desk: Any) -> None:
    """The commune may be another province's today; its old one's heir reads."""
    ward = await desk.draft(**desk.as_("clerk", WARD))
    for role in ("clerk", "coordinator", "admin"):
        heir = desk.as_(role, HEIR)
        for refused in (
            await desk.patch(ward["id"], 1, STEP, **heir),
            await desk.post(ward["id"], "publish", 1, **heir),
            await desk.post(ward["id"], "withdraw", 1, json=REASON, **heir),
            await desk.http.delete(f"{desk.url}/{ward['id']}", headers=heir["headers"] | {"If-Match": '"1"'}),
        ):
            assert desk.problem(refused) == (403, "left-to-another")
        assert (await desk.get(ward["id"], **heir))["version"] == 1
    pages = {way: await desk.http.get(f"/chi-thi/{ward['id']}", **desk.as_("clerk", way)) for way in (HEIR, WARD_HEIR)}
    assert {way: " data-editable" in page.text for way, page in pages.items()} == {HEIR: False, WARD_HEIR: True}
    assert (await desk.patch(ward["id"], 1, STEP, **desk.as_("clerk", WARD_HEIR))).status_code == 200
    assert (await desk.post(ward["id"], "publish", 2, **desk.as_("clerk", OLD))).status_code == 200  # while it lasts


async def test_the_heir_replaces_what_its_predecessor_published(desk: Any) -> None:
    """The old one ends, the new one is the heir's."""
    old = await desk.published(**desk.as_("clerk", OLD))
    asked = {"data": {"supersedes": old["id"]}}
    refused = await desk.send(another(desk.sample), **asked, **desk.as_("clerk", NEW))
    assert desk.problem(refused) == (422, "cannot-supersede")
    new = await desk.draft(another(desk.sample), **asked, **desk.as_("clerk", HEIR))
    done = await desk.post(new["id"], "publish", 1, **desk.as_("clerk", HEIR))
    assert (done.status_code, done.json()["unit_id"]) == (200, NEW)
    assert (await desk.get(old["id"], **desk.as_("clerk", HEIR)))["status"] == "superseded"


async def test_a_paper_that_the_predecessor_has_is_not_taken_in_twice(desk: Any) -> None:
    old = await desk.published(**desk.as_("clerk", OLD))
    again = await desk.send(**desk.as_("clerk", HEIR))
    assert (again.status_code, again.json()["id"], again.json()["duplicate"]) == (200, old["id"], "content")
    retyped = await desk.send(desk.sample + b"\n", **desk.as_("clerk", HEIR))
    assert (retyped.json()["id"], retyped.json()["duplicate"]) == (old["id"], "document")
    assert (await desk.send(**desk.as_("clerk", SIBLING))).status_code == 201


async def test_a_draft_is_not_corrected_into_a_paper_that_the_predecessor_has(desk: Any) -> None:
    old = await desk.published(**desk.as_("clerk", OLD))
    draft = await desk.draft(another(desk.sample), **desk.as_("clerk", HEIR))
    number = {"op": "replace", "path": "/directive/number", "value": old["parsed"]["number"]}
    refused = await desk.patch(draft["id"], 1, number, **desk.as_("clerk", HEIR))
    assert (refused.status_code, old["id"] in refused.text) == (409, True), refused.text


async def test_the_register_page_shows_them(desk: Any) -> None:
    old = await desk.published(**desk.as_("clerk", OLD))
    for way, shown in ((HEIR, True), (NEW, False)):
        page = await desk.http.get("/chi-thi", **desk.as_("clerk", way))
        assert page.status_code == 200
        assert (old["id"] in page.text) is shown
        review = await desk.http.get(f"/chi-thi/{old['id']}", **desk.as_("clerk", way))
        assert review.status_code == (200 if shown else 404)
