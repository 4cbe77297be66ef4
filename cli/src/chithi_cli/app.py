"""The `chithi` command."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chithi_cli.errors import run
from chithi_cli.local.brokers import BrokerKind
from chithi_cli.org_commands import org


class Format(StrEnum):
    """How a parsed document is printed."""

    json = "json"
    table = "table"


app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="ChiThi.")
dlq = typer.Typer(no_args_is_help=True, help="Dead letters: list, show, retry, discard.")
app.add_typer(dlq, name="dlq")
audit = typer.Typer(no_args_is_help=True, help="The audit log: verify, show.")
app.add_typer(audit, name="audit")
app.add_typer(org, name="org")

Kafka = Annotated[str, typer.Option(help="broker: tansu (in the wheel) or apache (after `make kafka`)")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="port of the address; 0 takes a free one")]
MongoUrl = Annotated[str, typer.Option(envvar="CHITHI_MONGO_URL", help="database; default: the system running here")]
Service = Annotated[list[str] | None, typer.Option(help="only this service; may be repeated")]


@app.command()
def up(
    kafka: Kafka = "tansu",
    port: Port = 8080,
    province: Annotated[str, typer.Option(help="whose people get accounts")] = "tỉnh Ninh Bình",
) -> None:
    """Start the whole system on this machine and stay until Ctrl-C."""
    from chithi_cli.up import up as command

    run(lambda: command(kafka=_broker(kafka), port=port, province=province))


@app.command()
def demo(
    directive: Annotated[Path | None, typer.Option(help="another document than the sample")] = None,
    once: Annotated[bool, typer.Option("--once", help="stop when the loop is closed")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object on standard output")] = False,
    kafka: Kafka = "tansu",
    port: Port = 0,
    traces: Annotated[Path | None, typer.Option(help="folder for the spans of the run, as JSON lines")] = None,
) -> None:
    """Play the whole loop on an empty system: a directive goes in, exact figures come out."""
    from chithi_cli.demo.command import demo as command

    run(
        lambda: command(directive=directive, once=once, as_json=as_json, kafka=_broker(kafka), port=port, traces=traces)
    )


@app.command()
def parse(
    file: Annotated[Path, typer.Argument(help="a document: .txt, .docx, .pdf, or a picture of one")],
    output: Annotated[Format, typer.Option("--format", help="json or table")] = Format.table,
) -> None:
    """Show what the machine reads in a document; nothing is sent or stored."""
    from chithi_cli.parse import show

    run(lambda: show(file, as_json=output is Format.json))


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="documents, or folders of documents")],
    publish: Annotated[bool, typer.Option("--publish", help="publish them at once")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object a document")] = False,
    url: Annotated[str | None, typer.Option(envvar="CHITHI_URL", help="default: the system running here")] = None,
    username: Annotated[str | None, typer.Option(envvar="CHITHI_USERNAME")] = None,
    password: Annotated[str | None, typer.Option(envvar="CHITHI_PASSWORD", help="better in the environment")] = None,
    otp: Annotated[
        str | None, typer.Option(help="code of the account's app, or a recovery code; asked for where one is needed")
    ] = None,
) -> None:
    """Hand documents in to a running system."""
    from chithi_cli.ingest import Desk
    from chithi_cli.ingest import ingest as command

    run(lambda: command(paths, publish=publish, as_json=as_json, desk=Desk(url, username, password, otp)))


@app.command()
def replay(
    projection: Annotated[str, typer.Argument(help="what to rebuild: reporting")] = "reporting",
    mongo_url: MongoUrl = "",
) -> None:
    """Rebuild a projection from scratch while the service runs."""
    from chithi_cli.replay import replay as command

    run(lambda: command(projection, _mongo(mongo_url)))


@app.command()
def bench(
    names: Annotated[list[str] | None, typer.Argument(help="benchmarks; none lists them")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object a line")] = False,
    kafka: Kafka = "tansu",
) -> None:
    """Measure, each figure beside its bound of the same run."""
    from chithi_cli.bench.command import bench as command

    run(lambda: command(names or [], as_json=as_json, kafka=_broker(kafka)))


@dlq.command("list")
def list_letters(
    service: Service = None,
    state: Annotated[str, typer.Option(help="dead, retried, discarded or all")] = "dead",
    mongo_url: MongoUrl = "",
) -> None:
    """List dead letters, newest first."""
    from chithi_cli import dlq as commands

    run(lambda: commands.list_letters(_services(service), _mongo(mongo_url), None if state == "all" else state))


@dlq.command("show")
def show_letter(letter_id: str, service: Service = None, mongo_url: MongoUrl = "") -> None:
    """Show one dead letter with its original bytes."""
    from chithi_cli import dlq as commands

    run(lambda: commands.show_letter(_services(service), _mongo(mongo_url), letter_id))


@dlq.command("retry")
def retry(
    ids: Annotated[list[str] | None, typer.Argument(help="letters; none means all that are dead")] = None,
    service: Service = None,
    mongo_url: MongoUrl = "",
) -> None:
    """Hand dead letters to their service again."""
    from chithi_cli import dlq as commands

    run(lambda: commands.decide(_services(service), _mongo(mongo_url), ids or [], retry=True))


@dlq.command("discard")
def discard(ids: list[str], service: Service = None, mongo_url: MongoUrl = "") -> None:
    """Set dead letters aside for good; they stay in the register."""
    from chithi_cli import dlq as commands

    run(lambda: commands.decide(_services(service), _mongo(mongo_url), ids, retry=False))


@audit.command("verify")
def verify_audit(
    service: Service = None,
    expect: Annotated[list[str] | None, typer.Option(help="SERVICE=HASH that was seen before; may be repeated")] = None,
    mongo_url: MongoUrl = "",
) -> None:
    """Tell whether the log is as it was written, and name every row that is not; exit code 1 then."""
    from chithi_cli import audit as commands

    run(lambda: _well(commands.check(_services(service), _mongo(mongo_url), expect or [])))


@audit.command("show")
def show_audit(
    service: Service = None,
    subject: Annotated[str | None, typer.Option(help="id of the thing")] = None,
    who: Annotated[str | None, typer.Option(help="user name")] = None,
    action: Annotated[str | None, typer.Option(help="or the beginning of one, like assignment.")] = None,
    since: Annotated[str | None, typer.Option(help="2026-03-01 or 2026-03-01T08:30")] = None,
    until: Annotated[str | None, typer.Option(help="as --since; not included")] = None,
    limit: Annotated[int, typer.Option(min=1, help="the last so many")] = 200,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object a line")] = False,
    mongo_url: MongoUrl = "",
) -> None:
    """Show what was done or refused."""
    from chithi_cli import audit as commands

    def work() -> None:
        times = [commands.moment(text) if text else None for text in (since, until)]
        wanted = commands.Wanted(subject, who, action, *times)
        commands.show(_services(service), _mongo(mongo_url), wanted, limit=limit, as_json=as_json)

    run(work)


def _well(fine: bool) -> None:
    if not fine:
        raise typer.Exit(1)


def _services(chosen: list[str] | None) -> list[str]:
    from chithi_contracts.topics import SERVICES

    return chosen or list(SERVICES)


def _mongo(url: str) -> str:
    from chithi_cli.running import find

    return url or find().mongo_url


def _broker(name: str) -> BrokerKind:
    match name:
        case "tansu" | "apache":
            return name
    raise typer.BadParameter(f"{name!r} is neither tansu nor apache", param_hint="--kafka")


def main() -> None:
    """Entry point."""
    app()
