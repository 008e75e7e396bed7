"""What one use case works with: a transaction, who asks, one moment, and the agreement with its calendars."""

from dataclasses import dataclass

from app.clock import Instant
from app.db.engine import Connection
from app.db.scope import Scope
from app.domain.actor import Actor
from app.domain.caller import Caller
from app.services.book import Book


@dataclass(frozen=True)
class Work:
    """`now` is read once: everything that one transaction writes carries the same moment."""

    connection: Connection
    caller: Caller
    now: Instant
    book: Book

    @property
    def actor(self) -> Actor:
        return self.caller.actor

    @property
    def scope(self) -> Scope:
        return Scope(None if self.actor.is_vendor else self.actor.customer_id)
