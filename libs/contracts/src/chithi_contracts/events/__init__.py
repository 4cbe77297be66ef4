"""Every event, by the service that tells it."""

from chithi_contracts.events.alert import AlertRaised
from chithi_contracts.events.assignment import (
    AssignmentAccepted,
    AssignmentChased,
    AssignmentCommented,
    AssignmentCompleted,
    AssignmentDueChanged,
    AssignmentExtensionRefused,
    AssignmentExtensionRequested,
    AssignmentIssued,
    AssignmentProgressed,
    AssignmentReassigned,
    AssignmentReopened,
    AssignmentResumed,
    AssignmentReturned,
    AssignmentStarted,
    AssignmentSuspended,
    AssignmentWithdrawn,
)
from chithi_contracts.events.base import REGISTRY, Event
from chithi_contracts.events.directive import (
    DirectiveParsed,
    DirectivePublished,
    DirectiveSuperseded,
    DirectiveWithdrawn,
)
from chithi_contracts.events.organisation import AgencyChanged, OfficerChanged, UnitChanged
from chithi_contracts.events.report import ReportAmended, ReportApproved, ReportReturned, ReportSubmitted

__all__ = [
    "REGISTRY",
    "AgencyChanged",
    "AlertRaised",
    "AssignmentAccepted",
    "AssignmentChased",
    "AssignmentCommented",
    "AssignmentCompleted",
    "AssignmentDueChanged",
    "AssignmentExtensionRefused",
    "AssignmentExtensionRequested",
    "AssignmentIssued",
    "AssignmentProgressed",
    "AssignmentReassigned",
    "AssignmentReopened",
    "AssignmentResumed",
    "AssignmentReturned",
    "AssignmentStarted",
    "AssignmentSuspended",
    "AssignmentWithdrawn",
    "DirectiveParsed",
    "DirectivePublished",
    "DirectiveSuperseded",
    "DirectiveWithdrawn",
    "Event",
    "OfficerChanged",
    "ReportAmended",
    "ReportApproved",
    "ReportReturned",
    "ReportSubmitted",
    "UnitChanged",
]
