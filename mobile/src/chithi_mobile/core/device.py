"""This phone as the server knows it once it was enrolled, and how it proves that it asks itself."""

import base64
import hmac
from dataclasses import asdict, dataclass
from datetime import datetime

from chithi_mobile.core.models import Json

VERSION = "0.1.0"


@dataclass(frozen=True)
class DeviceInfo:
    """What the phone says of itself, so that its owner and the coordinator recognise it in a list."""

    name: str
    platform: str = ""
    app_version: str = VERSION

    def as_json(self) -> Json:
        return {"name": self.name[:100], "platform": self.platform[:40], "app_version": self.app_version[:40]}


@dataclass(frozen=True)
class Proof:
    """Goes with a refresh token: whoever copied the token alone cannot use it."""

    device_id: str
    at: int
    signature: str

    def as_json(self) -> Json:
        return asdict(self)


@dataclass(frozen=True)
class Device:
    """`key` is shared with the server alone (base64, 32 bytes)."""

    id: str
    key: str

    @classmethod
    def from_json(cls, data: Json) -> "Device":
        device = cls(str(data["device_id"]), str(data["device_key"]))
        base64.b64decode(device.key, validate=True)
        return device

    def proof(self, refresh: str, now: datetime) -> Proof:
        """HMAC-SHA256 over `<at>.<refresh token>`, in unpadded base64url."""
        at = int(now.timestamp())
        digest = hmac.digest(base64.b64decode(self.key), f"{at}.{refresh}".encode(), "sha256")
        return Proof(self.id, at, base64.urlsafe_b64encode(digest).rstrip(b"=").decode())
