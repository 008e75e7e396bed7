"""Clocks of tickets that were told again, sifted and counted as the database does with those that stand in rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from app.clock import Instant
from app.db.attainment import CourseFilter, CourseRow
from app.db.clock_counts import Numbers
from app.db.clock_lists import NEVER, ClockFilter, ClockStanding, ListedClock
from app.db.mapping import StoredTicket
from app.domain.clocks import Clock, state_at
from app.domain.ground import basis_of
from app.domain.vocabulary import ClockName, ClockState, Priority


def listed(retold: Iterable[StoredTicket], wanted: ClockFilter, now: Instant) -> list[ListedClock]:
    """Those that are wanted, in no order."""
    return [each for each in _clocks(retold, wanted) if _stands(each.clock, wanted, now)]


def counted(retold: Iterable[StoredTicket], wanted: ClockFilter, now: Instant) -> Numbers:
    """The standing and the due times of `wanted` do not matter here."""
    return Counter(
        (each.clock.name, each.priority, standing)
        for each in _clocks(retold, wanted)
        for standing in standings(each.clock, now)
    )


def courses(retold: Iterable[StoredTicket], wanted: CourseFilter) -> Sequence[CourseRow]:
    return [_course(each) for each in retold if _is_of(each, wanted, each.ticket.priority)]


def standings(clock: Clock, now: Instant) -> tuple[ClockStanding, ...]:
    """A clock at risk is running, too."""
    state = state_at(clock, now)
    at_risk = state is ClockState.RUNNING and clock.at_risk_at is not None and clock.at_risk_at <= now
    return (ClockStanding(state), ClockStanding.AT_RISK) if at_risk else (ClockStanding(state),)


def _stands(clock: Clock, wanted: ClockFilter, now: Instant) -> bool:
    due = clock.due_at or NEVER
    return (
        (_goes(clock) if wanted.standing is None else wanted.standing in standings(clock, now))
        and (wanted.due_before is None or due < wanted.due_before)
        and (wanted.due_from is None or (clock.due_at is not None and due >= wanted.due_from))
    )


def _goes(clock: Clock) -> bool:
    return clock.started_at is not None and clock.stopped_at is None


def _clocks(retold: Iterable[StoredTicket], wanted: ClockFilter) -> Iterator[ListedClock]:
    for stored in retold:
        names = stored.clocks if wanted.name is None else (wanted.name,)
        yield from (_listed(stored, name) for name in names if _is_of(stored, wanted, _judged_as(stored, name)))


def _judged_as(stored: StoredTicket, name: ClockName) -> Priority:
    return basis_of(stored.ticket, name).priority


def _is_of(stored: StoredTicket, wanted: ClockFilter | CourseFilter, priority: Priority) -> bool:
    return (
        wanted.customer_id in (None, stored.ticket.customer_id)
        and wanted.service_level in (None, stored.service_level)
        and wanted.priority in (None, priority)
    )


def _listed(stored: StoredTicket, name: ClockName) -> ListedClock:
    ticket = stored.ticket
    return ListedClock(
        clock=stored.clocks[name].clock,
        ticket_id=ticket.id,
        number=stored.number,
        title=ticket.details.title,
        customer_id=ticket.customer_id,
        priority=_judged_as(stored, name),
        service_level=stored.service_level,
        status=ticket.status,
        step=ticket.step,
        agreement_revision=stored.agreement_revision,
        calendar_revision=ticket.calendar_revision,
    )


def _course(stored: StoredTicket) -> CourseRow:
    ticket = stored.ticket
    return CourseRow(
        reported_at=stored.created_at,
        registered_at=ticket.registered_at,
        responded_at=stored.clocks[ClockName.RESPONSE].clock.stopped_at,
        solved_at=stored.clocks[ClockName.RESOLUTION].clock.stopped_at,
        excused=stored.clocks[ClockName.RESOLUTION].clock.not_applicable is not None,
        kind=ticket.details.kind,
        priority=ticket.priority,
        service_level=stored.service_level,
        agreement_revision=stored.agreement_revision,
        calendar_revision=ticket.calendar_revision,
    )
