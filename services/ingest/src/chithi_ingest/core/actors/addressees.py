"""Whom a directive addresses: the bodies that the call at the end of its preamble names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chithi_ingest.core.actors.roles import doubted
from chithi_ingest.core.evidence.confidence import ADDRESSEE
from chithi_ingest.core.evidence.ledger import Seat
from chithi_ingest.core.names.agencies import read_agencies, starts_agency
from chithi_ingest.core.structure.paragraphs import Paragraph

_CALLS = re.compile(r"\b(?:yêu cầu|đề nghị|chỉ thị(?: cho)?|giao)\s+")
_CALL_PARAGRAPHS = 4


@dataclass(frozen=True, slots=True)
class Addressees:
    """Their names and where these stand."""

    names: tuple[str, ...] = ()
    seats: tuple[Seat, ...] = ()


def read_addressees(preamble: Sequence[Paragraph]) -> Addressees:
    """Whom the last call of the preamble (`yêu cầu …`) names."""
    for paragraph in reversed(preamble[-_CALL_PARAGRAPHS:]):
        for match in reversed(list(_CALLS.finditer(paragraph.key))):
            if starts_agency(paragraph.key, match.end()):
                listed = read_agencies(paragraph.text, paragraph.key, match.end(), semicolons=True)
                found = doubted(listed.found, ADDRESSEE)
                seats = [Seat(f"/addressees/{at}", one, paragraph) for at, one in enumerate(found)]
                return Addressees(listed.names, tuple(seats))
    return Addressees()
