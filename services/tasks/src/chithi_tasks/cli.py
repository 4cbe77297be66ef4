"""The command line: run the service, make and end accounts, change keys."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Annotated, TypeVar

import typer

from chithi_platform.mongo import is_infrastructure_error
from chithi_platform.service import CannotStart, service_cli
from chithi_tasks import account_rows, accounts, identities
from chithi_tasks.adapters.outbound.identity.accounts import AccountExists
from chithi_tasks.adapters.outbound.identity.vault import new_key
from chithi_tasks.app import build
from chithi_tasks.core.identity.new_accounts import BadAccount
from chithi_tasks.settings import TasksSettings

T = TypeVar("T")
main = service_cli("tasks", TasksSettings, build)
account = typer.Typer(no_args_is_help=True, help="Make and end accounts; passwords come on standard input.")
keys = typer.Typer(no_args_is_help=True, help="The keys that sign tokens.")
secrets = typer.Typer(no_args_is_help=True, help="The keys that seal secrets in the database (CHITHI_SECRETS_KEYS).")
main.add_typer(account, name="account")
main.add_typer(keys, name="keys")
main.add_typer(secrets, name="secrets")


@account.command("add")
def add(
    username: Annotated[str, typer.Option(help="name to sign in with")],
    role: Annotated[str, typer.Option(help="clerk, coordinator, agency_officer, commune_officer, ops or admin")],
    unit: Annotated[str, typer.Option(help="unit id, such as 37-20250701 or VN")],
    name: Annotated[str, typer.Option(help="full name, as people see it")],
    agency: Annotated[str, typer.Option(help="agency id of an agency_officer, such as cong-an-tinh:37-20250701")] = "",
) -> None:
    """Make one account; the password is the first line of standard input."""
    password = sys.stdin.readline().rstrip("\r\n")
    row = {"username": username, "role": role, "unit_id": unit, "name": name, "agency_id": agency, "password": password}
    _run(lambda: accounts.add(TasksSettings(), row))
    typer.echo(f"account {username} added")


@account.command("import")
def import_() -> None:
    """Make or replace many: JSON lines {username, password, name, role, unit_id, agency_id?}; all or none."""
    count = _run(lambda: accounts.put_all(TasksSettings(), list(account_rows.read_rows(sys.stdin))))
    typer.echo(f"{count} accounts imported")


@account.command("close")
def close(
    username: Annotated[str, typer.Argument(help="whose account")],
    reason: Annotated[str, typer.Option(help="why; stands in the audit log")],
) -> None:
    """End an account and every session of it."""
    _run(lambda: accounts.close(TasksSettings(), username, reason))
    typer.echo(f"account {username} closed")


@account.command("release")
def release(username: Annotated[str, typer.Argument(help="whose account")]) -> None:
    """Unbind an account from its identity at the OpenID Connect provider; the next one of that name takes it."""
    _run(lambda: identities.release(TasksSettings(), username))
    typer.echo(f"account {username} released")


@account.command("reset-password")
def reset_password(username: Annotated[str, typer.Argument(help="whose account")]) -> None:
    """Print a one-time password; its owner has to change it at the next sign-in. Opens a closed account again."""
    typer.echo(_run(lambda: accounts.reset_password(TasksSettings(), username)))


@keys.command("rotate")
def rotate() -> None:
    """Sign with a new key from now on; tokens signed with the old one stay good until they expire."""
    _run(lambda: accounts.rotate_key(TasksSettings()))
    typer.echo("signing key changed")


@secrets.command("new-key")
def new_secrets_key() -> None:
    """Print a random key for CHITHI_SECRETS_KEYS."""
    typer.echo(new_key())


@secrets.command("reseal")
def reseal() -> None:
    """Seal everything with the first key. May run while the service does, and again: then there is nothing to do."""
    typer.echo(f"{_run(lambda: accounts.seal_anew(TasksSettings()))} secrets sealed anew")


def _run(work: Callable[[], Coroutine[None, None, T]]) -> T:
    """A refusal is one line on standard error and exit code 2."""

    async def in_loop() -> T:
        return await work()

    try:
        return asyncio.run(in_loop())
    except (BadAccount, AccountExists, CannotStart) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error
    except Exception as error:
        if not is_infrastructure_error(error):
            raise
        typer.echo("error: MongoDB does not answer; check CHITHI_MONGO_URL", err=True)
        raise typer.Exit(2) from error
