"""`chithi replay`: rebuild a projection from what it is derived from."""

import asyncio

from rich.console import Console
from rich.progress import Progress

from chithi_cli.errors import CliError, stderr
from chithi_platform.mongo import Mongo
from chithi_reporting.adapters.inbound.replay import Rebuilt, rebuild


def replay(projection: str, mongo_url: str) -> None:
    """Rebuild the projection; reporting's totals are the only one that is derived."""
    if projection != "reporting":
        raise CliError(f"no projection {projection!r}; there is: reporting")
    done = asyncio.run(_rebuild(mongo_url))
    Console(highlight=False).print(f"Đã dựng lại số liệu từ {done.reports} báo cáo (thế hệ {done.generation}).")


async def _rebuild(mongo_url: str) -> Rebuilt:
    mongo = Mongo(mongo_url, "chithi_reporting")
    try:
        with Progress(console=stderr) as progress:
            task = progress.add_task("Dựng lại", total=await mongo.collection("reports").estimated_document_count())

            async def told(count: int) -> None:
                progress.update(task, completed=count)

            return await rebuild(mongo, told=told)
    finally:
        await mongo.close()
