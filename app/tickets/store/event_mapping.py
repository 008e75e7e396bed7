"""Events ↔ rows, both directions, and nothing else."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Protocol
from uuid import UUID

from pydantic import Field, TypeAdapter

from app.audit.sealing import sealed
from app.domain.actor import ActorKind
from app.domain.streams import RecordedFact
from app.domain.tickets.facts import CommentAdded, Event, Fact
from app.tickets.store.seals import text_of

FACT: TypeAdapter[Fact] = TypeAdapter(Annotated[Fact, Field(discriminator="type")])


class Owned(Protocol):
    """What has events: a ticket, or as little of one as it takes to name it."""

    @property
    def id(self) -> UUID: ...
    @property
    def customer_id(self) -> UUID: ...


def event_rows(ticket: Owned, events: Sequence[Event], seal: bytes, number: str | None = None) -> list[dict[str, Any]]:
    """Of events that follow each other. `seal` is that of the one before; `number` the ticket's, which begins so."""
    rows: list[dict[str, Any]] = []
    for event in events:
        columns = event_columns(ticket, event)
        seal = sealed(seal, text_of(columns, None if rows else number))
        rows.append({**columns, "seal": seal})
    return rows


def event_columns(ticket: Owned, event: Event) -> dict[str, Any]:
    """All but the seal."""
    return {
        "ticket_id": ticket.id,
        "sequence": event.sequence,
        "customer_id": ticket.customer_id,
        "type": event.fact.type,
        "occurred_at": event.occurred_at,
        "recorded_at": event.recorded_at,
        "actor_id": event.actor_id,
        "actor_kind": event.actor_kind,
        "internal": isinstance(event.fact, CommentAdded) and event.fact.internal,
        "payload": FACT.dump_python(event.fact, mode="json", exclude_none=True),
    }


def event_from(row: Mapping[str, Any]) -> Event:
    return RecordedFact(
        sequence=row["sequence"],
        occurred_at=row["occurred_at"],
        recorded_at=row["recorded_at"],
        actor_id=row["actor_id"],
        actor_kind=ActorKind(row["actor_kind"]),
        fact=FACT.validate_python(row["payload"]),
    )
