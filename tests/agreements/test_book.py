"""What a process remembers of calendars: bounded, and only what is committed."""

import gc
from datetime import date, timedelta
from uuid import uuid4

import pytest

from app.agreements.book import MOST_CALENDARS, Agreements
from app.agreements.store import calendars
from app.agreements.store.calendars import CalendarRevision
from app.business_time.timeline import Timeline
from app.domain.vocabulary import ServiceLevel
from app.errors import Conflict
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import AGREEMENT, REVISIONS
from tests.organisations import MONDAY

STANDARD = ServiceLevel.STANDARD
FIRST = date(2027, 1, 4)
REVISED = 100


def revision(number: int, *days: date) -> CalendarRevision:
    return CalendarRevision(number, dict.fromkeys(days, "Bridge"), "a closing day", MONDAY)


def timelines() -> int:
    gc.collect()
    return sum(isinstance(each, Timeline) for each in gc.get_objects())


async def test_a_hundred_revisions_of_the_closing_days_leave_no_more_behind_than_a_few(engine: AsyncEngine) -> None:
    book, retained, before = Agreements(REVISIONS), list[int](), timelines()
    async with transaction(engine, SYSTEM) as connection:
        latest = await calendars.latest_number(connection)
        for number in range(1, REVISED + 1):
            days = [FIRST + timedelta(days=each) for each in range(number)]
            await calendars.add(connection, revision(latest + number, *days), uuid4())
    async with transaction(engine, SYSTEM) as connection:
        for number in range(1, REVISED + 1):
            made = await book.calendar(connection, AGREEMENT, STANDARD, latest + number)
            assert FIRST + timedelta(days=number - 1) in made.holidays
            if number in (2 * MOST_CALENDARS, REVISED):
                retained.append(timelines())

    assert retained[0] == retained[1] <= before + MOST_CALENDARS
    assert await again(engine, book, latest + REVISED) is await again(engine, book, latest + REVISED)


async def again(engine: AsyncEngine, book: Agreements, number: int) -> object:
    async with transaction(engine, SYSTEM) as connection:
        return await book.calendar(connection, AGREEMENT, STANDARD, number)


async def revise_in_vain(engine: AsyncEngine, book: Agreements, number: int) -> None:
    async with transaction(engine, SYSTEM) as connection:
        await calendars.add(connection, revision(number, FIRST), uuid4())
        assert FIRST in (await book.calendar(connection, AGREEMENT, STANDARD, number)).holidays
        assert await book.closing_days(connection, number) == {FIRST: "Bridge"}
        raise Conflict("Not after all.")


async def test_a_revision_that_is_rolled_back_is_not_remembered(fresh_engine: AsyncEngine) -> None:
    book, other = Agreements(REVISIONS), FIRST + timedelta(days=1)
    async with transaction(fresh_engine, SYSTEM) as connection:
        number = await calendars.latest_number(connection) + 1
    with pytest.raises(Conflict):
        await revise_in_vain(fresh_engine, book, number)

    async with transaction(fresh_engine, SYSTEM) as connection:
        await calendars.add(connection, revision(number, other), uuid4())
    async with transaction(fresh_engine, SYSTEM) as connection:
        assert await book.closing_days(connection, number) == {other: "Bridge"}
        known = await book.calendar(connection, AGREEMENT, STANDARD, number)
        assert (FIRST in known.holidays, other in known.holidays) == (False, True)
        assert await book.calendar(connection, AGREEMENT, STANDARD, number) is known


async def test_what_is_supposed_is_in_a_book_of_its_own(engine: AsyncEngine) -> None:
    book = Agreements(REVISIONS)
    async with transaction(engine, SYSTEM) as connection:
        number = await calendars.latest_number(connection)
        made = await book.calendar(connection, AGREEMENT, STANDARD, number)
        supposed = await book.supposing(revision(number, FIRST)).calendar(connection, AGREEMENT, STANDARD, number)
        assert FIRST in supposed.holidays
        assert await book.calendar(connection, AGREEMENT, STANDARD, number) is made
