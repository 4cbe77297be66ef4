"""Spans are connected across HTTP, outbox, Kafka and handlers: from a paper to its alerts, from a phone to its task."""

import pytest

from chithi_mobile.core.period import proposed
from chithi_mobile.core.phone import Phone, utc_now
from chithi_testkit.polling import eventually

from ..conftest import Ended
from .conftest import Demo
from .site import Site
from .spans import Forest

PUT_REPORT = "PUT /api/reporting/v1/reports/{report_id}"
PUBLISH = "POST /api/ingest/v1/directives/{directive_id}/publish"


@pytest.fixture(scope="package")
def forest(sample_demo: Demo) -> Forest:
    """The spans of the demonstration."""
    assert sample_demo.result["exact"]
    return Forest(sample_demo.traces)


def test_a_directive_is_one_trace_from_ingest_over_tasks_to_notify(forest: Forest, sample_demo: Demo) -> None:
    alerts = forest.find("notify", "handle vn.chithi.assignment.issued")
    assert len(alerts) >= sample_demo.result["alerts"]
    for alert in alerts:
        way = [(span.service, span.name) for span in forest.above(alert)]
        assert ("tasks", "handle vn.chithi.directive.published") in way
        assert way[-1] == ("ingest", PUBLISH)
    assert len({alert.trace for alert in alerts}) == 1


def test_a_report_is_one_trace_from_the_phone_over_reporting_to_tasks(forest: Forest, sample_demo: Demo) -> None:
    handled = forest.find("tasks", "handle vn.chithi.report.submitted")
    roots = {forest.root(span) for span in handled}
    # those on no task move nothing there, and the demonstration may end before they are looked at
    assert sample_demo.result["tasks_reported"] <= len(roots) <= sample_demo.result["reports_filed"]
    assert {(root.service, root.name) for root in roots} == {("reporting", PUT_REPORT)}
    assert all(root.parent for root in roots), "the phone began the trace"


def test_a_batch_is_linked_to_the_traces_in_it(forest: Forest) -> None:
    filed = {span.trace for span in forest.find("reporting", PUT_REPORT)}
    for batch in ("outbox relay", "reporting consume"):
        linked = {trace for span in forest.find("reporting", batch) for trace in span.links}
        assert filed <= linked, batch


@pytest.mark.parametrize("service", ["tasks", "notify", "reporting"])
def test_transactions_stand_below_what_opened_them(forest: Forest, service: str) -> None:
    over = {span.name for one in forest.find(service, "mongo transaction") for span in forest.above(one)}
    assert f"{service} consume" in over
    for filing in forest.find("reporting", PUT_REPORT):
        assert any(filing in forest.above(one) for one in forest.find("reporting", "mongo transaction"))


async def test_the_trace_that_a_phone_keeps_leads_to_the_task_it_moved(site: Site, handed_in: list[Ended]) -> None:
    assert handed_in[0].code == 0
    async with site.phone(site.officers[0]) as phone:
        trace = await _reports_on_a_task(phone)

    async def arrived() -> bool:
        names = {(span.service, span.name) for span in Forest(site.traces).spans if span.trace == trace}
        assert names >= {("reporting", PUT_REPORT), ("tasks", "handle vn.chithi.report.submitted")}
        return True

    await eventually(arrived, within=120)  # a span is written when it has ended: parts of it before the whole


async def _reports_on_a_task(phone: Phone) -> str:
    """File a report on the first task; the trace id that the phone notes with it."""

    async def tasks() -> bool:
        await phone.sync()
        return bool(phone.assignments())

    await eventually(tasks, within=60, what="a task has reached the phone")
    task = phone.assignments()[0]
    form = next(form for form in phone.forms() if form.id == task.form_id)
    values = {indicator.code: 1 for indicator in form.indicators}
    report_id = phone.file(form.id, proposed(utc_now().date()), values, task.id)
    outcome = await phone.send()
    assert outcome.received == 1, outcome
    return phone.store.reports.get(report_id).trace_id
