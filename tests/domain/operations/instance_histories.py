"""Instances told as what happened to them, in Amsterdam wall time."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

from app.clock import Instant
from app.domain.actor import ActorKind
from app.domain.operations.copies import recovery_terms
from app.domain.operations.instance_facts import (
    CopyKind,
    CopyRemoved,
    CopyTaken,
    CopyVerified,
    Environment,
    Hosting,
    InstanceAdded,
    InstanceEvent,
    InstanceFact,
    Region,
)
from app.domain.operations.instances import Instance, replay_instance
from app.sla.agreement import AGREEMENT
from tests.domain.tickets.histories import local

SERVICES: Final = AGREEMENT.services
TERMS: Final = recovery_terms(SERVICES)
INSTANCE, OWNER, SERVICE = UUID(int=11), UUID(int=12), UUID(int=13)
FULL, SNAPSHOT = CopyKind.FULL_COPY, CopyKind.SNAPSHOT


def added(starts_on: str = "2026-10-24", **otherwise: Any) -> InstanceAdded:
    given: dict[str, Any] = {
        "service_id": SERVICE,
        "region": Region.NETHERLANDS,
        "provider": AGREEMENT.vendor.hosting_provider,
        "name": "production",
        "url": "https://customer.example",
        "environment": Environment.PRODUCTION,
        "hosting": Hosting.CLOUD,
        "starts_on": date.fromisoformat(starts_on),
        "version": "4.2",
    }
    return InstanceAdded(**given | otherwise)


def event(sequence: int, at: Instant, fact: InstanceFact, recorded_at: Instant | None = None) -> InstanceEvent:
    return InstanceEvent(
        sequence=sequence,
        occurred_at=at,
        recorded_at=recorded_at or at,
        actor_id=None,
        actor_kind=ActorKind.SYSTEM,
        fact=fact,
    )


def events(*happened: tuple[str, InstanceFact]) -> list[InstanceEvent]:
    return [event(sequence, local(at), fact) for sequence, (at, fact) in enumerate(happened, start=1)]


def instance_of(
    *happened: tuple[str, InstanceFact], id_: UUID = INSTANCE, customer_id: UUID = OWNER, **otherwise: Any
) -> Instance:
    """Added as `otherwise` says, and what happened to it."""
    first = added(**otherwise)
    return replay_instance(id_, customer_id, events((f"{first.starts_on} 00:00", first), *happened))


def taken(number: int, at: str, kind: CopyKind = FULL, *, verified: bool = True) -> tuple[str, CopyTaken]:
    """A copy of the state at this moment, told at it."""
    state = local(at)
    fact = CopyTaken(
        copy_id=UUID(int=number), kind=kind, taken_at=state, finished_at=state, verified=verified, location="elsewhere"
    )
    return at, fact


def verified(number: int, at: str) -> tuple[str, CopyVerified]:
    return at, CopyVerified(copy_id=UUID(int=number))


def removed(number: int, at: str) -> tuple[str, CopyRemoved]:
    return at, CopyRemoved(copy_id=UUID(int=number), reason="to make room")


def copies(kind: CopyKind, ats: Iterable[str]) -> list[tuple[str, CopyTaken]]:
    return [taken(number, at, kind) for number, at in enumerate(ats, start=100)]
