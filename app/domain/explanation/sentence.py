"""Why this is the due time, told in sentences. Every word of it is in `Words`."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain.agreement import Agreement
from app.domain.clocks import Clock, Reading
from app.domain.explanation.lines import LineKind, Stretch
from app.domain.explanation.phrasing import Phrasing
from app.domain.measures import Target, Unit
from app.domain.promises import Promise
from app.domain.stopwatch import PauseReason, Stopwatch
from app.domain.vocabulary import Cause, ClockState, Kind, Priority, ServiceLevel


@dataclass(frozen=True)
class Subject:
    """Whose promise it is."""

    kind: Kind
    priority: Priority
    level: ServiceLevel
    cause: Cause | None = None
    priority_before: Priority | None = None


@dataclass(frozen=True)
class Case:
    """A clock that started, with all that its explanation goes by. `promised` is in the order of its commitments."""

    subject: Subject
    agreement: Agreement
    calendar: Calendar
    watch: Stopwatch
    promised: Sequence[Promise]
    clock: Clock
    reading: Reading


@dataclass(frozen=True)
class Teller:
    case: Case
    lines: Sequence[Stretch]
    phrasing: Phrasing

    def tell(self) -> str:
        return " ".join(self._sentences())

    def _sentences(self) -> Iterator[str]:
        state, words = self.case.reading.state, self.phrasing.words.sentence
        if state in (ClockState.NOT_APPLICABLE, ClockState.BEST_EFFORT):
            yield self._not_applicable() if state is ClockState.NOT_APPLICABLE else self._best_effort()
            yield from filter(None, [self._stopped("") or self._so_far()])
            return
        yield self._promised()
        yield self._counted() + (self._paused() if state is ClockState.PAUSED else self._due())
        yield from self._also_promised()
        if state is ClockState.RUNNING and self.case.reading.elapsed:
            yield words.left.format(left=self._left())
        elif state is ClockState.MET:
            yield self._stopped(words.in_time)
        elif state is ClockState.BREACHED:
            yield self._stopped(words.too_late) or words.passed
            yield from self._overtaken()

    def _not_applicable(self) -> str:
        nouns, cause = self.phrasing.words.nouns, self.case.subject.cause
        return self.phrasing.words.sentence.not_applicable.format(
            cause="" if cause is None else nouns.cause[cause], section=self.case.agreement.cause_section
        )

    def _best_effort(self) -> str:
        sections = [f"§{promise.section}" for promise in self.case.promised]
        template = self.phrasing.words.sentence.best_effort[self.case.clock.name]
        return template.format(subject=self._subject(), sections=self.phrasing.listed(sections))

    def _promised(self) -> str:
        clock = self.case.clock
        return self.phrasing.words.sentence.promised[clock.name].format(
            subject=self._subject(),
            target=self._target(clock.target),
            day=self._length_of_day(clock.target),
            clause=self._clause(),
        )

    def _clause(self) -> str:
        section = self.case.clock.section
        is_own = section == self.case.agreement.own_figures_section.number
        return self.phrasing.words.sentence.own_figure.format(section=section) if is_own else f"§{section}"

    def _subject(self) -> str:
        nouns, subject = self.phrasing.words.nouns, self.case.subject
        return self.phrasing.words.sentence.subject.format(
            kind=nouns.kind[subject.kind], priority=nouns.priority[subject.priority], level=nouns.level[subject.level]
        )

    def _target(self, target: Target | None) -> str:
        return "" if target is None else self.phrasing.target(target)

    def _length_of_day(self, target: Target | None) -> str:
        if target is None or target.unit is not Unit.DAYS:
            return ""
        length = self.phrasing.duration(self.case.agreement.levels[self.case.subject.level].day)
        return self.phrasing.words.sentence.length_of_day.format(length=length)

    def _counted(self) -> str:
        calendar = self.case.calendar
        return self.phrasing.words.sentence.counted.format(
            start=self._moment(self.case.clock.started_at),
            zone=calendar.zone.key,
            hours=self.phrasing.support_hours(calendar.hours),
            except_for=self._except_for(),
        )

    def _except_for(self) -> str:
        items = [*self._holidays(), *self._pauses()]
        return self.phrasing.words.sentence.not_counting.format(items=self.phrasing.listed(items)) if items else ""

    def _holidays(self) -> Iterator[str]:
        for line in self.lines:
            if line.kind is LineKind.HOLIDAY and line.holiday is not None:
                name = self.phrasing.words.nouns.holiday.get(line.holiday, line.holiday)
                day = self.phrasing.day(line.from_at.astimezone(self.case.calendar.zone).date())
                yield self.phrasing.words.sentence.holiday.format(name=name, day=day)

    def _pauses(self) -> Iterator[str]:
        """By reason, each with the support time that it took."""
        sums: defaultdict[PauseReason, timedelta] = defaultdict(timedelta)
        for line in self.lines:
            if line.pause is not None:
                sums[line.pause.reason] += line.passed
        for reason, time in sums.items():
            yield self.phrasing.words.sentence.pause[reason].format(time=self.phrasing.duration(time))

    def _due(self) -> str:
        return self.phrasing.words.sentence.due.format(due=self._moment(self.case.clock.due_at))

    def _paused(self) -> str:
        pause, words = self.case.watch.pauses[-1], self.phrasing.words.sentence
        return words.no_due.format(
            elapsed=self._elapsed(),
            left=self._left(),
            since=self._moment(pause.from_at),
            waiting=words.waiting[pause.reason],
        )

    def _also_promised(self) -> Iterator[str]:
        words, clock = self.phrasing.words.sentence, self.case.clock
        for promise, commitment in zip(self.case.promised, clock.commitments, strict=True):
            if promise.budget is None or (promise.section, promise.budget) == (clock.section, clock.budget):
                continue
            template = words.also_promised if commitment.due_at is None else words.also_due
            target, due = self._target(promise.target), self._moment(commitment.due_at)
            yield template.format(section=promise.section, target=target, due=due)

    def _stopped(self, verdict: str) -> str:
        """Empty while it goes on."""
        clock = self.case.clock
        if clock.stopped_at is None:
            return ""
        return self.phrasing.words.sentence.stopped[clock.name].format(
            stopped=self._moment(clock.stopped_at), elapsed=self._elapsed(), verdict=verdict
        )

    def _overtaken(self) -> Iterator[str]:
        """When it is late only because the priority changed."""
        nouns, before = self.phrasing.words.nouns, self.case.subject.priority_before
        if before is not None and self.case.clock.breach_reason is not None:
            yield self.phrasing.words.sentence.overtaken.format(
                before=nouns.priority[before],
                after=nouns.priority[self.case.subject.priority],
                section=self.case.agreement.priority_section,
            )

    def _so_far(self) -> str:
        """Empty while no support time has passed."""
        if not self.case.reading.elapsed:
            return ""
        return self.phrasing.words.sentence.so_far.format(
            start=self._moment(self.case.clock.started_at), zone=self.case.calendar.zone.key, elapsed=self._elapsed()
        )

    def _elapsed(self) -> str:
        return self.phrasing.duration(self.case.reading.elapsed)

    def _left(self) -> str:
        return self.phrasing.duration(self.case.reading.remaining or timedelta(0))

    def _moment(self, at: Instant | None) -> str:
        return "" if at is None else self.phrasing.moment(at)
