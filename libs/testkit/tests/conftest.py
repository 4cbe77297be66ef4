"""A service with an outbox, a relay and a consumer."""

from chithi_testkit.world import world

__all__ = ["world"]
