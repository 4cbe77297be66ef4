"""The shared layout renders in both languages and obeys a strict content security policy."""

import re
from dataclasses import dataclass

import pytest
from starlette.requests import Request

from chithi_webui import environment, render, static_dir
from chithi_webui.icons import MissingIconError, icon
from chithi_webui.pages import static_url


@dataclass
class Person:
    name: str = "Nguyễn Văn <b>An</b>"
    role: str = "coordinator"


def asking(cookie: str = "") -> Request:
    return Request({"type": "http", "method": "GET", "path": "/", "headers": [(b"cookie", cookie.encode())]})


@pytest.fixture
def pages(tmp_path):
    (tmp_path / "page.html").write_text(
        '{% extends "base.html" %}{% from "parts.html" import chip, stacked_bar, legend, trouble, field %}'
        "{% block title %}Thử{% endblock %}"
        '{% block content %}{% set s = [("in-time", 117, "đã gửi"), ("late", 12, "chưa gửi")] %}'
        '{{ chip("late", "quá hạn") }}'
        '{{ stacked_bar(s, 129, "x") }}{{ legend(s) }}{{ trouble("Lỗi", "Gửi lại", "abc") }}'
        '{{ field("username", "Tên đăng nhập", error="Thiếu") }}{% endblock %}',
        encoding="utf-8",
    )
    return environment(tmp_path)


def body(pages, **kwargs):
    return render(pages, "page.html", user=Person(), here="today", **kwargs).body.decode()


def test_frame_speaks_the_chosen_language(pages):
    assert "Hôm nay" in body(pages, request=asking())
    assert 'lang="en"' in body(pages, request=asking("chithi_lang=en"))
    assert "Sign out" in body(pages, request=asking("chithi_lang=en"))
    assert "Hôm nay" in body(pages, request=asking("chithi_lang=xx"))


def test_a_service_brings_words_of_its_own(tmp_path):
    (tmp_path / "own.html").write_text('{{ word("n_papers", n=3) }} {{ word("today") }}', encoding="utf-8")
    pages = environment(tmp_path, words={"n_papers": ("{n} văn bản", "{n} papers")})
    assert render(pages, "own.html", request=asking()).body.decode() == "3 văn bản Hôm nay"
    assert render(pages, "own.html", request=asking("chithi_lang=en")).body.decode() == "3 papers Today"


@pytest.mark.parametrize(("role", "there"), [("clerk", True), ("ops", True), ("commune_officer", False)])
def test_the_register_is_offered_to_those_who_may_read_it(pages, role, there):
    html = render(pages, "page.html", user=Person(role=role)).body.decode()
    assert ('href="/chi-thi"' in html) is there


def test_nothing_inline_and_names_are_escaped(pages):
    html = body(pages)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", html)
    assert "&lt;b&gt;An&lt;/b&gt;" in html


def test_headers_forbid_inline_and_foreign_content(pages):
    policy = render(pages, "page.html").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_bar_covers_the_whole_width(pages):
    widths = [float(w) for w in re.findall(r'<rect [^>]*width="([\d.]+)"', body(pages))]
    assert sum(widths) == pytest.approx(100, abs=0.5)


def test_every_static_file_that_a_page_names_exists(pages):
    named = re.findall(r'"/static/([^"?]+)', body(pages))
    assert {"vendor/htmx.min.js", "chithi.css"} <= set(named)
    assert [name for name in named if not (static_dir() / name).is_file()] == []


def test_every_font_that_the_css_names_exists():
    fonts = re.findall(r'url\("([^"]+)"\)', (static_dir() / "tokens.css").read_text(encoding="utf-8"))
    assert len(fonts) == 12
    assert [font for font in fonts if not (static_dir() / font).is_file()] == []


def test_a_static_address_changes_with_its_content():
    assert re.fullmatch(r"/static/chithi\.css\?v=[0-9a-f]{10}", static_url("chithi.css"))


def test_an_unknown_icon_says_how_to_get_it():
    with pytest.raises(MissingIconError, match="make setup"):
        icon("no-such-icon")
