"""Open tickets by another calendar: those that are behind come along in batches, by the functions of any other fact.

A closing day is added in one request and may move the due times of every open ticket. The request takes some along,
the worker the rest, and `duetime recompute --apply` does what the worker does, at once and with a bar.
"""

from dataclasses import dataclass

from app.clock import Instant
from app.db import calendar_followers, calendars
from app.db.calendars import CalendarRevision
from app.db.mapping import StoredTicket
from app.db.tickets import Change
from app.domain.facts import CalendarRevised
from app.domain.vocabulary import ClockName
from app.services.recording import outcome
from app.services.work import Work


@dataclass(frozen=True)
class Followed:
    """`tickets` open ones now go by the latest revision; the due times of `moved` of them are others than before."""

    tickets: int = 0
    moved: int = 0


async def follow(work: Work, limit: int) -> Followed:
    """At most `limit` of the open tickets that go by an older calendar go by the latest one from now on."""
    revision = await calendars.latest(work.connection)
    behind = await calendar_followers.behind(work.connection, revision.revision, limit)
    changes = [await _revised(work, stored, revision) for stored in behind]
    await calendar_followers.save(work.connection, changes, work.now)
    return Followed(len(changes), sum(_due_times(each.before) != _due_times(each.after) for each in changes))


async def _revised(work: Work, stored: StoredTicket, revision: CalendarRevision) -> Change:
    fact = CalendarRevised(calendar_revision=revision.revision, reason=revision.reason)
    return await outcome(work, stored, fact, reason=f"calendar revision {revision.revision}: {revision.reason}")


def _due_times(stored: StoredTicket) -> list[Instant | None]:
    return [stored.clocks[name].clock.due_at for name in ClockName]
