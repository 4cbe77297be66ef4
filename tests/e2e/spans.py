"""Reads the spans that the services wrote, and follows them upwards."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Span:
    """One span: `service` is the process that wrote it."""

    service: str
    name: str
    trace: str
    id: str
    parent: str | None
    links: frozenset[str]


class Forest:
    """All spans of a run."""

    def __init__(self, folder: Path) -> None:
        self.spans = [_span(file.stem, line) for file in folder.glob("*.jsonl") for line in _lines(file)]
        self._by_id = {span.id: span for span in self.spans}

    def find(self, service: str, name: str) -> list[Span]:
        """The service's spans whose name begins so."""
        return [span for span in self.spans if span.service == service and span.name.startswith(name)]

    def above(self, span: Span) -> Iterator[Span]:
        """The span's parent, its parent, and so on, as far as they were written here."""
        parent = self._by_id.get(span.parent or "")
        if parent is not None:
            assert parent.trace == span.trace, "a child belongs to the trace of its parent"
            yield parent
            yield from self.above(parent)

    def root(self, span: Span) -> Span:
        """The uppermost span written here; its parent, if it has one, is another machine's."""
        return [span, *self.above(span)][-1]


def _lines(file: Path) -> list[str]:
    """Whole lines; a last one may still be on its way."""
    return [line for line in file.read_text(encoding="utf-8").splitlines(keepends=True) if line.endswith("}\n")]


def _span(service: str, line: str) -> Span:
    told = json.loads(line)
    context = told["context"]
    links = frozenset(_plain(link["context"]["trace_id"]) for link in told["links"])
    parent = _plain(told["parent_id"]) if told["parent_id"] else None
    return Span(service, told["name"], _plain(context["trace_id"]), _plain(context["span_id"]), parent, links)


def _plain(number: str) -> str:
    return number.removeprefix("0x")
