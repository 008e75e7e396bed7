"""Integrations: a customer's systems that post tickets and alerts by webhook."""

from datetime import timedelta
from typing import Annotated, Final, Self
from uuid import UUID

from fastapi import Depends, Query
from pydantic import MISSING, Field
from starlette.requests import Request
from starlette.responses import Response

from app.clock import Instant
from app.errors import ErrorCode
from app.integrations import integrations
from app.integrations.integrations import CreatedIntegration, IntegrationChanges, NewIntegration, ReplacedSecret
from app.integrations.store.integrations import Integration, IntegrationKind
from app.routers.http.documented import changes, creates, lists, refuses, shows_version
from app.routers.http.etags import IfMatch, require_match
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, reply, reply_unless_known
from app.routers.http.runtime import runtime_of
from app.routers.http.tables import Column
from app.routers.http.types import WHOLE, Id, In, Name, Out, PatchIn
from app.routers.integrations.alert_mappings import AlertMappingIn, AlertMappingOut
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import IntegrationId, after_id
from app.routers.request.route import api_router

router = api_router("Integrations", prefix="/integrations")

LONGEST_OVERLAP_SECONDS: Final = 604_800
"""A week."""

PATHS = {
    IntegrationKind.STANDARD_WEBHOOKS: "/v1/webhooks/{id}",
    IntegrationKind.ALERTMANAGER: "/v1/webhooks/{id}/alertmanager",
}


async def _public_url(request: Request) -> str:
    return runtime_of(request).settings.public_url


PublicUrl = Annotated[str, Depends(_public_url)]


class IntegrationIn(In):
    """`mapping`: of an Alertmanager's labels, and of nothing else."""

    name: Name
    customer_id: Annotated[Id | None, Field(description="Null: a system of the vendor's own.")]
    kind: IntegrationKind
    mapping: AlertMappingIn | None = None

    def new(self) -> NewIntegration:
        mapping = None if self.mapping is None else self.mapping.mapping()
        return NewIntegration(name=self.name, customer_id=self.customer_id, kind=self.kind, mapping=mapping)


class IntegrationPatch(PatchIn):
    """What is left out stays. While it is not active, its messages are refused. A `mapping` is replaced as a whole."""

    name: Name | MISSING = MISSING
    active: bool | MISSING = MISSING
    mapping: AlertMappingIn | MISSING | None = MISSING

    def changes(self) -> IntegrationChanges:
        changes = IntegrationChanges()
        if self.name is not MISSING:
            changes["name"] = self.name
        if self.active is not MISSING:
            changes["active"] = self.active
        if self.mapping is not MISSING:
            changes["mapping"] = None if self.mapping is None else self.mapping.mapping()
        return changes


class IntegrationOut(Out):
    """`webhookUrl` is where it posts to. Without `customerId` it is a system of the vendor's own."""

    id: UUID
    name: str
    customer_id: UUID | None
    kind: IntegrationKind
    mapping: AlertMappingOut | None
    active: bool
    webhook_url: str
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, integration: Integration, public_url: str) -> Self:
        return cls(
            id=integration.id,
            name=integration.name,
            customer_id=integration.customer_id,
            kind=integration.kind,
            mapping=None if integration.mapping is None else AlertMappingOut.of(integration.mapping),
            active=integration.active,
            webhook_url=public_url + PATHS[integration.kind].format(id=integration.id),
            created_at=integration.created_at,
            updated_at=integration.updated_at,
        )


class MadeIntegrationOut(IntegrationOut):
    """`secret` signs its messages, or is an Alertmanager's bearer token. It is shown this once: when the request is
    repeated with its Idempotency-Key it is null.
    """

    secret: str | None

    @classmethod
    def made(cls, made: CreatedIntegration, public_url: str) -> Self:
        shown = IntegrationOut.of(made.integration, public_url)
        return cls(**vars(shown), secret=made.secret)


class IntegrationSecretIn(In):
    overlap_seconds: Annotated[
        int, Field(ge=0, le=LONGEST_OVERLAP_SECONDS, description="For so long the present secret holds as well."), WHOLE
    ] = 86_400


