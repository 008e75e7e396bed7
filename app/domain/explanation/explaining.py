"""Why this is the due time: the promise, the support hours, and every stretch from registration to due time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.business_time.calendar import Calendar
from app.business_time.hours import WeeklyHours, clock_face
from app.clock import Instant
from app.domain.agreement.agreement import Agreement
from app.domain.agreement.measures import Unit
from app.domain.clocks.clock_readings import read
from app.domain.clocks.clocks import Calendars, Clock, clock_of, compute_clock
from app.domain.clocks.excuses import excuse_of
from app.domain.clocks.promises import Promise, promises_to
from app.domain.clocks.terms import DueTime
from app.domain.explanation.case import Case, PromiseSubject
from app.domain.explanation.english import ENGLISH
from app.domain.explanation.lines import SECOND, ClockPeriod, LineKind, stretches, whole_seconds
from app.domain.explanation.phrasing import Phrasing
from app.domain.explanation.records import NOTHING, ClockRecords
from app.domain.explanation.sentence import Teller
from app.domain.explanation.words import Words
from app.domain.tickets.facts import Registration
from app.domain.tickets.ground import basis_of, watch_of
from app.domain.tickets.stopwatch import Stopwatch
from app.domain.tickets.ticket import Ticket
from app.domain.vocabulary import ClockName, ClockState, ServiceLevel


@dataclass(frozen=True)
class ExplanationLine:
    """[from_at, until) of one kind, adjoining the next.

    `seconds` is the support time in it when it is counted or paused, and otherwise its whole length. The seconds of
    the counted lines add up to the target's, those of the paused lines to the clock's. `is_closing_day`: closed as on a
    holiday, and yet none of the agreement's.
    """

    from_at: Instant
    until: Instant
    kind: LineKind
    seconds: int
    reason: str | None
    is_closing_day: bool = False


@dataclass(frozen=True)
class Promised:
    """The figure that governs; `seconds` of support time."""

    amount: float
    unit: Unit
    seconds: int


@dataclass(frozen=True)
class SupportHours:
    """The level's support hours, as they hung on the door at this revision."""

    service_level: ServiceLevel
    hours: WeeklyHours
    time_zone: str
    revision: int

    @property
    def opens_at(self) -> str:
        """Wall clock, the earliest of the week."""
        return clock_face(min(window.opens for day in self.hours.days for window in day))

    @property
    def closes_at(self) -> str:
        """Wall clock, the latest of the week."""
        return clock_face(max(window.closes for day in self.hours.days for window in day))


@dataclass(frozen=True)
class WaitingParty:
    """A pause that is going on."""

    since: Instant
    reason: str


@dataclass(frozen=True)
class Explanation:
    """`lines` run from `started_at` to `due_at`; without a due time to the stop, or else to the moment of asking.

    Where nothing is promised nothing counts towards anything, and there are none. `commitments` are all promises, each
    with how it stands by itself.
    """

    clock: ClockName
    state: ClockState
    due_at: Instant | None
    section: str
    agreement_revision: int
    target: Promised | None
    calendar: SupportHours | None
    started_at: Instant | None
    stopped_at: Instant | None
    lines: tuple[ExplanationLine, ...]
    sentence: str
    waiting: WaitingParty | None = None
    commitments: tuple[tuple[DueTime, ClockState], ...] = ()


def explain(
    name: ClockName,
    ticket: Ticket,
    agreement: Agreement,
    calendars: Calendars,
    now: Instant,
    words: Words = ENGLISH,
    records: ClockRecords = NOTHING,
) -> Explanation:
    """`calendars` are those that the ticket's clocks go by; a signal has none. `records` are what is known of this
    clock at the moment that is told of.
    """
    if ticket.registration is None:
        return _not_started(name, agreement, words)
    basis, clock = basis_of(ticket, name), clock_of(ticket, agreement, calendars, name)
    calendar = calendars[basis.calendar_revision]
    case = Case(
        subject=_subject(name, ticket, ticket.registration, agreement),
        agreement=agreement,
        calendar=calendar,
        watch=watch_of(ticket, name),
        promised=promises_to(ticket, agreement, name, basis),
        clock=clock,
        reading=read(clock, calendar, now),
        records=records,
    )
    return _explain(case, _end(clock, now), words)


