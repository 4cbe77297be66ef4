"""Codes, proofs, secrets and scopes: what needs no database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chithi_tasks.core.identity.client import OF_ROLE, SCOPES, BadScope, Client, granted, new_secret, unsuitable
from chithi_tasks.core.identity.device import Device, Proof, new_key, refusal, signature
from chithi_tasks.core.identity.enrolment import (
    ALPHABET,
    LIFE,
    Enrolment,
    code_of,
    fingerprint,
    link,
    new_code,
    shown,
)

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_codes_differ_and_can_be_read_back_as_shown() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(code_of(shown(code)) == code and len(code) == 10 for code in codes)
    assert not set("ILOU") & set("".join(codes))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ABCDE-12345", "ABCDE12345"),
        ("  abcde 12345\n", "ABCDE12345"),
        ("oiLuO-5678Z", "011V05678Z"),
        ("ABCDE–12345", "ABCDE12345"),  # a phone's keyboard makes a long dash
        ("ABCDE-1234", None),
        ("ABCDE-123456", None),
        ("ĂBCDE-12345", None),
        ("ABCDE!12345", None),
        ("", None),
    ],
)
def test_a_typed_code_is_forgiven_its_look_alikes(typed: str, code: str | None) -> None:
    assert code_of(typed) == code


def test_every_letter_of_the_alphabet_means_itself() -> None:
    assert all(code_of(letter * 10) == letter * 10 for letter in ALPHABET)


def test_the_link_keeps_the_code_from_servers() -> None:
    before, _, after = link("https://chithi.tinh.vn/", "ABCDE12345").partition("#")
    assert before == "https://chithi.tinh.vn/kich-hoat"
    assert after == "ABCDE-12345"


def test_an_enrolment_tells_what_became_of_it() -> None:
    made: dict[str, Any] = {
        "id": "1",
        "code_hash": "x",
        "username": "xa",
        "made_by": "dieuphoi",
        "made_at": NOW,
        "expires_at": NOW + LIFE,
    }
    assert Enrolment(**made).state(NOW + LIFE - timedelta(seconds=1)) == "waiting"
    assert Enrolment(**made).state(NOW + LIFE) == "expired"
    assert Enrolment(**made, cancelled_at=NOW).state(NOW + LIFE) == "cancelled"
    assert Enrolment(**made, used_at=NOW, device_id="d").state(NOW + LIFE) == "used"


def device(key: bytes) -> Device:
    return Device(
        id="d",
        username="xa",
        name="Máy của xã",
        platform="android",
        app_version="1",
        key=key,
        session_id="s",
        enrolled_at=NOW,
        enrolled_by="dieuphoi",
        seen_at=NOW,
    )


def test_only_the_phones_own_key_proves() -> None:
    key, at = new_key(), int(NOW.timestamp())
    right = signature(key, at, "token")
    assert len(key) == 32
    assert refusal(device(key), Proof("d", at, right), "token", NOW) is None
    assert refusal(device(key), Proof("d", at, right + "="), "token", NOW) is None
    assert refusal(device(key), Proof("d", at, right), "another", NOW) == "signature"
    assert refusal(device(key), Proof("d", at + 1, right), "token", NOW) == "signature"
    assert refusal(device(new_key()), Proof("d", at, right), "token", NOW) == "signature"
    assert refusal(device(key), Proof("d", at, "đoán"), "token", NOW) == "signature"


@pytest.mark.parametrize(("minutes", "why"), [(5, None), (-5, None), (5.1, "clock"), (-5.1, "clock")])
def test_a_proof_is_good_for_five_minutes(minutes: float, why: str | None) -> None:
    key, at = new_key(), int(NOW.timestamp())
    proof = Proof("d", at, signature(key, at, "token"))
    assert refusal(device(key), proof, "token", NOW + timedelta(minutes=minutes)) == why


def client(**more: Any) -> Client:
    fields: dict[str, Any] = {
        "id": "c",
        "name": "Phần mềm một cửa",
        "unit_id": "VN",
        "path": ("VN",),
        "role": "clerk",
        "scopes": ("tasks:read", "ingest:write"),
        "secret_hash": fingerprint("bí mật"),
        "made_at": NOW,
        "made_by": "quantri",
    }
    return Client(**(fields | more))


def test_a_client_is_in_force_to_the_end_of_its_last_day() -> None:
    last = date(2026, 3, 2)
    assert client().in_force(last)
    assert client(valid_to=last).in_force(last)
    assert not client(valid_to=last).in_force(date(2026, 3, 3))
    assert not client(closed_at=NOW).in_force(last)


def test_a_client_knows_its_secret_alone() -> None:
    assert client().knows("bí mật")
    assert not client().knows("bí mật ")
    assert len(new_secret()) == 43
    assert new_secret() != new_secret()


def test_a_token_never_says_more_than_the_client_may() -> None:
    assert granted(client(), None) == ("tasks:read", "ingest:write")
    assert granted(client(), "  ") == ("tasks:read", "ingest:write")
    assert granted(client(), "ingest:write") == ("ingest:write",)
    with pytest.raises(BadScope, match="tasks:write"):
        granted(client(), "tasks:read tasks:write")


def test_roles_use_known_scopes_and_no_others() -> None:
    assert all(set(scopes) <= set(SCOPES) for scopes in OF_ROLE.values())
    assert unsuitable("clerk", ["reporting:write", "tasks:read"]) == {"reporting:write"}
    assert unsuitable("agency_officer", ["ingest:read"]) == {"ingest:read"}
