"""The keys that seal secrets on one machine: made once, for this user alone, and told to tasks only."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from chithi_cli.local.secrets_keys import FILE, keys_of
from chithi_cli.local.supervisor import LocalSystem
from chithi_tasks.adapters.outbound.identity.vault import Vault


def test_keys_are_made_once_whoever_asks_first(tmp_path: Path) -> None:
    run_dir = tmp_path / "home" / "run"
    with ThreadPoolExecutor(8) as pool:
        [keys] = set(pool.map(keys_of, [run_dir] * 32))
    assert Vault(keys)
    assert [file.name for file in run_dir.iterdir()] == [FILE]
    assert stat.S_IMODE((run_dir / FILE).stat().st_mode) == 0o600
    assert keys_of(tmp_path / "other") != keys


def test_keys_are_told_to_tasks_alone(tmp_path: Path) -> None:
    system = LocalSystem(tmp_path / "run", roles="split")
    told = {part.name: part.process.env.get("CHITHI_SECRETS_KEYS") for part in system.services}
    assert {name for name, keys in told.items() if keys} == {"tasks-api", "tasks-worker"}
    assert set(told.values()) == {None, system.secrets_keys}
    assert LocalSystem(tmp_path / "run").secrets_keys == system.secrets_keys
