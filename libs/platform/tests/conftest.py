"""The world that the messaging tests play in."""

from chithi_testkit.world import world

__all__ = ["world"]
