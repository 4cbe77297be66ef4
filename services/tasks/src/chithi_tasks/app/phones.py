"""The desk of phones, as the rooms of identity and of devices use it."""

from chithi_tasks.adapters.inbound.identity.phones import Phones
from chithi_tasks.adapters.outbound.identity.devices import DeviceRepository
from chithi_tasks.adapters.outbound.identity.enrolments import EnrolmentRepository
from chithi_tasks.app.shared import Shared


def phones_of(shared: Shared) -> Phones:
    """The desk, on the shared accounts and sessions."""
    rt = shared.rt
    return Phones(
        mongo=rt.mongo,
        accounts=shared.accounts,
        enrolments=EnrolmentRepository(rt.mongo),
        devices=DeviceRepository(rt.mongo),
        sessions=shared.sessions,
        audit=rt.audit,
        clock=rt.clock,
    )
