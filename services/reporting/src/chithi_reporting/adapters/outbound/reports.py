"""The reports as filed: one document each, every revision kept, the event in the same transaction."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn

from chithi_contracts.events import ReportAmended, ReportApproved, ReportReturned, ReportSubmitted
from chithi_platform.audit import AuditLog, differences
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Document, DuplicateKeyError, Mongo, Session
from chithi_reporting.core.fingerprint import fingerprint
from chithi_reporting.core.validation import Content


class ReportNotFoundError(Exception):
    """There is no such report."""


class ReportDiffersError(Exception):
    """The id or revision is taken by other content."""


class ReportExistsError(Exception):
    """Another report was filed for the same form, unit, period and assignment."""

    def __init__(self, existing: Document) -> None:
        super().__init__(f"report {existing['_id']} was filed already")
        self.existing = existing


class RevisionChangedError(Exception):
    """The request was about another revision than the present one."""

    def __init__(self, current: int) -> None:
        super().__init__(f"the present revision is {current}")
        self.current = current


class RevisionReturnedError(Exception):
    """A returned revision is not approved any more; a new one has to be filed."""


@dataclass(frozen=True)
class Filing:
    """A revision on its way in. `receipt` is used only if it is new."""

    report_id: str
    content: Content
    by: str
    path: tuple[str, ...]
    receipt: str
    received_at: datetime
    device_time: datetime | None = None
    hints: list[str] = field(default_factory=list)

    def revision(self, number: int) -> Document:
        """The revision as stored."""
        return {
            "revision": number,
            "receipt": self.receipt,
            "values": dict(self.content.values),
            "narrative": self.content.narrative,
            "fingerprint": fingerprint(self.content),
            "hints": self.hints,
            "device_time": self.device_time,
            "received_at": self.received_at,
            "filed_by": self.by,
            "status": "submitted",
        }


@dataclass(frozen=True)
class Decision:
    """Approve a revision, or return it with the reason."""

    revision: int
    by: str
    at: datetime
    reason: str | None = None

    @property
    def status(self) -> str:
        """The status that the revision takes."""
        return "approved" if self.reason is None else "returned"


class Reports:
    """Files, amends and decides; each answer is safe to ask for again."""

    def __init__(self, mongo: Mongo, outbox: Outbox, audit: AuditLog) -> None:
        self._mongo, self._outbox, self._audit = mongo, outbox, audit
        self._reports = mongo.collection("reports")

    async def prepare(self) -> None:
        """Create the indexes."""
        one_each = [("form_id", 1), ("unit_id", 1), ("period", 1), ("assignment_id", 1)]
        await self._reports.create_index(one_each, name="one_each", unique=True)
        await self._reports.create_index([("path", 1), ("form_id", 1), ("period", 1), ("_id", 1)], name="subtree")
        await self._reports.create_index([("received_at", -1)], name="newest")

    async def get(self, report_id: str) -> Document:
        """The report; raises `ReportNotFoundError`."""
        found = await self._reports.find_one({"_id": report_id})
        if found is None:
            raise ReportNotFoundError(report_id)
        return found

    async def file(self, filing: Filing) -> tuple[Document, bool]:
        """The first revision, and whether it is new; raises `ReportDiffersError` or `ReportExistsError`."""
        content, first = filing.content, filing.revision(1)
        document = {
            "_id": filing.report_id,
            "form_id": content.form_id,
            "unit_id": content.unit_id,
            "path": list(filing.path),
            "period": content.period,
            "assignment_id": content.assignment_id,
            "revision": 1,
            "status": "submitted",
            "received_at": filing.received_at,
            "revisions": [first],
        }

        async def work(session: Session) -> None:
            await self._reports.insert_one(document, session=session)
            event = ReportSubmitted(received_at=filing.received_at, **_told(document, first))
            await self._outbox.append(session, event)
            kept = {name: document[name] for name in ("form_id", "unit_id", "period", "assignment_id")}
            after, about = kept | _content(first), _about(document)
            await self._audit.record(session, "report.filed", filing.report_id, after=after, about=about)

        try:
            await self._mongo.transact(work)
        except DuplicateKeyError:
            return await self._known(filing), False
        return first, True

    async def _known(self, filing: Filing) -> Document:
        """The first revision that was filed before, when it is the same."""
        found = await self._reports.find_one({"_id": filing.report_id})
        if found is None:
            await self._raise_exists(filing.content)
        return _same(found["revisions"][0], filing)

    async def _raise_exists(self, content: Content) -> NoReturn:
        key = {"form_id": content.form_id, "unit_id": content.unit_id, "period": content.period}
        existing = await self._reports.find_one({**key, "assignment_id": content.assignment_id})
        raise ReportExistsError(existing or {"_id": "?", "revisions": []})

    async def amend(self, filing: Filing, number: int) -> tuple[Document, bool]:
        """Revision `number` (2 or more) and whether it is new; the same again changes nothing."""

        async def work(session: Session) -> tuple[Document, bool]:
            report = await self._reports.find_one({"_id": filing.report_id}, session=session)
            if report is None:
                raise ReportNotFoundError(filing.report_id)
            if number <= report["revision"]:
                return _same(report["revisions"][number - 1], filing), False
            if number > report["revision"] + 1:
                raise RevisionChangedError(report["revision"])
            added = filing.revision(number)
            await self._reports.update_one(
                {"_id": filing.report_id},
                {
                    "$push": {"revisions": added},
                    "$set": {"revision": number, "status": "submitted", "received_at": filing.received_at},
                },
                session=session,
            )
            event = ReportAmended(received_at=filing.received_at, **_told(report, added))
            await self._outbox.append(session, event)
            was, now = differences(_content(report["revisions"][-1]), _content(added))
            about = _about(report)
            await self._audit.record(session, "report.amended", filing.report_id, before=was, after=now, about=about)
            return added, True

        return await self._mongo.transact(work)

    async def decide(self, report_id: str, decision: Decision) -> Document:
        """The report after the decision; a decision that already stands is no error."""

        async def work(session: Session) -> None:
            report = await self._reports.find_one({"_id": report_id}, session=session)
            if report is None:
                raise ReportNotFoundError(report_id)
            if report["revision"] != decision.revision:
                raise RevisionChangedError(report["revision"])
            if report["status"] == decision.status:
                return
            if report["status"] == "returned":
                raise RevisionReturnedError(report_id)
            await self._settle(report, decision, session)

        await self._mongo.transact(work)
        return await self.get(report_id)

    async def _settle(self, report: Document, decision: Decision, session: Session) -> None:
        index = f"revisions.{decision.revision - 1}"
        settled = {
            "status": decision.status,
            f"{index}.status": decision.status,
            f"{index}.decided_at": decision.at,
            f"{index}.decided_by": decision.by,
            f"{index}.reason": decision.reason,
        }
        await self._reports.update_one({"_id": report["_id"]}, {"$set": settled}, session=session)
        told = _told(report, report["revisions"][decision.revision - 1])
        event: ReportApproved | ReportReturned = (
            ReportApproved(approved_at=decision.at, approved_by=decision.by, **told)
            if decision.reason is None
            else ReportReturned(reason=decision.reason, returned_at=decision.at, returned_by=decision.by, **told)
        )
        await self._outbox.append(session, event)
        action = "report.approved" if decision.reason is None else "report.returned"
        after = {"status": decision.status, "revision": decision.revision, "reason": decision.reason}
        before, about = {"status": report["status"]}, _about(report)
        await self._audit.record(session, action, report["_id"], before=before, after=after, about=about)

    async def listing(self, where: Document, after: str | None, limit: int) -> list[Document]:
        """Reports in the order of their ids, after the one given."""
        return (
            await self._reports.find(where | ({"_id": {"$gt": after}} if after else {}))
            .sort("_id", 1)
            .limit(limit)
            .to_list(limit)
        )


def _same(known: Document, filing: Filing) -> Document:
    if known["fingerprint"] != fingerprint(filing.content):
        raise ReportDiffersError(filing.report_id)
    return known


def _about(report: Document) -> list[str]:
    """The audit log tells of a report in the story of its assignment too."""
    return [report["assignment_id"]] if report["assignment_id"] else []


def _content(revision: Document) -> Document:
    """What a revision says, for the audit log: the narrative as a digest only, its words are kept once."""
    told = {name: revision[name] for name in ("revision", "values", "receipt", "fingerprint")}
    return told | {"narrative_characters": len(revision["narrative"])}


def _told(report: Document, revision: Document) -> dict[str, Any]:
    return {
        "report_id": report["_id"],
        "revision": revision["revision"],
        "unit_id": report["unit_id"],
        "form_id": report["form_id"],
        "period": report["period"],
        "values": revision["values"],
        "assignment_id": report["assignment_id"],
    }
