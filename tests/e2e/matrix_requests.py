"""What is sent to each route when the access matrix is tried: nothing that would change the things that it tries."""

from dataclasses import dataclass, field
from typing import Any

from .matrix_people import COUNTED_PERIOD, DEVICE, FORM, PERIOD, PROVINCE, VALUES

Json = dict[str, Any]
STALE = {"If-Match": '"999"'}
PATCH = STALE | {"Content-Type": "application/json-patch+json"}
REASON = {"reason": "Thử quyền truy cập"}
MONTH = {"period": PERIOD, "form_id": FORM}
COUNTED = MONTH | {"period": COUNTED_PERIOD}
UNFILED = "2025-08"
MARKED = {"q": "{mark}"}  # of the whole system's papers those of this test


@dataclass(frozen=True)
class Ask:
    """One request. `thing` is what the path's first parameter names, `{thing}` elsewhere stands for it too.

    `lists` is the kind of things that the answer may hold; a row of the table may name a view of a route by `?…`.
    `also` are codes of refusals that here do not mean the caller: a code or a password that is none, or a redirect.
    """

    thing: str | None = None
    lists: str | None = None
    json: Any = None
    params: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    more: Json = field(default_factory=dict)
    also: frozenset[str] = frozenset()


def filled(value: Any, known: dict[str, str]) -> Any:
    """The value with the words that stand for something replaced, at any depth."""
    if isinstance(value, dict):
        return {key: filled(one, known) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, known) for one in value]
    if isinstance(value, str):
        return known.get(value, value)
    return value


INGEST = "/api/ingest/v1/directives"
TASKS = "/api/tasks/v1"
REPORTS = "/api/reporting/v1/reports"
REPORT = {"form_id": FORM, "period": PERIOD, "values": VALUES}
NO_PASSWORD, NO_CODE, UNKNOWN_CODE = (
    frozenset({"wrong-password"}),
    frozenset({"wrong-code"}),
    frozenset({"unknown-code"}),
)
NO_SESSION, ENDED = frozenset({"unknown-session"}), frozenset({"session-ended"})
LEADS_ON = frozenset({"303"})
MERGER = {
    "effective_on": "2099-01-01",
    "basis": "Thử",
    "new_units": [{"code": "99999", "kind": "Xã", "name": "Thử", "level": "commune", "parent": PROVINCE}],
    "successions": [{"from": "{thing}", "to": "99999", "relation": "whole"}],
}
DUE = {"due": "2030-01-01", **REASON}
APPOINTMENT = {"role": "{role}", "unit_id": "{thing}"}

