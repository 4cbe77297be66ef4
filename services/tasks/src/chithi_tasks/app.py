"""Puts the tasks service together."""

from datetime import timedelta
from functools import partial

import httpx

from chithi_contracts.events import (
    DirectivePublished,
    DirectiveSuperseded,
    DirectiveWithdrawn,
    ReportAmended,
    ReportReturned,
    ReportSubmitted,
)
from chithi_contracts.topics import CATALOGUE
from chithi_platform.messaging.consumer import each
from chithi_platform.security import JwksVerifier
from chithi_platform.service import Parts, Runtime
from chithi_tasks.adapters.inbound.events import DirectiveHandlers, ReportHandler
from chithi_tasks.adapters.inbound.http.assignees import assignee_routes
from chithi_tasks.adapters.inbound.http.assignments import AssignmentDesk, assignment_routes
from chithi_tasks.adapters.inbound.http.resolutions import resolution_routes
from chithi_tasks.adapters.inbound.http.tokens import token_routes
from chithi_tasks.adapters.inbound.http.units import unit_routes
from chithi_tasks.adapters.inbound.sign_in import SignIn
from chithi_tasks.adapters.outbound.accounts import AccountRepository
from chithi_tasks.adapters.outbound.assignments import AssignmentRepository
from chithi_tasks.adapters.outbound.changes import ChangeSequence, all_scopes
from chithi_tasks.adapters.outbound.directives import DirectiveRepository
from chithi_tasks.adapters.outbound.signing_keys import OwnKeys, SigningKeys
from chithi_tasks.adapters.outbound.units import UnitRepository
from chithi_tasks.core.assignments.fan_out import fan_out
from chithi_tasks.core.organisation.agency_catalogue import packaged_catalogue
from chithi_tasks.core.organisation.unit_table import packaged_tree
from chithi_tasks.core.resolving.resolution import resolved
from chithi_tasks.core.resolving.suggestions import Suggester
from chithi_tasks.core.resolving.territory import Gazetteer
from chithi_tasks.settings import TasksSettings
from chithi_tasks.web.pages import page_routes
from chithi_webui import static_dir


def build(rt: Runtime) -> Parts:
    """Everything that tasks consists of."""
    settings: TasksSettings = rt.settings
    tree, catalogue = packaged_tree(), packaged_catalogue()
    gazetteer = Gazetteer(tree)
    units = UnitRepository(rt.mongo, rt.outbox, tree)
    accounts, keys = AccountRepository(rt.mongo), SigningKeys(rt.mongo)
    changes = ChangeSequence(rt.mongo)
    assignments, directives = AssignmentRepository(rt.mongo, changes), DirectiveRepository(rt.mongo)
    sign_in = SignIn(accounts, keys, settings.token_issuer, rt.clock)
    desk = AssignmentDesk(
        mongo=rt.mongo,
        outbox=rt.outbox,
        assignments=assignments,
        directives=directives,
        changes=changes,
        tree=tree,
        clock=rt.clock,
    )
    on_directive = DirectiveHandlers(
        mongo=rt.mongo,
        assignments=assignments,
        directives=directives,
        outbox=rt.outbox,
        fan_out=partial(fan_out, gazetteer=gazetteer, catalogue=catalogue),
    )
    on_report = ReportHandler(assignments=assignments, outbox=rt.outbox)
    life, session = timedelta(minutes=settings.token_minutes), timedelta(hours=settings.session_hours)
    return Parts(
        topics=CATALOGUE,
        routers=[
            token_routes(sign_in=sign_in, keys=keys, tree=tree, life=life),
            unit_routes(units),
            assignment_routes(desk),
            resolution_routes(resolve=partial(resolved, gazetteer=gazetteer, catalogue=catalogue), tree=tree),
            assignee_routes(suggester=Suggester(gazetteer, catalogue), tree=tree),
            page_routes(sign_in=sign_in, session=session, secure=settings.secure_cookie),
        ],
        consumes={
            DirectivePublished: each(on_directive.published),
            DirectiveSuperseded: each(on_directive.superseded),
            DirectiveWithdrawn: each(on_directive.withdrawn),
            ReportSubmitted: on_report,
            ReportAmended: on_report,
            ReportReturned: on_report,
        },
        startup=[
            accounts.ensure,
            keys.ensure,
            partial(changes.ensure, all_scopes(tree)),
            directives.ensure,
            assignments.ensure,
            units.ensure,
        ],
        static={"/static": static_dir()},
        verifier=_own_verifier(settings, keys),
    )


def _own_verifier(settings: TasksSettings, keys: SigningKeys) -> JwksVerifier:
    """Verifies like every other service, but without a request to ourselves."""
    return JwksVerifier(settings.jwks_url, settings.token_issuer, httpx.AsyncClient(transport=OwnKeys(keys)))
