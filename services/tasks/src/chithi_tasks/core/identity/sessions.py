"""What a sign-in is: how long it lives, and how its refresh token is renewed without a stolen copy staying unseen."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

Kind = Literal["browser", "api", "phone"]
Outcome = Literal["renewed", "overtaken", "reused"]
MOST_SIBLINGS = 16
# why a session ended that began at another identity provider: it renews it no more, what it sent does not hold, or what
# it says of the person makes no account
REFUSED_THERE, BAD_TOKEN_THERE, UNUSABLE_THERE = "provider-refused", "provider-token", "provider-claims"
ENDED_THERE = frozenset((REFUSED_THERE, BAD_TOKEN_THERE, UNUSABLE_THERE))


@dataclass(frozen=True, slots=True)
class Life:
    """How long a session lives unused, how long at most, and how long a late twin of a request is forgiven."""

    idle: timedelta
    longest: timedelta
    forgiven: timedelta = timedelta(0)


# A browser asks from several tabs that share one cookie: a request that was on its way when another tab's answer
# came is no theft. Phones and programs ask one thing after another.
LIVES: dict[Kind, Life] = {
    "browser": Life(timedelta(hours=10), timedelta(days=7), forgiven=timedelta(seconds=30)),
    "api": Life(timedelta(hours=12), timedelta(days=7)),
    "phone": Life(timedelta(days=60), timedelta(days=365)),
}


@dataclass(frozen=True, slots=True)
class Spent:
    """A refresh token that buys nothing any more, and since when."""

    token: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Chain:
    """The refresh tokens of one session, as digests.

    `fresh` were handed out for `parent` and none of them was used yet: whoever lost the answer may ask with `parent`
    again. The first that is used ends its siblings and `parent`, so two holders of one token cannot both go on.
    """

    fresh: tuple[str, ...]
    parent: str | None = None
    spent: tuple[Spent, ...] = ()

    def presented(self, token: str, successor: str, now: datetime, life: Life) -> tuple[Outcome, "Chain"]:
        """What follows when `token` is presented and `successor` would be its answer.

        `overtaken` grants nothing and harms nothing: another tab of the same browser was a moment faster.
        """
        if token in self.fresh:
            return "renewed", self._moved_on(token, successor, now, life)
        if token == self.parent:
            return "renewed", replace(self, fresh=(*self.fresh[1 - MOST_SIBLINGS :], successor))
        lately = any(one.token == token and now - one.at <= life.forgiven for one in self.spent)
        return ("overtaken" if lately else "reused"), self

    def _moved_on(self, token: str, successor: str, now: datetime, life: Life) -> "Chain":
        ended = [one for one in (self.parent, *self.fresh) if one not in (None, token)]
        lately = [one for one in self.spent if now - one.at <= life.forgiven]
        return Chain(
            fresh=(successor,),
            parent=token,
            spent=(*lately, *(Spent(one, now) for one in ended if one))[-2 * MOST_SIBLINGS :] if life.forgiven else (),
        )


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One session: whose, on what, from where, since and until when."""

    id: str
    username: str
    kind: Kind
    device_id: str | None
    label: str
    address: str | None
    started_at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that just began, with the one copy of its refresh token."""

    session_id: str
    refresh_token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Rotated:
    """A renewed session with its next refresh token."""

    session: SignedIn
    refresh_token: str
    expires_at: datetime
