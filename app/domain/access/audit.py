"""Who did what, from where, on whose behalf, and with what outcome: an act, and its place in a chain of them.

Persons are named by id alone, so that one can be erased without breaking a chain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

from app.addresses import Address
from app.clock import Instant

Details = Mapping[str, str | int | list[str] | Mapping[str, str]]
SEALS: Final = "seals"
"""In the details: the number and seal of the last event of each ticket that got some, by the ticket's id."""


class AuditedActorKind(StrEnum):
    """What kind of actor it was."""

    PERSON = "person"
    INTEGRATION = "integration"
    SYSTEM = "system"  # Duetime itself
    OPERATOR = "operator"  # whoever has a shell where the service runs


class AuditOutcome(StrEnum):
    DONE = "done"
    SEEN = "seen"  # somebody of the vendor looked
    REFUSED = "refused"  # somebody known was not allowed


@dataclass(frozen=True)
class AuditSubject:
    """What it was about, such as `ticket` with its id. `part` is what of it, as in its address."""

    type: str
    id: str | None = None


@dataclass(frozen=True, kw_only=True)
class AuditRecord:
    """`on_behalf_of` is the id of a person or a customer."""

    recorded_at: Instant
    actor_kind: AuditedActorKind
    actor_id: UUID | None = None
    credential_kind: str | None = None
    credential_id: str | None = None
    operation: str
    subject: AuditSubject | None = None
    address: Address | None = None
    request_id: str | None = None
    outcome: AuditOutcome = AuditOutcome.DONE
    status: int | None = None
    details: Details = field(default_factory=dict[str, "str | int | list[str] | Mapping[str, str]"])


@dataclass(frozen=True)
class SealedHistory:
    """How far a ticket's history has come: the number and the seal of its last event, and when that was recorded."""

    customer_id: UUID
    sequence: int
    seal: bytes
    recorded_at: Instant

    def __str__(self) -> str:
        """As the audit trail has it."""
        return f"{self.sequence} {self.seal.hex()}"


@dataclass(frozen=True)
class ChainPosition:
    """Where in which chain; `hash` is what the next entry builds on."""

    chain: UUID
    position: int
    hash: bytes


@dataclass(frozen=True)
class AuditEntry:
    place: ChainPosition
    act: AuditRecord
    on_behalf_of: UUID | None


@dataclass(frozen=True)
class ChainHead:
    """How far a chain has come."""

    position: int
    hash: bytes
