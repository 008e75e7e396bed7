"""What came of handing a notice over, by whatever channel, and what becomes of the notice then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Final

from app.agreements.book import Agreements
from app.clock import Instant
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM as ITSELF
from app.domain.notifications.notices import NoticeState
from app.domain.notifications.told_facts import NoticeFact, NoticeFailed, NoticeUncertain
from app.notifications.store import notices
from app.notifications.store.histories import NOTICES
from app.notifications.store.notices import Notice, Settlement
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, retrying
from app.postgres.tenancy import SYSTEM
from app.streams import subjects
from app.unit_of_work import UnitOfWork

LEASE: Final = timedelta(minutes=5)
WAITS: Final = tuple(
    timedelta(seconds=seconds) for seconds in (60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""Before each further attempt; after the last one it is given up, some three days after the first."""


class Outcome(Enum):
    TAKEN = auto()
    LATER = auto()
    """Not taken, and nothing of it was: it may be sent again."""
    REFUSED = auto()
    OVERTAKEN = auto()
    UNCERTAIN = auto()
    """It was handed over, and there was no answer."""


@dataclass(frozen=True)
class NoticeAnswer:
    """`fault` is what the server said, or how it could not be reached."""

    outcome: Outcome
    fault: str | None = None


async def handed_over(engine: AsyncEngine, notice: Notice) -> bool:
    """Whether it may go: whoever sends it says so before anything of it leaves, while the lease holds."""
    return await retrying(engine, SYSTEM, lambda connection: notices.hand_over(connection, notice, LEASE))


NOT_WRITTEN: Final = NoticeAnswer(Outcome.LATER, "it could not be written")
"""What cannot be put into words keeps nobody else from theirs."""
OVERTAKEN: Final = NoticeAnswer(Outcome.OVERTAKEN, "what it tells of, or the recipient, is not what it was")


async def settle(connection: Connection, book: Agreements, notice: Notice, came_of_it: Settlement) -> None:
    """Of one whose lease is over nothing is changed: it has been settled, or is uncertain. That it did not arrive is
    an event.
    """
    if await notices.settle(connection, notice, came_of_it) and came_of_it.again_at is None:
        await _note(UnitOfWork(connection, Caller(ITSELF), came_of_it.at, book), notice, came_of_it.state)


async def give_up_leases(connection: Connection, book: Agreements, now: Instant) -> None:
    for each in await notices.give_up_leases(connection, now):
        await _note(UnitOfWork(connection, Caller(ITSELF), now, book), each, each.state)


async def _note(uow: UnitOfWork, notice: Notice, state: NoticeState) -> None:
    fact = _NOT_ARRIVED.get(state)
    if fact is None:
        return
    said = fact(
        event_id=notice.event_id,
        event_type=notice.event_type,
        recipient_kind=notice.recipient_kind,
        recipient_id=notice.recipient_id,
        channel=notice.channel,
        internal=notice.internal,
    )
    await subjects.happened(uow, NOTICES, (notice.customer_id, notice.id), said)


_NOT_ARRIVED: Final[Mapping[NoticeState, type[NoticeFact]]] = {
    NoticeState.FAILED: NoticeFailed,
    NoticeState.UNCERTAIN: NoticeUncertain,
}


def settlement(notice: Notice, answer: NoticeAnswer, now: Instant) -> Settlement:
    match answer.outcome:
        case Outcome.TAKEN:
            return Settlement(NoticeState.SENT, now)
        case Outcome.REFUSED:
            return Settlement(NoticeState.FAILED, now, answer.fault)
        case Outcome.OVERTAKEN:
            return Settlement(NoticeState.CANCELLED, now, answer.fault)
        case Outcome.UNCERTAIN:
            return Settlement(NoticeState.UNCERTAIN, now, answer.fault)
        case Outcome.LATER if notice.attempts > len(WAITS):
            return Settlement(NoticeState.FAILED, now, answer.fault)
        case Outcome.LATER:
            again_at = Instant(now + WAITS[notice.attempts - 1])
            return Settlement(NoticeState.HELD, now, answer.fault, again_at)
