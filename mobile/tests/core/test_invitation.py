"""A code as people type it, and the address beside it."""

import pytest

from chithi_mobile.core.invitation import BadInvitation, Invitation, from_link, grouped, invitation, server_of

HOME = "https://chithi.ninhbinh.gov.vn"


@pytest.mark.parametrize(
    "typed", ["7K2QM-9XD10", "7k2qm9xd10", " 7K2QM 9XDIO ", "7k2qm–9xdlo", "7K2QM-9XD10 (mã)", "7K2QM-9XDIO"]
)
def test_case_spaces_dashes_and_look_alikes_do_not_matter(typed):
    assert invitation(HOME, typed).code == "7K2QM9XD10"


@pytest.mark.parametrize(("typed", "shown"), [("", ""), ("7k2", "7K2"), ("7k2qm", "7K2QM"), ("7k2qm9", "7K2QM-9")])
def test_it_is_shown_as_on_the_coordinators_screen(typed, shown):
    assert grouped(typed) == shown
    assert grouped(shown) == shown


@pytest.mark.parametrize("typed", ["", "7K2QM", "7K2QM-9XD1", "*****-*****"])
def test_a_code_that_is_too_short_says_what_is_wanted(typed):
    with pytest.raises(BadInvitation, match="10 chữ và số"):
        invitation(HOME, typed)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("chithi.ninhbinh.gov.vn", HOME),
        (" https://chithi.ninhbinh.gov.vn/ ", HOME),
        ("https://chithi.ninhbinh.gov.vn:8443/he-thong", f"{HOME}:8443/he-thong"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ],
)
def test_an_address_needs_no_scheme(typed, address):
    assert server_of(typed) == address


@pytest.mark.parametrize(
    "typed", ["", "chi thi", "http://chithi.ninhbinh.gov.vn", "ftp://a.vn", "https://a@b.vn", "https://a.vn:x"]
)
def test_an_address_that_is_none_or_unsafe_is_refused(typed):
    with pytest.raises(BadInvitation):
        server_of(typed)


def test_the_link_of_the_qr_code_holds_both():
    assert from_link(f"{HOME}/kich-hoat#7K2QM-9XD4T") == Invitation(HOME, "7K2QM9XD4T")
    assert from_link(f" {HOME}:8443/ct/kich-hoat/#7k2qm9xd4t") == Invitation(f"{HOME}:8443/ct", "7K2QM9XD4T")


@pytest.mark.parametrize(
    "text", ["7K2QM-9XD4T", HOME, f"{HOME}/kich-hoat", f"{HOME}/x#7K2QM-9XD4T", f"{HOME}/kich-hoat#7K2"]
)
def test_any_other_text_is_no_link(text):
    assert from_link(text) is None