ASKS: dict[str, Ask] = {
    f"GET {INGEST}": Ask(lists="draft", params=MARKED),
    f"POST {INGEST}": Ask(more={"files": {"file": ("a.txt", b"")}}),
    f"GET {INGEST}/{{directive_id}}": Ask("draft"),
    f"GET {INGEST}/{{directive_id}}/text": Ask("draft"),
    f"GET {INGEST}/{{directive_id}}/gold": Ask("draft"),
    f"PATCH {INGEST}/{{directive_id}}": Ask("draft", json=[], headers=PATCH),
    f"POST {INGEST}/{{directive_id}}/publish": Ask("draft", headers=STALE),
    f"POST {INGEST}/{{directive_id}}/withdraw": Ask("draft", json=REASON, headers=STALE),
    f"DELETE {INGEST}/{{directive_id}}": Ask("draft", headers=STALE),
    "GET /chi-thi": Ask(lists="draft", params=MARKED),
    "POST /chi-thi": Ask(more={"files": {"file": ("a.txt", b"")}}),
    "GET /chi-thi/{directive_id}": Ask("draft"),
    "GET /chi-thi/{directive_id}/tong-quan": Ask("draft"),
    "GET /chi-thi/{directive_id}/muc/{number:int}": Ask("draft"),
    "GET /chi-thi/{directive_id}/trang/{number:int}": Ask("draft"),
    "GET /chi-thi/{directive_id}/giao-cho": Ask("draft"),
    f"POST {TASKS}/tokens": Ask(json={"username": "{username}", "password": "{password}"}),
    f"POST {TASKS}/tokens/refresh": Ask(json={"refresh_token": "x" * 43}, also=ENDED),
    f"POST {TASKS}/tokens/revoke": Ask(json={"refresh_token": "x" * 43}),
    f"GET {TASKS}/jwks.json": Ask(),
    f"GET {TASKS}/me": Ask(lists="account"),
    f"POST {TASKS}/me/password": Ask(json={"old": "x", "new": "x"}, also=NO_PASSWORD),
    f"GET {TASKS}/me/sessions": Ask(lists="session"),
    f"DELETE {TASKS}/me/sessions": Ask(),
    f"DELETE {TASKS}/me/sessions/{{session_id}}": Ask("unit", also=NO_SESSION),
    f"POST {TASKS}/me/second-factor": Ask(json={"password": "x"}, also=NO_PASSWORD),
    f"POST {TASKS}/me/second-factor/confirm": Ask(json={"otp": "000000"}, also=NO_CODE),
    f"GET {TASKS}/accounts": Ask("unit", lists="account", params={"unit_id": "{thing}"}),
    f"POST {TASKS}/accounts": Ask("unit", json={"username": "vanthu", "name": "x", "appointment": APPOINTMENT}),
    f"GET {TASKS}/accounts/{{username}}": Ask("account"),
    f"PATCH {TASKS}/accounts/{{username}}": Ask("account", json={"name": "x"}, headers=STALE),
    f"POST {TASKS}/accounts/{{username}}/password-reset": Ask("account"),
    f"POST {TASKS}/accounts/{{username}}/close": Ask("account", json=REASON),
    f"POST {TASKS}/accounts/{{username}}/second-factor/reset": Ask("account"),
    f"GET {TASKS}/accounts/{{username}}/sessions": Ask("account"),
    f"DELETE {TASKS}/accounts/{{username}}/sessions": Ask("account"),
    f"POST {TASKS}/enrolments": Ask("officer", json={"username": "{thing}"}),
    f"GET {TASKS}/enrolments/{{enrolment_id}}": Ask("enrolment"),
    f"DELETE {TASKS}/enrolments/{{enrolment_id}}": Ask("enrolment"),
    f"POST {TASKS}/enrolments/redeem": Ask(json={"code": "00000-00000", "device": DEVICE}, also=UNKNOWN_CODE),
    f"GET {TASKS}/devices": Ask("unit", lists="device", params={"unit_id": "{thing}"}),
    f"DELETE {TASKS}/devices/{{device_id}}": Ask("device"),
    f"GET {TASKS}/clients": Ask(lists="client"),
    f"POST {TASKS}/clients": Ask(
        "unit", json={"name": "x", "unit_id": "{thing}", "role": "clerk", "scopes": ["tasks:read"]}
    ),
    f"DELETE {TASKS}/clients/{{client_id}}": Ask("client"),
    f"POST {TASKS}/oauth/token": Ask(more={"data": {"grant_type": "none"}}),
    "GET /can-bo": Ask("unit", lists="account", params={"unit": "{thing}"}),
    "GET /can-bo?muc=dien-thoai": Ask("unit", lists="device", params={"unit": "{thing}", "muc": "dien-thoai"}),
    "GET /can-bo?muc=ung-dung": Ask("unit", lists="client", params={"unit": "{thing}", "muc": "ung-dung"}),
    "GET /can-bo/{username}": Ask("account"),
    "GET /kich-hoat": Ask(),
    f"GET {TASKS}/units": Ask(lists="unit", params={"limit": 500}),
    f"PUT {TASKS}/units/{{unit_id}}/cluster": Ask("unit", json={"name": None}, headers=STALE),
    f"GET {TASKS}/agencies": Ask(lists="agency_kind"),
    f"GET {TASKS}/agencies/{{agency_id}}": Ask("agency_kind"),
    f"POST {TASKS}/reorganisations": Ask("unit", json=MERGER, params={"dry_run": True}),
    f"GET {TASKS}/reorganisations": Ask(lists="reorganisation"),
    f"GET {TASKS}/reorganisations/{{reorganisation_id}}": Ask("reorganisation"),
    f"DELETE {TASKS}/reorganisations/{{reorganisation_id}}": Ask("reorganisation"),
    f"GET {TASKS}/units/{{unit_id}}": Ask("unit"),
    f"POST {TASKS}/resolutions": Ask("unit", json={"unit_id": "{thing}", "sections": []}),
    f"GET {TASKS}/assignees": Ask(params={"q": "cong an"}),
    f"GET {TASKS}/calendar": Ask(),
    f"GET {TASKS}/assignments": Ask(lists="assignment", params={"limit": 500}),
    f"GET {TASKS}/assignments?role=coordinating": Ask(lists="party", params={"role": "coordinating"}),
    f"GET {TASKS}/assignments/{{assignment_id}}": Ask("assignment"),
    f"GET {TASKS}/assignments/{{assignment_id}}/history": Ask("assignment"),
    f"GET {TASKS}/assignments/{{assignment_id}}/children": Ask("assignment"),
    **{
        f"POST {TASKS}/assignments/{{assignment_id}}/{action}": Ask("assignment", json=body)
        for action, body in {
            "accept": {},
            "start": {},
            "complete": {},
            "return": REASON,
            "reopen": REASON,
            "suspend": REASON,
            "resume": {},
            "withdraw": REASON,
            "due": DUE,
            "extension": DUE,
            "extension-decision": {"grant": True},
            "assignee": {"kind": "unit", "id": "x"},
            "lead": {},
            "delegate": {"all_below": True, "form_id": FORM},
            "comments": {"text": "Thử"},
            "chase": {},
        }.items()
    },
    f"POST {TASKS}/assignments/chase": Ask(json={"ids": ["x"]}),
    f"GET {TASKS}/board": Ask(lists="assignment", params=MARKED),
    f"GET {TASKS}/board?role=coordinating": Ask(lists="party", params=MARKED | {"role": "coordinating"}),
    "GET /nhiem-vu": Ask(lists="assignment", params=MARKED),
    "GET /nhiem-vu/bang": Ask(lists="assignment", params=MARKED),
    "GET /nhiem-vu/{assignment_id}": Ask("assignment"),
    "GET /tai-khoan": Ask(lists="account"),
    "POST /tai-khoan/mat-khau": Ask(more={"data": {"old": "x", "new": "x", "again": "x"}}, also=NO_PASSWORD | {"403"}),
    "POST /tai-khoan/hai-lop": Ask(more={"data": {"password": "x"}}, also=NO_PASSWORD | {"403"}),
    "POST /tai-khoan/hai-lop/xac-nhan": Ask(more={"data": {"otp": "000000"}}, also=NO_CODE),
    "POST /tai-khoan/phien": Ask(more={"data": {"id": "x"}}, also=NO_SESSION | {"404"}),
    "POST /tai-khoan/phien/tat-ca": Ask(),
    "GET /session/step": Ask(also=LEADS_ON),
    "POST /session/step": Ask(also=LEADS_ON),
    "POST /session/refresh": Ask(also=ENDED),
    "GET /session/renew": Ask(also=LEADS_ON),
    "POST /session/renew": Ask(also=LEADS_ON),
    "POST /session/end": Ask(also=LEADS_ON),
    "GET /login": Ask(),
    "GET /login/callback": Ask(),
    "GET /login/ended": Ask(),
    "POST /login": Ask(more={"data": {"username": "{username}", "password": "{password}"}}),
    "POST /logout": Ask(also=LEADS_ON),
    "GET /api/notify/v1/alerts": Ask(lists="alert"),
    "POST /api/notify/v1/alerts/{alert_id}/read": Ask("alert"),
    f"PUT {REPORTS}/{{report_id}}": Ask("report", json=REPORT | {"unit_id": "{unit}", "narrative": "Khác"}),
    f"PUT {REPORTS}/{{report_id}}/revisions/{{number}}": Ask("report", json=REPORT | {"unit_id": "x"}),
    f"GET {REPORTS}": Ask("unit", lists="report", params={"unit_id": "{thing}", "period": PERIOD}),
    f"GET {REPORTS}/{{report_id}}": Ask("report"),
    f"POST {REPORTS}/{{report_id}}/approve": Ask("report", json={"revision": 9}),
    f"POST {REPORTS}/{{report_id}}/return": Ask("report", json={"revision": 9, **REASON}),
    "GET /api/reporting/v1/forms": Ask(),
    "GET /api/reporting/v1/aggregates": Ask("unit", lists="figure", params={"unit_id": "{thing}", **COUNTED}),
    "GET /api/reporting/v1/progress": Ask("unit", lists="commune", params={"unit_id": "{thing}", **MONTH}),
    "GET /": Ask("unit", lists="commune", params={"unit": "{thing}", "period": UNFILED}),
}
