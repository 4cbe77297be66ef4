"""A request that is answered before it was read is read to its end first, and thrown away.

A server may answer early, but hardly any caller bears it: the connection is then closed while bytes of the request are
still on their way, which resets it, and the reset takes the answer along (RFC 9112, section 9.6). The gateway is such a
caller.
"""

from collections.abc import Mapping

from starlette.types import Message, Receive, Scope, Send

MOST = 32 * 1024 * 1024  # bytes thrown away; the gateway lets fewer in


def reading_on(scope: Scope, receive: Receive, send: Send) -> tuple[Receive, Send]:
    """`receive` and `send` of a request whose answer waits for the end of its body, or for `MOST` bytes of it.

    A body that is announced as longer is refused at once: its end would not be reached.
    """
    if scope["type"] != "http" or not _within_reach(dict(scope["headers"])):
        return receive, send
    ended = False

    async def heard() -> Message:
        nonlocal ended
        message = await receive()
        ended = not message.get("more_body", False)
        return message

    async def answered(message: Message) -> None:
        thrown = 0
        while message["type"] == "http.response.start" and not ended and thrown < MOST:
            thrown += len((await heard()).get("body", b""))
        await send(message)

    return heard, answered


def _within_reach(headers: Mapping[bytes, bytes]) -> bool:
    length = headers.get(b"content-length", b"")
    return int(length) <= MOST if length.isdigit() else b"transfer-encoding" in headers
