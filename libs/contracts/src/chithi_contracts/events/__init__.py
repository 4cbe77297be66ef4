"""Every event, by the service that tells it."""

from chithi_contracts.events.alert import AlertRaised
from chithi_contracts.events.assignment import (
    AssignmentAccepted,
    AssignmentIssued,
    AssignmentProgressed,
    AssignmentWithdrawn,
)
from chithi_contracts.events.base import REGISTRY, Event
from chithi_contracts.events.directive import (
    DirectiveParsed,
    DirectivePublished,
    DirectiveSuperseded,
    DirectiveWithdrawn,
)
from chithi_contracts.events.organisation import UnitChanged
from chithi_contracts.events.report import ReportAmended, ReportApproved, ReportReturned, ReportSubmitted

__all__ = [
    "REGISTRY",
    "AlertRaised",
    "AssignmentAccepted",
    "AssignmentIssued",
    "AssignmentProgressed",
    "AssignmentWithdrawn",
    "DirectiveParsed",
    "DirectivePublished",
    "DirectiveSuperseded",
    "DirectiveWithdrawn",
    "Event",
    "ReportAmended",
    "ReportApproved",
    "ReportReturned",
    "ReportSubmitted",
    "UnitChanged",
]
