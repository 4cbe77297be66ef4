"""Reads files in processes of their own, so that a hostile one costs an error and nothing else."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chithi_ingest.adapters.outbound.extraction.errors import MAX_BYTES, ExtractionError, too_many_bytes
from chithi_ingest.adapters.outbound.extraction.wire import LENGTH, MAX_ANSWER, frame

if TYPE_CHECKING:
    from chithi_ingest.core.model import Directive

__all__ = ["MAX_BYTES", "ExtractionError", "Reader", "Reading"]

_WORKER = "chithi_ingest.adapters.outbound.extraction.worker"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says. `recognised`: some page came from OCR; `legibility` (0 to 1) is how well OCR could read it.

    `peak_bytes` of memory and `processor_s` are what it cost, the recognition of letters included.
    """

    text: str
    directive: "Directive"
    recognised: bool = False
    legibility: float = 1.0
    notes: tuple[str, ...] = ()
    peak_bytes: int = 0
    processor_s: float = 0.0


class _CrashedError(ExtractionError):
    """The process that held the file ended without an answer."""

    def __init__(self) -> None:
        super().__init__(
            "reader-crashed", "Tệp làm bộ đọc dừng đột ngột nên không đọc được. Hãy xuất lại tệp thành .docx hoặc PDF."
        )


class _NotTakenError(_CrashedError):
    """The process ended before it saw the file, which is therefore not to blame."""


class Reader:
    """Reads files, `at_once` at a time; further callers wait their turn.

    `silence_s` is how long a reading may go without a finished page, `whole_s` how long it may take at all.
    """

    def __init__(self, *, at_once: int = 2, silence_s: float = 60.0, whole_s: float = 900.0) -> None:
        self._slots = asyncio.Semaphore(at_once)
        self._silence_s, self._whole_s = silence_s, whole_s
        self._idle: list[_Process] = []

    async def start(self) -> None:
        """Have one process ready before the first file comes."""
        if not self._idle:
            self._idle.append(await _Process.start())

    async def stop(self) -> None:
        """End the processes that wait; a reading that still runs ends with its caller."""
        while self._idle:
            await self._idle.pop().kill()

    async def read(self, name: str, content: bytes, progress: Progress | None = None) -> Reading:
        """Draw out the text, hold the secrecy gate, and parse.

        Raises `ExtractionError` for a file that cannot be read or must not be. A caller that is cancelled takes the
        process with it. `progress(done, pages)` is called on the event loop.
        """
        if len(content) > MAX_BYTES:
            raise too_many_bytes()
        async with self._slots:
            result = await self._read(name, content, progress or _unseen)
        if isinstance(result, ExtractionError):
            raise result
        return result

    async def _read(self, name: str, content: bytes, progress: Progress) -> Reading | ExtractionError:
        while self._idle:  # the kernel may have ended one that waited, when memory ran out
            with suppress(_NotTakenError):
                return await self._read_in(self._idle.pop(), name, content, progress)
        return await self._read_in(await _Process.start(), name, content, progress)

    async def _read_in(
        self, process: "_Process", name: str, content: bytes, progress: Progress
    ) -> Reading | ExtractionError:
        """What the process makes of the file; it waits for the next one afterwards, or is ended."""
        _directive()  # loads the grammar while the process does the same
        try:
            async with asyncio.timeout(self._whole_s):
                result = await process.read(name, content, progress, self._silence_s)
        except TimeoutError:
            await process.kill()
            raise ExtractionError(
                "timeout", "Đọc tệp quá lâu nên đã dừng. Hãy tách tệp hoặc tải lên bản .docx."
            ) from None
        except BaseException:
            await process.kill()
            raise
        self._idle.append(process)
        return result


def _unseen(_done: int, _pages: int) -> None:
    """Nobody watches the progress."""


class _Process:
    """One reading process with its pipes, in a group of its own so that all its children end with it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None  # noqa: S101 - asked for below
        assert process.stdout is not None  # noqa: S101 - the same
        self._process, self._in, self._out = process, process.stdin, process.stdout

    @classmethod
    async def start(cls) -> "_Process":
        pipe = asyncio.subprocess.PIPE
        return cls(
            await asyncio.create_subprocess_exec(
                sys.executable, "-m", _WORKER, stdin=pipe, stdout=pipe, start_new_session=True
            )
        )

    async def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._in.close()
        await asyncio.shield(self._process.wait())

    async def read(self, name: str, content: bytes, progress: Progress, silence_s: float) -> Reading | ExtractionError:
        """Raises `_NotTakenError` when the process ended before it saw the document."""
        sending = asyncio.ensure_future(self._send(name, content))
        try:
            await self._taken(silence_s)
            return await self._result(progress, silence_s)
        finally:
            sending.cancel()

    async def _taken(self, silence_s: float) -> None:
        try:
            await self._message(silence_s)
        except _CrashedError:
            raise _NotTakenError from None

    async def _send(self, name: str, content: bytes) -> None:
        with suppress(ConnectionError, RuntimeError):  # one that ended is noticed where its answer is awaited
            self._in.writelines((frame(name.encode("utf-8", "replace")), LENGTH.pack(len(content)), content))
            await self._in.drain()

    async def _result(self, progress: Progress, silence_s: float) -> Reading | ExtractionError:
        answer: dict[str, Any] = {}
        while True:
            told = await self._message(silence_s)
            if "ended" in told:
                return _outcome(answer, told)
            if "pages" in told:
                progress(told["done"], told["pages"])
            else:
                answer = told

    async def _message(self, silence_s: float) -> dict[str, Any]:
        try:
            async with asyncio.timeout(silence_s):
                size = LENGTH.unpack(await self._out.readexactly(LENGTH.size))[0]
                if size > MAX_ANSWER:
                    raise _CrashedError
                return dict(json.loads(await self._out.readexactly(size)))
        except asyncio.IncompleteReadError:
            raise _CrashedError from None


def _directive() -> type["Directive"]:
    from chithi_ingest.core.model import Directive

    return Directive


def _outcome(answer: dict[str, Any], ended: dict[str, Any]) -> Reading | ExtractionError:
    """What the child told before it ended; one that ended badly leaves its process in doubt, so that it is raised."""
    if ended["ended"] != 0 or not answer:
        raise _CrashedError
    if "code" in answer:
        return ExtractionError(answer["code"], answer["message_vi"])
    return Reading(
        answer["text"],
        _directive().model_validate(answer["directive"]),
        answer["recognised"],
        answer["legibility"],
        tuple(answer["notes"]),
        ended["peak"],
        ended["seconds"],
    )
