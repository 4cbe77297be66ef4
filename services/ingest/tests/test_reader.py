"""Files are read in processes of their own: what goes wrong there is an error here and nothing else."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from chithi_cli import papers
from chithi_ingest.adapters.outbound.reader import MAX_BYTES, ExtractionError, Reader, Reading
from chithi_testkit.polling import eventually

SCAN = [
    "ỦY BAN NHÂN DÂN    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "TỈNH NINH BÌNH    Độc lập - Tự do - Hạnh phúc",
    "Số: 03/CT-UBND    Ninh Bình, ngày 05 tháng 01 năm 2026",
    "",
    "CHỈ THỊ",
    "Về nhiệm vụ công tác bảo đảm an ninh, trật tự năm 2026",
    "",
    "Để bảo đảm an ninh, trật tự, Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:",
    "1. Công an tỉnh chủ trì, phối hợp với Sở Y tế tuần tra trước ngày 31/3/2026.",
    "2. Sở Nội vụ tham mưu Ủy ban nhân dân tỉnh kiểm tra việc thực hiện.",
    "3. Sở Tài chính bố trí kinh phí thực hiện.",
]
TEXT = "\n".join(SCAN).encode()
PATIENT = 300  # seconds a page may take: what takes one alone takes forty among thirty others


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    reader = Reader(silence_s=PATIENT)
    yield reader
    await reader.stop()


def offspring() -> list[psutil.Process]:
    """The reading processes of this test and all that they started."""
    return [process for process in psutil.Process().children(recursive=True) if reads(process)]


def reads(process: psutil.Process) -> bool:
    """Also no when it ends as we look."""
    try:
        words = process.cmdline() if process.status() != psutil.STATUS_ZOMBIE else []
    except psutil.NoSuchProcess:
        return False
    return any("extraction.worker" in word or "tesseract" in word for word in words)


def at_work() -> psutil.Process:
    """The process that holds the document: the one child of the one that waits for the next."""
    [waiting] = filter(reads, psutil.Process().children())
    [child] = waiting.children()
    return child


def long_scan() -> bytes:
    """So long that it is still being read when we look, though we were held up after its first page."""
    return papers.scan([papers.drawn(SCAN)] * 40)


async def code_of(reading: "asyncio.Future[Reading] | asyncio.Task[Reading]") -> str:
    with pytest.raises(ExtractionError) as caught:
        await reading
    return caught.value.code


async def test_a_scan_is_read_as_a_directive(reader: Reader) -> None:
    seen: list[tuple[int, int]] = []
    read = await reader.read("chi-thi.pdf", papers.scan([papers.drawn(SCAN)]), lambda *at: seen.append(at))
    assert read.directive.number == "03/CT-UBND"
    assert [section.ordinal for section in read.directive.sections] == ["1", "2", "3"]
    assert [section.lead for section in read.directive.sections] == [
        ("Công an tỉnh",),
        ("Sở Nội vụ",),
        ("Sở Tài chính",),
    ]
    assert read.recognised
    assert read.legibility < 1
    assert read.directive.evidence["/number"].confidence <= round(read.legibility, 3)
    assert seen == [(1, 1)]


async def test_processes_are_kept_for_the_next_file_and_each_file_has_its_own(reader: Reader) -> None:
    first, second = [await reader.read("a.txt", TEXT) for _ in range(2)]
    assert first.directive == second.directive
    assert len(offspring()) == 1
    assert 0 < second.peak_bytes < 300 * 1024 * 1024


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("MẬT_CT12.txt", TEXT),
        ("a.txt", b"T\xe1\xbb\x90I M\xe1\xba\xacT\n" + TEXT),
        ("a.pdf", papers.scan([papers.drawn([*SCAN[:3], "", "MẬT", "", *SCAN[4:]])])),
    ],
    ids=["name", "text", "scan"],
)
async def test_papers_that_bear_a_secrecy_stamp_are_refused(reader: Reader, name: str, content: bytes) -> None:
    assert await code_of(asyncio.ensure_future(reader.read(name, content))) == "secret-document"


async def test_a_file_over_the_limit_never_reaches_a_process(reader: Reader) -> None:
    assert await code_of(asyncio.ensure_future(reader.read("a.pdf", b"x" * (MAX_BYTES + 1)))) == "too-large"
    assert offspring() == []


async def test_a_crash_is_an_error_and_the_next_file_is_read(reader: Reader) -> None:
    hit: list[psutil.Process] = []

    def crash(_done: int, _pages: int) -> None:
        if not hit:  # what it said before it died may still be on its way
            hit.append(at_work())
            hit[0].send_signal(signal.SIGSEGV)

    assert await code_of(asyncio.ensure_future(reader.read("a.pdf", long_scan(), crash))) == "reader-crashed"
    assert (await reader.read("a.txt", TEXT)).directive.number == "03/CT-UBND"


async def test_a_process_that_died_while_it_waited_is_replaced(reader: Reader) -> None:
    await reader.start()
    waiting = await eventually(one_waits)
    waiting.kill()  # and the event loop, which would hear of it, gets no turn before the file comes
    assert (await reader.read("a.txt", TEXT)).directive.number == "03/CT-UBND"
    assert waiting not in offspring()


async def test_a_process_that_cannot_begin_is_an_error(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert await code_of(asyncio.ensure_future(reader.read("a.txt", TEXT))) == "reader-crashed"


async def test_a_reading_that_says_nothing_for_too_long_is_ended_with_all_its_processes() -> None:
    reader = Reader(silence_s=0.2)
    assert await code_of(asyncio.ensure_future(reader.read("a.pdf", long_scan()))) == "timeout"
    await eventually(nobody_reads)


async def test_a_reading_that_takes_too_long_is_ended() -> None:
    reader = Reader(whole_s=0.2)
    assert await code_of(asyncio.ensure_future(reader.read("a.pdf", long_scan()))) == "timeout"
    await eventually(nobody_reads)


async def test_a_caller_that_leaves_takes_the_process_with_it(reader: Reader) -> None:
    begun = asyncio.Event()
    reading = asyncio.ensure_future(reader.read("a.pdf", long_scan(), lambda *_: begun.set()))
    await begun.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await eventually(nobody_reads)


async def nobody_reads() -> bool:
    return offspring() == []


async def one_waits() -> psutil.Process:
    found = offspring()
    assert len(found) == 1
    return found[0]


async def test_files_wait_their_turn() -> None:
    reader = Reader(at_once=1)
    try:
        both = await asyncio.gather(*(reader.read("a.txt", TEXT) for _ in range(3)))
        assert {read.directive.number for read in both} == {"03/CT-UBND"}
        assert len(offspring()) == 1
    finally:
        await reader.stop()
    await eventually(nobody_reads)


async def test_five_hundred_pages_stay_within_300_megabytes() -> None:
    reader = Reader(silence_s=PATIENT)  # it is memory that counts here
    page = papers.set_in_pages("\n".join(SCAN[7:] * 12))[0]
    try:
        read = await reader.read("a.pdf", papers.printed_pdf([SCAN, *[page] * 499]))
    finally:
        await reader.stop()
    assert read.text.count("\f") == 499
    assert read.peak_bytes <= 300 * 1024 * 1024


CONFINED = """
from pathlib import Path
from chithi_ingest.adapters.outbound.extraction.limits import confine
confine()
{}
"""


@pytest.mark.parametrize(
    ("work", "error"),
    [("bytearray(2 * 1024**3)", "MemoryError"), ("Path(r'{folder}/x').write_bytes(b'x')", "File too large")],
    ids=["memory", "files"],
)
def test_the_kernel_holds_a_reading_to_its_limits(work: str, error: str, tmp_path: Path) -> None:
    script = CONFINED.format(work.replace("{folder}", str(tmp_path)))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert error in done.stderr


async def test_nothing_is_written_to_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    reader = Reader(silence_s=PATIENT)
    try:
        await reader.read("a.pdf", papers.scan([papers.drawn(SCAN)]))
    finally:
        await reader.stop()
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - within a coroutine
