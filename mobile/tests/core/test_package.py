"""The Android package description names what the app really needs."""

import configparser
import tomllib
from pathlib import Path

MOBILE = Path(__file__).parent.parent.parent


def test_the_package_asks_for_every_dependency_and_no_more_rights_than_the_network():
    spec = configparser.ConfigParser()
    spec.read(MOBILE / "buildozer.spec", encoding="utf-8")
    required = {name.partition("==")[0]: name for name in spec["app"]["requirements"].split(",")}
    project = tomllib.loads((MOBILE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for dependency in project["dependencies"]:
        name = dependency.partition("==")[0]
        assert name in required, f"{name} is missing from buildozer.spec"
        assert "==" not in dependency or required[name] == dependency
    assert required["python3"].partition("==")[2] == required["hostpython3"].partition("==")[2]
    assert project["version"] == spec["app"]["version"]
    rights = {right.strip() for right in spec["app"]["android.permissions"].split(",")}
    assert rights == {"android.permission.INTERNET", "android.permission.ACCESS_NETWORK_STATE"}
    arguments = MOBILE / spec["app"]["android.extra_manifest_application_arguments"]
    assert arguments.read_text(encoding="utf-8").strip() == 'android:usesCleartextTraffic="false"'
