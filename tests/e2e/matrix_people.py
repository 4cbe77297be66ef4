"""People of every role in units of every place, whom the access matrix is tried with."""

import secrets
from typing import Any

NATION, PROVINCE, OTHER = "VN", "37-20250701", "01-20250701"
COMMUNE, NEIGHBOUR, FAR = "13669-20250701", "13693-20250701", "00004-20250701"
UNITS = (NATION, PROVINCE, COMMUNE, NEIGHBOUR, OTHER, FAR)
ROLES = ("clerk", "coordinator", "agency_officer", "commune_officer", "ops", "admin")
AGENCY = {NATION: f"bo-cong-an:{NATION}", PROVINCE: f"cong-an-tinh:{PROVINCE}", OTHER: f"cong-an-tinh:{OTHER}"}
PLACES = {  # which unit stands in which relation to the caller's
    PROVINCE: {"own": PROVINCE, "subordinate": COMMUNE, "sibling": OTHER, "superior": NATION, "none": FAR},
    COMMUNE: {"own": COMMUNE, "sibling": NEIGHBOUR, "superior": PROVINCE, "none": FAR},  # nobody is below a commune
}
PERIOD, COUNTED_PERIOD, FORM = "2026-03", "2025-09", "antt-thang"
NO_THING = ""  # a unit may have none of a kind
COUNTED = "tuan-tra-luot"
VALUES = {COUNTED: 1}
LEAD, BESIDE, THIRD = "Công an tỉnh", "Sở Xây dựng", "31-20250701"  # as the paper writes them; a province of nobody's
DEVICE = {"name": "Điện thoại thử", "platform": "android", "app_version": "1"}


def home_of(role: str) -> str:
    """The unit of the account that tries as this role."""
    return COMMUNE if role == "commune_officer" else PROVINCE


def rows() -> list[dict[str, Any]]:
    """One account to try as, for each role; and in each unit those who make things."""
    rows = [_row(role, role, home_of(role)) for role in ROLES] + [_row("root", "admin", NATION)]
    for unit in UNITS:
        rows += [_row(name, _officer_role(unit), unit) for name in (officer(unit), victim(unit))]
        rows.append(_row(f"clerk-{unit}", "clerk", unit))
    return rows


def _row(name: str, role: str, unit: str) -> dict[str, Any]:
    row = {"username": name.lower(), "name": f"Người {name}", "role": role, "unit_id": unit}
    agency = {"agency_id": AGENCY[unit]} if role == "agency_officer" else {}
    return row | agency | {"password": secrets.token_urlsafe(16)}


def officer(unit: str) -> str:
    """The user name of the unit's officer."""
    return f"officer-{unit.lower()}"


def victim(unit: str) -> str:
    """The user name of somebody whom account managers may do anything to."""
    return f"victim-{unit.lower()}"


def _officer_role(unit: str) -> str:
    return "agency_officer" if unit in AGENCY else "commune_officer"
