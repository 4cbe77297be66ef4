"""The page of one assignment: what its template shows, worked out from the API's own answer."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from chithi_tasks.core.assignments.assignment import OPEN, REPORT_FORM
from chithi_tasks.core.assignments.timing import day_of
from chithi_tasks.web.looks import STATE
from chithi_tasks.web.rows import Chip, Row, Word, time_chip
from chithi_tasks.web.sources import Json
from chithi_tasks.web.timeline import Step, timeline
from chithi_webui.formats import day

FIRST_STEPS = 12
FIRST_PARTS = 20
MOST_LISTED = 400  # communes that one looks through in a list; beyond that they are sought by name
FORMLESS = ("accept", "start", "resume")
STRONG = {
    "issued": ("accept",),
    "received": ("start",),
    "reported": ("complete",),
    "suspended": ("resume",),
}
IN_MENU = ("accept", "start", "complete", "resume", "return", "extension", "chase", "due", "delegate", "lead")
RARE = ("assignee", "suspend", "reopen", "withdraw")


@dataclass(frozen=True)
class AssignmentView:
    """`told` is the detail that the API answers, `history` and `children` what it lists, `communes` the units to
    hand it on to. `own` says that the reader is an officer of the assignee.
    """

    told: Json
    history: list[Json]
    children: list[Json]
    now: datetime
    word: Word
    own: bool = False
    communes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def state(self) -> Chip:
        """Where it stands in its life."""
        return Chip(STATE[self.told["state"]], self.word(f"state_{self.told['state']}"))

    @property
    def time(self) -> Chip | None:
        """How it stands in time."""
        return time_chip(self.told, self.word, day_of(self.now))

    @property
    def left(self) -> str:
        """The working days that are left, as a sentence; empty where none is running."""
        days = self.told["days_left"]
        if days is None or self.told["due"] < day_of(self.now):
            return ""
        return self.word("left_n", n=days) if days else self.word("left_0")

    @property
    def allowed(self) -> frozenset[str]:
        """What the reader may do now."""
        return frozenset(self.told["allowed"])

    @property
    def strong(self) -> tuple[str, ...]:
        """The one thing that is expected next, if the reader is the one to do it."""
        return tuple(name for name in STRONG.get(self.told["state"], ()) if name in self.allowed)

    @property
    def quiet(self) -> tuple[str, ...]:
        """The other usual actions."""
        return tuple(name for name in IN_MENU if name in self.allowed and name not in self.strong)

    @property
    def rare(self) -> tuple[str, ...]:
        """Actions that are seldom needed."""
        return tuple(name for name in RARE if name in self.allowed)

    @property
    def forms(self) -> tuple[str, ...]:
        """The actions that ask for something first."""
        return tuple(
            name for name in (*IN_MENU, *RARE, "extension-decision") if name in self.allowed and name not in FORMLESS
        )

    @property
    def reports_here(self) -> bool:
        """The reader is an officer of the assignee and may write the report on this page."""
        return self.own and self.told["state"] in OPEN and self.told["form_id"] == REPORT_FORM

    @property
    def other_leads(self) -> list[Json]:
        """The leads of the section beside this one."""
        return [one for one in self.told["leads"] if one["id"] != self.told["assignee"]["id"]]

    @property
    def listed_communes(self) -> list[tuple[str, str]]:
        """The communes to tick one by one."""
        return self.communes if len(self.communes) <= MOST_LISTED else []

    @cached_property
    def steps(self) -> list[Step]:
        """What happened, the latest first."""
        return timeline(self.history, self.word)

    @property
    def parts(self) -> list[Row]:
        """The assignments that it was handed on as."""
        return [Row(child, self.word, day_of(self.now)) for child in self.children]

    @property
    def facts(self) -> dict[str, str]:
        """What a reader relies on while writing, in words: compared when somebody else was faster."""
        told = self.told
        return {
            self.word("fact_state"): self.state.text,
            self.word("fact_due"): day(told["due"]) if told["due"] else self.word("no_due"),
            self.word("fact_assignee"): told["assignee"]["name"],
            self.word("fact_extension"): self._wish(),
            self.word("fact_coordinating"): ", ".join(one["name"] for one in told["coordinating_parties"]) or "—",
        }

    def _wish(self) -> str:
        wish = self.told["extension"]
        return self.word(f"wish_{wish['state']}", day=day(wish["due"])) if wish else self.word("nothing")
