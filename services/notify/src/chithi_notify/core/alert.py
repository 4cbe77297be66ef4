"""An alert: one sentence to one recipient, made once per cause."""

from dataclasses import dataclass
from datetime import datetime

from chithi_contracts.events.alert import AlertKind

STEERING = "dieu-phoi"


@dataclass(frozen=True)
class Alert:
    """What a recipient has to know. `id` is the dedupe key: same cause, same id.

    `recipient_id` is the id of a unit, of an agency, or `dieu-phoi:<unit id>` for those who steer there. `unit_id` is
    the unit itself, or the one whose agency it is.
    """

    id: str
    recipient_id: str
    unit_id: str
    kind: AlertKind
    title: str
    body: str
    assignment_id: str | None
    raised_at: datetime


def steering(unit_id: str) -> str:
    """Whoever steers for the unit, unlike its officers, who carry tasks out."""
    return f"{STEERING}:{unit_id}"
