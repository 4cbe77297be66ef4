"""The kinds of agencies of today and of the time before 2025, each with its validity and who took over which work."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from chithi_tasks.core.organisation.agency_catalogue import AgencyKind, AgencyLevel, Catalogue, EndedKind
from chithi_tasks.core.text import key, plain

LEVELS: tuple[AgencyLevel, ...] = ("nation", "province", "district", "commune")


@dataclass(frozen=True, slots=True)
class Agency:
    """One kind at one level; `successors` are the kinds that took over, the proposed one first, with their work."""

    id: str
    name: str
    level: AgencyLevel
    aliases: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    note: str | None
    successors: tuple[tuple[AgencyKind, str | None], ...]

    def exists_on(self, day: date) -> bool:
        """Whether it is valid on that day; where the first day is not known, it is older than the register."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)

    def is_called(self, text: str) -> bool:
        """Whether a name of it holds the text, with or without diacritics, or in short."""
        names = (plain(self.name), key(self.name), *self.aliases)
        return any(wanted in name for name in names for wanted in (plain(text), key(text)))


def agencies(catalogue: Catalogue) -> list[Agency]:
    """Every kind, by level, those of today before those that ended."""
    found = list(_kinds(catalogue))
    return sorted(found, key=lambda agency: (LEVELS.index(agency.level), agency.valid_to is not None, agency.id))


def _kinds(catalogue: Catalogue) -> Iterator[Agency]:
    for name, aliases, entry in catalogue.names:
        if isinstance(entry, AgencyKind):
            yield Agency(entry.slug, name, entry.level, aliases, entry.valid_from, None, None, ())
        elif isinstance(entry, EndedKind):
            heirs = (entry.successor, *entry.also)
            functions = entry.functions or (None,) * len(heirs)
            yield Agency(
                id=entry.slug,
                name=name,
                level=entry.level,
                aliases=aliases,
                valid_from=None,
                valid_to=date.fromisoformat(entry.ended),
                note=entry.note or None,
                successors=tuple(zip(heirs, functions, strict=True)),
            )
