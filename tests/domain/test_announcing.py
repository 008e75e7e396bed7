"""What is announced is what happens live: whatever is imported, in however many calls, with a worker in between."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import Instant
from app.domain.clocks.replaying import Calendars, Step, steps
from app.domain.tickets.derived_facts import BreachAnnounced, BreachWithdrawn, RiskAnnounced
from app.domain.tickets.facts import Details, Event, Fact, Registered, Signalled
from app.domain.vocabulary import ClockName, Decision, Impact, Priority, ServiceLevel, Urgency
from app.sla.agreement import AGREEMENT, REVISIONS
from tests.domain.news_oracle import breach_after, is_news, risk_after, three_quarters_after
from tests.domain.tickets.histories import (
    AMSTERDAM,
    CUSTOMER_ID,
    SUPPORT,
    TICKET,
    History,
    local,
    registered,
    signalled,
)
from tests.domain.tickets.random_histories import Made, made_up
from tests.searches import examples

Told = tuple[str, ClockName, datetime]

delays = st.one_of(
    st.just(timedelta(0)),
    st.sampled_from([timedelta(seconds=each) for each in (1, 59, 60, 61, 90)]),
    st.integers(1, 60).map(lambda whole: timedelta(hours=whole)),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=20)),
)


@st.composite
def recorded_anyhow(draw: st.DrawFn, made: Made) -> Sequence[Event]:
    """The same in the same order, each recorded whenever; and one in three came in as a signal before."""
    events, recorded_at = list[Event](), made.history.events[0].occurred_at
    for event in _begun(made, by_phone=draw(st.integers(0, 2)) == 0):
        recorded_at = max(recorded_at, event.occurred_at + draw(delays))
        events.append(replace(event, sequence=len(events) + 1, recorded_at=recorded_at))
    return events


def _begun(made: Made, *, by_phone: bool) -> Sequence[Event]:
    first, *rest = made.history.events
    fact = first.fact
    assert isinstance(fact, Registered)
    if not by_phone:
        return made.history.events
    match fact:
        case Registered(details=Details() as details, urgency=Urgency() as urgency, impact=Impact() as impact):
            signal = Signalled(details=details, service_level=made.level, urgency=urgency, impact=impact)
            bare = replace(fact, details=None, urgency=None, impact=None)
            return [replace(first, fact=signal), replace(first, fact=bare), *rest]
        case _:
            raise AssertionError


class Service:
    """Records one event after the other, with what follows from it; a worker announces what has come due."""

    def __init__(self, level: ServiceLevel) -> None:
        self.calendars: Calendars = {1: AGREEMENT.levels[level].calendar}
        self.events: list[Event] = []

    def record(self, event: Event) -> None:
        self._append(event.fact, event)
        for fact in self.told().owed:
            self._append(fact, event)

    def look(self, now: Instant) -> None:
        for name, notice in self.told().notices.items():
            if notice.announce_at is not None and notice.announce_at < now:
                fact = BreachAnnounced(clock=name, due_at=notice.announce_at)
                self._append(fact, self.events[-1], now, notice.announce_at)
            elif notice.announce_at is not None and notice.warn_at is not None and notice.warn_at < now:
                fact = RiskAnnounced(clock=name, due_at=notice.announce_at)
                self._append(fact, self.events[-1], now, notice.warn_at)

    def told(self) -> Step:
        """Told again from the start, as `duetime verify` does it: every announcement could be there."""
        told = [*steps(TICKET, CUSTOMER_ID, self.events, REVISIONS, self.calendars)]
        assert [step.fault for step in told if step.fault] == []
        return told[-1]

    def _append(self, fact: Fact, like: Event, recorded: Instant | None = None, at: Instant | None = None) -> None:
        moments = {"recorded_at": recorded or like.recorded_at, "occurred_at": at or like.occurred_at}
        self.events.append(replace(like, fact=fact, sequence=len(self.events) + 1, **moments))

    @property
    def news(self) -> list[Told]:
        return [*_news_in(self.events)]

    @property
    def warnings(self) -> list[Told]:
        return [
            ("warned", event.fact.clock, event.occurred_at)
            for event in self.events
            if isinstance(event.fact, RiskAnnounced)
        ]


def _news_in(events: Sequence[Event]) -> Iterator[Told]:
    for event in events:
        match event.fact:
            case BreachAnnounced(clock=name, due_at=due_at):
                yield "announced", name, due_at
            case BreachWithdrawn(clock=name, announced_due_at=due_at):
                yield "withdrawn", name, due_at
            case _:
                pass


def expected(made: Made, events: Sequence[Event], now: Instant) -> Iterator[Told]:
    """By the oracle, if the worker looks before each recording, and at last at `now`."""
    standing = dict[ClockName, datetime]()
    breaches: dict[ClockName, list[datetime | None]] = {name: [] for name in ClockName}
    looks = [*(event.recorded_at for event in events[1:]), now]
    for count, look in enumerate(looks, start=1):
        known = events[:count]
        for name, each in breaches.items():
            hours = made.own_hours if name is ClockName.RESOLUTION else None
            each.append(breach_after(name, known, made.level, hours))
        for name, each in breaches.items():
            if name in standing and standing[name] != each[-1]:
                yield "withdrawn", name, standing.pop(name)
        for name, each in breaches.items():
            if each[-1] is not None and name not in standing and each[-1] < look and is_news(known, each):
                standing[name] = each[-1]
                yield "announced", name, each[-1]


@settings(deadline=None, max_examples=examples(250))
@given(st.data(), made_up(), delays)
def test_however_late_things_are_recorded_only_what_happens_live_is_announced(
    data: st.DataObject, made: Made, later: timedelta
) -> None:
    events = data.draw(recorded_anyhow(made))
    now = Instant(max(made.now, events[-1].recorded_at) + later)
    service = Service(made.level)
    for event in events:
        if service.events:
            service.look(event.recorded_at)
        service.record(event)
    service.look(now)
    assert service.news == [*expected(made, events, now)]


def expected_warnings(made: Made, events: Sequence[Event], now: Instant) -> Iterator[Told]:
    """As `expected`: at risk and not yet breached, and both of it news; once for each such moment."""
    told = dict[ClockName, datetime]()
    looks = [*(event.recorded_at for event in events[1:]), now]
    breaches: dict[ClockName, list[datetime | None]] = {name: [] for name in ClockName}
    risks: dict[ClockName, list[datetime | None]] = {name: [] for name in ClockName}
    for count, look in enumerate(looks, start=1):
        known = events[:count]
        for name in ClockName:
            hours = made.own_hours if name is ClockName.RESOLUTION else None
            breaches[name].append(breach_after(name, known, made.level, hours))
            risks[name].append(risk_after(name, known, made.level, hours))
            if name in told and told[name] != three_quarters_after(name, known, made.level, hours):
                del told[name]
            risk, breach = risks[name][-1], breaches[name][-1]
            if risk is None or breach is None or not risk < look <= breach or name in told:
                continue
            if is_news(known, risks[name]) and is_news(known, breaches[name]):
                told[name] = risk
                yield "warned", name, risk


@settings(deadline=None, max_examples=examples(250))
@given(st.data(), made_up(), delays)
def test_of_what_is_at_risk_live_one_is_warned_once(data: st.DataObject, made: Made, later: timedelta) -> None:
    events = data.draw(recorded_anyhow(made))
    now = Instant(max(made.now, events[-1].recorded_at) + later)
    service = Service(made.level)
    for event in events:
        if service.events:
            service.look(event.recorded_at)
        service.record(event)
    service.look(now)
    assert service.warnings == [*expected_warnings(made, events, now)]


def seen(history: History, now: str) -> list[str]:
    """What a worker that is always there announces and withdraws of the resolution."""
    service = Service(ServiceLevel.EXTENDED)
    for event in history.events:
        if service.events:
            service.look(event.recorded_at)
        service.record(event)
    service.look(local(now))
    return [f"{what} {due:%d %H:%M}" for what, name, due in _in_amsterdam(service.news) if name == "response"]


def _in_amsterdam(news: Sequence[Told]) -> Iterator[Told]:
    return ((what, name, due.astimezone(AMSTERDAM)) for what, name, due in news)


def recorded(history: History, at: str) -> History:
    """Its last event was recorded then."""
    *others, last = history.events
    return replace(history, events=(*others, replace(last, recorded_at=local(at))))


LIVE = registered("2026-02-09 10:00", ServiceLevel.EXTENDED)
"""A Monday; four hours: due at 14:00, and when high at noon."""
HIGH: dict[str, Any] = {"level": ServiceLevel.EXTENDED, "priority": Priority.HIGH}
IMPORTED = recorded(registered("2026-02-09 10:00", **HIGH), "2026-02-10 09:00")
SIGNAL = signalled("2026-02-09 09:00").officially_registered("2026-02-09 10:00", ServiceLevel.EXTENDED)


@pytest.mark.parametrize(
    ("history", "news"),
    [
        pytest.param(LIVE, ["announced 09 14:00"], id="a due time that passes while it stands"),
        pytest.param(IMPORTED, [], id="due before its registration was recorded"),
        pytest.param(
            IMPORTED.decided("2026-02-09 13:00", Decision.START_INVESTIGATION, recorded="2026-02-10 09:01"),
            [],
            id="and answered too late, recorded in another call",
        ),
        pytest.param(
            recorded(registered("2026-02-09 10:00", **HIGH), "2026-02-09 11:00"),
            ["announced 09 12:00"],
            id="registered late, and due since then",
        ),
        pytest.param(recorded(SIGNAL, "2026-02-09 14:00:00.000001"), [], id="a signal that was registered late"),
        pytest.param(
            recorded(SIGNAL, "2026-02-09 14:00"), ["announced 09 14:00"], id="due at the recording of its registration"
        ),
        pytest.param(
            LIVE.assessed("2026-02-09 13:00", Priority.HIGH), ["announced 09 12:00"], id="a reassessment makes it late"
        ),
        pytest.param(
            recorded(LIVE.assessed("2026-02-09 13:00", Priority.HIGH), "2026-02-09 13:01"),
            ["announced 09 12:00"],
            id="a minute later is as it happened",
        ),
        pytest.param(
            recorded(LIVE.assessed("2026-02-09 13:00", Priority.HIGH), "2026-02-09 13:01:00.000001"),
            [],
            id="a reassessment that was recorded late",
        ),
        pytest.param(
            recorded(LIVE.assessed("2026-02-09 11:00", Priority.HIGH), "2026-02-09 11:30"),
            ["announced 09 12:00"],
            id="recorded late, and due since then",
        ),
        pytest.param(
            recorded(LIVE.assessed("2026-02-09 11:00", Priority.HIGH), "2026-02-09 15:00"),
            ["announced 09 14:00", "withdrawn 09 14:00"],
            id="what was announced falls by it all the same",
        ),
        pytest.param(
            recorded(LIVE.assessed("2026-02-09 11:00", Priority.HIGH), "2026-02-09 13:00").commented(
                "2026-02-09 13:30", SUPPORT
            ),
            [],
            id="what changes nothing of it does not make it news",
        ),
        pytest.param(
            recorded(LIVE.assessed("2026-02-09 11:00", Priority.HIGH), "2026-02-09 13:00").assessed(
                "2026-02-09 13:30", Priority.NORMAL
            ),
            ["announced 09 14:00"],
            id="what is due to come again is news again",
        ),
        pytest.param(
            recorded(LIVE, "2026-02-09 13:30").assessed("2026-02-09 13:40", Priority.HIGH),
            [],
            id="before its registration was recorded nothing is due that is news",
        ),
    ],
)
def test_what_is_announced(history: History, news: Sequence[str]) -> None:
    assert seen(history, "2026-02-20 09:00") == news
