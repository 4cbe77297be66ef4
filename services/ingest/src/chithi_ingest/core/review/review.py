"""What a clerk reviews: the directive as it stands, whom names mean, and which sections were accepted."""

from typing import Any, Literal

from pydantic import Field

from chithi_ingest.core.model import Directive, Section, Value

FIXED = {"evidence", "anomalies", "confidence"}


class Chosen(Value):
    """Whom a person chose for a name as written in a section; several entries of one name are several assignees."""

    ordinal: str = Field(min_length=1, max_length=60)
    written: str = Field(min_length=1, max_length=1000)
    kind: Literal["unit", "agency"]
    id: str = Field(min_length=1, max_length=100)
    name: str = Field(max_length=300)


class Review(Value):
    """A directive under review. Its JSON without what the machine alone may say is what a correction patches."""

    directive: Directive
    chosen: tuple[Chosen, ...] = ()
    accepted: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """The JSON document that a patch applies to."""
        return {
            "directive": self.directive.model_dump(mode="json", exclude=FIXED),
            "chosen": [one.model_dump(mode="json") for one in self.chosen],
            "accepted": list(self.accepted),
        }


def names_of(section: Section, answering: tuple[str, ...]) -> set[str]:
    """Every name of a section that may be bound to a real unit or agency; `answering` are those who answer for it."""
    own = (*section.coordinating, *section.advised, *section.superior, *section.report_to)
    return {*answering, *own, *(sub.agency for sub in section.embedded)}
