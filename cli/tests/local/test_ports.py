"""Ports are free, handed out once, and below the range of outgoing connections."""

import socket

from chithi_cli.local.ports import _first_ephemeral, free_port, is_free


def test_a_port_is_bindable_and_handed_out_once() -> None:
    ports = [free_port() for _ in range(50)]
    assert len(set(ports)) == 50
    assert max(ports) < _first_ephemeral()


def test_a_port_in_use_is_not_free() -> None:
    port = free_port()
    with socket.socket() as server:
        server.bind(("127.0.0.1", port))
        server.listen()
        assert not is_free(port)
    assert is_free(port)
