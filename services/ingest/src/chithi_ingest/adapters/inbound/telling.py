"""What ingest tells the other services about a stored directive."""

from chithi_contracts.events import DirectiveParsed, DirectivePublished, DirectiveSuperseded
from chithi_contracts.events.directive import ChosenAssignee, CitedDocument, Section
from chithi_ingest.adapters.inbound.paper import review_of
from chithi_ingest.core.model import Directive, Reference
from chithi_ingest.core.model import Section as ReadSection
from chithi_ingest.core.review.document_key import folded_number
from chithi_ingest.core.review.review import Review
from chithi_platform.mongo import Document


def parsed(stored: Document) -> DirectiveParsed:
    """A document was taken in and waits for its clerk."""
    read = Directive.model_validate(stored["parsed"])
    return DirectiveParsed(
        directive_id=stored["_id"],
        number=read.number,
        doc_type=read.doc_type,
        subject=read.subject,
        sections=len(read.sections),
        anomalies=len(read.anomalies),
        unit_id=stored["unit_id"],
        parsed_at=stored["created_at"],
    )


def published(stored: Document) -> DirectivePublished:
    """The directive as its clerk confirmed it."""
    review = review_of(stored)
    read = review.directive
    answering = read.answering()
    return DirectivePublished(
        directive_id=stored["_id"],
        version_no=stored["version"],
        number=read.number,
        doc_type=read.doc_type or "Chỉ thị",
        subject=read.subject or stored["file_name"],
        issuing_body=read.issuing_body or "",
        issue_date=read.issue_date,
        addressees=list(read.addressees),
        sections=[_section(review, section, answering[section.ordinal]) for section in read.assignable()],
        monitoring_agency=read.monitoring.agency if read.monitoring else None,
        published_at=stored["published_at"],
        published_by=stored["published_by"],
        unit_id=stored["unit_id"],
        implements=_implements(read),
        supersedes=stored.get("supersedes"),
    )


def superseded(old: Document, by: Document) -> DirectiveSuperseded:
    """`by` took the place of `old`."""
    return DirectiveSuperseded(
        directive_id=old["_id"],
        superseded_by=by["_id"],
        number=by["parsed"]["number"],
        superseded_at=old["superseded_at"],
    )


def _section(review: Review, section: ReadSection, lead: tuple[str, ...]) -> Section:
    """The section as others need it: with who answers, be it from the heading above or from the addressees."""
    fields = section.model_dump(include=set(Section.model_fields))
    chosen = [
        ChosenAssignee(written=one.written, kind=one.kind, id=one.id)
        for one in review.chosen
        if one.ordinal == section.ordinal
    ]
    return Section.model_validate(fields | {"lead": lead, "chosen": chosen})


def _implements(read: Directive) -> list[CitedDocument]:
    details = {folded_number(reference.number): reference for reference in read.references}
    cited = (details.get(folded_number(number)) or Reference(number=number) for number in read.implements)
    return [
        CitedDocument(number=one.number, doc_type=one.doc_type, issued_on=one.issued_on, issuer=one.issuer)
        for one in cited
    ]
