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


def test_after_signing_out_nothing_in_the_file_opens_a_door(tmp_path):
    file = tmp_path / "chithi.db"
    store = Store(file)
    store.sign_in(OFFICER, Tokens(ACCESS, REFRESH), Device("dev-1", KEY))
    store.close()
    assert all(secret.encode() in file.read_bytes() for secret in SECRETS)
    store = Store(file)
    store.sign_out()
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["chithi.db"]
    assert not [secret for secret in SECRETS if secret.encode() in file.read_bytes()]
