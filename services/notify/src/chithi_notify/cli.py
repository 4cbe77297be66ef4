"""The command line of notify."""

from chithi_notify.app import build
from chithi_notify.settings import NotifySettings
from chithi_platform.service import service_cli

main = service_cli("notify", NotifySettings, build)
