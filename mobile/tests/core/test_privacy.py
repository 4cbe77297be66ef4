"""Who gets at the phone's file: its owner alone, and after signing out nobody finds key or tokens in it."""

import stat

import pytest

from chithi_mobile.core.database import connect
from chithi_mobile.core.device import Device
from chithi_mobile.core.models import Tokens, User
from chithi_mobile.core.store import Store

OFFICER = User("ca.namdinh", "Trần Văn Bình", "commune_officer", "13669-20250701")
KEY, ACCESS, REFRESH = SECRETS = ("key-of-this-phone", "access-token", "refresh-token")


def rights(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("before", [None, 0o644], ids=["new", "of an earlier version"])
def test_the_file_and_its_side_files_are_the_owners_alone(tmp_path, before):
    file = tmp_path / "chithi.db"
    if before is not None:
        file.touch(before)
        file.chmod(before)
    database = connect(file)
    database.execute("INSERT INTO meta VALUES('a', 'b')")
    found = {path.name: rights(path) for path in tmp_path.iterdir()}
    database.close()
    assert found == dict.fromkeys(("chithi.db", "chithi.db-wal", "chithi.db-shm"), 0o600)


def found_in(folder):
    """Which secrets stand in any file of the phone's, read while the store is open: an app is killed, not closed."""
    told = b"".join(path.read_bytes() for path in folder.iterdir())
    return [secret for secret in SECRETS if secret.encode() in told]


@pytest.mark.parametrize("restarted", [False, True], ids=["at once", "after a restart"])
def test_after_signing_out_nothing_in_the_files_opens_a_door(tmp_path, restarted):
    store = Store(tmp_path / "chithi.db")
    store.sign_in(OFFICER, Tokens(ACCESS, REFRESH), Device("dev-1", KEY))
    assert found_in(tmp_path) == list(SECRETS)
    if restarted:
        store.close()
        store = Store(tmp_path / "chithi.db")
    store.sign_out()
    assert found_in(tmp_path) == []
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["chithi.db"]
    assert found_in(tmp_path) == []


def test_another_key_leaves_nothing_of_the_one_before(tmp_path):
    store = Store(tmp_path / "chithi.db")
    store.sign_in(OFFICER, Tokens(ACCESS, REFRESH), Device("dev-1", KEY))
    store.sign_in(OFFICER, Tokens("next-one", "next-two"), Device("dev-2", "another-key"))
    assert found_in(tmp_path) == []
    store.close()


def test_what_a_kill_left_in_the_log_is_gone_when_the_app_starts_again(tmp_path):
    file, later = tmp_path / "chithi.db", tmp_path / "later"
    store = Store(file)
    store.sign_in(OFFICER, Tokens(ACCESS, REFRESH), Device("dev-1", KEY))
    store._db.execute("DELETE FROM meta WHERE key IN ('session', 'device')")
    later.mkdir()
    for path in (file, tmp_path / "chithi.db-wal"):
        (later / path.name).write_bytes(path.read_bytes())
    store.close()
    assert found_in(later) == list(SECRETS)
    store = Store(later / file.name)
    assert found_in(later) == []
    store.close()
