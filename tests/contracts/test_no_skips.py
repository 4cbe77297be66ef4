"""The gate sees a skipped test, however it was skipped, and a run without tests; a slow machine fails none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[2]
PASSES = "def test_one(): pass\n"
SKIPS = {
    "marked": "import pytest\n@pytest.mark.skip(reason='later')\ndef test_two(): pass\n",
    "inside": "import pytest\ndef test_two(): pytest.skip('later')\n",
    "module": "import pytest\npytest.importorskip('no_such_module')\n",
    "expected": "import pytest\n@pytest.mark.xfail\ndef test_two(): assert False\n",
}


def run(folder: Path, ci: bool, **files: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "conftest.py", folder)
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(text, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "CI"} | ({"CI": "true"} if ci else {})
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:chithi", f"--rootdir={folder}"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_ci_refuses_a_skipped_test_and_names_it(tmp_path: Path) -> None:
    answer = run(tmp_path, True, passes=PASSES, **SKIPS)
    assert answer.returncode == pytest.ExitCode.TESTS_FAILED
    told = answer.stdout.split("CI allows no skipped test", 1)[1]
    for way in SKIPS:
        assert f"test_{way}.py" in told
    assert "test_passes.py" not in told


def test_ci_lets_a_full_run_pass(tmp_path: Path) -> None:
    assert run(tmp_path, True, passes=PASSES).returncode == pytest.ExitCode.OK


def test_a_developer_may_skip(tmp_path: Path) -> None:
    assert run(tmp_path, False, passes=PASSES, **SKIPS).returncode == pytest.ExitCode.OK


def test_a_run_without_tests_fails(tmp_path: Path) -> None:
    assert run(tmp_path, True, empty="\n").returncode == pytest.ExitCode.NO_TESTS_COLLECTED


def test_an_example_may_take_its_time() -> None:
    assert settings.get_current_profile_name() == "any machine"
    assert settings.default.deadline is None
