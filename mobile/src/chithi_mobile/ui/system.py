"""What the operating system knows: what phone this is, and with which link the app was opened."""

import platform
from typing import Any

from chithi_mobile.core.device import DeviceInfo
from chithi_mobile.core.invitation import Invitation, from_link


def this_phone() -> DeviceInfo:
    """The model and system as Android names them; on a desk, of the computer."""
    android = _android()
    if android is None:
        return DeviceInfo(platform.node() or "Máy tính", f"{platform.system()} {platform.release()}")
    build, version = android("android.os.Build"), android("android.os.Build$VERSION")
    return DeviceInfo(f"{build.MANUFACTURER} {build.MODEL}", f"Android {version.RELEASE}")


def opened_with() -> Invitation | None:
    """The invitation of the QR code that the phone's camera opened the app with."""
    android = _android()
    if android is None:
        return None
    link = android("org.kivy.android.PythonActivity").mActivity.getIntent().getDataString()
    return from_link(str(link)) if link else None


def _android() -> Any:
    """Java's classes by name; None where there is no Android."""
    try:
        from jnius import autoclass  # type: ignore[import-not-found]  # part of python-for-android alone
    except ImportError:
        return None
    return autoclass
