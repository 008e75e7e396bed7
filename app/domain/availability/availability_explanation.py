"""How an availability comes about, for people: a sum, every stretch with its reason, and both in sentences (§5.2).

Nothing here decides anything: it retells what `availability` made of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from app.clock import Instant
from app.domain.availability.availability import Availability
from app.domain.availability.availability_words import AVAILABILITY_WORDS, AvailabilityWords, SumKind
from app.domain.availability.sweep import StretchKind
from app.domain.availability.timeline import DegradedStretch, TimelineStretch
from app.domain.explanation.phrasing import Phrasing
from app.domain.operations.outage_facts import OutageCategory

SECOND: Final = timedelta(seconds=1)
NOTHING: Final = timedelta(0)
SECTION: Final = "5.2"


@dataclass(frozen=True)
class AvailabilityLine:
    """A stretch that was down, or all the time that was up or unmeasured: that has no moments.

    The seconds of all lines add up to those of the period, and those of a kind to its sum.
    """

    kind: StretchKind
    seconds: int
    text: str
    from_at: Instant | None = None
    until: Instant | None = None


@dataclass(frozen=True)
class AvailabilitySum:
    """Whole seconds. Those of REMAINING are less than none once it is exceeded by one."""

    kind: SumKind
    seconds: int
    text: str


@dataclass(frozen=True)
class AvailabilityExplanation:
    section: str
    sentence: str
    sums: tuple[AvailabilitySum, ...]
    lines: tuple[AvailabilityLine, ...]


@dataclass(frozen=True)
class AvailabilityNaming:
    """How it is told. `names`: of outages, maintenance and people, by id; what has none there is told by its id."""

    phrasing: Phrasing
    names: Mapping[UUID, str] = field(default_factory=dict[UUID, str])

    @property
    def words(self) -> AvailabilityWords:
        return AVAILABILITY_WORDS[self.phrasing.words.language]

    def named(self, *ids: UUID | None) -> str:
        return self.phrasing.listed([self.names.get(each, str(each)) for each in ids if each is not None] or ["–"])

    def percent(self, share: Decimal | int | None) -> str:
        return "–" if share is None else str(share).replace(".", self.phrasing.words.nouns.decimal_mark)


def explain_availability(seen: Availability, naming: AvailabilityNaming) -> AvailabilityExplanation:
    lines = tuple(_lines(seen, naming))
    sums = tuple(_sums(seen, lines, naming.words))
    return AvailabilityExplanation(SECTION, " ".join(_sentences(seen, sums, naming)), sums, lines)


def what_of(stretch: TimelineStretch, naming: AvailabilityNaming) -> str:
    """Of one kind, with its reason: e.g. "outage, counts: O-12 and O-13"."""
    words = naming.words
    blocked = stretch.category is OutageCategory.FAIR_USE_BLOCK
    kind = words.blocked if blocked else words.kind[stretch.kind]
    if stretch.reason is not None:
        return words.left_out.format(
            kind=kind,
            reason=words.reason[stretch.reason],
            because=_because(stretch, naming),
            outages=naming.named(*stretch.outage_ids),
        )
    if stretch.outage_ids:
        return words.outage.format(kind=kind, outages=naming.named(*stretch.outage_ids))
    if stretch.maintenance_id is not None:
        return words.work.format(kind=kind, what=naming.named(stretch.maintenance_id))
    return kind


def poorly(stretch: DegradedStretch, naming: AvailabilityNaming) -> str:
    words = naming.words
    return words.outage.format(kind=words.degraded_kind, outages=naming.named(stretch.outage_id))


def _because(stretch: TimelineStretch, naming: AvailabilityNaming) -> str:
    if stretch.announced_at is not None:
        return naming.words.announced.format(at=naming.phrasing.moment(stretch.announced_at))
    return naming.words.accepted_by.format(who=naming.named(stretch.decided_by))


def _lines(seen: Availability, naming: AvailabilityNaming) -> Iterator[AvailabilityLine]:
    """Cut to whole seconds so that they still add up: each ends at the whole second that all before it come to."""
    passed = NOTHING
    for stretch in (*seen.left_out, *seen.counted):
        before, passed = passed, passed + (stretch.until - stretch.from_at)
        seconds = passed // SECOND - before // SECOND
        yield AvailabilityLine(stretch.kind, seconds, what_of(stretch, naming), stretch.from_at, stretch.until)
    rest = {StretchKind.UNMEASURED: seen.unmeasured, StretchKind.UP: seen.up}
    for kind, time in rest.items():
        before, passed = passed, passed + time
        if time or kind is StretchKind.UP:
            yield AvailabilityLine(kind, passed // SECOND - before // SECOND, naming.words.kind[kind])


def _sums(seen: Availability, lines: Sequence[AvailabilityLine], words: AvailabilityWords) -> Iterator[AvailabilitySum]:
    def sum_of(kind: SumKind, seconds: int) -> AvailabilitySum:
        return AvailabilitySum(kind, seconds, words.sums[kind])

    period = sum(line.seconds for line in lines)
    left_out, counted = (
        sum(line.seconds for line in lines if line.kind is kind) for kind in (StretchKind.LEFT_OUT, StretchKind.OUTAGE)
    )
    yield sum_of(SumKind.PERIOD, period)
    yield sum_of(SumKind.LEFT_OUT, left_out)
    yield sum_of(SumKind.BASIS, period - left_out)
    if seen.figure.allowed is not None:
        allowed = seen.figure.allowed // SECOND
        yield sum_of(SumKind.ALLOWED, allowed)
        yield sum_of(SumKind.COUNTED, counted)
        yield sum_of(SumKind.REMAINING, allowed - counted)
    else:
        yield sum_of(SumKind.COUNTED, counted)


def _sentences(seen: Availability, sums: Sequence[AvailabilitySum], naming: AvailabilityNaming) -> Iterator[str]:
    words, phrasing, figure = naming.words, naming.phrasing, seen.figure
    yield _verdict(seen, naming)
    told = {each.kind: phrasing.duration(each.seconds * SECOND) for each in sums}
    yield words.reckoned.format(
        start=phrasing.moment(seen.from_at),
        end=phrasing.moment(seen.until),
        zone=phrasing.zone.key,
        period=told[SumKind.PERIOD],
        left_out=told[SumKind.LEFT_OUT],
        basis=told[SumKind.BASIS],
        counted=told[SumKind.COUNTED],
    )
    if figure.remaining is not None:
        yield _left(told[SumKind.ALLOWED], figure.remaining, naming)
    if seen.unmeasured:
        yield words.unmeasured_counts.format(unmeasured=phrasing.duration(seen.unmeasured))
    if seen.degraded:
        yield words.degraded
    if seen.if_accepted is not None:
        yield words.if_accepted.format(
            left_out=phrasing.duration(seen.if_accepted.left_out),
            counted=phrasing.duration(seen.if_accepted.counted),
            achieved=naming.percent(seen.if_accepted.achieved_percent),
        )


def _verdict(seen: Availability, naming: AvailabilityNaming) -> str:
    words, figure = naming.words, seen.figure
    template = words.none_yet if figure.achieved_percent is None else words.attained[figure.attained]
    achieved = template.format(achieved=naming.percent(figure.achieved_percent))
    if seen.promised is None:
        return words.not_promised.format(section=SECTION, achieved=achieved)
    return words.promised.format(
        promised=naming.percent(seen.promised.percent), section=seen.promised.section, achieved=achieved
    )


def _left(allowed: str, remaining: timedelta, naming: AvailabilityNaming) -> str:
    words = naming.words
    if remaining >= NOTHING:
        return words.remaining.format(allowed=allowed, remaining=naming.phrasing.duration(remaining))
    if remaining > -SECOND:
        return words.exceeded_by_less_than_a_second.format(allowed=allowed)
    return words.exceeded.format(allowed=allowed, remaining=naming.phrasing.duration(-remaining))
