"""`chithi org`: the register of units, on the command line. Administrators alone may change it."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chithi_cli.errors import run
from chithi_cli.shared_options import sharing

if TYPE_CHECKING:
    from chithi_cli.org import Register

org = typer.Typer(no_args_is_help=True, help="Units through time: show, import, merge, rename.")

Day = Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d", "%d/%m/%Y"], help="first day of what is new")]
Basis = Annotated[str, typer.Option(help="number of the resolution that lays it down")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="only say what would happen")]
AsJson = Annotated[bool, typer.Option("--json", help="print one JSON object")]


def register_of(
    url: Annotated[str | None, typer.Option(envvar="CHITHI_URL", help="default: the system running here")] = None,
    username: Annotated[str | None, typer.Option(envvar="CHITHI_USERNAME")] = None,
    password: Annotated[str | None, typer.Option(envvar="CHITHI_PASSWORD", help="better in the environment")] = None,
    second_factor: Annotated[
        str | None, typer.Option(envvar="CHITHI_SECOND_FACTOR", help="secret of the account's code app, if it has one")
    ] = None,
) -> "Register":
    """Where to and as whom, for every command."""
    from chithi_cli.org import Register

    return Register(url, username, password, second_factor)


@org.command()
@sharing(register_of)
def show(
    register: "Register",
    unit: Annotated[str, typer.Argument(help="id, or name with or without diacritics")],
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="default: today")] = None,
    as_json: AsJson = False,
) -> None:
    """Show a unit: its place, what it came from, what took it over, what it still has to do."""
    from chithi_cli.org import show

    run(lambda: show(register, unit, as_of.date() if as_of else None, as_json=as_json))


@org.command("import")
@sharing(register_of)
def import_(
    register: "Register",
    file: Annotated[Path, typer.Argument(help="conversion table of the statistics office, CSV")],
    basis: Basis,
    on: Day = datetime(2025, 7, 1),  # noqa: DTZ001 - a day, without a time
    main: Annotated[
        list[str] | None, typer.Option(help="OLD=NEW: of a commune that is split, who takes its work")
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Compare a conversion table with the register, and reorganise what the register does not have yet."""
    from chithi_cli.org_import import import_table

    run(lambda: import_table(register, file, on.date(), basis, mains=main or [], dry_run=dry_run, as_json=as_json))


@org.command()
@sharing(register_of)
def merge(
    register: "Register",
    file: Annotated[Path | None, typer.Argument(help="a whole reorganisation as JSON, as the API takes it")] = None,
    into: Annotated[str, typer.Option(help='the new unit with its kind: "Phường Thiên Trường"')] = "",
    code: Annotated[str, typer.Option(help="code of the new unit")] = "",
    former: Annotated[list[str] | None, typer.Option("--from", help="id of a unit that goes into it")] = None,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="first day of the new unit")
    ] = None,
    basis: Annotated[str, typer.Option(help="number of the resolution that lays it down")] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make one unit out of several; their open work and their people go to it."""
    from chithi_cli.org import reorganise
    from chithi_cli.org_requests import merger, read_request

    day = on.date() if on else None

    def asked() -> None:
        if file is None:
            reorganise(register, lambda office: merger(office, into, code, former or [], day, basis), dry_run, as_json)
        else:
            reorganise(register, lambda _: read_request(file), dry_run, as_json)

    run(asked)


@org.command()
@sharing(register_of)
def rename(
    register: "Register",
    unit: Annotated[str, typer.Argument(help="id of the unit")],
    on: Day,
    basis: Basis,
    name: Annotated[str, typer.Option(help="new name, without the kind; default: as it is")] = "",
    kind: Annotated[str, typer.Option(help="new kind, such as Phường; default: as it is")] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Give a unit another name or kind from a day on; it keeps its code, its work and its people."""
    from chithi_cli.org import reorganise
    from chithi_cli.org_requests import renaming

    run(
        lambda: reorganise(
            register, lambda office: renaming(office, unit, name, kind, on.date(), basis), dry_run, as_json
        )
    )
