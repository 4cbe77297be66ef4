"""What several rooms of the service use."""

from dataclasses import dataclass
from datetime import timedelta

from chithi_platform.service import Runtime
from chithi_tasks.adapters.inbound.identity.issuer import Issuer
from chithi_tasks.adapters.inbound.identity.tickets import Tickets
from chithi_tasks.adapters.outbound.assignments.assignments import AssignmentRepository
from chithi_tasks.adapters.outbound.assignments.board import BoardReader
from chithi_tasks.adapters.outbound.assignments.changes import ChangeSequence
from chithi_tasks.adapters.outbound.identity.accounts import AccountRepository
from chithi_tasks.adapters.outbound.identity.sessions import Sessions
from chithi_tasks.adapters.outbound.identity.signing_keys import SigningKeys
from chithi_tasks.adapters.outbound.identity.vault import Vault
from chithi_tasks.core.resolving.organisation import Organisation, packaged_organisation
from chithi_tasks.settings import TasksSettings


@dataclass(frozen=True)
class Shared:
    """The runtime, today's organisation, and the repositories that more than one room needs."""

    rt: Runtime
    settings: TasksSettings
    organisation: Organisation
    accounts: AccountRepository
    sessions: Sessions
    vault: Vault
    keys: SigningKeys
    issuer: Issuer
    tickets: Tickets
    changes: ChangeSequence
    assignments: AssignmentRepository
    board: BoardReader

    @classmethod
    def of(cls, rt: Runtime) -> "Shared":
        """Made once for a process; raises `NoSecretsKeys`."""
        vault = Vault(rt.settings.secrets_keys.get_secret_value())
        changes = ChangeSequence(rt.mongo)
        organisation = packaged_organisation()
        accounts = AccountRepository(rt.mongo, rt.outbox, rt.audit, rt.clock)
        sessions, keys = Sessions(rt.mongo, rt.audit), SigningKeys(rt.mongo, vault, rt.clock)
        issuer = Issuer(keys, rt.settings.token_issuer, rt.clock, organisation.taken_over)
        life = timedelta(minutes=rt.settings.token_minutes)
        demanding = frozenset() if rt.settings.oidc_issuer else rt.settings.second_factor_roles  # else the provider's
        return cls(
            rt=rt,
            settings=rt.settings,
            organisation=organisation,
            accounts=accounts,
            sessions=sessions,
            vault=vault,
            keys=keys,
            issuer=issuer,
            tickets=Tickets(accounts, sessions, issuer, life, rt.clock, demanding),
            changes=changes,
            assignments=AssignmentRepository(rt.mongo, changes),
            board=BoardReader(rt.mongo, changes, organisation),
        )
