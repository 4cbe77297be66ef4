"""Letters out of pictures, by Tesseract with its Vietnamese model: one process a page, some pages at a time."""

import os
import shutil
import subprocess
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

from PIL import Image

from chithi_ingest.adapters.outbound.extraction.errors import ExtractionError
from chithi_ingest.adapters.outbound.extraction.recognised import RecognisedPage, from_tsv

PAGE_S = 45.0  # seconds for one page; a common one takes one or two
DPI = 300
_COMMAND = "tesseract"
_UNREADABLE = 0.6  # below this a page may lie on its side
_FEW_WORDS = 5


def engine_missing() -> ExtractionError | None:
    """What to install when pages cannot be recognised on this machine, else None."""
    if shutil.which(_COMMAND) is None or "vie" not in _languages():
        return ExtractionError(
            "no-ocr-engine",
            "Đây là bản chụp (scan) mà máy chủ chưa có bộ nhận dạng chữ tiếng Việt. Hãy tải lên bản .docx hoặc "
            "PDF gốc, hoặc nhờ quản trị cài các gói tesseract-ocr và tesseract-ocr-vie.",
        )
    return None


@cache
def _languages() -> frozenset[str]:
    listed = subprocess.run([_COMMAND, "--list-langs"], capture_output=True, check=False, timeout=PAGE_S)
    return frozenset(listed.stdout.decode("utf-8", "replace").split("\n")[1:])


def recognise(pages: Iterable[Image.Image]) -> Iterator[RecognisedPage]:
    """Read pictures of pages in order, as many at once as there are processors.

    A page is only drawn when its turn has come, so that memory holds few of them. Raises `ExtractionError`
    (`no-ocr-engine`, `timeout`, `malformed`).
    """
    missing = engine_missing()
    if missing:
        raise missing
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    waiting: deque[Future[RecognisedPage]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for page in pages:
            waiting.append(pool.submit(_page, page))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _page(picture: Image.Image) -> RecognisedPage:
    page = from_tsv(_run(picture, "tsv", "--psm", "3"))
    if page.words > _FEW_WORDS and page.legibility >= _UNREADABLE:
        return page
    turned = _upright(picture)
    if turned is None:
        return page
    return max(page, from_tsv(_run(turned, "tsv", "--psm", "3")), key=lambda read: read.legibility * read.words)


def _upright(picture: Image.Image) -> Image.Image | None:
    """The picture turned as its letters stand, or None when it stands right already or nobody can tell."""
    try:
        told = _run(picture, "osd", "--psm", "0")
    except ExtractionError:
        return None  # too few letters to tell
    fields = dict(line.split(": ", 1) for line in told.splitlines() if ": " in line)
    degrees = int(fields.get("Rotate", "0"))
    return picture.rotate(-degrees, expand=True, fillcolor=255) if degrees else None


def _run(picture: Image.Image, output: str, *options: str) -> str:
    language = "osd" if output == "osd" else "vie"
    config = ["tsv"] if output == "tsv" else []
    try:
        done = subprocess.run(
            [_COMMAND, "stdin", "stdout", "-l", language, "--dpi", str(DPI), *options, *config],
            input=_pgm(picture),
            capture_output=True,
            check=False,
            timeout=PAGE_S,
            env=os.environ | {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired:
        raise ExtractionError(
            "timeout", "Nhận dạng một trang quá lâu nên đã dừng. Hãy chụp lại trang rõ hơn."
        ) from None
    if done.returncode:
        raise ExtractionError("malformed", "Không nhận dạng được ảnh của trang. Hãy chụp hoặc quét lại.")
    return done.stdout.decode("utf-8", "replace")


def _pgm(picture: Image.Image) -> bytes:
    """The plainest picture there is: nothing in it can be malformed."""
    return b"P5 %d %d 255\n" % picture.size + picture.convert("L").tobytes()
