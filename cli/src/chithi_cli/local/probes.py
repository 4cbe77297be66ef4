"""Readiness probes: does a port accept connections, does a URL answer 200."""

import asyncio

import httpx

from chithi_cli.local.ports import HOST
from chithi_cli.local.process import Probe


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


def answers_ok(url: str) -> Probe:
    """Ready when the URL answers 200."""

    async def probe() -> bool:
        try:
            async with httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
                return (await client.get(url)).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    return probe
