"""How the service and its reading process talk: frames of a length and a body over pipes."""

import json
import os
import struct
from typing import Any

LENGTH = struct.Struct("!I")
MAX_ANSWER = 64 * 1024 * 1024
_CHUNK = 1024 * 1024


def frame(body: bytes) -> bytes:
    """The body with its length before it."""
    return LENGTH.pack(len(body)) + body


def message(**fields: Any) -> bytes:
    """A frame of JSON; pure ASCII, so that a lone surrogate in a text cannot break it."""
    return frame(json.dumps(fields, separators=(",", ":")).encode())


def read_frame(source: int) -> bytes | None:
    """The next body from a file descriptor; None at its end, also when that comes in the middle of a frame."""
    head = _exactly(source, LENGTH.size)
    return None if head is None else _exactly(source, LENGTH.unpack(head)[0])


def write_all(target: int, data: bytes) -> None:
    """Write everything; a pipe takes it in pieces."""
    view = memoryview(data)
    while view:
        view = view[os.write(target, view) :]


def _exactly(source: int, size: int) -> bytes | None:
    """The buffer grows with what arrives, so that a false length costs nothing."""
    data = bytearray()
    while len(data) < size:
        piece = os.read(source, min(size - len(data), _CHUNK))
        if not piece:
            return None
        data += piece
    return bytes(data)
