"""Ids that the phone makes by itself, before any network is there."""

import secrets
from datetime import datetime
from uuid import UUID


def uuid7(now: datetime) -> str:
    """A UUIDv7 (RFC 9562): sortable by time, unique without a server; it is the idempotency key of a report."""
    milliseconds = int(now.timestamp() * 1000)
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(UUID(int=value))


def new_trace_id() -> str:
    """A random W3C trace id, never all zero."""
    return f"{secrets.randbits(128) | 1:032x}"


def traceparent(trace_id: str) -> str:
    """The W3C header that makes the phone the root of the trace."""
    return f"00-{trace_id}-{secrets.randbits(64) | 1:016x}-01"
