"""Why a term falls due when it does: what was promised, what its time is counted in, and how it ended, for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain.agreement.measures import Span, Target
from app.domain.agreement.service_terms import Loss
from app.domain.agreement.spans import end_of
from app.domain.explanation.explaining import ExplanationLine
from app.domain.explanation.lines import SECOND, LineKind, stretches, whole_seconds
from app.domain.explanation.phrasing import Phrasing
from app.domain.explanation.words import Language, Words
from app.domain.terms.dutch import DUTCH_TERMS
from app.domain.terms.english import ENGLISH_TERMS
from app.domain.terms.subject_terms import LASTING, SubjectTerm, TermCalendar, TermKind
from app.domain.terms.wording import TermWords
from app.domain.tickets.stopwatch import Stopwatch
from app.domain.vocabulary import ClockState

TERM_WORDS: Final[Mapping[Language, TermWords]] = {Language.ENGLISH: ENGLISH_TERMS, Language.DUTCH: DUTCH_TERMS}


@dataclass(frozen=True)
class TermExplanation:
    """`lines` run from `started_at` to `due_at`; without a due time to the stop, or else to the moment of asking.

    The seconds of the counted ones add up to what was promised, where that is hours. Where nothing is promised any more
    nothing counts, and there are none.
    """

    kind: TermKind
    title: str
    state: ClockState
    started_at: Instant
    due_at: Instant | None
    stopped_at: Instant | None
    breached_at: Instant | None
    target: Target | Span | None
    calendar: TermCalendar
    section: str
    lines: tuple[ExplanationLine, ...]
    sentence: str


def explain_term(term: SubjectTerm, calendar: Calendar, now: Instant, words: Words) -> TermExplanation:
    """`calendar`: the vendor's own business hours, whose zone all moments are told in."""
    term = term.as_at(now)
    teller = _TermTeller(term, calendar, now, Phrasing(words, calendar.zone), TERM_WORDS[words.language])
    return TermExplanation(
        kind=term.kind,
        title=teller.words.title[term.kind],
        state=teller.state,
        started_at=term.started_at,
        due_at=term.due_at,
        stopped_at=term.stopped_at,
        breached_at=term.breached_at(now),
        target=term.target,
        calendar=term.calendar,
        section=term.section,
        lines=teller.lines(),
        sentence=" ".join(teller.sentences()),
    )


