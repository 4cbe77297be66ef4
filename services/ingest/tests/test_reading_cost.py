"""Reading takes time in proportion to the length, whatever the text is made of."""

import time

import pytest

from chithi_ingest.core import find_stamp, parse

GROWTH, SLACK = 3, 0.5  # what is quadratic grows 16 times, and from much more than the slack


def cost(text: str) -> float:
    """Processor time to read a text, stamps included."""
    started = time.process_time()
    parse(text)
    find_stamp(text, recognised=True)
    return time.process_time() - started


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
    assert cost(part * 10_000) < 4 * GROWTH * cost(part * 2_500) + SLACK
