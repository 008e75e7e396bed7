"""Other hours in other zones, from the report to the picture: held against who looks at the clock every minute.

The agreement is as it is, but for the hours on the door, the zone and what a business day is worth.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise
from typing import Any, Final
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from app.agreements.book import Agreements
from app.business_time.batch import due_times
from app.business_time.calendar import Calendar
from app.clock import instant
from app.domain.vocabulary import ServiceLevel
from app.main import RESOURCES
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.routers.request.backend import attach
from app.tickets.store.replay import TicketSelection
from app.verification.verification import verify
from tests.organisations import make_organisation
from tests.routers.callers import Api
from tests.routers.conftest import api_over
from tests.routers.sla.doors import DOORS, HOUR, Door
from tests.routers.tickets.conftest import Desk, Walker

MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Watcher:
    """Looks at the clock on the wall every minute, and at the door."""

    zone: ZoneInfo
    open_minutes: list[list[range]]
    closed: frozenset[date]

    def is_open(self, at: datetime) -> bool:
        wall = at.astimezone(self.zone)
        minute = 60 * wall.hour + wall.minute
        return any(minute in each for each in self.open_minutes[wall.weekday()]) and wall.date() not in self.closed

    def open_between(self, since: datetime, until: datetime) -> timedelta:
        """Both are whole minutes."""
        return MINUTE * sum(self.is_open(since + number * MINUTE) for number in range((until - since) // MINUTE))

    def due(self, start: datetime, budget: timedelta, pauses: list[tuple[datetime, datetime]]) -> datetime:
        left = budget
        for number in count():
            at = start + number * MINUTE
            if self.is_open(at) and not any(begin <= at < end for begin, end in pauses):
                left -= MINUTE
            if not left:
                return at + MINUTE
        raise AssertionError


@dataclass(frozen=True)
class House:
    api: Api
    desk: Desk
    book: Agreements
    door: Door

    @property
    def calendar(self) -> Calendar:
        return self.book.revisions[0].levels[ServiceLevel.EXTENDED].calendar

    def watcher(self, *closed: date) -> Watcher:
        hung = [[range(each.opens // MINUTE, each.closes // MINUTE) for each in day] for day in self.door.hours.days]
        return Watcher(self.calendar.zone, hung, frozenset({*self.calendar.holidays, *closed}))


@pytest.fixture(params=DOORS.values(), ids=list(DOORS))
async def house(request: pytest.FixtureRequest, engine: AsyncEngine) -> Any:
    door: Door = request.param
    async with api_over(engine, RESOURCES) as api:
        book = Agreements((door.agreement(),))
        attach(api.app, engine, book)
        api.clock.now = instant(door.begin + timedelta(hours=60))
        async with transaction(engine, SYSTEM) as connection:
            extended = await make_organisation(connection, "Dairy", ServiceLevel.EXTENDED, "Rosa")
        yield House(api, Desk(await api.as_administrator(), extended), book, door)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


async def explained(walker: Walker, clock: str, media: str = "application/json", language: str = "en") -> Any:
    headers = {"Accept": media, "Accept-Language": language}
    answer = await walker.caller.get(f"{walker.path}/clocks/{clock}/explanation", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json() if media == "application/json" else answer.text


async def test_due_times_pauses_and_lines_are_what_the_watcher_counts(house: House) -> None:
    watcher, begin = house.watcher(), house.door.begin
    asked, answered = begin + 9 * HOUR + 7 * MINUTE, begin + 41 * HOUR + 11 * MINUTE
    high = await house.desk.ticket(urgency="u1", impact="i1", registeredAt=written(begin))
    await high.decide("request_information", occurredAt=written(asked))
    await high.decide("information_received", occurredAt=written(answered))
    change = await house.desk.ticket(
        kind="change", changeType="normal", urgency="u3", impact="i3", registeredAt=written(begin + 3 * HOUR)
    )

    day = house.door.day
    for walker, clock, start, budget, pauses in (
        (high, "response", begin, 2 * HOUR, []),
        (high, "resolution", begin, 20 * day, [(asked, answered)]),
        (change, "response", begin + 3 * HOUR, 3 * day, []),
    ):
        due = watcher.due(start, budget, pauses)
        kept = await walker.clock(clock)
        assert moment(kept["dueAt"]) == due
        told = await explained(walker, clock)
        assert (moment(told["dueAt"]), told["target"]["seconds"]) == (due, budget // timedelta(seconds=1))
        _adds_up(told["lines"], start, due, budget, watcher)
        await _is_drawn(walker, clock)
    resolution = await high.clock("resolution")
    assert timedelta(seconds=resolution["pausedSeconds"]) == watcher.open_between(asked, answered)
    elapsed = watcher.open_between(begin, asked) + watcher.open_between(answered, house.api.clock.now)
    assert timedelta(seconds=resolution["elapsedSeconds"]) == elapsed
    found = [each async for each in verify(house.api.engine, house.book, TicketSelection())]
    assert [each.differences for each in found] == [()]


def _adds_up(lines: list[dict[str, Any]], start: datetime, due: datetime, budget: timedelta, watcher: Watcher) -> None:
    assert (moment(lines[0]["from"]), moment(lines[-1]["until"])) == (start, due)
    assert all(line["until"] == following["from"] for line, following in pairwise(lines))
    assert timedelta(seconds=sum(line["seconds"] for line in lines if line["kind"] == "counted")) == budget
    for line in lines:
        since, until = moment(line["from"]), moment(line["until"])
        opened, lasted = watcher.open_between(since, until), timedelta(seconds=line["seconds"])
        if line["kind"] in ("counted", "paused"):
            assert opened == lasted, line
        else:
            assert (opened, lasted) == (timedelta(0), until - since), line
        named = [day for day in _days(since, until, watcher.zone) if day in watcher.closed]
        assert bool(named) == (line["kind"] == "holiday") or line["kind"] == "paused", line


def _days(since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[date]:
    at = since
    while at < until:
        yield at.astimezone(zone).date()
        at += 30 * MINUTE


async def _is_drawn(walker: Walker, clock: str) -> None:
    svg = ET.fromstring(await explained(walker, clock, "image/svg+xml", "nl"))  # noqa: S314 - our own
    bars = [rect for rect in svg.iter("{http://www.w3.org/2000/svg}rect") if len(rect)]
    places = [(float(bar.get("x", "")), float(bar.get("width", ""))) for bar in bars]
    assert places[0][0] == 30
    assert all(x + width == pytest.approx(after, abs=0.2) for (x, width), (after, _) in pairwise(places))
    text = await explained(walker, clock, "text/plain", "nl")
    assert max(map(len, text.splitlines())) <= 80


async def test_the_batch_the_preview_and_any_moment_agree(house: House) -> None:
    watcher, begin = house.watcher(), house.door.begin
    for hour in (0, 1, 2, 3, 5, 8, 13, 26, 31):
        start = begin + hour * HOUR
        query = {"kind": "incident", "serviceLevel": "extended", "priority": "low", "registeredAt": written(start)}
        foreseen = (await house.desk.admin.get("/v1/sla/preview", params=query)).json()["response"]
        due = watcher.due(start, 8 * HOUR, [])
        batch = due_times(house.calendar, np.array([_naive(start)], "M8[us]"), np.array([8 * HOUR], "m8[us]"))
        assert [moment(foreseen["dueAt"]), batch.tolist()[0].replace(tzinfo=UTC)] == [due, due]
        _adds_up(foreseen["explanation"]["lines"], start, due, 8 * HOUR, watcher)
    walker = await house.desk.ticket(urgency="u3", impact="i3", registeredAt=written(begin))
    for hour in (1, 6, 17, 29):
        now = begin + hour * HOUR
        query = {"asOf": written(now), "knowledge": "now"}
        then = (await walker.caller.get(walker.path, params=query)).json()["clocks"][1]
        assert timedelta(seconds=then["elapsedSeconds"]) == watcher.open_between(begin, now)


def _naive(at: datetime) -> datetime:
    return at.replace(tzinfo=None)


async def test_a_closing_day_moves_what_is_due_by_what_it_closes(house: House) -> None:
    begin, today = house.door.begin, house.api.clock.now.astimezone(house.calendar.zone).date()
    walker = await house.desk.ticket(urgency="u1", impact="i1", registeredAt=written(begin))
    day = today + timedelta(days=4)
    made = await walker.caller.post("/v1/sla/closing-days", json={"closesOn": day.isoformat(), "name": "Moving"})
    assert made.status_code == 201, made.text

    watcher, budget = house.watcher(day), 20 * house.door.day
    due = watcher.due(begin, budget, [])
    assert moment((await walker.clock("resolution"))["dueAt"]) == due
    _adds_up((await explained(walker, "resolution"))["lines"], begin, due, budget, watcher)


async def test_the_page_of_the_year(house: House) -> None:
    """Half-hours are fine enough: nothing opens, closes or changes between them."""
    zone, year = house.calendar.zone, house.door.begin.astimezone(house.calendar.zone).year
    watcher = house.watcher()
    begin, end = (datetime(each, 1, 1, tzinfo=zone).astimezone(UTC) for each in (year, year + 1))
    steps = (end - begin) // (30 * MINUTE)
    opened = [at for at in (begin + number * 30 * MINUTE for number in range(steps)) if watcher.is_open(at)]
    days = sorted({at.astimezone(zone).date().isoformat() for at in opened})

    path = f"/v1/sla/calendar?year={year}"
    level = (await house.desk.admin.get(path)).json()["serviceLevels"][1]
    assert (level["openSeconds"], level["openDays"]) == (len(opened) * 1800, days)
    table = csv.DictReader((await house.desk.admin.get(path, headers={"Accept": "text/csv"})).text.splitlines())
    listed = {row["date"] for row in table if row["serviceLevel"] == "extended" and row["opensAt"]}
    assert sorted(listed) == days
