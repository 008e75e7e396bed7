"""§1.2.3, second table, by looking at every ticket: from the document, by nothing of the app's own reckoning."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from app.clock import Instant, instant
from app.domain.vocabulary import Cause, Channel, Decision, Kind, Priority, ServiceLevel
from tests.domain.tickets.ticket_oracle import AMSTERDAM, HOLIDAYS, HOURS
from tests.office import Office

MICROSECOND, SECOND, HOUR = timedelta(microseconds=1), timedelta(seconds=1), timedelta(hours=1)
CHRISTMAS = {date(2025, 12, 25), date(2025, 12, 26)}
End = Callable[[datetime, str], datetime]


def _days(since: datetime) -> Iterator[date]:
    day = since.astimezone(AMSTERDAM).date()
    while True:
        if day.weekday() < 5 and day not in HOLIDAYS | CHRISTMAS:
            yield day
        day += timedelta(days=1)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), AMSTERDAM).astimezone(UTC)


def support(hours: Callable[[str], int]) -> End:
    def end(since: datetime, level: str) -> datetime:
        left = hours(level) * HOUR
        for day in _days(since):
            opens, closes = (_at(day, hour) for hour in HOURS[level])
            begin = max(since, opens)
            if begin < closes and closes - begin >= left:
                return begin + left
            left -= max(closes - begin, timedelta(0))
        raise AssertionError

    return end


def days(number: int) -> End:
    return support(lambda level: number * (HOURS[level][1] - HOURS[level][0]))


def next_business_day(since: datetime, level: str) -> datetime:
    today = since.astimezone(AMSTERDAM).date()
    return _at(next(day for day in _days(since) if day > today), HOURS[level][1])


def three_months(since: datetime, _: str) -> datetime:
    local = since.astimezone(AMSTERDAM)
    year, month = divmod(local.month + 2, 12)
    for day in (local.day, 30, 29, 28):
        try:
            moved = local.replace(year=local.year + year, month=month + 1, day=day, fold=0)
        except ValueError:
            continue
        return moved.astimezone(UTC)
    raise AssertionError


FIGURES: Sequence[tuple[str, frozenset[str], int, End]] = (
    ("response", frozenset({"normal", "low"}), 100, days(1)),
    ("resolution", frozenset({"normal", "low"}), 70, next_business_day),
    ("resolution", frozenset({"normal", "low"}), 95, days(5)),
    ("resolution", frozenset({"normal", "low"}), 100, three_months),
    ("response", frozenset({"high"}), 100, support(lambda _: 4)),
    ("resolution", frozenset({"high"}), 70, next_business_day),
    ("resolution", frozenset({"high"}), 98, days(2)),
    ("resolution", frozenset({"high"}), 100, three_months),
)


@dataclass(frozen=True, kw_only=True)
class Life:
    """Of a ticket. What is done has a moment, and another at which it was recorded."""

    id: UUID
    customer_id: UUID
    level: str
    kind: str
    priority: str
    begun: datetime
    is_signal: bool = False
    answered: tuple[datetime, datetime] | None = None
    solved: tuple[datetime, datetime] | None = None
    excused_at: datetime | None = None


def verdict(figure: int, life: Life, now: datetime) -> str | None:
    clock, priorities, _, end_of = FIGURES[figure]
    if life.priority not in priorities:
        return None
    if life.is_signal:
        return "signal"
    if life.kind != "incident":
        return life.kind
    if clock == "resolution" and life.excused_at is not None:
        return "not_applicable"
    done, end = life.answered if clock == "response" else life.solved, end_of(life.begun, life.level)
    if done is None:
        return "missed" if now > end else "not_yet_decided"
    at, recorded = done
    if at > end:
        return "missed"
    return "recorded_late" if recorded > end and recorded - at > timedelta(seconds=60) else "in_time"


def shares(lives: Iterable[Life], now: datetime) -> list[dict[str, int]]:
    """Of each figure, how many got which verdict."""
    several = list(lives)
    each = (Counter(verdict(figure, life, now) for life in several) for figure in range(len(FIGURES)))
    return [{said: number for said, number in numbers.items() if said is not None} for numbers in each]


DAYS = (
    *("2025-12-23", "2025-12-24", "2025-12-29", "2026-01-31", "2026-03-27", "2026-03-28", "2026-03-29", "2026-04-03"),
    *("2026-04-04", "2026-04-06", "2026-04-24", "2026-05-04", "2026-05-13", "2026-05-22", "2026-07-25", "2026-10-23"),
    *("2026-10-24", "2026-10-25", "2026-10-26", "2026-11-09", "2026-11-23"),
)
"""Around holidays, weekends and changes of the clocks; three months before these; at the end of a long month."""
TIMES = (
    *("00:00:00", "00:30:00", "01:30:00.000007", "02:30:00", "02:59:59.999999", "07:59:59.999999", "08:00:00"),
    *("09:59:59.999999", "10:00:00", "10:00:00.000001", "13:37:11.000003", "15:59:59.999999", "16:00:00"),
    *("16:00:00.000001", "17:00:00", "23:59:59.999999"),
)
OFF = (-SECOND, -MICROSECOND, timedelta(0), MICROSECOND, SECOND)


@dataclass
class Lives:
    """Anything that may become of tickets, mostly just before or after something."""

    office: Office
    chance: Random

    async def several(self, customer_id: UUID, level: ServiceLevel, number: int) -> list[Life]:
        return [await self.one(customer_id, level) for _ in range(number)]

    async def one(self, customer_id: UUID, level: ServiceLevel) -> Life:
        priority = self.chance.choice(list(Priority))
        kind = self.chance.choice([*[Kind.INCIDENT] * 8, *Kind])
        begun = self._begun()
        self.office.now = instant(begun)
        is_signal = level is ServiceLevel.EXTENDED and self.chance.random() < 0.1
        channel = Channel.PHONE if is_signal else Channel.PORTAL
        ticket_id = await self.office.ticket(customer_id, priority, kind=kind, channel=channel)
        life = Life(
            id=ticket_id,
            customer_id=customer_id,
            level=level.value,
            kind=kind.value,
            priority=priority.value,
            begun=begun,
            is_signal=is_signal,
        )
        return life if is_signal else await self._lived(life)

    async def _lived(self, life: Life) -> Life:
        answered = await self._done(life, "response", Decision.START_INVESTIGATION, life.begun)
        life = replace(life, answered=answered)
        if answered is None or self.chance.random() < 0.2:
            return life
        if self.chance.random() < 0.15:
            await self.office.decide(life.id, Decision.UNCLEAR)
            await self.office.decide(life.id, Decision.CONFIGURATION, cause=Cause.CONFIGURATION)
            return replace(life, excused_at=self.office.now)
        return replace(life, solved=await self._done(life, "resolution", Decision.WORKAROUND, self.office.now))

    async def _done(
        self, life: Life, clock: str, decision: Decision, since: datetime
    ) -> tuple[datetime, datetime] | None:
        """Around the end of one of the figures that ask of it, recorded around the end of another, or at once."""
        ends = [end(life.begun, life.level) for name, of, _, end in FIGURES if name == clock and life.priority in of]
        at = self.chance.choice(ends) + self.chance.choice(OFF)
        if at < since:
            at = since + self.chance.choice([timedelta(0), MICROSECOND, HOUR])
        later = self.chance.choice([timedelta(0), 59 * SECOND, 60 * SECOND, 60 * SECOND + MICROSECOND, 40 * HOUR])
        recorded = self.chance.choice([at + later, at + later, *(end + off for end in ends for off in OFF)])
        if self.chance.random() < 0.15:
            return None
        self.office.now = max(instant(recorded), instant(at), self.office.now)
        await self.office.decide(life.id, decision, instant(at))
        return at, self.office.now

    def _begun(self) -> Instant:
        day, at = date.fromisoformat(self.chance.choice(DAYS)), time.fromisoformat(self.chance.choice(TIMES))
        return instant(datetime.combine(day, at, AMSTERDAM).replace(fold=self.chance.choice([0, 1])).astimezone(UTC))
