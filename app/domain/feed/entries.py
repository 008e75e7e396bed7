"""What stands in the feed, and which of it somebody wants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from app.clock import Instant
from app.domain.access.permissions import WHO_MAY, Operation, may
from app.domain.actor import Actor, ActorKind

BULK_FACTS: Final = ("calendar_revised", "readings_revised")
"""Recorded on thousands of subjects in one act, with what follows from them."""
OF_TERMS: Final = {"term_breached": "term.breached", "term_withdrawn": "term.withdrawn"}
"""What is said of promises, on whichever stream: one type each, with the kind of promise in it."""
READ_BY: Final[Mapping[str, Operation]] = {
    "vulnerability": Operation.HANDLE_VULNERABILITIES,
    "account_request": Operation.KEEP_ACCOUNT_REQUESTS,
    "ledger": Operation.READ_LEDGER,
    "subscription": Operation.KEEP_SUBSCRIPTIONS,
    "contact": Operation.KEEP_CONTACTS,
    "notice": Operation.KEEP_CONTACTS,
}
"""Streams that not everybody reads who may see what is their customer's, and what it takes to."""
NOT_SENT: Final = tuple(
    stream for stream, operation in READ_BY.items() if not WHO_MAY[Operation.KEEP_SUBSCRIPTIONS] <= WHO_MAY[operation]
)
"""Streams that go out to no subscription: not everybody who may keep one may read them."""


def left_out(actor: Actor, *, registrant: bool) -> Sequence[str]:
    """Streams of which somebody sees nothing. `registrant`: whether they are one of their customer's."""
    return tuple(stream for stream, operation in READ_BY.items() if not may(actor, operation, registrant=registrant))


@dataclass(frozen=True, kw_only=True)
class FeedEntry:
    """One event's place. `type`: the stream's word and the fact's, such as `ticket.decision_taken`; see OF_TERMS.

    `customer_id` UUID(int=0): the vendor's own. `bulk`: one of many of the same act.
    """

    position: int
    stream: str
    customer_id: UUID
    subject_id: UUID
    sequence: int
    type: str
    bulk: bool
    recorded_at: Instant


@dataclass(frozen=True, kw_only=True)
class FeedEvent:
    """With what its stream says of it. `number`: how people call the subject, if they do."""

    entry: FeedEntry
    occurred_at: Instant
    actor_id: UUID | None
    actor_kind: ActorKind
    payload: dict[str, Any]
    number: str | None


@dataclass(frozen=True, kw_only=True)
class EventFilter:
    """None, and no types: whatever there is. A type that ends with `*` stands for all that begin so.

    `left_out`: streams of which nothing is to be seen.
    """

    types: Sequence[str] = ()
    customer_id: UUID | None = None
    stream: str | None = None
    subject_id: UUID | None = None
    include_bulk: bool = True
    left_out: Sequence[str] = ()

    def takes(self, entry: FeedEntry) -> bool:
        return (
            (self.include_bulk or not entry.bulk)
            and self.customer_id in (None, entry.customer_id)
            and self.stream in (None, entry.stream)
            and entry.stream not in self.left_out
            and self.subject_id in (None, entry.subject_id)
            and (not self.types or any(covers(each, entry.type) for each in self.types))
        )


def covers(wanted: str, event_type: str) -> bool:
    return event_type.startswith(wanted[:-1]) if wanted.endswith("*") else event_type == wanted
