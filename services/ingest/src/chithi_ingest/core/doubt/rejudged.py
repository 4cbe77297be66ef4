"""What is still odd after a person's corrections: what they settled is no longer said, what they brought in is."""

from collections.abc import Sequence

from chithi_ingest.core.doubt.anomalies import Read, find_anomalies
from chithi_ingest.core.evidence.ledger import Ledger
from chithi_ingest.core.model import Anomaly, Directive

_OF_THE_TEXT = frozenset(("misread", "two-spellings", "numbering"))  # no correction of values changes the words
_ONCE = frozenset(("no-number",))  # its sentence may name what stands in the text instead


def still_odd(before: Sequence[Anomaly], now: Directive) -> tuple[Anomaly, ...]:
    """Of the oddities `before`, those that `now` still has, in their order; then the new ones."""
    found = find_anomalies(Read(now, None, (), (), Ledger(entries=dict(now.evidence))))
    present = {_identity(one) for one in found}
    kept = [one for one in before if one.code in _OF_THE_TEXT or _identity(one) in present]
    known = {_identity(one) for one in kept}
    return (*kept, *(one for one in found if _identity(one) not in known))


def _identity(one: Anomaly) -> tuple[str, str | None, str]:
    return one.code, one.section, "" if one.code in _ONCE else one.message
