"""From a file to a draft, and from a draft to a published directive."""

import asyncio
import hashlib
import unicodedata
from collections.abc import Callable
from datetime import datetime

from chithi_contracts.events import DirectivePublished, DirectiveWithdrawn
from chithi_contracts.events.directive import Section
from chithi_ingest.adapters.outbound.directives import DirectiveRepository, new_draft
from chithi_ingest.adapters.outbound.extract import ExtractionError, extract
from chithi_ingest.core import parse
from chithi_ingest.core.model import Directive
from chithi_ingest.core.model import Section as ReadSection
from chithi_ingest.core.secrecy import find_stamp
from chithi_platform import telemetry
from chithi_platform.ids import uuid7
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Document, Mongo, Session
from chithi_platform.problems import FieldError, Problem
from chithi_platform.security import Principal

STAMPED = (
    "Văn bản mang dấu chỉ độ mật không được đưa vào hệ thống này. Nội dung không được lưu lại. "
    "Hãy đăng ký và xử lý văn bản theo quy định về bảo vệ bí mật nhà nước, qua bộ phận văn thư mật."
)


class Intake:
    """Takes directives in, publishes and withdraws them. Each step is whole or not at all."""

    def __init__(
        self, mongo: Mongo, directives: DirectiveRepository, outbox: Outbox, clock: Callable[[], datetime]
    ) -> None:
        self._mongo, self._directives, self._outbox, self._clock = mongo, directives, outbox, clock

    async def take_in(self, *, name: str, content: bytes, user: Principal) -> tuple[Document, bool]:
        """Read the file and store the draft; (directive, False) when this unit has the same content already.

        Raises `Problem` for a file that cannot be read and for one stamped as a state secret, of which nothing is kept.
        """
        with telemetry.span("ingest.read"):
            text, parsed = await asyncio.to_thread(_read, name, content)
        draft = new_draft(
            directive_id=uuid7(),
            content_hash=hashlib.sha256(content).hexdigest(),
            file_name=unicodedata.normalize("NFC", name)[:200],
            text=text,
            parsed=parsed,
            unit_id=user.unit_id,
            path=user.path,
            created_by=user.subject,
            created_at=self._clock(),
        )
        return await self._directives.add(draft)

    async def publish(self, directive: Document, *, version: int, user: Principal) -> Document:
        """Publish the draft at this version and tell the others, in one transaction."""
        if not directive["parsed"]["sections"]:
            raise Problem(
                422, "no-sections", "Chưa phát hành được", "Văn bản không có mục nào được đánh số để giao việc."
            )
        now = self._clock()

        async def work(session: Session) -> Document:
            changed = await self._directives.change(
                directive["_id"],
                version=version,
                status="draft",
                session=session,
                changes={"status": "published", "published_at": now, "published_by": user.subject},
            )
            if changed is None:
                raise _stale(directive)
            await self._outbox.append(session, _published(changed))
            return changed

        return await self._mongo.transact(work)

    async def withdraw(self, directive: Document, *, reason: str, user: Principal) -> Document:
        """Withdraw a published directive, with the reason."""
        now = self._clock()

        async def work(session: Session) -> Document:
            changed = await self._directives.change(
                directive["_id"],
                version=directive["version"],
                status="published",
                session=session,
                changes={"status": "withdrawn", "withdrawn_at": now, "withdrawn_by": user.subject, "reason": reason},
            )
            if changed is None:
                raise Problem(409, "not-published", "Xung đột dữ liệu", "Chỉ thu hồi được chỉ thị đang có hiệu lực.")
            event = DirectiveWithdrawn(
                directive_id=directive["_id"], reason=reason, withdrawn_at=now, withdrawn_by=user.subject
            )
            await self._outbox.append(session, event)
            return changed

        return await self._mongo.transact(work)


def _read(name: str, content: bytes) -> tuple[str, Document]:
    if find_stamp(unicodedata.normalize("NFC", name)):
        raise Problem(422, "secret-document", "Không tiếp nhận văn bản mật", STAMPED)
    try:
        text = extract(content, name)
    except ExtractionError as error:
        status = {"too-large": 413, "wrong-type": 415}.get(error.code, 422)
        field: FieldError = {"field": "file", "rule": error.code, "message": error.message_vi}
        raise Problem(status, error.code, "Không đọc được tệp", error.message_vi, [field]) from error
    if find_stamp(text):
        raise Problem(422, "secret-document", "Không tiếp nhận văn bản mật", STAMPED)
    return text, parse(text).model_dump(mode="json")


def _stale(directive: Document) -> Problem:
    if directive["status"] != "draft":
        return Problem(409, "not-a-draft", "Xung đột dữ liệu", "Chỉ thị này đã được phát hành hoặc thu hồi.")
    return Problem(
        412, "stale-version", "Văn bản đã thay đổi", "Người khác vừa sửa văn bản này. Hãy tải lại rồi phát hành."
    )


def _published(directive: Document) -> DirectivePublished:
    read = Directive.model_validate(directive["parsed"])
    return DirectivePublished(
        directive_id=directive["_id"],
        version_no=directive["version"],
        number=read.number,
        doc_type=read.doc_type or "Chỉ thị",
        subject=read.subject or directive["file_name"],
        issuing_body=read.issuing_body or "",
        issue_date=read.issue_date,
        addressees=list(read.addressees),
        sections=[_told(read, section) for section in read.assignable()],
        monitoring_agency=read.monitoring.agency if read.monitoring else None,
        published_at=directive["published_at"],
        published_by=directive["published_by"],
        unit_id=directive["unit_id"],
    )


def _told(read: Directive, section: ReadSection) -> Section:
    """The section as others need it: with who answers, be it from the heading above or from the addressees."""
    fields = section.model_dump(include=set(Section.model_fields))
    return Section.model_validate(fields | {"lead": read.leads_of(section)})
