"""What the API takes to move an assignment on. In free words what could point to a citizen is masked at once."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from chithi_contracts.events.assignment import State
from chithi_contracts.screening import screen
from chithi_tasks.core.assignments.assignment import Mode
from chithi_tasks.core.assignments.timing import TimeClass

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(screen)]
LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000), AfterValidator(screen)
]
Id = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Due = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
FormId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,62}$")]
PART = r"(INTERVAL=\d{1,3}|COUNT=\d{1,3}|UNTIL=\d{8}(T\d{6}Z)?|BY(DAY|MONTHDAY|MONTH)=[A-Z0-9,+-]{1,60})"
Rrule = Annotated[str, StringConstraints(pattern=rf"^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;{PART}){{0,6}}$")]
MOST_CHASED = 4000
MOST_TARGETS = 500


class Command(BaseModel):
    """Unknown fields are refused, so that a misspelt one is not silently left out."""

    model_config = ConfigDict(extra="forbid")


class Nothing(Command):
    """The action says it all."""


class Reasoned(Command):
    """The reason is shown to everybody who may see the assignment."""

    reason: Text


class Complete(Command):
    """Without a report a note is needed; `force` ends it although those whom it was handed on to have not reported."""

    note: Text | None = None
    force: bool = False


class SetDue(Command):
    """The new last day."""

    due: Due
    reason: Text


class DecideExtension(Command):
    """Grant the wish (for the day that was asked, or for `due`), or refuse it with a reason."""

    grant: bool
    due: Due | None = None
    reason: Text | None = None


class Target(Command):
    """A unit or an agency, by the ids that the suggestions give."""

    kind: Literal["unit", "agency"]
    id: Id


class Assign(Target):
    """The proposed assignee confirms the proposal; any other takes its place, with a reason."""

    reason: Text | None = None


class Delegate(Command):
    """Whom it is handed on to: `targets`, or every commune below the assignee's unit.

    Without `text` and `due` the parent's hold; a later last day than the parent's takes a reason. `recurrence` is an
    RFC 5545 RRULE for a report that comes again and again.
    """

    targets: list[Target] = Field(default_factory=list, max_length=MOST_TARGETS)
    all_below: bool = False
    text: LongText | None = None
    due: Due | None = None
    reason: Text | None = None
    form_id: FormId = "nhiem-vu"
    recurrence: Rrule | None = None


class Comment(Command):
    """Read by everybody who may see the assignment."""

    text: Text


class Chase(Command):
    """Without a message a fitting one is sent. `force` chases again on the same day."""

    message: Text | None = None
    force: bool = False


class ChaseFilter(Command):
    """Which assignments: the words of the board. `agency` is a kind such as `cong-an-xa`."""

    directive_id: Id | None = None
    agency: Id | None = None
    unit_id: Id | None = None
    parent_id: Id | None = None
    state: list[State] = Field(default_factory=list)
    time_class: list[TimeClass] = Field(default_factory=list)
    mode: list[Mode] = Field(default_factory=list)
    proposal: bool = False
    receipt: Literal["late"] | None = None
    q: Annotated[str, StringConstraints(max_length=200)] = ""


class ChaseMany(Chase):
    """Either `ids` or a `filter`; those that cannot be chased now are answered as skipped."""

    ids: list[Id] = Field(default_factory=list, max_length=MOST_CHASED)
    filter: ChaseFilter | None = None
