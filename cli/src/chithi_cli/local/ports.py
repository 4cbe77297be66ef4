"""Free TCP ports on the loopback address, outside the range that outgoing connections take theirs from."""

import random
import socket
import sys
from pathlib import Path

HOST = "127.0.0.1"
_FIRST = 15_000
_EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")
_handed_out: set[int] = set()


class NoFreePortError(RuntimeError):
    """No port could be bound in the range searched."""

    def __init__(self, first: int, last: int) -> None:
        super().__init__(f"no free TCP port on {HOST} between {first} and {last}")


class PortTakenError(RuntimeError):
    """Another program listens where one of ours should."""

    def __init__(self, name: str, port: int) -> None:
        super().__init__(f"{name}: port {port} on {HOST} is taken by another program; stop it or choose another port")
        self.port = port


def _first_ephemeral() -> int:
    """Where the kernel's own range begins.

    A client that keeps dialling a port of that range while nothing listens there can end up connected to itself, and
    then the server that is being restarted cannot bind. So we stay below it.
    """
    try:
        return int(_EPHEMERAL.read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 32_768


def is_free(port: int) -> bool:
    """Say whether a server could listen on this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def claim(name: str, port: int) -> None:
    """Raise PortTakenError when something listens there already, lest we take its answers for those of our child."""
    if not is_free(port):
        raise PortTakenError(name, port)


def free_port() -> int:
    """Pick a port that nobody listens on and that no process that lives, ours included, was given before."""
    last = max(_first_ephemeral(), _FIRST + 1_000) - 1
    for _ in range(500):
        port = random.randint(_FIRST, last)
        if port not in _handed_out and _keep(port):
            _handed_out.add(port)
            return port
    raise NoFreePortError(_FIRST, last)


def _keep(port: int) -> bool:
    """Bind the port for as long as we live, never to listen: two who ask at once must not be given the same.

    Linux lets a server listen there all the same, as both sockets may share the address by then; the first bind, which
    would not share it, fails where another process keeps the port. Other systems would keep the server out, too.
    """
    with socket.socket() as kept:
        try:
            kept.bind((HOST, port))
        except OSError:
            return False
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if sys.platform == "linux":
            kept.detach()  # open until our process ends
    return True
