"""An account: one person, appointed to roles and units through time."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from typing import Literal

from chithi_tasks.core.identity.access import Role
from chithi_tasks.core.identity.second_factor import SecondFactor

VIETNAM = timezone(timedelta(hours=7), "UTC+7")
State = Literal["active", "upcoming", "ended", "closed"]


def day_of(at: datetime) -> date:
    """The day in Vietnam; appointments begin and end with it."""
    return at.astimezone(VIETNAM).date()


@dataclass(frozen=True, slots=True)
class Appointment:
    """A role in a unit, and for an agency's officer in one agency of it; `valid_to` is the last day.

    `valid_from` is `date.min` for those who were there when the register began.
    """

    role: Role
    unit_id: str
    path: tuple[str, ...]
    agency_id: str | None = None
    valid_from: date = date.min
    valid_to: date | None = None

    def covers(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Account:
    """`today` is the day that `role`, `unit_id`, `path` and `agency_id` speak of.

    They are of the appointment in force then; without one, of the next that begins, else of the last that ended.
    `version` grows with every change. `one_time_until` bounds a password that somebody else gave.
    """

    username: str
    name: str
    appointments: tuple[Appointment, ...]
    today: date
    password_hash: str | None = None
    email: str | None = None
    must_change: bool = False
    one_time_until: datetime | None = None
    second_factor: SecondFactor | None = None
    closed_at: datetime | None = None
    closed_reason: str | None = None
    version: int = 1

    @property
    def in_force(self) -> Appointment | None:
        """The appointment of today."""
        return next((one for one in self.appointments if one.covers(self.today)), None)

    @property
    def standing(self) -> Appointment:
        """The appointment that says where the account belongs, whether or not it is in force."""
        upcoming = [one for one in self.appointments if one.valid_from > self.today]
        return self.in_force or (upcoming[0] if upcoming else self.appointments[-1])

    @property
    def not_over(self) -> tuple[Appointment, ...]:
        """The appointments of today and of later; when all are over, the one that says where the account belongs."""
        going_on = (one for one in self.appointments if one.valid_to is None or one.valid_to >= self.today)
        return tuple(going_on) or (self.standing,)

    @property
    def role(self) -> Role:
        """See the class."""
        return self.standing.role

    @property
    def unit_id(self) -> str:
        """See the class."""
        return self.standing.unit_id

    @property
    def path(self) -> tuple[str, ...]:
        """See the class."""
        return self.standing.path

    @property
    def agency_id(self) -> str | None:
        """See the class."""
        return self.standing.agency_id

    def state(self, today: date) -> State:
        """How the account stands on a day."""
        if self.closed_at:
            return "closed"
        if any(one.covers(today) for one in self.appointments):
            return "active"
        return "upcoming" if any(one.valid_from > today for one in self.appointments) else "ended"

    def active(self, now: datetime) -> bool:
        """Whether it may be used: not closed, and an appointment is in force."""
        return self.state(day_of(now)) == "active"

    def holds_until(self, role: Role, unit_id: str) -> date:
        """The last day of the role in the unit, from today without a gap: `date.max` for good, `date.min` not today."""
        until = date.min
        for one in self.appointments if self.closed_at is None else ():
            if (one.role, one.unit_id) == (role, unit_id) and one.covers(max(self.today, _day_after(until))):
                until = one.valid_to or date.max
        return until

    def appointed(self, new: Appointment) -> "Account":
        """With the new appointment: what it overlaps ends the day before it begins, or goes if it began later."""
        kept = [part for old in self.appointments if (part := _beside(old, new))]
        return replace(self, appointments=ordered([*kept, new]))


def ordered(appointments: Iterable[Appointment]) -> tuple[Appointment, ...]:
    """By their first days."""
    return tuple(sorted(appointments, key=lambda one: one.valid_from))


def _day_after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _beside(old: Appointment, new: Appointment) -> Appointment | None:
    """What is left of an appointment when a new one takes its days."""
    if new.valid_to is not None and old.valid_from > new.valid_to:
        return old
    if old.valid_from >= new.valid_from:
        return None
    last = new.valid_from - timedelta(days=1)
    return replace(old, valid_to=last if old.valid_to is None else min(old.valid_to, last))
