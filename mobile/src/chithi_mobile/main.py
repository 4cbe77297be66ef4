"""Starts the field app: on a phone from its private folder, on a desk with `--server` and `--store`."""

import argparse
import asyncio
import os
from pathlib import Path

SERVER = "CHITHI_SERVER"
DEFAULT_SERVER = "http://127.0.0.1:8080"
PACKAGED_SERVER = Path(__file__).with_name("server.txt")
"""A province's own package carries its server's address in this file."""


def main() -> None:
    options = _options()
    os.environ.setdefault("KIVY_NO_ARGS", "1")
    os.environ.setdefault("KIVY_LOG_MODE", "MIXED")
    from kivy.config import Config  # the environment must be set before Kivy is imported

    if "ANDROID_ARGUMENT" not in os.environ:
        Config.set("graphics", "width", "412")
        Config.set("graphics", "height", "800")
        Config.set("input", "mouse", "mouse,disable_multitouch")
    asyncio.run(_run(options.server, options.store))


async def _run(server: str, store: Path) -> None:
    from chithi_mobile.core.phone import Phone  # with the screens, after the environment
    from chithi_mobile.ui.app import FieldApp  # imports Kivy

    store.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    phone = Phone(store, server)
    app = FieldApp(phone)
    try:
        await app.async_run("asyncio")
    finally:
        await app.settled()
        await phone.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="ChiThi field app")
    parser.add_argument("--server", default=_server(), help="address of the ChiThi server")
    parser.add_argument(
        "--store", type=Path, default=_private_folder() / "chithi.db", help="file for tasks and reports"
    )
    return parser.parse_args()


def _server() -> str:
    packaged = PACKAGED_SERVER.read_text(encoding="utf-8").strip() if PACKAGED_SERVER.exists() else DEFAULT_SERVER
    return os.environ.get(SERVER, packaged)


def _private_folder() -> Path:
    """Android gives each app a folder that no other app may read."""
    private = os.environ.get("ANDROID_PRIVATE")
    return Path(private) if private else Path.home() / ".chithi"


if __name__ == "__main__":
    main()
