"""Letters out of pictures, by Tesseract with its Vietnamese model: one process a page, some pages at a time."""

import os
import shutil
import subprocess
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar

from PIL import Image, ImageFilter

from chithi_ingest.adapters.outbound.extraction.errors import ExtractionError
from chithi_ingest.adapters.outbound.extraction.recognised import RecognisedPage, from_tsv, lone_lines
from chithi_ingest.adapters.outbound.extraction.stamps import red_ink, slanted, upper

PAGE_S = 45.0  # seconds for one page; a common one takes one or two
DPI = 300
STAMPED_PAGES = 2
P = TypeVar("P")
T = TypeVar("T")
_COMMAND = "tesseract"
_UNREADABLE = 0.6  # below this a page may lie on its side
_FEW_WORDS = 5
_SPOTS = (12, 16)  # of the page, whose paper is compared
_UNEVEN = 60  # of 255


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


def recognise(pages: Iterable[Image.Image], *, stamped: int = STAMPED_PAGES) -> Iterator[RecognisedPage]:
    """Read pictures of pages in order, as many at once as there are processors; look for stamps on the first ones.

    A page is only drawn when its turn has come, so that memory holds few of them. Raises `ExtractionError`
    (`no-ocr-engine`, `timeout`, `malformed`).
    """
    return _in_parallel(lambda numbered: _page(numbered[1], stamped=numbered[0] < stamped), enumerate(pages))


def stamps_on(pages: Iterable[Image.Image]) -> Iterator[str]:
    """Only what may be stamps on pages whose text is known."""
    return _in_parallel(_stamps, pages)


def _in_parallel(read: Callable[[P], T], pages: Iterable[P]) -> Iterator[T]:
    missing = engine_missing()
    if missing:
        raise missing
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    waiting: deque[Future[T]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for page in pages:
            waiting.append(pool.submit(read, page))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _page(picture: Image.Image, *, stamped: bool) -> RecognisedPage:
    tsv = _blocks(picture)
    page = from_tsv(tsv)
    if page.words <= _FEW_WORDS or page.legibility < _UNREADABLE:
        turned = _upright(picture)
        again = _blocks(turned)
        if _worth(from_tsv(again)) > _worth(page):
            tsv, picture = again, turned
    if not stamped:
        return from_tsv(tsv)
    lone = _lone_words(picture)
    return replace(from_tsv(tsv, *lone.straight), stamps=lone.text)


def _blocks(picture: Image.Image) -> str:
    """The page as one column of paragraphs; under uneven light each spot is judged by what is around it (Sauvola)."""
    local = ("-c", "thresholding_method=2") if _unevenly_lit(picture) else ()
    return _run(picture, "tsv", "--psm", "4", *local)


def _unevenly_lit(picture: Image.Image) -> bool:
    """Whether the paper is much darker at one place than at another, as on a photograph; its edges do not count."""
    small = picture.convert("L").reduce(8).filter(ImageFilter.MaxFilter(9))
    width, height = small.size
    paper = small.crop((width // 16, height // 16, width - width // 16, height - height // 16)).resize(_SPOTS)
    shades = paper.tobytes()
    return max(shades) - min(shades) > _UNEVEN


def _worth(page: RecognisedPage) -> float:
    return page.legibility * page.words


def _stamps(picture: Image.Image) -> str:
    return _lone_words(picture).text


@dataclass(frozen=True, slots=True)
class _LoneWords:
    straight: tuple[str, ...]  # as they stand on the page
    tilted: tuple[str, ...] = ()  # after they were turned: for the gate only

    @property
    def text(self) -> str:
        return "\n".join(map(lone_lines, (*self.straight, *self.tilted)))


def _lone_words(picture: Image.Image) -> _LoneWords:
    """What stands alone on the upper part of a page, and what is written there in red, also with a slant."""
    top = upper(picture)
    sparse = _run(top, "tsv", "--psm", "11")
    red = red_ink(top)
    if red is None:
        return _LoneWords((sparse,))
    straight = (*(_run(red, "tsv", "--psm", psm) for psm in ("6", "11")), sparse)
    return _LoneWords(straight, tuple(_run(turned, "tsv", "--psm", "6") for turned in slanted(red)))


def _upright(picture: Image.Image) -> Image.Image:
    """The picture turned as its letters stand; itself when nobody can tell."""
    try:
        told = _run(picture, "osd", "--psm", "0")
    except ExtractionError:
        return picture  # too few letters to tell
    fields = dict(line.split(": ", 1) for line in told.splitlines() if ": " in line)
    return picture.rotate(-int(fields.get("Rotate", "0")), expand=True, fillcolor="white")


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