class IntegrationSecretOut(Out):
    """`secret` is shown this once: when the request is repeated with its Idempotency-Key it is null. Until
    `formerHoldsUntil` the one before holds as well.
    """

    integration_id: UUID
    secret: str | None
    former_holds_until: Instant

    @classmethod
    def of(cls, replaced: ReplacedSecret) -> Self:
        return cls(
            integration_id=replaced.integration.id,
            secret=replaced.secret,
            former_holds_until=replaced.former_holds_until,
        )


class IntegrationQuery(PageQuery):
    customer_id: Id | None = None


COLUMNS = (
    Column[IntegrationOut]("id", lambda integration: integration.id, wide=True),
    Column[IntegrationOut]("name", lambda integration: integration.name, gives_way=True),
    Column[IntegrationOut]("customerId", lambda integration: integration.customer_id, wide=True),
    Column[IntegrationOut]("kind", lambda integration: integration.kind),
    Column[IntegrationOut]("active", lambda integration: integration.active),
    Column[IntegrationOut]("webhookUrl", lambda integration: integration.webhook_url, wide=True),
)


@router.post(
    "",
    summary="Add an integration",
    status_code=201,
    responses={**creates(MadeIntegrationOut), **refuses(ErrorCode.NOT_FOUND)},
)
@idempotent(shown_once="secret")
async def create_integration(body: IntegrationIn, public_url: PublicUrl, uow: UnitOfWorkDep) -> Response:
    """By a registrant of the customer or a support manager, with a key that is not limited: an integration's secret
    takes tickets in for ever and from everywhere. One of the vendor's own: by a support manager.
    """
    made = await integrations.create(uow, body.new())
    integration = made.integration
    view = MadeIntegrationOut.made(made, public_url)
    return reply(view, status=201, version=integration.version, location=f"/integrations/{integration.id}")


@router.get("", summary="List integrations", responses=lists(IntegrationOut))
async def list_integrations(
    request: Request, query: Annotated[IntegrationQuery, Query()], public_url: PublicUrl, uow: UnitOfWorkDep
) -> Response:
    """In the order in which they were added. A customer's people find just theirs."""
    asked = window(request, query)
    rows = await integrations.page(uow, query.customer_id, after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda integration: (integration.id,))
    items = tuple(IntegrationOut.of(row, public_url) for row in page.rows)
    return collection(request, IntegrationOut, items, page.next_cursor, COLUMNS)


@router.get("/{integrationId}", summary="Read an integration", responses=shows_version(IntegrationOut))
async def read_integration(
    integration_id: IntegrationId, request: Request, public_url: PublicUrl, uow: UnitOfWorkDep
) -> Response:
    integration = await integrations.find(uow, integration_id)
    return reply_unless_known(request, IntegrationOut.of(integration, public_url), version=integration.version)


@router.patch("/{integrationId}", summary="Change an integration", responses=changes(IntegrationOut))
async def change_integration(
    integration_id: IntegrationId,
    body: IntegrationPatch,
    public_url: PublicUrl,
    uow: UnitOfWorkDep,
    if_match: IfMatch = None,
) -> Response:
    """By a registrant of the customer or a support manager, with a key that is not limited."""
    integration = await integrations.find_for_change(uow, integration_id)
    require_match(if_match, integration.version)
    integration = await integrations.change(uow, integration, body.changes())
    return reply(IntegrationOut.of(integration, public_url), version=integration.version)


@router.post(
    "/{integrationId}/secrets",
    summary="Replace a secret",
    status_code=201,
    responses={**creates(IntegrationSecretOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent(shown_once="secret")
async def replace_integration_secret(
    integration_id: IntegrationId, body: IntegrationSecretIn, uow: UnitOfWorkDep
) -> Response:
    """Another secret, shown this once. Both hold until the overlap is over, then only the new one; while two hold there
    is no third.

    By whoever may make an integration.
    """
    replaced = await integrations.replace_secret(uow, integration_id, timedelta(seconds=body.overlap_seconds))
    integration = replaced.integration
    view = IntegrationSecretOut.of(replaced)
    return reply(view, status=201, version=integration.version, location=f"/integrations/{integration.id}")
