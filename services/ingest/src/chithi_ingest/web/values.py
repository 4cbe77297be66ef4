"""One value as the page shows it: its words, what follows from it, where it stands, how sure its reading is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from chithi_ingest.core.model import Deadline, Directive, Evidence, Reference, Span
from chithi_ingest.web.deadline_words import Word, duration_in_words, rule_in_words
from chithi_webui.formats import day

Sureness = Literal["sure", "fair", "doubtful", "inferred", "typed"]
SURE, FAIR = 0.9, 0.7


@dataclass(frozen=True)
class Shown:
    """A value at its JSON pointer in the directive; `kind` says which form edits it."""

    at: str
    text: str
    kind: str = "text"
    more: str = ""
    sureness: Sureness = "typed"
    percent: int = 0
    span: Span | None = None
    derived: bool = False

    @property
    def doubtful(self) -> bool:
        """Whether a person ought to look at it."""
        return self.sureness == "doubtful"


class Values:
    """Finds the evidence of values. What `corrections` point to a person typed; the rest follows from the whole."""

    def __init__(self, directive: Directive, corrections: Sequence[str], word: Word) -> None:
        self._evidence: Mapping[str, Evidence] = directive.evidence
        self._corrections = tuple(corrections)
        self._word = word

    def shown(self, at: str, text: str, kind: str = "text", more: str = "") -> Shown:
        """The value at the pointer; a part of it may carry the evidence of the whole."""
        found = next(
            (
                self._evidence[key]
                for key in (f"{at}/agency", at, f"{at}/text", f"{at}/number")
                if key in self._evidence
            ),
            None,
        )
        if found is None:
            typed = any(at == one or at.startswith(f"{one}/") or one.startswith(f"{at}/") for one in self._corrections)
            return Shown(at, text, kind, more, "typed" if typed else "inferred")
        return Shown(at, text, kind, more, sureness(found.confidence), round(100 * found.confidence), found.span,
                     found.derived)  # fmt: skip

    def scalar(self, directive: Directive, name: str, kind: str = "text") -> Shown:
        """A value of the whole directive; an empty text where it is missing."""
        value = getattr(directive, name)
        text = day(value) if kind == "date" and value else str(value or "")
        return self.shown(f"/{name}", text, kind)

    def names(self, base: str, names: tuple[str, ...], kind: str = "text") -> tuple[Shown, ...]:
        """A list of names, each at its place."""
        return tuple(self.shown(f"{base}/{i}", name, kind) for i, name in enumerate(names))

    def reference(self, index: int, cited: Reference) -> Shown:
        """A cited document with what is known of it, and what its symbol leaves open."""
        known = [cited.doc_type, day(cited.issued_on) if cited.issued_on else None, cited.issuer, *cited.doubts]
        return self.shown(f"/references/{index}", cited.number, "reference", " · ".join(part for part in known if part))

    def deadlines(self, base: str, limits: tuple[Deadline, ...]) -> tuple[Shown, ...]:
        """Time limits with what follows from them: a day, a rule in words, a duration."""
        return tuple(
            self.shown(f"{base}/{i}", limit.text, "deadline", self.meaning(limit)) for i, limit in enumerate(limits)
        )

    def meaning(self, limit: Deadline) -> str:
        """What the words of a time limit come to, if they do not say it themselves."""
        if limit.rule:
            return rule_in_words(limit.rule, self._word)
        if limit.due and (printed := day(limit.due)) not in limit.text:
            return printed
        if limit.duration:
            return duration_in_words(limit.duration, self._word, working_days=limit.working_days)
        return self._word("standing") if limit.kind == "standing" else ""


def sureness(confidence: float) -> Sureness:
    """Three steps that a person can tell apart."""
    return "sure" if confidence >= SURE else "fair" if confidence >= FAIR else "doubtful"
