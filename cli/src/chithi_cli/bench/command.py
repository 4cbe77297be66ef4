"""`chithi bench`: run benchmarks and print their figures."""

import asyncio
import json

from rich.console import Console
from rich.table import Table

from chithi_cli.bench.audit import audit
from chithi_cli.bench.board import board
from chithi_cli.bench.drivers import drivers
from chithi_cli.bench.fanout import fanout
from chithi_cli.bench.frame import Benchmark
from chithi_cli.bench.intake import intake
from chithi_cli.bench.ocr import ocr
from chithi_cli.bench.pdf import pdf
from chithi_cli.bench.projection import projection
from chithi_cli.bench.suggest import suggest
from chithi_cli.bench.visible import visible
from chithi_cli.errors import CliError
from chithi_cli.local.brokers import BrokerKind

BENCHMARKS: dict[str, Benchmark] = {
    "intake": intake,
    "pdf": pdf,
    "ocr": ocr,
    "projection": projection,
    "fanout": fanout,
    "suggest": suggest,
    "visible": visible,
    "board": board,
    "audit": audit,
    "drivers": drivers,
}


def bench(names: list[str], *, as_json: bool, kafka: BrokerKind) -> None:
    """Run the named benchmarks; without names, list them."""
    console = Console(highlight=False)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        raise CliError(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    if not names:
        for name, benchmark in BENCHMARKS.items():
            console.print(f"{name:12} {(benchmark.__doc__ or '').splitlines()[0]}")
        return
    table = Table("figure", "value", "unit", "bound", "value / bound", "detail")
    for name in names:
        for figure in asyncio.run(BENCHMARKS[name](kafka)):
            if as_json:
                print(json.dumps(figure.to_json(), ensure_ascii=False))
                continue
            plain = figure.to_json()
            table.add_row(*(str(plain[column]) for column in ("name", "value", "unit", "bound", "ratio", "detail")))
    if not as_json:
        console.print(table)
