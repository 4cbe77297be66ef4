"""Readiness probes: does a port accept connections, does a page answer 200."""

import asyncio

from chithi_cli.local.ports import HOST
from chithi_cli.local.process import Probe

_PATIENCE = 2.0


def port_open(port: int) -> Probe:
    """Ready when something accepts TCP connections on the loopback port."""

    async def probe() -> bool:
        try:
            _, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            return False
        writer.close()
        return True

    return probe


def answers_ok(port: int, path: str) -> Probe:
    """Ready when the path answers 200 on the loopback port.

    It is asked twenty times a second while the machine is busiest, so this is the bare protocol and no client library.
    """
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n".encode("ascii")

    async def probe() -> bool:
        try:
            async with asyncio.timeout(_PATIENCE):
                return await _asks(port, request)
        except (OSError, TimeoutError):
            return False

    return probe


async def _asks(port: int, request: bytes) -> bool:
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(request)
        status = await reader.readline()
    finally:
        writer.close()
    return status.split()[1:2] == [b"200"]
