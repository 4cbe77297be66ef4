"""How fast assignees are suggested while a clerk types."""

import time

from chithi_cli.accounts import gazetteer
from chithi_cli.bench.frame import Figure, median, percentile
from chithi_cli.local.brokers import BrokerKind
from chithi_tasks.core.organisation.agency_catalogue import packaged_catalogue
from chithi_tasks.core.organisation.units import Unit
from chithi_tasks.core.resolving.suggestions import Suggester

ALLOWED_MS = 50.0
ROUNDS = 5
TYPED = (
    "Sở Thông tin và Truyền thông",
    "Công an phường Nam Định",
    "UBND các xã, phường",
    "Phòng Tư pháp huyện Vụ Bản",
    "so lao dong thuong binh va xa hoi tinh nam dinh",
    "cong ann phuong hoa lu",
    "huyện Ý Yên",
)


async def suggest(_: BrokerKind) -> list[Figure]:
    """Suggestions at every letter of seven names, for a province and for the nation, p95; 50 ms are allowed."""
    suggester = Suggester(gazetteer(), packaged_catalogue())
    homes = [gazetteer().tree[unit] for unit in ("37-20250701", "VN")]
    return [_figure(suggester, home) for home in homes]


def _figure(suggester: Suggester, home: Unit) -> Figure:
    parts = [name[:length] for name in TYPED for length in range(1, len(name) + 1)] * ROUNDS
    taken = sorted(_ms(suggester, home, text) for text in parts)
    detail = {"queries": len(taken), "median_ms": round(median(taken), 2), "max_ms": round(taken[-1], 2)}
    return Figure(f"suggest.{home.level}", percentile(taken, 0.95), "ms", ALLOWED_MS, detail)


def _ms(suggester: Suggester, home: Unit, text: str) -> float:
    began = time.perf_counter()
    suggester.suggest(text, home)
    return (time.perf_counter() - began) * 1000
