"""The command line of ingest."""

from chithi_ingest.app import build
from chithi_ingest.settings import IngestSettings
from chithi_platform.service import service_cli

main = service_cli("ingest", IngestSettings, build)
