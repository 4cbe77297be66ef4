"""The core runs on a phone without a screen and without the server's packages."""

import ast
from pathlib import Path

CORE = Path(__file__).parent.parent.parent / "src" / "chithi_mobile" / "core"


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_the_core_imports_neither_kivy_nor_the_workspace():
    files = list(CORE.glob("*.py"))
    assert len(files) > 10
    foreign = {"kivy", "pydantic", "fastapi"}
    for path in files:
        for name in imported(path):
            root = name.split(".")[0]
            assert root not in foreign, f"{path.name} imports {name}"
            assert not name.startswith("chithi_mobile.ui"), f"{path.name} imports {name}"
            assert root == "chithi_mobile" or not root.startswith("chithi_"), f"{path.name} imports {name}"
