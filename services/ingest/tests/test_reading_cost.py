"""Reading takes time in proportion to the length, whatever the text is made of."""

import gc
import time
from collections.abc import Iterator

import pytest

from chithi_ingest.core import find_stamp, parse

LONGER = 8
GROWTH, SLACK = 3, 0.5  # what is quadratic grows 64 times, and from much more than the slack
ATTEMPTS = 5  # a cost that the text itself causes comes every time, a disturbance does not


@pytest.fixture(autouse=True)
def no_collection() -> Iterator[None]:
    """Keeps out the garbage of earlier tests: collecting it would count as reading."""
    gc.disable()
    yield
    gc.enable()


def cost(text: str) -> float:
    """Processor time of this thread to read a text, stamps included, in seconds."""
    started = time.thread_time()
    parse(text)
    find_stamp(text, recognised=True)
    return time.thread_time() - started


def grows_evenly(part: str, times: int) -> bool:
    short, long = cost(part * times), cost(part * times * LONGER)
    return long < LONGER * GROWTH * short + SLACK


@pytest.mark.parametrize(
    "part",
    [
        "a",
        " ",
        "1. ",
        "1.\n",
        "1, ",
        "Công an tỉnh, ",
        "phối hợp với các ",
        "các sở, ban, ngành và ",
        "ngày 1/",
        "trước ngày ",
        "Luật a ",
        "(",
        "Việc a của ",
        "Khi a, ",
        "Số 1/",
        "Nơi nhận:\n",
        "CHỈ THỊ\n",
        "e\u0301",
        "theo dõi ",
        "I. \n1. \na) \n",
        "Đề án ",
        "báo cáo ",
        "trình Sở A1, ",
        "1. Sở A\n2. Sở B\n",
        "chỉ đạo phòng Y tế ",
        "\f1\n",
        "Nơi nhận:\nPHỤ LỤC\n",
        "e\u0301\u00ad\u0302",
        "uỷ ban nhan dan ",
    ],
)
def test_time_grows_with_the_length_only(part: str) -> None:
    assert any(grows_evenly(part, 1_250) for _ in range(ATTEMPTS))
