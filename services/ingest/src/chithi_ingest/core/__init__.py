"""The reading of directives: pure text in, values out."""

from chithi_ingest.core.model import Deadline, Directive, Monitoring, Reference, Section
from chithi_ingest.core.parse import parse
from chithi_ingest.core.secrecy.stamps import find_stamp

__all__ = ["Deadline", "Directive", "Monitoring", "Reference", "Section", "find_stamp", "parse"]
