"""A person's calendar feed: what it shows, and until when its link opens it."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, unique
from typing import Final
from uuid import UUID

from app.clock import Instant
from app.domain.access.reach import LONGEST_FOR_MANAGEMENT
from app.domain.actor import Actor
from app.domain.vocabulary import ClockName, Priority, Role

MOST_FEEDS: Final = 10
"""Of one person."""
MOST_ENTRIES: Final = 500
"""In one calendar: the soonest due."""
SHOWN_AFTER: Final = timedelta(days=30)
"""For how long what has fallen due and still goes stays."""
SHOWN_AHEAD: Final = timedelta(days=366)


@unique
class FeedSubject(StrEnum):
    """What has a time, or a day."""

    CLOCKS = "clocks"
    BOOKINGS = "bookings"
    MAINTENANCE = "maintenance"
    REVIEWS = "reviews"
    REVISIONS = "revisions"


@dataclass(frozen=True, kw_only=True)
class CalendarFeed:
    """`customer_id` is the person's."""

    id: UUID
    person_id: UUID
    customer_id: UUID | None
    includes: tuple[FeedSubject, ...]
    titles: bool
    created_at: Instant
    made_by: UUID


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """A promise and when it falls due. `revision` counts its moves; what is shown here changed last at `changed_at`.
    `title` None: it is nobody's business who sees the calendar.
    """

    ticket_id: UUID
    number: str
    title: str | None
    clock: ClockName
    priority: Priority
    section: str
    due_at: Instant
    revision: int
    changed_at: Instant


@dataclass(frozen=True, kw_only=True)
class BookingEntry:
    """When a consultant comes. `first` and `last` are whole days; `title` None: it is nobody's business who sees the
    calendar. `revision` and `changed_at` are of the booking.
    """

    booking_id: UUID
    title: str | None
    first: date
    last: date
    is_settled: bool
    section: str
    revision: int
    changed_at: Instant


@dataclass(frozen=True, kw_only=True)
class MaintenanceEntry:
    """When work is planned. `title`: the instances that it is on; None: it is nobody's business who sees the calendar.
    `is_announced`: until then it is a plan. `revision` and `changed_at` are of the maintenance.
    """

    maintenance_id: UUID
    title: str | None
    from_at: Instant
    until: Instant
    is_announced: bool
    section: str
    revision: int
    changed_at: Instant


@dataclass(frozen=True, kw_only=True)
class RevisionEntry:
    """A whole day: on which a revision of the agreement takes effect, or the last on which it may be objected to."""

    revision_id: UUID
    number: int
    on: date
    is_last_day_to_object: bool
    section: str
    announced_at: Instant


@dataclass(frozen=True, kw_only=True)
class ReviewEntry:
    """By when a change is to be reviewed. `due_at` never moves, so that what is shown is as it was when it was
    `made_at`. `title` None: it is nobody's business who sees the calendar.
    """

    change_id: UUID
    number: str
    title: str | None
    section: str
    due_at: Instant
    made_at: Instant


def comes_only_themselves(person: Actor) -> bool:
    """Whether somebody's calendar is of their own sessions alone: a consultant's, who is nothing else of the vendor."""
    return Role.CONSULTANT in person.roles and not person.is_management and Role.SUPPORT not in person.roles


def expires_at(feed: CalendarFeed, of: Actor) -> Instant | None:
    """§5.7.1, as for their keys: no link to what a support manager or an administrator sees opens it for long. It goes
    by what they are now.
    """
    return Instant(feed.created_at + LONGEST_FOR_MANAGEMENT) if of.is_management else None


def is_open(feed: CalendarFeed, of: Actor, now: Instant) -> bool:
    until = expires_at(feed, of)
    return until is None or now < until
