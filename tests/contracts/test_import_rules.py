"""Every rule of `.importlinter` refuses an import that it forbids, and every package stands under the rules."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).with_name("lint-imports")
FORBIDDEN = [
    ("services-apart", "chithi_notify", "import chithi_tasks.core"),
    ("services-apart", "chithi_ingest/core", "from chithi_reporting.core import periods"),
    ("contracts-plain", "chithi_contracts", "import httpx"),
    ("contracts-plain", "chithi_contracts/events", "import chithi_platform.ids"),
    ("platform-wordless", "chithi_platform/messaging", "import chithi_contracts.topics"),
    ("platform-wordless", "chithi_platform", "import chithi_webui"),
    ("core-pure", "chithi_reporting/core", "import fastapi"),
    ("core-pure", "chithi_tasks/core", "import aiokafka"),
    ("core-pure", "chithi_ingest/core", "import chithi_ingest.settings"),
    ("rooms", "chithi_tasks/core", "import chithi_tasks.adapters"),
    ("rooms", "chithi_notify/adapters", "import chithi_notify.app"),
    ("reading-one-way", "chithi_ingest/core/text", "import chithi_ingest.core.structure"),
    ("reading-one-way", "chithi_ingest/core/names", "import chithi_ingest.core.actors"),
    ("tasks-one-way", "chithi_tasks/core/organisation", "import chithi_tasks.core.resolving.territory"),
    ("tasks-one-way", "chithi_tasks/core/identity", "import chithi_tasks.core.assignments.assignment"),
    ("one-driver", "chithi_tasks/adapters/outbound", "import motor.motor_asyncio"),
    ("one-driver", "chithi_platform/messaging", "from pymongo import UpdateOne"),
    ("one-driver", "chithi_cli", "import bson"),
    ("phone-alone", "chithi_mobile", "import chithi_contracts.events"),
    ("phone-core", "chithi_mobile/core", "import kivy"),
    ("phone-core", "chithi_mobile/core", "import chithi_mobile.ui"),
    ("look-only", "chithi_webui", "import chithi_platform.settings"),
    ("tools-outside", "chithi_notify/adapters", "import chithi_testkit"),
    ("tools-outside", "chithi_platform", "import chithi_cli"),
]


def rules() -> ConfigParser:
    parser = ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    return parser


def members() -> list[Path]:
    """The folder of every member's package."""
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"]["workspace"][
        "members"
    ]
    folders = [folder for pattern in [*patterns, "mobile"] for folder in ROOT.glob(pattern)]
    return [package for folder in folders for package in (folder / "src").glob("chithi_*")]


@pytest.fixture(scope="module")
def reasons(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Why each rule is broken in a copy of all packages that makes every forbidden import in a module of its own."""
    folder = tmp_path_factory.mktemp("packages")
    for package in members():
        shutil.copytree(package, folder / package.name, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / ".importlinter", folder)
    for number, (_, where, line) in enumerate(FORBIDDEN):
        (folder / where / f"wrong_{number}.py").write_text(f"{line}\n", encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "400"}
    command = [str(LINT), "--no-cache"]
    answer = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    _, *parts = re.split(r"\n(.+)\n-{3,}\n", answer.stdout.split("Broken contracts", 1)[1])
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize("number", range(len(FORBIDDEN)), ids=[f"{rule}: {line}" for rule, _, line in FORBIDDEN])
def test_the_rule_refuses_the_import(reasons: dict[str, str], number: int) -> None:
    rule, where, _ = FORBIDDEN[number]
    name = rules()[f"importlinter:contract:{rule}"]["name"]
    assert f"{where.replace('/', '.')}.wrong_{number} ->" in reasons[name]


def test_every_rule_is_tried() -> None:
    named = {section.split(":")[2] for section in rules().sections() if ":contract:" in section}
    assert named == {rule for rule, _, _ in FORBIDDEN}


def test_every_package_is_under_the_rules() -> None:
    assert set(rules()["importlinter"]["root_packages"].split()) == {package.name for package in members()}


def test_every_service_is_under_the_rules_for_services() -> None:
    services = {package.name for package in members() if package.parents[2].name == "services"}
    assert services
    found = rules()
    assert set(found["importlinter:contract:services-apart"]["modules"].split()) == services
    assert set(found["importlinter:contract:rooms"]["containers"].split()) == services
    pure = set(found["importlinter:contract:core-pure"]["source_modules"].split())
    assert pure == {f"{service}.core" for service in services}
