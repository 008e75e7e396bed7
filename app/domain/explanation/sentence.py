"""Why this is the due time, told in sentences. Every word of it is in `Words`."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app.clock import Instant
from app.domain.agreement.measures import Section, Target, Unit
from app.domain.explanation.case import Case
from app.domain.explanation.lines import SECOND, ClockPeriod, LineKind
from app.domain.explanation.phrasing import Phrasing
from app.domain.explanation.remarks import Remarks
from app.domain.tickets.stopwatch import PauseReason
from app.domain.vocabulary import Cause, ClockName, ClockState, CoverageOutcome, Decision

_GOING: Final = (ClockState.RUNNING, ClockState.PAUSED)


@dataclass(frozen=True)
class Teller:
    case: Case
    lines: Sequence[ClockPeriod]
    phrasing: Phrasing

    def tell(self) -> str:
        is_breached = self.case.reading.state is ClockState.BREACHED
        remarks = Remarks(self.case.records, self.phrasing).tell(is_breached=is_breached)
        return " ".join(filter(None, (*self._sentences(), *self._contradicted(), *self._warned(), *remarks)))

    def _warned(self) -> Iterator[str]:
        """Of a clock that still goes: what became of the warning shows of the others."""
        at_risk_at = self.case.clock.at_risk_at
        warned_at = None if at_risk_at is None else self.case.records.warned.get(at_risk_at)
        if self.case.reading.state in _GOING and warned_at is not None:
            yield self.phrasing.words.remark.warned.format(announced=self._moment(warned_at))

    def _sentences(self) -> Iterator[str]:
        match self.case.reading.state:
            case ClockState.NOT_APPLICABLE:
                yield self._not_applicable()
                yield self._stopped("")
            case ClockState.BEST_EFFORT:
                yield self._best_effort()
                yield from self._so_far()
                yield from self._paused("")
            case _:
                yield self._promised()
                yield self._counted() + self._due()
                yield from self._also_promised()
                yield from self._reassessed()
                yield from self._standing()

    def _standing(self) -> Iterator[str]:
        words, reading = self.phrasing.words.sentence, self.case.reading
        match reading.state:
            case ClockState.PAUSED:
                yield from self._paused(words.due_unknown)
            case ClockState.MET:
                yield self._stopped(words.in_time)
            case ClockState.BREACHED:
                yield self._stopped(self._too_late()) or words.passed.format(late=self._passed_by())
                yield from self._paused(words.stays_breached)
            case _ if reading.elapsed:
                yield words.left.format(left=self._left())
            case _:
                pass

    def _not_applicable(self) -> str:
        words, excuse = self.phrasing.words, self.case.subject.excuse
        if excuse is None:
            return ""
        if excuse.cause is not None:
            hosted = excuse.cause is Cause.CUSTOMER_INFRASTRUCTURE
            template = words.sentence.hosted if hosted else words.sentence.not_the_cause
            return template.format(cause=words.nouns.cause[excuse.cause], section=excuse.section)
        template = words.sentence.not_covered[excuse.coverage is CoverageOutcome.CONSULTANCY]
        return template.format(section=excuse.section, charged_by=excuse.charged_by)

    def _best_effort(self) -> str:
        sections = [f"§{promise.section}" for promise in self.case.promised]
        template = self.phrasing.words.sentence.best_effort[self.case.clock.name]
        return template.format(subject=self._subject(), sections=self.phrasing.listed(sections))

    def _promised(self) -> str:
        clock = self.case.clock
        return self.phrasing.words.sentence.promised[clock.name].format(
            subject=self._subject(),
            target=self._target(clock.target),
            measure=self._measure(clock.target),
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

    def _measure(self, target: Target | None) -> str:
        if target is None or target.unit is not Unit.DAYS:
            return self.phrasing.words.sentence.in_hours
        length = self.phrasing.duration(self.case.agreement.levels[self.case.subject.level].day)
        return self.phrasing.words.sentence.in_days.format(length=length)

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
            if line.kind is LineKind.HOLIDAY and line.holiday is not None and self._would_be_open(line):
                yield self._holiday(line, line.holiday)

    def _would_be_open(self, line: ClockPeriod) -> bool:
        """A holiday on a Saturday keeps no support hours from counting."""
        zone, days = self.case.calendar.zone, self.case.calendar.hours.days
        first, last = (at.astimezone(zone).date() for at in (line.from_at, line.until - line.until.resolution))
        return any(days[(first + timedelta(days=each)).weekday()] for each in range((last - first).days + 1))

    def _holiday(self, line: ClockPeriod, name: str) -> str:
        """Closing days of one name may follow one another."""
        words = self.phrasing.words
        within = line.from_at, line.until - line.until.resolution
        first, last = (self.phrasing.day(at.astimezone(self.case.calendar.zone).date()) for at in within)
        days = first if first == last else words.sentence.days.format(first=first, last=last)
        own = words.sentence.closing_day[first != last]
        template = own if self.case.is_closing_day(line) else words.sentence.holiday
        return template.format(name=words.nouns.holiday.get(name, name), days=days)

    def _pauses(self) -> Iterator[str]:
        """By reason, each with the support time that it took."""
        sums: defaultdict[PauseReason, timedelta] = defaultdict(timedelta)
        for line in self.lines:
            if line.pause is not None:
                sums[line.pause.reason] += line.passed
        for reason, time in sums.items():
            if time:
                yield self.phrasing.words.sentence.pause[reason].format(time=self.phrasing.duration(time))

    def _due(self) -> str:
        words, state = self.phrasing.words.sentence, self.case.reading.state
        if state is ClockState.PAUSED:
            return words.no_due.format(elapsed=self._elapsed(), left=self._left())
        template = words.due if state is ClockState.RUNNING else words.was_due
        return template.format(due=self._moment(self.case.clock.due_at))

    def _paused(self, so: str) -> Iterator[str]:
        """What of it now, if it is."""
        words = self.phrasing.words.sentence
        if self.case.watch.paused_for is not None:
            pause = self.case.watch.pauses[-1]
            since, waiting = self._moment(pause.from_at), words.waiting[pause.reason]
            yield words.paused.format(since=since, waiting=waiting, so=so)

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
        clock, words = self.case.clock, self.phrasing.words.sentence
        if clock.stopped_at is None:
            return ""
        by_workaround = clock.name is ClockName.RESOLUTION and self.case.subject.has_workaround
        template = words.workaround if by_workaround else words.stopped[clock.name]
        return template.format(
            stopped=self._moment(clock.stopped_at),
            elapsed=self._elapsed(),
            verdict=verdict,
            section=self._section_of_workarounds() if by_workaround else "",
        )

    def _section_of_workarounds(self) -> Section:
        rules = self.case.agreement.decisions
        return next(rule.section for rule in rules if rule.decision is Decision.WORKAROUND)

    def _too_late(self) -> str:
        words, late = self.phrasing.words.sentence, self._late()
        if not late:
            return words.late_after_hours
        template = words.late_by if late >= SECOND else words.late_by_less_than_a_second
        return template.format(late=self.phrasing.duration(late))

    def _passed_by(self) -> str:
        """Empty within the first second."""
        late = self._late()
        words = self.phrasing.words.sentence
        return words.passed_by.format(late=self.phrasing.duration(late)) if late >= SECOND else ""

    def _late(self) -> timedelta:
        """In support time."""
        return -(self.case.reading.remaining or timedelta(0))

    def _contradicted(self) -> Iterator[str]:
        """Where nothing is promised, no time counts either way."""
        words, excused = self.phrasing.words.sentence, self.case.reading.state is ClockState.NOT_APPLICABLE
        for each in () if excused else self.case.records.contradictions:
            template = words.contradicted_by_reopening if each.by_reopening else words.contradicted
            yield template.format(
                given=self._moment(each.given_at), at=self._moment(each.at), section=self._section_of_workarounds()
            )

    def _reassessed(self) -> Iterator[str]:
        """Also whether it is late for that reason only."""
        nouns, words, change = self.phrasing.words.nouns, self.phrasing.words.sentence, self.case.subject.reassessed
        if change is not None:
            template = words.reassessed if self.case.clock.breach_reason is None else words.overtaken
            yield template.format(
                before=nouns.priority[change.before],
                after=nouns.priority[self.case.subject.priority],
                at=self._moment(change.at),
                section=self.case.agreement.priority_section,
            )

    def _so_far(self) -> Iterator[str]:
        """Of a clock without a due time; nothing while no support time has passed."""
        except_for = self._except_for()
        if stopped := self._stopped(except_for):
            yield stopped
        elif self.case.reading.elapsed:
            yield self.phrasing.words.sentence.so_far.format(
                start=self._moment(self.case.clock.started_at),
                zone=self.case.calendar.zone.key,
                elapsed=self._elapsed(),
                except_for=except_for,
            )

    def _elapsed(self) -> str:
        return self.phrasing.duration(self.case.reading.elapsed)

    def _left(self) -> str:
        return self.phrasing.duration(self.case.reading.remaining or timedelta(0))

    def _moment(self, at: Instant | None) -> str:
        return "" if at is None else self.phrasing.moment(at)
