"""What several rooms of the service use."""

from dataclasses import dataclass

from chithi_platform.service import Runtime
from chithi_tasks.adapters.outbound.accounts import AccountRepository
from chithi_tasks.adapters.outbound.assignments import AssignmentRepository
from chithi_tasks.adapters.outbound.changes import ChangeSequence
from chithi_tasks.core.resolving.organisation import Organisation, packaged_organisation
from chithi_tasks.settings import TasksSettings


@dataclass(frozen=True)
class Shared:
    """The runtime, today's organisation, and the repositories that more than one room needs."""

    rt: Runtime
    settings: TasksSettings
    organisation: Organisation
    accounts: AccountRepository
    changes: ChangeSequence
    assignments: AssignmentRepository

    @classmethod
    def of(cls, rt: Runtime) -> "Shared":
        """Made once for a process."""
        changes = ChangeSequence(rt.mongo)
        return cls(
            rt=rt,
            settings=rt.settings,
            organisation=packaged_organisation(),
            accounts=AccountRepository(rt.mongo),
            changes=changes,
            assignments=AssignmentRepository(rt.mongo, changes),
        )
