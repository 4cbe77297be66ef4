"""Says whether two bodies are the same report."""

import hashlib
import json
import unicodedata

from chithi_contracts.screening import screen
from chithi_reporting.core.validation import Content


def clean(content: Content) -> Content:
    """The content as it is stored: NFC, identifiers of persons masked."""
    values = {unicodedata.normalize("NFC", code): value for code, value in content.values.items()}
    return Content(
        content.form_id, content.unit_id, content.period, values, screen(content.narrative), content.assignment_id
    )


def fingerprint(content: Content) -> str:
    """A hash of the stored content. The device's clock is left out: a phone that sends again may have moved it."""
    whole = [
        content.form_id,
        content.unit_id,
        content.period,
        content.assignment_id,
        sorted(content.values.items()),
        content.narrative,
    ]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
