"""Identifiers: UUID version 7 (RFC 9562), so that ids sort by the time they were made."""

import uuid_utils


def uuid7() -> str:
    """A new id; ids made by one process ascend."""
    return str(uuid_utils.uuid7())
