"""How a command fails: one line that says what is wrong and what to do, and exit code 2."""

import sys
from collections.abc import Callable
from typing import Any

import httpx
from rich.console import Console

stderr = Console(stderr=True, highlight=False)


class CliError(Exception):
    """A failure that the user can do something about; `code` is what the system calls its refusal."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


def run(command: Callable[[], None]) -> None:
    """Run the command; expected failures end it with one line and exit code 2."""
    try:
        command()
    except CliError as error:
        stderr.print(f"[red]chithi:[/red] {error}", soft_wrap=True)
        sys.exit(2)


def problem_of(response: httpx.Response) -> CliError:
    """The error that a problem document tells."""
    try:
        body = response.json()
    except ValueError:
        return CliError(f"{response.request.url}: HTTP {response.status_code}")
    return problem({"title": f"HTTP {response.status_code}"} | body)


def problem(body: dict[str, Any]) -> CliError:
    """A problem document as one line; a field's message that repeats the detail is left out."""
    detail = body.get("detail")
    fields = "; ".join(f"{e['field']}: {e['message']}" for e in body.get("errors", []) if e["message"] != detail)
    code = str(body.get("type", "")).rpartition("/")[2]
    return CliError(" — ".join(part for part in (body.get("title"), detail, fields) if part), code)
