"""The in-app inbox over HTTP."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from chithi_notify.adapters.outbound.alerts import AlertRepository
from chithi_notify.adapters.outbound.people import ASSIGNEE_ROLES
from chithi_notify.core.alert import steering
from chithi_platform.mongo import Document
from chithi_platform.problems import Problem
from chithi_platform.security import CurrentUser, Principal


class AlertOut(BaseModel):
    """One alert; `read_at` is null until it was read."""

    id: str
    kind: str
    title: str
    body: str
    assignment_id: str | None
    raised_at: datetime
    read_at: datetime | None


class AlertPage(BaseModel):
    """A page of alerts, newest first. `unread` counts all that wait, not only this page's."""

    items: list[AlertOut]
    unread: int
    next_cursor: str | None


def routes(alerts: AlertRepository, clock: Callable[[], datetime]) -> APIRouter:
    """The routes of `/api/notify/v1`."""
    router = APIRouter(prefix="/api/notify/v1", tags=["alerts"])

    @router.get("/alerts")
    async def list_alerts(
        user: CurrentUser,
        cursor: Annotated[str | None, Query(max_length=200)] = None,
        unread: bool = False,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> AlertPage:
        """The alerts of the caller's own unit, and of those that it took over, newest first."""
        mine = addressed_to(user)
        before = _decode(cursor) if cursor else None
        rows = await alerts.page(mine, unread=unread, before=before, limit=limit + 1)
        more, rows = len(rows) > limit, rows[:limit]
        last = _encode(rows[-1]) if more else None
        return AlertPage(items=[_out(row) for row in rows], unread=await alerts.count_unread(mine), next_cursor=last)

    @router.post("/alerts/{alert_id}/read")
    async def mark_read(alert_id: str, user: CurrentUser) -> AlertOut:
        """Note that the alert was read; reading it again changes nothing."""
        row = await alerts.mark_read(alert_id, addressed_to(user), clock())
        if row is None:
            raise Problem(
                404, "unknown-alert", "Không tìm thấy thông báo", "Thông báo không có hoặc không phải của bạn."
            )
        return _out(row)

    return router


def addressed_to(user: Principal) -> Document:
    """An agency's officer reads what is addressed to it and to its unit; others all that concerns their own unit.

    What those who steer have to know is none of the officers' business. What a unit left is its heir's own.
    """
    if user.agencies:
        return {"recipient_id": {"$in": [*user.agencies, *user.units]}}
    mine: Document = {"unit_id": {"$in": list(user.units)}}
    above = [steering(unit_id) for unit_id in user.units]
    return mine | {"recipient_id": {"$nin": above}} if user.role in ASSIGNEE_ROLES else mine


def _out(row: Document) -> AlertOut:
    return AlertOut(id=row["_id"], **{name: row[name] for name in AlertOut.model_fields if name != "id"})


def _encode(row: Document) -> str:
    return urlsafe_b64encode(f"{row['raised_at'].isoformat()}|{row['_id']}".encode()).decode()


def _decode(cursor: str) -> tuple[datetime, str]:
    try:
        at, _, alert_id = urlsafe_b64decode(cursor.encode()).decode().partition("|")
        return datetime.fromisoformat(at), alert_id
    except ValueError as error:
        message = "Con trỏ trang không hợp lệ; hãy bắt đầu lại từ trang đầu."
        raise Problem(
            422, "bad-cursor", "Dữ liệu chưa đúng", errors=[{"field": "cursor", "rule": "opaque", "message": message}]
        ) from error
