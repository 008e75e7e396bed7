"""Clocks of tickets that were told again, sifted and counted as the database does with those that stand in rows."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.attainment.store.clock_counts import Standings
from app.attainment.store.clock_lists import NEVER, ClockFilter, ListedClock
from app.clock import Instant
from app.domain.attainment.attainment import Course
from app.domain.clocks.clocks import Clock
from app.domain.clocks.standings import standings_at
from app.domain.tickets.ground import basis_of
from app.domain.vocabulary import ClockName
from app.tickets.deadlines import course_of
from app.tickets.store.ticket_mapping import StoredTicket


class Told(NamedTuple):
    """A clock as it is listed, and as the figures see it."""

    listed: ListedClock
    course: Course


def listed(retold: Iterable[StoredTicket], wanted: ClockFilter, now: Instant) -> list[Told]:
    """Those that are wanted, in no order; whichever figure asks."""
    return [each for each in clocks(retold, wanted) if _stands(each.listed.clock, wanted, now)]


def counted(retold: Iterable[StoredTicket], wanted: ClockFilter, now: Instant) -> Standings:
    """The standing and the due times of `wanted` do not matter here."""
    return Counter(
        (each.clock.name, each.priority, standing)
        for each, _ in clocks(retold, wanted)
        for standing in standings_at(each.clock, now)
    )


def clocks(retold: Iterable[StoredTicket], wanted: ClockFilter) -> Iterator[Told]:
    """However they stand."""
    for stored in retold:
        for name in stored.clocks if wanted.name is None else (wanted.name,):
            told = Told(_listed(stored, name), course_of(stored, name))
            if _is_of(told, wanted):
                yield told


def _stands(clock: Clock, wanted: ClockFilter, now: Instant) -> bool:
    due = clock.due_at or NEVER
    return (
        (wanted.standing is None or wanted.standing in standings_at(clock, now))
        and (not wanted.only_going or _goes(clock))
        and (wanted.due_before is None or due < wanted.due_before)
        and (wanted.due_from is None or (clock.due_at is not None and due >= wanted.due_from))
    )


def _is_of(told: Told, wanted: ClockFilter) -> bool:
    clock, begun_at = told.listed, told.course.begun_at
    return (
        wanted.customer_id in (None, clock.customer_id)
        and wanted.service_level in (None, clock.service_level)
        and wanted.priority in (None, clock.priority)
        and (wanted.begun_from is None or begun_at >= wanted.begun_from)
        and (wanted.begun_until is None or begun_at < wanted.begun_until)
    )


def _goes(clock: Clock) -> bool:
    return clock.started_at is not None and clock.stopped_at is None


def _listed(stored: StoredTicket, name: ClockName) -> ListedClock:
    ticket = stored.ticket
    basis = basis_of(ticket, name)
    return ListedClock(
        clock=stored.clocks[name].clock,
        ticket_id=ticket.id,
        number=stored.number,
        title=ticket.details.title,
        customer_id=ticket.customer_id,
        priority=basis.priority,
        service_level=stored.service_level,
        status=ticket.status,
        step=ticket.step,
        agreement_revision=stored.agreement_revision,
        calendar_revision=basis.calendar_revision,
    )
