"""The scripts and styles of these pages."""

from pathlib import Path

from chithi_webui import Assets

ASSETS = Assets("/nhiem-vu", Path(__file__).parent / "static")
