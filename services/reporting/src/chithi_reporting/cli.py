"""`chithi-reporting api | worker | all | replay`."""

import asyncio

import typer

from chithi_platform.mongo import Mongo
from chithi_platform.service import service_cli
from chithi_reporting.adapters.inbound.replay import Rebuilt, rebuild
from chithi_reporting.app import NAME, build
from chithi_reporting.settings import ReportingSettings

main = service_cli(NAME, ReportingSettings, build)


@main.command()
def replay() -> None:
    """Rebuild all totals from the reports, from scratch, while the service goes on."""
    done = asyncio.run(_replay())
    typer.echo(f"{done.reports} reports counted into generation {done.generation}, which is read from now on")


async def _replay() -> Rebuilt:
    settings = ReportingSettings()
    mongo = Mongo(settings.mongo_url.get_secret_value(), settings.mongo_database, settings.mongo_driver)
    try:
        return await rebuild(mongo, told=_progress)
    finally:
        await mongo.close()


async def _progress(count: int) -> None:
    typer.echo(f"{count} reports", err=True)
