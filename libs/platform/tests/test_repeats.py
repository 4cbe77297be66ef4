"""What a library repeats is written now and then, with how often; what we say is always written."""

import logging

import pytest

from chithi_platform.repeats import Repeats


def test_a_repeated_message_is_told_again_with_its_number(caplog: pytest.LogCaptureFixture) -> None:
    now, library, ours = 0.0, logging.getLogger("aiokafka.client"), logging.getLogger("chithi")
    caplog.handler.addFilter(repeats := Repeats("aiokafka", seconds=10, clock=lambda: now))
    try:
        for now in (0.0, 0.1, 9.9, 10.0, 10.1):
            library.error("no connection to node %s at %s", 1, now)
            ours.warning("waiting")
        library.error("another thing")
    finally:
        caplog.handler.removeFilter(repeats)
    said = [record.getMessage() for record in caplog.records if record.name == library.name]
    assert said == [
        "no connection to node 1 at 0.0",
        "no connection to node 1 at 10.0 (and 2 alike)",
        "another thing",
    ]
    assert sum(record.name == ours.name for record in caplog.records) == 5
