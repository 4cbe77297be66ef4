"""An uploaded file, kept in memory alone: the framework's own form parser would write it to a temporary file."""

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from chithi_platform.problems import FieldError, Problem

MARGIN = 64 * 1024  # the form around the file
_NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """A file with its name, and the directive that it is to take the place of."""

    name: str
    content: bytes
    supersedes: str | None


class _InMemory(MultiPartParser):
    """A parser that never spools: what is uploaded may be a secret, and a disk remembers."""

    spool_max_size = 1 << 30


async def read_upload(request: Request, max_bytes: int) -> Upload:
    """Read the form; raises `Problem` when it is none, or has no file."""
    try:
        form = await _InMemory(request.headers, request.stream(), max_files=1, max_fields=4).parse()
    except (MultiPartException, KeyError, ValueError):
        raise _no_file("Yêu cầu phải là biểu mẫu multipart/form-data có trường file.") from None
    try:
        file, supersedes = form.get("file"), form.get("supersedes")
        if not isinstance(file, UploadFile):
            raise _no_file("Hãy chọn một tệp để tiếp nhận.")
        content = await file.read(max_bytes + 1)
    finally:
        await form.close()
    other = supersedes if isinstance(supersedes, str) and supersedes else None
    return Upload(_name(file.filename or ""), content, other)


def _name(given: str) -> str:
    """The last part of the name: a folder upload names the way to it, which is nobody's business."""
    bare = PurePosixPath(unicodedata.normalize("NFC", given).replace("\\", "/")).name
    printable = "".join(c for c in bare if c.isprintable())
    stem, dot, suffix = printable.rpartition(".")
    return f"{stem[: _NAME_LENGTH - len(suffix) - 1]}{dot}{suffix}"[-_NAME_LENGTH:] if dot else printable[:_NAME_LENGTH]


def _no_file(message: str) -> Problem:
    field: FieldError = {"field": "file", "rule": "missing", "message": message}
    return Problem(422, "validation", "Thiếu tệp", message, [field])
