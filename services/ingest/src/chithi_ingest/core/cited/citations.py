"""What one passage cites, and the union over all passages of a directive."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from chithi_ingest.core.cited.named import read_named
from chithi_ingest.core.cited.references import completed, read_references
from chithi_ingest.core.evidence.ledger import Ledger
from chithi_ingest.core.model import Reference
from chithi_ingest.core.text.found import Found
from chithi_ingest.core.text.passages import Passage, joined


@dataclass(frozen=True, slots=True)
class Cited:
    """Documents cited by number and by name in one passage."""

    passage: Passage
    references: Sequence[Found[Reference]]
    named: Sequence[Found[str]]

    def numbers(self) -> list[Found[str]]:
        """Each number once, at its first place."""
        once: dict[str, Found[str]] = {}
        for found in self.references:
            number = found.value.number
            once.setdefault(number, Found(number, found.start, found.end, found.confidence, found.derived))
        return list(once.values())


def cited(passage: Passage, *, party: bool) -> Cited:
    """All citations of a passage; `party` says that the Party issued the citing paper."""
    text, key = passage.text, passage.key
    return Cited(passage, read_references(text, key, party=party), read_named(text, key))


def all_references(cites: Sequence[Cited], ledger: Ledger) -> tuple[Reference, ...]:
    """One entry a number, in order of first appearance, with the details that any citation of it gives."""
    once: dict[str, Found[Reference]] = {}
    for at, cite in _placed(cites):
        for found in cite.references:
            known = once.get(found.value.number)
            once[found.value.number] = (
                replace(known, value=completed(known.value, found.value)) if known else found.moved(at)
            )
    return ledger.notes("/references", once.values(), joined([cite.passage for cite in cites]))


def all_named(cites: Sequence[Cited], ledger: Ledger) -> tuple[str, ...]:
    """Laws and schemes cited by name, once each; a shorter form of a known name is that name."""
    once: dict[str, Found[str]] = {}
    for at, cite in _placed(cites):
        for found in cite.named:
            folded = found.value.casefold().replace(" số ", " ")
            if folded not in once and not any(known.startswith(folded) for known in once):
                once[folded] = found.moved(at)
    return ledger.notes("/named_references", once.values(), joined([cite.passage for cite in cites]))


def _placed(cites: Iterable[Cited]) -> Iterator[tuple[int, Cited]]:
    """Each passage with its position in all of them joined."""
    at = 0
    for cite in cites:
        yield at, cite
        at += len(cite.passage.text) + 1
