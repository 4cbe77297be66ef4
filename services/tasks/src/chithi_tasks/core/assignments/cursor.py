"""Where a reader of changes stands: one position for each scope, opaque to the reader."""

import base64
import binascii
from collections.abc import Mapping

Positions = dict[str, int]
LARGEST = 2**63 - 1  # what the database can compare with


class BadCursor(ValueError):
    """The cursor was not one of ours."""


def encode(positions: Mapping[str, int]) -> str:
    """Positions as text that fits into a URL."""
    text = ",".join(f"{scope}:{position}" for scope, position in sorted(positions.items()))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str) -> Positions:
    """The positions in a cursor; an empty one is the beginning."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        pairs = [part.rsplit(":", 1) for part in text.split(",") if part]
        positions = {scope: int(position) for scope, position in pairs}
    except (ValueError, binascii.Error) as error:
        raise BadCursor(cursor) from error
    if not all(0 <= position <= LARGEST for position in positions.values()):
        raise BadCursor(cursor)
    return positions
