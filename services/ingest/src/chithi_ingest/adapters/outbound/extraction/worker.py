"""The reading process: waits for documents on its standard input and forks a confined child for each."""

import gc
import os
import select
import signal
from typing import NoReturn

from chithi_ingest.adapters.outbound.extraction.errors import ExtractionError
from chithi_ingest.adapters.outbound.extraction.files import extract
from chithi_ingest.adapters.outbound.extraction.limits import confine
from chithi_ingest.adapters.outbound.extraction.secrecy import refuse_secret, refuse_secret_name
from chithi_ingest.adapters.outbound.extraction.wire import message, read_frame, write_all
from chithi_ingest.core.parse import parse

_IN = 0


def main() -> None:
    """Serve until the service closes the pipe. The parent never touches a document: a crash ends its child only."""
    out = os.dup(1)
    for stream in (1, 2):  # whatever a library may print about a document ends here
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which then closes the pipe
    gc.freeze()
    while _document_waits():
        write_all(out, message(taken=True))
        child = os.fork()
        if child == 0:
            _child(out)
        _, status, usage = os.wait4(child, 0)
        seconds = usage.ru_utime + usage.ru_stime
        write_all(out, message(ended=os.waitstatus_to_exitcode(status), peak=usage.ru_maxrss * 1024, seconds=seconds))


def _document_waits() -> bool:
    """True when the next byte is there and not yet taken; false when the service is gone."""
    poll = select.poll()
    poll.register(_IN, select.POLLIN)
    return any(event & select.POLLIN for _, event in poll.poll())


def _child(out: int) -> NoReturn:
    status = 1
    try:
        confine()
        answer(_IN, out)
        status = 0
    finally:
        os._exit(status)  # what was read dies with the process


def answer(source: int, out: int) -> None:
    """Read one document from `source` and write what is in it, or why not."""
    name, content = read_frame(source), read_frame(source)
    if name is None or content is None:
        return
    try:
        write_all(out, _read(name.decode("utf-8", "replace"), content, out))
    except ExtractionError as error:
        write_all(out, message(code=error.code, message_vi=error.message_vi))
    except MemoryError:
        write_all(out, message(code="too-large", message_vi="Tệp cần quá nhiều bộ nhớ để đọc. Hãy tách nhỏ tệp."))


def _read(name: str, content: bytes, out: int) -> bytes:
    refuse_secret_name(name)
    found = extract(content, name, lambda done, pages: write_all(out, message(done=done, pages=pages)))
    refuse_secret(found)
    directive = parse(found.text, legibility=found.legibility)
    return message(
        text=found.text,
        directive=directive.model_dump(mode="json"),
        recognised=found.recognised,
        legibility=found.legibility,
        notes=found.notes,
    )


if __name__ == "__main__":
    main()
