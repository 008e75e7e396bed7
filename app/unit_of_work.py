"""One transaction, one moment, one caller, what is staged, and the order in which it is committed.

    the caller is found ─ the body is read ─ in turn ─┐
                                                      ▼
    OPTIMISTIC  reads, alone and unlocked ── stage(KEY, SUBJECT, COUNTS, TRAIL) ── commit: one statement
         │ StartOver: somebody came before, or it is refused
         ▼
    LOCKING     KEY claimed ── the ticket locked ── stage(SUBJECT, COUNTS, TRAIL) ── commit

Locks are taken in one order everywhere, KEY, SUBJECT, COUNTS, TRAIL: see `postgres/staging.py`. What can be done twice
(a POST that is idempotent) is first done optimistically: the ticket is read without its lock, and whoever changed it
meanwhile has left it at another version than the one that is written over here. Whatever else is done, is done LOCKING.
"""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from enum import Enum, auto

from app.agreements.book import Agreements
from app.clock import Instant
from app.domain.access.caller import Caller
from app.domain.actor import Actor
from app.postgres.connection import Connection
from app.postgres.errors import or_start_over
from app.postgres.scope import Scope


class Mode(Enum):
    """Whether what is to be changed is locked when it is read, or found changed when it is written."""

    OPTIMISTIC = auto()
    LOCKING = auto()


@dataclass(frozen=True)
class UnitOfWork:
    """What one use case works with. `now` is read once: everything that one transaction writes carries the same moment;
    `book` has the agreement with its calendars.
    """

    connection: Connection
    caller: Caller
    now: Instant
    book: Agreements
    mode: Mode = field(default=Mode.LOCKING, kw_only=True)

    @property
    def actor(self) -> Actor:
        return self.caller.actor

    @property
    def scope(self) -> Scope:
        return Scope(None if self.actor.is_vendor else self.actor.customer_id)

    @property
    def locks(self) -> bool:
        return self.mode is Mode.LOCKING

    async def commit(self) -> None:
        """Writes what is staged, after which whoever opened the transaction ends it.

        Raises StartOver when it is OPTIMISTIC, and somebody came before.
        """
        with self.or_start_over():
            await self.connection.conclude()

    def or_start_over(self) -> AbstractContextManager[None]:
        """Within, an OPTIMISTIC one raises StartOver for whatever may come out otherwise when it LOCKS."""
        return nullcontext() if self.locks else or_start_over()
