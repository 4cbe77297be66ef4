"""The generated references are those of the code, and `--check` names what is stale."""

import shutil
from pathlib import Path

import pytest

from chithi_cli import generate
from chithi_contracts.topics import SERVICES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wanted() -> dict[Path, str]:
    return generate.files()


@pytest.fixture
def copy(tmp_path: Path, wanted: dict[Path, str]) -> Path:
    """A folder with every generated file as it should be."""
    for path, text in wanted.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def test_nothing_is_stale() -> None:
    assert generate.stale() == []


def test_there_is_an_openapi_document_of_every_service(wanted: dict[Path, str]) -> None:
    for service in SERVICES:
        assert f'"/api/{service}/v1/' in wanted[Path("services", service, "openapi.json")]


@pytest.mark.parametrize(
    "kind", ["docs/reference/settings.md", "docs/reference/asyncapi.json", "services/tasks/openapi.json"]
)
def test_an_edited_file_is_stale(copy: Path, kind: str) -> None:
    with (copy / kind).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert generate.stale(copy) == [kind]


def test_a_missing_file_and_a_schema_without_event_are_stale(copy: Path, wanted: dict[Path, str]) -> None:
    schema = next(path for path in wanted if path.name == "vn.chithi.report.submitted.v1.json")
    shutil.move(copy / schema, (copy / schema).with_name("vn.chithi.report.forgotten.v1.json"))
    assert generate.stale(copy) == sorted([str(schema), str(schema.with_name("vn.chithi.report.forgotten.v1.json"))])


def test_writing_mends(copy: Path) -> None:
    (copy / "docs/reference/settings.md").unlink()
    generate.write(copy)
    assert generate.stale(copy) == []


def test_the_settings_name_every_variable_and_hide_secrets(
    wanted: dict[Path, str],
) -> None:
    page = wanted[Path("docs", "reference", "settings.md")]
    for name in ("CHITHI_MONGO_URL", "CHITHI_KAFKA_PROFILE", "CHITHI_ALERT_RETENTION_DAYS", "CHITHI_TOKEN_MINUTES"):
        assert f"`{name}`" in page
    assert "mongodb://" not in page


def test_the_machine_s_environment_changes_nothing(wanted: dict[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHITHI_HTTP_PORT", "9999")
    monkeypatch.setenv("CHITHI_MONGO_URL", "mongodb://elsewhere")
    assert generate.files() == wanted
