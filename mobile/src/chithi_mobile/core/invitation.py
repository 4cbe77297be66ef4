"""A one-time code as people type, paste or scan it, and the server that it belongs to."""

from dataclasses import dataclass
from urllib.parse import urlsplit

LENGTH = 10
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PATH = "/kich-hoat"
AT_HOME = frozenset({"127.0.0.1", "localhost", "10.0.2.2"})
"""This machine, and the machine on which Android's emulator runs."""
_READ_AS = str.maketrans("ILOU", "110V")

NO_SERVER = "Nhập địa chỉ máy chủ, ví dụ chithi.ninhbinh.gov.vn"
NOT_SAFE = "Địa chỉ máy chủ phải là https://"
NO_CODE = "Mã kích hoạt có 10 chữ và số, ví dụ 7K2QM-9XD4T"


class BadInvitation(ValueError):
    """What was typed cannot be right; the message says what is wanted."""


@dataclass(frozen=True)
class Invitation:
    """A server and a code for it."""

    server: str
    code: str


def letters_of(text: str) -> str:
    """The code's letters as far as they were typed: case, spaces and dashes do not matter, look-alikes are read."""
    return "".join(one for one in text.upper().translate(_READ_AS) if one in ALPHABET)[:LENGTH]


def grouped(text: str) -> str:
    """`XXXXX-XXXXX`, as it stands on the coordinator's screen."""
    letters = letters_of(text)
    return f"{letters[:5]}-{letters[5:]}" if len(letters) > 5 else letters


def server_of(text: str) -> str:
    """The server's address; raises `BadInvitation`."""
    typed = text.strip().rstrip("/")
    if not typed or any(one.isspace() for one in typed):
        raise BadInvitation(NO_SERVER)
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadInvitation(NO_SERVER) from error
    if not host or parts.username or parts.query or parts.fragment:
        raise BadInvitation(NO_SERVER)
    if parts.scheme != "https" and not (parts.scheme == "http" and host in AT_HOME):
        raise BadInvitation(NOT_SAFE)
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{parts.path}"


def invitation(server: str, code: str) -> Invitation:
    """What was typed into the two fields; raises `BadInvitation`."""
    address, letters = server_of(server), letters_of(code)
    if len(letters) != LENGTH:
        raise BadInvitation(NO_CODE)
    return Invitation(address, letters)


def from_link(text: str) -> Invitation | None:
    """What the QR code says: the address of a page, and the code behind the `#`. None for any other text."""
    link, mark, code = text.strip().partition("#")
    if not mark or not link.rstrip("/").endswith(PATH):
        return None
    try:
        return invitation(link.rstrip("/").removesuffix(PATH), code)
    except BadInvitation:
        return None
