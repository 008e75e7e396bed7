"""Systems that post tickets and alerts, in and out of the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, insert, select, update

from app.access.store import replaced_secrets
from app.access.store.replaced_secrets import SECRETS, both_hold
from app.clock import Instant
from app.domain.actor import Actor, ActorKind
from app.domain.alerts.alerts import AlertAssessment, AlertMapping
from app.domain.vocabulary import Impact, Role, Urgency
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tables import integrations


class IntegrationKind(StrEnum):
    """How messages are signed: by an HMAC over each (Standard Webhooks), or by a bearer secret."""

    STANDARD_WEBHOOKS = "standard_webhooks"
    ALERTMANAGER = "alertmanager"


@dataclass(frozen=True, kw_only=True)
class Integration:
    """`version` is the ETag. `customer_id` None: the vendor's own monitoring. `mapping`: of the labels of alerts."""

    id: UUID
    customer_id: UUID | None
    name: str
    kind: IntegrationKind
    mapping: AlertMapping | None = None
    active: bool
    created_at: Instant
    updated_at: Instant
    version: int

    @property
    def actor(self) -> Actor:
        """Counts as the portal (§1.2.2): what is the customer's to decide, it may decide. The vendor's has no role."""
        return Actor(
            id=self.id,
            kind=ActorKind.INTEGRATION,
            name=self.name,
            roles=frozenset() if self.customer_id is None else frozenset({Role.CUSTOMER}),
            customer_id=self.customer_id,
        )


async def find(connection: Connection, scope: Scope, integration_id: UUID, *, lock: bool = False) -> Integration | None:
    """The integration, if there is one in scope. `lock` holds the row, so that nobody else changes it meanwhile."""
    statement = scope.narrow(_shown().where(integrations.c.id == integration_id), integrations.c.customer_id)
    statement = statement.with_for_update(key_share=True) if lock else statement
    row = (await connection.execute(statement)).mappings().one_or_none()
    return None if row is None else _integration_from(row)


async def page(
    connection: Connection, scope: Scope, customer_id: UUID | None, *, after: UUID | None, limit: int
) -> list[Integration]:
    """In the order in which they were added. `customer_id` None: of all in scope."""
    table = integrations
    statement = scope.narrow(_shown(), table.c.customer_id).order_by(table.c.id).limit(limit)
    if customer_id is not None:
        statement = statement.where(table.c.customer_id == customer_id)
    if after is not None:
        statement = statement.where(table.c.id > after)
    return [_integration_from(row) for row in (await connection.execute(statement)).mappings()]


async def active_with_secrets(
    connection: Connection, integration_id: UUID
) -> tuple[Integration, bytes, bytes | None] | None:
    """With its secret, and the former one while that holds, by the clock of the database."""
    statement = select(integrations, both_hold(integrations).label("both_hold"))
    statement = statement.where(integrations.c.id == integration_id, integrations.c.active)
    row = (await connection.execute(statement)).mappings().one_or_none()
    if row is None:
        return None
    return _integration_from(row), row["secret"], row["former_secret"] if row["both_hold"] else None


async def has_two_secrets(connection: Connection, integration_id: UUID) -> bool:
    return bool(await connection.scalar(select(both_hold(integrations)).where(integrations.c.id == integration_id)))


async def replace_secret(connection: Connection, integration_id: UUID, secret: bytes, overlap: timedelta) -> Instant:
    """Gives until when the former one holds. The caller holds the row's lock."""
    return await replaced_secrets.replace_secret(
        connection, integrations, integrations.c.id == integration_id, secret, overlap
    )


async def add(connection: Connection, integration: Integration, secret: bytes) -> None:
    await connection.execute(insert(integrations).values(**_columns(integration), secret=secret))


async def save(connection: Connection, integration: Integration) -> None:
    """The caller holds the row's lock."""
    statement = update(integrations).where(integrations.c.id == integration.id)
    await connection.execute(statement.values(_columns(integration)))


def _shown() -> Select[Any]:
    """All but its secrets."""
    return select(*(column for column in integrations.columns if column.name not in SECRETS))


def _integration_from(row: Mapping[Any, Any]) -> Integration:
    return Integration(
        id=row["id"],
        customer_id=row["customer_id"],
        name=row["name"],
        kind=IntegrationKind(row["kind"]),
        mapping=_mapping_from(row["mapping"]),
        active=row["active"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        version=row["version"],
    )


def _columns(integration: Integration) -> dict[str, Any]:
    return {
        "id": integration.id,
        "customer_id": integration.customer_id,
        "name": integration.name,
        "kind": integration.kind,
        "mapping": _mapping_column(integration.mapping),
        "active": integration.active,
        "created_at": integration.created_at,
        "updated_at": integration.updated_at,
        "version": integration.version,
    }


def _mapping_from(column: Mapping[str, Any] | None) -> AlertMapping | None:
    if column is None:
        return None
    severity = {
        word: AlertAssessment(Urgency(given["urgency"]), Impact(given["impact"]))
        for word, given in column["severity"].items()
    }
    instance_label, solve_on_resolve = column.get("instance_label"), column.get("solve_on_resolve", False)
    outage_for = frozenset[str](column.get("outage_for", ()))
    return AlertMapping(severity, column["product"], instance_label, solve_on_resolve, outage_for)


def _mapping_column(mapping: AlertMapping | None) -> dict[str, Any] | None:
    if mapping is None:
        return None
    severity = {word: {"urgency": given.urgency, "impact": given.impact} for word, given in mapping.severity.items()}
    return {
        "severity": severity,
        "product": mapping.product,
        "instance_label": mapping.instance_label,
        "solve_on_resolve": mapping.solve_on_resolve,
        "outage_for": sorted(mapping.outage_for),
    }
