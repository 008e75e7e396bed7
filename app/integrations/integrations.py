"""Integrations: a customer's systems, whose messages count as the portal (§1.2.2); and the vendor's own monitoring."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TypedDict
from uuid import UUID

from uuid_utils.compat import uuid7

from app.accounts import customers
from app.clock import Instant
from app.domain.access.permissions import Operation, require
from app.domain.access.reach import require_nothing_kept_back
from app.domain.actor import Actor
from app.domain.alerts.alerts import AlertMapping
from app.errors import Conflict, Invalid, NotFound
from app.integrations.store import integrations
from app.integrations.store.integrations import Integration, IntegrationKind
from app.postgres.engine import Connection
from app.signing import new_secret, written
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NewIntegration:
    """`customer_id` None: a system of the vendor's own."""

    name: str
    customer_id: UUID | None
    kind: IntegrationKind
    mapping: AlertMapping | None = None


class IntegrationChanges(TypedDict, total=False):
    """What is not there stays as it is."""

    name: str
    active: bool
    mapping: AlertMapping | None


@dataclass(frozen=True)
class CreatedIntegration:
    """`secret` as the other system is given it. It is not shown again."""

    integration: Integration
    secret: str


@dataclass(frozen=True)
class ReplacedSecret:
    """`integration` as it is now; `secret` is the new one, and the former one holds until `former_holds_until`."""

    integration: Integration
    secret: str
    former_holds_until: Instant


@dataclass(frozen=True)
class Identified:
    """Whom a message claims to be from. `secret` is the HMAC's key, as is `former` while it holds; `written` makes the
    bearer token of one.
    """

    actor: Actor
    secret: bytes
    kind: IntegrationKind
    former: bytes | None = None
    mapping: AlertMapping = field(default_factory=AlertMapping)

    @property
    def secrets(self) -> tuple[bytes, ...]:
        return (self.secret,) if self.former is None else (self.secret, self.former)


async def create(uow: UnitOfWork, new: NewIntegration) -> CreatedIntegration:
    """Raises Invalid when it has no alerts that a mapping could be of."""
    require_mappable(new.kind, new.mapping, is_vendors=new.customer_id is None)
    if new.customer_id is not None:
        await customers.find(uow, new.customer_id)
    await _require_keeper(uow, new.customer_id)
    integration = Integration(
        id=uuid7(),
        customer_id=new.customer_id,
        name=new.name,
        kind=new.kind,
        mapping=new.mapping,
        active=True,
        created_at=uow.now,
        updated_at=uow.now,
        version=1,
    )
    secret = new_secret()
    await integrations.add(uow.connection, integration, secret)
    return CreatedIntegration(integration, written(secret))


async def identify(connection: Connection, integration_id: UUID) -> Identified | None:
    """None if there is none, or none that is active."""
    found = await integrations.active_with_secrets(connection, integration_id)
    if found is None:
        return None
    integration, secret, former = found
    return Identified(integration.actor, secret, integration.kind, former, integration.mapping or AlertMapping())


async def find(uow: UnitOfWork, integration_id: UUID, *, lock: bool = False) -> Integration:
    """NotFound is the same for one that isn't there and one that isn't theirs."""
    integration = await integrations.find(uow.connection, uow.scope, integration_id, lock=lock)
    if integration is None:
        raise NotFound("There is no such integration.")
    return integration


async def page(uow: UnitOfWork, customer_id: UUID | None, *, after: UUID | None, limit: int) -> Sequence[Integration]:
    return await integrations.page(uow.connection, uow.scope, customer_id, after=after, limit=limit)


async def find_for_change(uow: UnitOfWork, integration_id: UUID) -> Integration:
    """Locked, for someone who may change it."""
    integration = await find(uow, integration_id, lock=True)
    await _require_keeper(uow, integration.customer_id)
    return integration


async def change(uow: UnitOfWork, integration: Integration, changes: IntegrationChanges) -> Integration:
    """Changes a locked integration. Once it is not active its messages are refused.

    Raises Invalid when it has no alerts that a mapping could be of.
    """
    require_mappable(integration.kind, changes.get("mapping"), is_vendors=integration.customer_id is None)
    changed = replace(integration, **changes)
    if changed != integration:
        changed = replace(changed, version=integration.version + 1, updated_at=uow.now)
        await integrations.save(uow.connection, changed)
    return changed


async def replace_secret(uow: UnitOfWork, integration_id: UUID, overlap: timedelta) -> ReplacedSecret:
    """Another secret, in the place of one that holds for `overlap` longer. Raises Conflict while two hold."""
    integration = await find_for_change(uow, integration_id)
    if await integrations.has_two_secrets(uow.connection, integration.id):
        raise Conflict("Two secrets hold: another one follows when the former has ended.")
    changed = replace(integration, version=integration.version + 1, updated_at=uow.now)
    secret = new_secret()
    await integrations.save(uow.connection, changed)
    holds_until = await integrations.replace_secret(uow.connection, integration.id, secret, overlap)
    return ReplacedSecret(changed, written(secret), holds_until)


def require_mappable(kind: IntegrationKind, mapping: AlertMapping | None, *, is_vendors: bool) -> None:
    """Raises Invalid at /mapping, or at what in it is of no use here."""
    if mapping is None:
        return
    if kind is not IntegrationKind.ALERTMANAGER:
        raise Invalid.at("/mapping", "no_alerts", "Only an integration of kind alertmanager has labels to map.")
    if is_vendors and mapping.solve_on_resolve:
        detail = "Whether a ticket is solved is its customer's to decide, or support's, and not monitoring's."
        raise Invalid.at("/mapping/solveOnResolve", "not_the_vendors", detail)
    if mapping.outage_for and not is_vendors:
        detail = "Outages are measured by the vendor: only its own monitoring, without a customer, opens them."
        raise Invalid.at("/mapping/outageFor", "not_the_customers", detail)


async def _require_keeper(uow: UnitOfWork, customer_id: UUID | None) -> None:
    registrant = customer_id is not None and await customers.is_registrant(uow, customer_id)
    require(uow.actor, Operation.KEEP_INTEGRATIONS, registrant=registrant)
    require_nothing_kept_back(uow.caller.reach, expires_by_rule=uow.actor.is_management)