@dataclass(frozen=True)
class _TermTeller:
    term: SubjectTerm
    calendar: Calendar
    now: Instant
    phrasing: Phrasing
    words: TermWords

    @property
    def state(self) -> ClockState:
        return self.term.state_at(self.now)

    def lines(self) -> tuple[ExplanationLine, ...]:
        term = self.term
        end = term.due_at or term.stopped_at or max(self.now, term.started_at)
        if self.state is ClockState.NOT_APPLICABLE or end == term.started_at:
            return ()
        if term.calendar is not TermCalendar.VENDOR_BUSINESS_HOURS:
            seconds = (end - term.started_at) // SECOND
            return (ExplanationLine(term.started_at, end, LineKind.COUNTED, seconds, None),)
        parts = stretches(Stopwatch().start(term.started_at), self.calendar, end)
        return tuple(
            ExplanationLine(
                part.from_at, part.until, part.kind, seconds, self._reason(part.holiday, part.business_days)
            )
            for part, seconds in zip(parts, whole_seconds(parts), strict=True)
        )

    def _reason(self, holiday: str | None, business_days: int) -> str | None:
        if business_days:
            return self.phrasing.words.line.business_days.format(count=business_days)
        return None if holiday is None else self._named(holiday)

    def _named(self, holiday: str) -> str:
        return self.phrasing.words.nouns.holiday.get(holiday, holiday)

    def sentences(self) -> Iterator[str]:
        term, words = self.term, self.words
        if self.state is ClockState.NOT_APPLICABLE:
            yield words.not_applicable[term.kind].format(reason=term.not_applicable)
            return
        if term.due_at is None or term.target is None:
            yield words.not_known[term.kind].format(section=term.section)
            yield from self._ended("")
            return
        yield self._promised(term.target)
        yield self._counted() + self._due(term.due_at)
        yield from self._fallen_back(term.due_at)
        yield from self._also()
        yield from self._standing(term.due_at)

    def _promised(self, target: Target | Span) -> str:
        beside = [each.section for each in self.term.commitments[1:]]
        return self.words.promised[self.term.kind].format(
            loss=self._loss(),
            target=self._target(target),
            section=self.term.section,
            beside=self.phrasing.listed(beside) if beside else "",
        )

    def _loss(self) -> str:
        return self.words.loss[Loss(self.term.about[0])] if self.term.kind is TermKind.RECOVERY_TIME else ""

    def _target(self, target: Target | Span) -> str:
        if isinstance(target, Target):
            return self.phrasing.target(target)
        one, many = self.words.span[target.unit]
        return f"{target.amount} {one if target.amount == 1 else many}"

    def _counted(self) -> str:
        return self.words.counted[self.term.calendar].format(
            start=self._moment(self.term.started_at),
            zone=self.calendar.zone.key,
            hours=self.phrasing.support_hours(self.calendar.hours),
            except_for=self._except_for(),
        )

    def _except_for(self) -> str:
        found = [
            self.words.holiday.format(
                name=line.reason, day=self.phrasing.day(line.from_at.astimezone(self.calendar.zone).date())
            )
            for line in self.lines()
            if line.kind is LineKind.HOLIDAY and self._would_be_open(line)
        ]
        return self.words.not_counting.format(items=self.phrasing.listed(found)) if found else ""

    def _would_be_open(self, line: ExplanationLine) -> bool:
        """A holiday on a Saturday keeps no time from counting."""
        return bool(self.calendar.hours.days[line.from_at.astimezone(self.calendar.zone).weekday()])

    def _due(self, due_at: Instant) -> str:
        template = self.words.due if self.state is ClockState.RUNNING else self.words.was_due
        return template.format(due=self._moment(due_at))

    def _fallen_back(self, due_at: Instant) -> Iterator[str]:
        term = self.term
        if term.kind is TermKind.RECOVERY_POINT and isinstance(term.target, Span):
            is_sooner = due_at < end_of(term.target, term.started_at, self.calendar)
            yield from [self.words.fallen_back] if is_sooner else []

    def _also(self) -> Iterator[str]:
        """What a lesser loss would have been given."""
        if self.term.kind is TermKind.RECOVERY_TIME:
            for loss, lesser in zip(self.term.about[1:], self.term.commitments[1:], strict=True):
                if lesser.due_at is not None:
                    yield self.words.also.format(loss=self.words.loss[Loss(loss)], due=self._moment(lesser.due_at))

    def _standing(self, due_at: Instant) -> Iterator[str]:
        words, is_lasting = self.words, self.term.kind in LASTING
        match self.state:
            case ClockState.RUNNING:
                yield words.left.format(
                    left=self.phrasing.duration(self._time(max(self.now, self.term.started_at), due_at))
                )
            case ClockState.MET if is_lasting and self.term.stopped_at is None:
                yield words.kept[self.term.kind]
            case ClockState.MET:
                yield from self._ended("" if is_lasting else words.in_time)
            case _ if self.term.stopped_at is None:
                yield words.passed.format(late=self._verdict(words.late_by, "", due_at, self.now))
            case _ if is_lasting:
                yield from self._ended(self._verdict(words.early_by, words.early, self.term.stopped_at, due_at))
            case _:
                yield from self._ended(self._verdict(words.late_by, words.late, due_at, self.term.stopped_at))

    def _verdict(self, by: str, otherwise: str, since: Instant, until: Instant) -> str:
        """With the time between, in what the term is counted in, unless that is less than a second."""
        time = self._time(since, until)
        return by.format(time=self.phrasing.duration(time)) if time >= SECOND else otherwise

    def _time(self, since: Instant, until: Instant) -> timedelta:
        if self.term.calendar is TermCalendar.VENDOR_BUSINESS_HOURS:
            return self.calendar.open_time(since, until)
        return until - since

    def _ended(self, verdict: str) -> Iterator[str]:
        if self.term.stopped_at is not None:
            stopped = self._moment(self.term.stopped_at)
            yield self.words.ended[self.term.kind].format(stopped=stopped, verdict=verdict)

    def _moment(self, at: Instant) -> str:
        return self.phrasing.moment(at)
