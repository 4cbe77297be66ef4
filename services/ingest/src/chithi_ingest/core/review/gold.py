"""A directive in the format of the annotated texts, so that what people corrected scores later readings."""

from typing import Any

from chithi_ingest.core.model import Directive, Monitoring, Reference, Section

_PLAIN = ("lead", "coordinating", "advised", "superior", "report_to", "periods", "references")


def gold(directive: Directive, *, source_file: str) -> dict[str, Any]:
    """The JSON of an annotation. Empty optional lists stay out; what the paper does not print is null."""
    return {
        "number": directive.number,
        "doc_type": directive.doc_type,
        "subject": directive.subject,
        "issuing_body": directive.issuing_body,
        "issue_date": directive.issue_date.isoformat() if directive.issue_date else None,
        "place": directive.place,
        "urgency": directive.marks.urgency,
        "signer": directive.signer,
        "signer_title": directive.signer_title,
        "addressees": list(directive.addressees),
        "sections": [_section(section) for section in directive.sections],
        "references": [reference.number for reference in directive.references],
        "reference_details": [_reference(reference, directive) for reference in directive.references],
        "named_references": list(directive.named_references),
        "monitoring": _monitoring(directive.monitoring),
        "recipients": list(directive.recipients),
        "anomalies": [anomaly.message for anomaly in directive.anomalies],
        "source_file": source_file,
    }


def _section(section: Section) -> dict[str, Any]:
    told: dict[str, Any] = {"ordinal": section.ordinal, "mode": section.mode}
    told |= {name: list(getattr(section, name)) for name in _PLAIN}
    told["deadlines"] = [deadline.text for deadline in section.deadlines]
    told["deadlines_detail"] = [
        deadline.model_dump(mode="json", exclude_none=True, exclude_defaults=True) for deadline in section.deadlines
    ]
    told["embedded"] = list(dict.fromkeys(sub.agency for sub in section.embedded))
    told["targets"] = [target.text for target in section.targets]
    told["named"] = list(section.named_references)
    optional = ("superior", "report_to", "embedded", "targets", "named", "deadlines_detail")
    told = {name: value for name, value in told.items() if value or name not in optional}
    return told | {"inherits_addressees": True} if section.inherits_addressees else told


def _reference(reference: Reference, directive: Directive) -> dict[str, Any]:
    told = {
        "number": reference.number,
        "date": reference.issued_on.isoformat() if reference.issued_on else None,
        "issuer": reference.issuer,
        "kind": reference.doc_type,
    }
    return told | {"relation": "parent directive"} if reference.number in directive.implements else told


def _monitoring(monitoring: Monitoring | None) -> dict[str, Any] | None:
    return monitoring.model_dump(mode="json") if monitoring else None
