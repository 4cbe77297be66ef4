"""Ports are free, handed out once, and below the range of outgoing connections."""

import random
import socket
import subprocess
import sys

import pytest

from chithi_cli.local import ports
from chithi_cli.local.ports import HOST, _first_ephemeral, free_port, is_free

LIKE_US = "import random; random.seed(7); from chithi_cli.local.ports import free_port; print(free_port())"


def test_a_port_is_bindable_and_handed_out_once() -> None:
    given = [free_port() for _ in range(50)]
    assert len(set(given)) == 50
    assert max(given) < _first_ephemeral()


def test_a_port_that_is_not_used_yet_is_given_to_no_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "random", random.Random(7))
    ours = free_port()
    theirs = subprocess.run([sys.executable, "-c", LIKE_US], capture_output=True, text=True, timeout=60, check=True)
    assert int(theirs.stdout) != ours
    with socket.create_server((HOST, ours)):
        assert not is_free(ours)


def test_a_port_in_use_is_not_free() -> None:
    port = free_port()
    with socket.create_server((HOST, port)):
        assert not is_free(port)
    assert is_free(port)
