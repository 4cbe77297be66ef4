"""The loop, step by step: hand in, publish, assign, alert, file, count, follow."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx

from chithi_cli import accounts
from chithi_cli.demo.phones import SUMMARY, TASK, Filed, file_reports
from chithi_cli.errors import CliError
from chithi_cli.office import Json, Office
from chithi_cli.parse import read
from chithi_cli.running import Login
from chithi_mobile.core.period import proposed
from chithi_mobile.core.phone import utc_now
from chithi_platform.mongo import ALONE_MS, Mongo
from chithi_tasks.core.resolving.territory import Territory

PHONES = 20
DEADLINE_S = 120.0
Tell = Callable[[str], None]
T = TypeVar("T")


@dataclass
class Result:
    """What one run of the loop did; `seconds` by step, `loop` is all of them without the start."""

    directive: str = ""
    number: str | None = None
    sections: int = 0
    assignments: int = 0
    alerts: int = 0
    reports_filed: int = 0
    reports_counted: int = 0
    exact: bool = False
    tasks_reported: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    peak_rss_mb: float = 0.0

    def to_json(self) -> Json:
        """As `--json` prints it."""
        return asdict(self)


class Story:
    """Plays the loop against a running system. `tell` hears each step as a sentence."""

    def __init__(self, paper: Path, tell: Tell) -> None:
        self.url = self._mongo_url = ""
        self._paper, self._tell = paper, tell
        self.territory: Territory = accounts.territory_of(read(paper))
        self.staff = accounts.staff(self.territory.unit)
        self.officers: list[Login] = []
        self.result = Result()

    def at(self, url: str, mongo_url: str) -> Self:
        """Play it against the system there."""
        self.url, self._mongo_url = url, mongo_url
        return self

    async def play(self) -> Result:
        """The whole loop; raises `CliError` when a step does not come to its end in time."""
        started = time.monotonic()
        communes = self.territory.communes
        self.officers = accounts.officers(communes[:: max(1, len(communes) // PHONES)][:PHONES])
        await self._timed("accounts", accounts.create([*self.staff, *self.officers], self._mongo_url))
        async with httpx.AsyncClient(base_url=self.url, timeout=60) as client:
            clerk, coordinator = (Office(client, who.username, who.password) for who in self.staff[:2])
            await clerk.sign_in()
            await coordinator.sign_in()
            await self._timed("intake", self._take_in(clerk))
            await self._timed("assign", self._assign(coordinator))
            await self._timed("alert", self._alert())
            filed = await self._timed("file", file_reports(self.url, self.officers))
            self._tell(f"{len(self.officers)} điện thoại đã gửi {filed.count} báo cáo.")
            await self._timed("count", self._count(coordinator, filed))
            await self._timed("follow", self._follow(coordinator, filed))
        self.result.seconds["loop"] = round(time.monotonic() - started, 2)
        return self.result

    async def _timed(self, step: str, work: Coroutine[Any, Any, T]) -> T:
        began = time.monotonic()
        done = await work
        self.result.seconds[step] = round(time.monotonic() - began, 2)
        return done

    async def _take_in(self, clerk: Office) -> None:
        directive, _ = await clerk.take_in(self._paper)
        parsed = directive["parsed"]
        if directive["status"] == "draft":
            directive = await clerk.publish(directive)
        self.result.directive, self.result.number = directive["id"], parsed["number"]
        self.result.sections = len(parsed["sections"])
        title = f"{parsed['doc_type'] or 'Văn bản'} {parsed['number'] or '(không số)'}"
        self._tell(f"{title}: đọc được {self.result.sections} mục, đã phát hành.")

    async def _assign(self, coordinator: Office) -> None:
        found: Sequence[Json] = await _until(
            lambda: coordinator.assignments(self.result.directive), bool, "assignments of the directive"
        )
        self.result.assignments = len(found)
        self._tell(f"{len(found)} nhiệm vụ đã giao cho {len({a['assignee']['id'] for a in found})} cơ quan, đơn vị.")

    async def _alert(self) -> None:
        mongo = Mongo(self._mongo_url, "chithi_notify", server_selection_ms=ALONE_MS)
        try:
            wanted = self.result.assignments
            self.result.alerts = await _until(
                lambda: mongo.collection("alerts").count_documents({"kind": "assignment_issued"}),
                lambda raised: raised >= wanted,
                f"{wanted} alerts",
            )
        finally:
            await mongo.close()
        self._tell(f"{self.result.alerts} thông báo đã gửi tới hộp thư của nơi nhận việc.")

    async def _count(self, coordinator: Office, filed: Filed) -> None:
        self.result.reports_filed = filed.count

        async def totals() -> dict[str, Json]:
            return {form: await self._cells(coordinator, form) for form in (SUMMARY, TASK)}

        counted = await _until(totals, lambda t: _reports(t) >= filed.count, f"{filed.count} counted reports")
        self.result.reports_counted = _reports(counted)
        self.result.exact = all(
            counted[form][code]["filed"]["value"] == total for (form, code), total in filed.totals.items()
        )
        self._tell(f"{self.result.reports_counted} báo cáo đã vào số liệu của {self.territory.unit.name}.")

    async def _follow(self, coordinator: Office, filed: Filed) -> None:
        async def reported() -> int:
            found = await coordinator.assignments(self.result.directive)
            return sum(one["state"] == "reported" for one in found)

        wanted = filed.reports[TASK]
        self.result.tasks_reported = await _until(reported, lambda n: n >= wanted, f"{wanted} reported assignments")
        self._tell(f"{self.result.tasks_reported} nhiệm vụ đã có báo cáo trên bảng theo dõi.")

    async def _cells(self, coordinator: Office, form: str) -> Json:
        answer = await coordinator.get(
            "/api/reporting/v1/aggregates",
            unit_id=self.territory.unit.id,
            period=proposed(utc_now().date()),
            form_id=form,
        )
        return {cell["indicator"]: cell for cell in answer["cells"]}


def _reports(totals: dict[str, Json]) -> int:
    """Counted reports: a form's reports all carry each of its indicators here."""
    return sum(max((cell["filed"]["reports"] for cell in cells.values()), default=0) for cells in totals.values())


async def _until(ask: Callable[[], Awaitable[T]], enough: Callable[[T], object], what: str) -> T:
    """Ask until the answer is enough."""
    deadline = time.monotonic() + DEADLINE_S
    while True:
        answer = await ask()
        if enough(answer):
            return answer
        if time.monotonic() > deadline:
            raise CliError(f"{what} did not appear within {DEADLINE_S:.0f} s; last seen: {answer!r}"[:500])
        await asyncio.sleep(0.1)
