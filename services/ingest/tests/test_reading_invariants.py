"""What holds for every text: no error, places that slice to their values, and no meaning in the way it is set."""

import json
import re
import textwrap
import unicodedata
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chithi_ingest.core import Directive, parse
from chithi_ingest.core.text.source import fold, slice_of

SHARED = Path(__file__).resolve().parents[4] / "shared" / "directives" / "text"
SAMPLE = (files("chithi_ingest") / "samples" / "chi-thi-mau.txt").read_text("utf-8")
TEXTS = {"sample": SAMPLE} | {path.stem: path.read_text("utf-8") for path in sorted(SHARED.glob("*.txt"))}
HEAD = "Chỉ thị về nhiệm vụ bảo đảm an ninh, trật tự"
FRAGMENTS = st.sampled_from(
    [
        "\n",
        "\n\n",
        " ",
        "\f",
        "1. ",
        "2. ",
        "1.1. ",
        "I. ",
        "a) ",
        "- ",
        "CHỈ THỊ\n",
        "ỦY BAN NHÂN DÂN\n",
        "VĂN BẢN\n",
        "Hà Nội, ngày 1 tháng 2 năm 2026\n",
        "Về việc ",
        "Sở Y tế",
        "Công an tỉnh",
        "các sở, ban, ngành",
        " chủ trì, phối hợp với ",
        " tham mưu ",
        ", ",
        "; ",
        ": ",
        ". ",
        "(",
        ")",
        "Giao ",
        "Đề nghị ",
        "Đối với các Sở: ",
        "trước ngày 31/02/2026",
        "hằng tháng",
        "trong Quý IV/9999",
        "Nghị quyết số 24-NQ/TU ngày 99/99/0000 của ",
        "Luật ",
        "Nơi nhận:\n",
        "CHỦ TỊCH\n",
        "Số: /CT-UBND",
        "theo dõi, đôn đốc việc thực hiện Chỉ thị này",
        "Việc ",
        " của ",
        " phải ",
        "\u0301",
        "\x00",
        "İ",
        "ﬀ",
        "\ud800",
        "\r\n",
        "\u00ad",
        "a\u0301\u0323",
        "PHỤ LỤC\n",
        "MẬT\n",
        "ĐẢNG CỘNG SẢN VIỆT NAM\n",
        "báo cáo Sở Nội vụ",
        "theo hướng dẫn của Bộ Y tế",
        "chỉ đạo Công an xã thực hiện",
        "đóng 100% lối đi tự mở",
        "   ",
        "\t",
        "|",
    ]
)


def printed(value: object) -> str:
    """The words that a value prints."""
    if isinstance(value, dict):
        return str(value.get("text") or value.get("number"))
    return str(value)


def at(document: object, pointer: str) -> object:
    """What a JSON pointer points at."""
    for name in pointer.split("/")[1:]:
        document = document[int(name)] if isinstance(document, list) else document[name]  # type: ignore[index]
    return document


def check_places(text: str, found: Directive) -> None:
    """Every span lies inside the text and, unless the value was derived, slices to it."""
    document = found.model_dump(mode="json")
    for pointer, evidence in found.evidence.items():
        start, end = evidence.span
        assert 0 <= start <= end <= len(text), pointer
        value = at(document, pointer)
        if not evidence.derived:
            assert fold(slice_of(text, evidence.span)) == fold(printed(value)), pointer
    for anomaly in found.anomalies:
        assert anomaly.span is None or 0 <= anomaly.span[0] <= anomaly.span[1] <= len(text)


def values(text: str) -> dict[str, object]:
    """All that must not depend on how a text is set."""
    found = parse(text)
    document = found.model_dump(mode="json", exclude={"evidence", "anomalies"})
    for section in document["sections"]:
        section["text"] = fold(section["text"])
        del section["span"]
    oddities = sorted((a.code, a.suggestion or "", a.section or "") for a in found.anomalies)
    return {**document, "anomalies": oddities}


def wrapped(text: str, width: int, newline: str = "\n") -> str:
    """At another width, without breaks at hyphens."""
    lines = (textwrap.wrap(line, width, break_on_hyphens=False, break_long_words=False) for line in text.split("\n"))
    return newline.join(part for line in lines for part in line or [""])


def paged(text: str, length: int) -> str:
    """With a form feed, a page number and a running head after every so many lines."""
    lines = text.split("\n")
    pages = [lines[i : i + length] for i in range(0, len(lines), length)]
    return "\n".join(
        "\n".join(page if number == 1 else [f"\f{number}", HEAD, "", *page]) for number, page in enumerate(pages, 1)
    )


SETTINGS: dict[str, Callable[[str], str]] = {
    "double-spaced": lambda text: text.replace("\n", "\n\n"),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "hard spaces": lambda text: text.replace(" ", "\u00a0"),
    "two spaces": lambda text: text.replace(" ", "  "),
    "tabs after ordinals": lambda text: re.sub(r"(?m)^(\w{1,3}[.)]|-) ", "\\1\t", text),
    "invisible characters": lambda text: "\ufeff" + text.replace(" ", "\u200b "),
    "wrapped at 84": lambda text: wrapped(text, 84),
    "wrapped at 110, double-spaced": lambda text: wrapped(text, 110, "\n\n"),
    "pages": lambda text: paged(wrapped(text, 96), 32),
    "decomposed pages": lambda text: unicodedata.normalize("NFD", paged(wrapped(text, 88), 40)),
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("setting", SETTINGS)
def test_how_a_text_is_set_changes_nothing(name: str, setting: str) -> None:
    text = SETTINGS[setting](TEXTS[name])
    assert values(text) == values(TEXTS[name])
    check_places(text, parse(text))


@given(
    width=st.integers(62, 120),
    blank=st.booleans(),
    newline=st.sampled_from(["\n", "\r\n"]),
    form=st.sampled_from(["NFC", "NFD"]),
    space=st.sampled_from([" ", "  ", "\u00a0"]),
    page=st.integers(20, 60) | st.none(),
)
@settings(max_examples=30)
def test_settings_of_any_kind_change_nothing(
    *, width: int, blank: bool, newline: str, form: str, space: str, page: int | None
) -> None:
    text = wrapped(SAMPLE, width)
    text = paged(text, page) if page else text
    text = text.replace("\n", newline * (2 if blank else 1)).replace(" ", space)
    text = unicodedata.normalize(form, text)  # type: ignore[arg-type]
    assert values(text) == values(SAMPLE)
    check_places(text, parse(text))


@given(st.lists(FRAGMENTS | st.text(max_size=20), max_size=60).map("".join), st.floats(0, 1))
@settings(max_examples=300)
def test_any_string_is_read_and_its_values_stand_where_they_are_said_to(text: str, legibility: float) -> None:
    found = parse(text, legibility=legibility)
    check_places(text, found)
    for section in found.sections:
        assert 0 <= section.span[0] <= section.span[1] <= len(text)
    assert all(evidence.confidence <= legibility + 0.001 for evidence in found.evidence.values())
    json.dumps(found.model_dump(mode="json"))


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200))
@settings(max_examples=200)
def test_a_slice_is_one_clean_line(text: str, start: int, end: int) -> None:
    words = slice_of(text, (min(start, end), max(start, end)))
    assert words == " ".join(words.split())
