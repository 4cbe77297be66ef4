"""The audit log: who did what to what, from where, before and after; sealed into a chain that shows any change."""

from chithi_platform.audit.actor import SYSTEM, Actor, acting, because, operating, refused_with, signed_in_as, tried_as
from chithi_platform.audit.differing import differences
from chithi_platform.audit.log import AuditLog, Entry

__all__ = [
    "SYSTEM",
    "Actor",
    "AuditLog",
    "Entry",
    "acting",
    "because",
    "differences",
    "operating",
    "refused_with",
    "signed_in_as",
    "tried_as",
]
