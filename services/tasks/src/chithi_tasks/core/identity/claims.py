"""What a token says about its bearer."""

from datetime import datetime, timedelta
from typing import Any

from chithi_tasks.core.identity.access import Role


def claims(
    *,
    issuer: str,
    username: str,
    name: str,
    role: Role,
    unit_id: str,
    path: tuple[str, ...],
    agency_id: str | None,
    now: datetime,
    life: timedelta,
) -> dict[str, Any]:
    """JWT claims: who, in which role, for which unit and the units above it, for which agency of the unit."""
    agency = {"agency": agency_id} if agency_id else {}
    return agency | {
        "iss": issuer,
        "sub": username,
        "name": name,
        "role": role,
        "unit": unit_id,
        "path": list(path),
        "iat": int(now.timestamp()),
        "exp": int((now + life).timestamp()),
    }