def _subject(name: ClockName, ticket: Ticket, registration: Registration, agreement: Agreement) -> PromiseSubject:
    """Of a clock that has stopped, as it stood then."""
    basis = basis_of(ticket, name)
    return PromiseSubject(
        kind=basis.kind,
        priority=basis.priority,
        level=registration.service_level,
        excuse=excuse_of(ticket, agreement) if name is ClockName.RESOLUTION else None,
        reassessed=basis.reassessed,
        has_workaround=watch_of(ticket, name).is_worked_around,
    )


def explain_preview(
    name: ClockName,
    subject: PromiseSubject,
    promised: tuple[Promise, ...],
    registered_at: Instant,
    agreement: Agreement,
    calendar: Calendar,
    words: Words = ENGLISH,
) -> Explanation:
    """What would be promised to a ticket that is registered at this moment, as of that moment."""
    watch = Stopwatch().start(registered_at)
    clock = compute_clock(name, watch, promised, calendar, subject.excuse)
    case = Case(
        subject=subject,
        agreement=agreement,
        calendar=calendar,
        watch=watch,
        promised=promised,
        clock=clock,
        reading=read(clock, calendar, registered_at),
    )
    return _explain(case, _end(clock, registered_at), words)


def _not_started(name: ClockName, agreement: Agreement, words: Words) -> Explanation:
    section = agreement.registration_section.number
    return Explanation(
        clock=name,
        state=ClockState.NOT_STARTED,
        due_at=None,
        section=section,
        agreement_revision=agreement.revision,
        target=None,
        calendar=None,
        started_at=None,
        stopped_at=None,
        lines=(),
        sentence=words.sentence.not_started.format(section=section),
    )


def _end(clock: Clock, now: Instant) -> Instant:
    return clock.due_at or clock.stopped_at or max(now, clock.counted_to or now)


def _explain(case: Case, end: Instant, words: Words) -> Explanation:
    clock, agreement, calendar = case.clock, case.agreement, case.calendar
    excused = case.reading.state is ClockState.NOT_APPLICABLE
    parts = () if excused else stretches(case.watch, calendar, end)
    return Explanation(
        clock=clock.name,
        state=case.reading.state,
        due_at=clock.due_at,
        section=clock.section,
        agreement_revision=agreement.revision,
        target=_promised(clock),
        calendar=SupportHours(case.subject.level, calendar.hours, calendar.zone.key, calendar.revision),
        started_at=clock.started_at,
        stopped_at=clock.stopped_at,
        lines=tuple(_lines(case, parts, words)),
        sentence=Teller(case, parts, Phrasing(words, calendar.zone)).tell(),
        waiting=None if excused else _waiting(case.watch, words),
        commitments=tuple(zip(clock.commitments, case.reading.commitments, strict=True)),
    )


def _waiting(watch: Stopwatch, words: Words) -> WaitingParty | None:
    if watch.paused_for is None:
        return None
    return WaitingParty(watch.pauses[-1].from_at, words.line.pause[watch.paused_for])


def _promised(clock: Clock) -> Promised | None:
    if clock.target is None or clock.budget is None or clock.not_applicable is not None:
        return None
    return Promised(clock.target.amount, clock.target.unit, clock.budget // SECOND)


def _lines(case: Case, parts: Sequence[ClockPeriod], words: Words) -> Iterator[ExplanationLine]:
    for part, seconds in zip(parts, whole_seconds(parts), strict=True):
        yield ExplanationLine(
            part.from_at, part.until, part.kind, seconds, _reason(part, words), case.is_closing_day(part)
        )


def _reason(part: ClockPeriod, words: Words) -> str | None:
    if part.pause is not None:
        return words.line.pause[part.pause.reason]
    if part.business_days:
        return words.line.business_days.format(count=part.business_days)
    return None if part.holiday is None else words.nouns.holiday.get(part.holiday, part.holiday)
