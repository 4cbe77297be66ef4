"""The system that runs on this machine: where it is, and the logins that `chithi up` made for it."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from chithi_cli.errors import CliError

HOME = Path(os.environ.get("CHITHI_HOME", ".chithi"))


@dataclass(frozen=True)
class Login:
    """One account; the password, and the secret of a second factor if it has one, are random and known only here."""

    username: str
    password: str
    name: str
    role: str
    unit_id: str
    agency_id: str | None = None
    second_factor: str | None = None


@dataclass(frozen=True)
class Running:
    """A started system."""

    url: str
    mongo_url: str
    logins: list[Login]

    def login(self, role: str) -> Login:
        """The first login of that role."""
        return next(login for login in self.logins if login.role == role)

    def save(self, home: Path = HOME) -> None:
        """Note it for the other commands, readable by this user alone."""
        home.mkdir(parents=True, exist_ok=True)
        note = home / "running.json"
        descriptor = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(self), file, ensure_ascii=False, indent=1)


def forget(home: Path = HOME) -> None:
    """The system has stopped."""
    (home / "running.json").unlink(missing_ok=True)


def find(home: Path = HOME) -> Running:
    """The system that runs here; raises `CliError` when none does."""
    try:
        body = json.loads((home / "running.json").read_text("utf-8"))
    except FileNotFoundError:
        raise CliError("no system runs from this folder; start one with `chithi up`") from None
    return Running(body["url"], body["mongo_url"], [Login(**login) for login in body["logins"]])
