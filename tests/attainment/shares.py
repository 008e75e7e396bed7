"""§1.2.3, second table, by looking at every ticket: from the document, by nothing of the app's own reckoning."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from app.clock import Instant, instant
from app.domain.vocabulary import CallType, Cause, Channel, Decision, Kind, Priority, ServiceLevel
from tests.domain.tickets.ticket_oracle import AMSTERDAM, HOLIDAYS, HOURS
from tests.office import Office

MICROSECOND, SECOND, HOUR = timedelta(microseconds=1), timedelta(seconds=1), timedelta(hours=1)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
CHRISTMAS = {date(2025, 12, 25), date(2025, 12, 26)}
End = Callable[[datetime, str, AbstractSet[date]], datetime]
"""The last instant that is within a figure: since when, by the hours of which level, closed on which further days."""


def _days(since: datetime, closed: AbstractSet[date]) -> Iterator[date]:
    day = since.astimezone(AMSTERDAM).date()
    while True:
        if day.weekday() < 5 and day not in HOLIDAYS | CHRISTMAS | closed:
            yield day
        day += timedelta(days=1)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), AMSTERDAM).astimezone(UTC)


def support(hours: Callable[[str], int]) -> End:
    def end(since: datetime, level: str, closed: AbstractSet[date]) -> datetime:
        left = hours(level) * HOUR
        for day in _days(since, closed):
            opens, closes = (_at(day, hour) for hour in HOURS[level])
            begin = max(since, opens)
            if begin < closes and closes - begin >= left:
                return begin + left
            left -= max(closes - begin, timedelta(0))
        raise AssertionError

    return end


def days(number: int) -> End:
    return support(lambda level: number * (HOURS[level][1] - HOURS[level][0]))


def next_business_day(since: datetime, level: str, closed: AbstractSet[date]) -> datetime:
    today = since.astimezone(AMSTERDAM).date()
    return _at(next(day for day in _days(since, closed) if day > today), HOURS[level][1])


def three_months(since: datetime, _: str, __: AbstractSet[date]) -> datetime:
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
class Done:
    """It has a moment, and another at which it was recorded; it is judged by what held when it stopped (§3.1.1)."""

    at: datetime
    recorded: datetime
    kind: str
    priority: str
    closed: AbstractSet[date]


@dataclass(frozen=True, kw_only=True)
class Life:
    """Of a ticket. `closed` are the days on which the vendor is closed by now: who is open follows."""

    id: UUID
    customer_id: UUID
    level: str
    kind: str
    priority: str
    begun: datetime
    closed: AbstractSet[date]
    is_signal: bool = False
    answered: Done | None = None
    solved: Done | None = None
    is_excused: bool = False


def verdict(figure: int, life: Life, now: datetime, priority: str | None = None) -> str | None:
    """None: the figure is not about its clock, or that is judged by another priority than the one asked for."""
    clock, priorities, _, end_of = FIGURES[figure]
    done = life.answered if clock == "response" else life.solved
    judged = done or life
    if judged.priority not in priorities or priority not in (None, judged.priority):
        return None
    if life.is_signal:
        return "signal"
    if judged.kind != "incident":
        return judged.kind
    if clock == "resolution" and life.is_excused:
        return "not_applicable"
    end = end_of(life.begun, life.level, judged.closed)
    if done is None:
        return "missed" if now > end else "not_yet_decided"
    if done.at > end:
        return "missed"
    return "recorded_late" if done.recorded > end and done.recorded - done.at > timedelta(seconds=60) else "in_time"


def shares(lives: Iterable[Life], now: datetime, priority: str | None = None) -> list[dict[str, int]]:
    """Of each figure, how many got which verdict. A clock counts under the priority by which it is judged (§1.2.3)."""
    several = list(lives)
    each = (Counter(verdict(figure, life, now, priority) for life in several) for figure in range(len(FIGURES)))
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
    """Anything that may become of tickets, mostly just before or after something.

    `told` is how each was at any moment, by when that was recorded. `closes`: closing days are added now and then.
    `latest` is when the ticket that lives at the moment was last moved.
    """

    office: Office
    chance: Random
    closes: bool = False
    closed: set[date] = field(default_factory=set[date])
    told: defaultdict[UUID, list[tuple[datetime, Life]]] = field(
        default_factory=lambda: defaultdict[UUID, list[tuple[datetime, Life]]](list)
    )
    latest: datetime = LONG_AGO

    async def several(self, customer_id: UUID, level: ServiceLevel, number: int) -> list[Life]:
        return [await self.one(customer_id, level) for _ in range(number)]

    async def one(self, customer_id: UUID, level: ServiceLevel) -> Life:
        priority = self.chance.choice(list(Priority))
        kind = self.chance.choice([*[Kind.INCIDENT] * 8, *Kind])
        begun = self._begun()
        self.office.now = self.latest = instant(begun)
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
            closed=self.closed,
            is_signal=is_signal,
        )
        self._is(life)
        return life if is_signal else await self._lived(life)

    def as_known(self, at: datetime) -> list[Life]:
        """Those that there were by then, each by what was recorded by then."""
        known = ([life for recorded, life in each if recorded <= at] for each in self.told.values())
        return [each[-1] for each in known if each]

    def _is(self, life: Life, **now: object) -> Life:
        life = replace(life, **now)
        self.told[life.id].append((self.office.now, life))
        return life

    async def _lived(self, life: Life) -> Life:
        life, since = await self._changed(life, life.begun)
        life = self._is(life, answered=await self._done(life, "response", Decision.START_INVESTIGATION, since))
        if life.answered is None or self.chance.random() < 0.2:
            return life
        life, _ = await self._changed(life, self.office.now)
        if self.chance.random() < 0.15:
            return await self._excused(life)
        life = await self._solved(life)
        return life if life.solved is None else await self._afterwards(life)

    async def _afterwards(self, life: Life) -> Life:
        life, _ = await self._changed(life, self.office.now)
        match self.chance.randrange(6):
            case 0:
                await self._decide(life, Decision.CLEAR, Decision.NOT_SOLVED)
                return self._is(life, solved=None)
            case 1:
                return await self._excused(life)
            case 2 | 3:
                await self._decide(life, Decision.CLEAR, Decision.SOLVED, Decision.CLOSE)
                await self._close()
                return life if self.chance.random() < 0.4 else await self._reopened(life)
            case _:
                return life

    async def _reopened(self, life: Life) -> Life:
        await self._decide(life, Decision.REOPEN)
        life, _ = await self._changed(self._is(life, solved=None), self.office.now)
        return await self._solved(life) if self.chance.random() < 0.7 else life

    async def _solved(self, life: Life) -> Life:
        return self._is(life, solved=await self._done(life, "resolution", Decision.WORKAROUND, self.office.now))

    async def _excused(self, life: Life) -> Life:
        await self._decide(life, Decision.UNCLEAR)
        await self.office.decide(life.id, Decision.CONFIGURATION, cause=Cause.CONFIGURATION)
        self.latest = self.office.now
        return self._is(life, is_excused=True)

    async def _decide(self, life: Life, *decisions: Decision) -> None:
        for decision in decisions:
            await self.office.decide(life.id, decision)
        self.latest = self.office.now

    async def _changed(self, life: Life, since: datetime) -> tuple[Life, datetime]:
        """Of a ticket at step 3, or of the calendar; and since when more may have happened to it."""
        if self.chance.random() < 0.5:
            return life, since
        self.office.now = instant(self.office.now + self.chance.choice([SECOND, HOUR, 30 * HOUR]))
        match self.chance.randrange(3):
            case 0:
                priority = self.chance.choice([each for each in Priority if each.value != life.priority])
                await self.office.assess(life.id, priority)
                self.latest = self.office.now
                return self._is(life, priority=priority.value), self.office.now
            case 1:
                kind = self.chance.choice([Kind.INCIDENT, Kind.INCIDENT, Kind.SERVICE_REQUEST, Kind.CHANGE])
                await self.office.reclassify(life.id, kind=kind, call_type=CallType.SOFTWARE_BUG)
                self.latest = self.latest if kind.value == life.kind else self.office.now
                return self._is(life, kind=kind.value), self.office.now
            case _:
                await self._close()
                return life, self.office.now

    async def _close(self) -> None:
        """One of the next days; those that are open go by that from now on."""
        if not self.closes:
            return
        today = self.office.now.astimezone(AMSTERDAM).date()
        days = _days(self.office.now, self.closed | {today})
        day = [next(days) for _ in range(4)][self.chance.randrange(4)]
        await self.office.close_on(day)
        while (await self.office.follow()).tickets:
            pass
        self.closed.add(day)

    async def _done(self, life: Life, clock: str, decision: Decision, since: datetime) -> Done | None:
        """Around the end of one of the figures that ask of it, recorded around the end of another, or at once."""
        ends = [
            end(life.begun, life.level, life.closed)
            for name, of, _, end in FIGURES
            if name == clock and life.priority in of
        ]
        at = self.chance.choice(ends) + self.chance.choice(OFF)
        if at < since:
            at = since + self.chance.choice([timedelta(0), MICROSECOND, HOUR])
        later = self.chance.choice([timedelta(0), 59 * SECOND, 60 * SECOND, 60 * SECOND + MICROSECOND, 40 * HOUR])
        recorded = self.chance.choice([at + later, at + later, *(end + off for end in ends for off in OFF)])
        if self.chance.random() < 0.15:
            return None
        self.office.now = max(instant(recorded), instant(at), self.office.now)
        await self.office.decide(life.id, decision, instant(at))
        self.latest = self._meant(at)
        return Done(
            at=self.latest,
            recorded=self.office.now,
            kind=life.kind,
            priority=life.priority,
            closed=frozenset(self.closed),
        )

    def _meant(self, at: datetime) -> datetime:
        """Clients cut moments to milliseconds: in that of the ticket's latest fact, it is that fact's moment."""
        return self.latest if _millisecond(at) == _millisecond(self.latest) else at

    def _begun(self) -> Instant:
        day, at = date.fromisoformat(self.chance.choice(DAYS)), time.fromisoformat(self.chance.choice(TIMES))
        return instant(datetime.combine(day, at, AMSTERDAM).replace(fold=self.chance.choice([0, 1])).astimezone(UTC))


def _millisecond(at: datetime) -> int:
    return (at - LONG_AGO) // timedelta(milliseconds=1)
