"""Which ticket tells of which alert."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, DateTime, Text, any_, bindparam, exists, func, insert, select, update
from sqlalchemy.dialects.postgresql import distinct_on

from app.clock import Instant
from app.domain.vocabulary import TicketStatus
from app.postgres.arrays import rows_given
from app.postgres.connection import Connection
from app.postgres.tables import alerts, tickets

AlertIdentity = tuple[str, Instant]
"""Its fingerprint, and since when it fires."""
DELIVERING = 0x616C7274
"""The class of advisory locks that one delivery of an integration's alerts holds against the next."""


GOING: Final = (TicketStatus.OPEN, TicketStatus.SIGNAL)


@dataclass(frozen=True)
class Monitoring:
    """An integration, and whose tickets its alerts make."""

    customer_id: UUID
    integration_id: UUID


@dataclass(frozen=True)
class KnownAlert:
    """`outage_id` None: it opened none."""

    ticket_id: UUID
    is_resolved: bool
    outage_id: UUID | None = None


async def lock(connection: Connection, integration_id: UUID) -> None:
    """Until the transaction ends, nobody else takes in alerts of this integration."""
    name = func.hashtext(str(integration_id))
    await connection.execute(select(func.pg_advisory_xact_lock(DELIVERING, name)))


async def known(
    connection: Connection, monitoring: Monitoring, identities: Collection[AlertIdentity]
) -> dict[AlertIdentity, KnownAlert]:
    """Those of these that were taken in before."""
    return {
        (row["fingerprint"], row["starts_at"]): KnownAlert(
            row["ticket_id"], row["resolved_at"] is not None, row["outage_id"]
        )
        for row in await _identified(connection, identities, *_of(monitoring))
    }


async def whose(
    connection: Connection, integration_id: UUID, identities: Collection[AlertIdentity]
) -> dict[AlertIdentity, UUID]:
    """The customers of whose instances those told that were taken in before, whatever these are called by now."""
    rows = await _identified(connection, identities, alerts.c.integration_id == integration_id)
    return {(row["fingerprint"], row["starts_at"]): row["customer_id"] for row in rows}


async def _identified(
    connection: Connection, identities: Collection[AlertIdentity], *conditions: ColumnElement[bool]
) -> Iterable[Mapping[Any, Any]]:
    asked = rows_given("asked", {"fingerprint": Text(), "starts_at": DateTime(timezone=True)})
    given = {"asked_fingerprint": [each for each, _ in identities], "asked_starts_at": [each for _, each in identities]}
    same = (alerts.c.fingerprint == asked.c.fingerprint) & (alerts.c.starts_at == asked.c.starts_at)
    return (await connection.execute(select(alerts).join(asked, same).where(*conditions), given)).mappings()


async def open_tickets(
    connection: Connection, monitoring: Monitoring, fingerprints: Collection[str]
) -> dict[str, UUID]:
    """By fingerprint, the newest ticket that tells of it and is open, or a signal that may become one."""
    table, named = alerts.c, bindparam("fingerprints", [*fingerprints], ARRAY(Text))
    ours = (tickets.c.customer_id == table.customer_id) & (tickets.c.id == table.ticket_id)
    statement = (
        select(table.fingerprint, table.ticket_id)
        .ext(distinct_on(table.fingerprint))
        .join(tickets, ours)
        .where(*_of(monitoring), table.fingerprint == any_(named), tickets.c.status.in_(GOING))
        .order_by(table.fingerprint, table.ticket_id.desc())
    )
    return {row["fingerprint"]: row["ticket_id"] for row in (await connection.execute(statement)).mappings()}


async def firing(connection: Connection, monitoring: Monitoring, fingerprint: str) -> bool:
    """Whether any of this fingerprint was taken in and is not over."""
    fires = exists().where(*_of(monitoring), alerts.c.fingerprint == fingerprint, alerts.c.resolved_at.is_(None))
    return bool(await connection.scalar(select(fires)))


async def firing_for(connection: Connection, outage_id: UUID) -> bool:
    """Whether any that opened this outage, or found it open, is not over."""
    fires = exists().where(alerts.c.outage_id == outage_id, alerts.c.resolved_at.is_(None))
    return bool(await connection.scalar(select(fires)))


async def keep(
    connection: Connection, monitoring: Monitoring, identity: AlertIdentity, known: KnownAlert, now: Instant
) -> None:
    fingerprint, starts_at = identity
    fresh = {
        **vars(monitoring),
        "fingerprint": fingerprint,
        "starts_at": starts_at,
        "ticket_id": known.ticket_id,
        "outage_id": known.outage_id,
    }
    await connection.execute(insert(alerts).values(**fresh, received_at=now))


async def resolve(connection: Connection, monitoring: Monitoring, identity: AlertIdentity, now: Instant) -> None:
    fingerprint, starts_at = identity
    ours = (*_of(monitoring), alerts.c.fingerprint == fingerprint, alerts.c.starts_at == starts_at)
    await connection.execute(update(alerts).where(*ours).values(resolved_at=now))


def _of(monitoring: Monitoring) -> tuple[Any, ...]:
    return (
        alerts.c.customer_id == monitoring.customer_id,
        alerts.c.integration_id == monitoring.integration_id,
    )
