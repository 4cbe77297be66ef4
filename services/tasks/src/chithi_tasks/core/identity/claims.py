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
    session_id: str | None = None,
    device_id: str | None = None,
    now: datetime,
    life: timedelta,
) -> dict[str, Any]:
    """JWT claims: who, in which role, for which unit and the units above it, for which agency, in which session."""
    more = {"agency": agency_id, "sid": session_id, "device": device_id}
    return {name: value for name, value in more.items() if value} | {
        "iss": issuer,
        "sub": username,
        "name": name,
        "role": role,
        "unit": unit_id,
        "path": list(path),
        "iat": int(now.timestamp()),
        "exp": int((now + life).timestamp()),
    }
