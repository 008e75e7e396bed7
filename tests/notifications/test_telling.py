"""What happens to a ticket becomes notices, once, for whoever has a part in it: read from the feed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from app.clock import Instant
from app.domain.actor import Actor
from app.domain.notifications.notices import NoticeState, Preferences, Timing
from app.domain.vocabulary import ClockName, Decision, Priority, Responsibility, Role
from app.feed.store.sequencing import sequence
from app.notifications.store import notices, preferences
from app.notifications.store.notices import Notice
from app.notifications.store.preferences import StoredPreferences
from app.notifications.telling import BATCH, NoticeTeller
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from tests.office import Office
from tests.organisations import MONDAY

R, A, C, I = Responsibility  # noqa: E741 (the legend's own letter)


@dataclass
class Team:
    """An office whose people are told: a customer's Rosa, support's Sue, a consultant and a manager."""

    office: Office
    customer_id: UUID
    rosa: Actor
    sue: Actor
    carl: Actor
    max: Actor

    @property
    def teller(self) -> NoticeTeller:
        return NoticeTeller(self.office.engine, self.office.clock, self.office.book, by_mail=True)

    async def tell(self) -> int:
        await self.sequence()
        return await self.teller.tell_batch()

    async def sequence(self) -> None:
        async with transaction(self.office.engine, SYSTEM) as connection:
            await sequence(connection, self.office.now)

    async def heard(self, who: Actor) -> list[Notice]:
        """Oldest first."""
        async with transaction(self.office.engine, SYSTEM) as connection:
            return (await notices.page(connection, who.id, before=None, limit=100))[::-1]

    async def news(self, who: Actor) -> list[tuple[str, Responsibility | None, NoticeState]]:
        return [(each.event_type.removeprefix("ticket."), each.letter, each.state) for each in await self.heard(who)]

    async def everything(self) -> Sequence[Sequence[Notice]]:
        return [await self.heard(who) for who in (self.rosa, self.sue, self.carl, self.max)]


@pytest.fixture
async def team(fresh_engine: AsyncEngine) -> Team:
    office = Office(fresh_engine)
    async with transaction(fresh_engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE notice_reading SET since = '2026-01-01T00:00:00Z'"))
    customer_id = await office.customer()
    return Team(
        office,
        customer_id,
        await office.person(customer_id=customer_id),
        await office.person(Role.SUPPORT),
        await office.person(Role.CONSULTANT),
        await office.person(Role.SUPPORT_MANAGER),
    )


HELD, SENT, CANCELLED = NoticeState.HELD, NoticeState.SENT, NoticeState.CANCELLED


async def test_everybody_with_a_part_is_told_what_it_is(team: Team) -> None:
    await team.office.ticket(team.customer_id)

    assert await team.tell() > 0

    assert await team.news(team.sue) == [("registered", R, HELD)]
    assert await team.news(team.rosa) == [("registered", C, HELD)]
    assert await team.news(team.carl) == [("registered", I, HELD)]
    assert await team.news(team.max) == []


async def test_it_is_told_once_however_often_it_is_read(team: Team) -> None:
    await team.office.ticket(team.customer_id)
    await team.tell()
    before = await team.everything()
    async with transaction(team.office.engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE notice_reading SET position = 0"))

    await team.tell()

    assert await team.everything() == before


async def test_two_at_once_tell_it_once(team: Team) -> None:
    for _ in range(5):
        await team.office.ticket(team.customer_id)
    await team.sequence()

    await asyncio.gather(*(team.teller.tell_batch() for _ in range(3)))
    await team.tell()

    assert len(await team.heard(team.sue)) == 5


async def test_what_happened_to_many_is_told_in_short_transactions(team: Team) -> None:
    for _ in range(BATCH + 1):
        await team.office.ticket(team.customer_id)

    assert await team.tell() == BATCH
    assert await team.tell() == 1

    assert len(await team.heard(team.sue)) == BATCH + 1


async def test_a_decision_overtakes_what_was_to_be_told_of_the_one_before(team: Team) -> None:
    ticket_id = await team.office.ticket(team.customer_id)
    await team.tell()
    await team.office.decide(ticket_id, Decision.CLEAR)
    await team.tell()

    assert await team.news(team.sue) == [("registered", R, CANCELLED), ("decision_taken", R, HELD)]


async def test_it_also_overtakes_one_that_is_told_with_it(team: Team) -> None:
    ticket_id = await team.office.ticket(team.customer_id)
    await team.office.decide(ticket_id, Decision.CLEAR)
    await team.tell()

    assert await team.news(team.sue) == [("registered", R, CANCELLED), ("decision_taken", R, HELD)]


async def test_each_step_is_told_by_the_parts_that_it_has_then(team: Team) -> None:
    """TicketNews late, all in one batch: of each event as it stood after it."""
    ticket_id = await team.office.ticket(team.customer_id)
    await team.office.decide(ticket_id, Decision.CLEAR)
    await team.office.decide(ticket_id, Decision.SOLVED)
    await team.tell()

    assert [letter for _, letter, _ in await team.news(team.rosa)] == [C, I, C]


async def test_an_import_tells_nobody(team: Team) -> None:
    long_ago = Instant(MONDAY - timedelta(days=400))
    ticket_id = await team.office.ticket(team.customer_id, registered_at=long_ago)
    await team.office.decide(ticket_id, Decision.CLEAR, Instant(long_ago + timedelta(hours=1)))

    await team.tell()

    assert await team.everything() == [[], [], [], []]


async def test_what_was_recorded_before_there_were_notices_tells_nobody(team: Team) -> None:
    async with transaction(team.office.engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE notice_reading SET since = '2027-01-01T00:00:00Z'"))
    await team.office.ticket(team.customer_id)

    await team.tell()

    assert await team.everything() == [[], [], [], []]


async def test_what_one_act_does_to_many_tells_nobody(team: Team) -> None:
    await team.office.ticket(team.customer_id)
    await team.tell()
    before = await team.everything()
    await team.office.close_on(date(2026, 11, 24))
    await team.office.follow()

    await team.tell()

    assert await team.everything() == before


async def breached(team: Team) -> UUID:
    ticket_id = await team.office.ticket(team.customer_id, Priority.HIGH)
    due_at = await team.office.due_at(ticket_id, ClockName.RESPONSE)
    assert due_at is not None
    team.office.now = Instant(due_at + timedelta(minutes=1))
    await team.office.announce()
    await team.tell()
    return ticket_id


async def test_an_escalation_is_told_at_once_to_who_answers_for_the_ticket(team: Team) -> None:
    ticket_id = await team.office.ticket(team.customer_id)
    team.office.now = Instant(team.office.now + timedelta(days=5))  # Saturday, when nobody works
    await team.office.escalate(ticket_id)
    await team.tell()

    for who, letter in ((team.max, A), (team.sue, R)):
        [told] = [each for each in await team.heard(who) if each.event_type == "ticket.escalated"]
        assert (told.letter, told.not_before) == (letter, team.office.now)


async def sent(team: Team, who: Actor) -> None:
    async with transaction(team.office.engine, SYSTEM) as connection:
        await connection.execute(text(f"UPDATE notices SET state = 'sent' WHERE recipient_id = '{who.id}'"))  # noqa: S608


async def test_a_breach_is_told_to_who_answers_for_it_and_taken_back_from_who_heard(team: Team) -> None:
    ticket_id = await breached(team)
    assert (await team.news(team.max)) == [("breach_announced", A, HELD)]
    assert (await team.news(team.sue))[-1] == ("breach_announced", R, HELD)
    await sent(team, team.max)
    earlier = Instant(MONDAY + timedelta(minutes=5))

    await team.office.decide(ticket_id, Decision.START_INVESTIGATION, earlier, by=team.sue)
    await team.tell()

    assert await team.news(team.max) == [("breach_announced", A, SENT), ("breach_withdrawn", A, HELD)]
    assert ("breach_announced", R, CANCELLED) in await team.news(team.sue)
    assert "breach_withdrawn" not in [each for each, _, _ in await team.news(team.sue)]


async def test_who_would_rather_read_it_here_is_not_mailed(team: Team) -> None:
    async with transaction(team.office.engine, SYSTEM) as connection:
        nothing = Preferences(by_letter={**Preferences().by_letter, I: Timing.NONE})
        await preferences.put(
            connection, None, team.carl.id, StoredPreferences(preferences=nothing, version=1), team.office.now
        )
    await team.office.ticket(team.customer_id)
    await team.sequence()
    await NoticeTeller(team.office.engine, team.office.clock, team.office.book, by_mail=False).tell_batch()

    assert await team.heard(team.carl) == []
    [notice] = await team.heard(team.sue)
    assert (notice.state, notice.address) == (SENT, None)


async def test_an_event_that_cannot_be_told_keeps_nobody_from_hearing_of_others(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = [await team.office.ticket(team.customer_id) for _ in range(2)]
    add = notices.add

    async def failing(connection: Connection, new: Sequence[Notice]) -> int:
        if any(each.ticket_id == broken for each in new):
            raise KeyError("a word")
        return await add(connection, new)

    monkeypatch.setattr(notices, "add", failing)
    await team.tell()

    assert {each.ticket_id for each in await team.heard(team.sue)} == {sound}
    assert await team.teller.tell_batch() == 0


async def test_a_breach_that_is_taken_back_is_news_to_who_heard_of_that_one(team: Team) -> None:
    """Whoever heard of an earlier one has been told that it was none."""
    ticket_id = await breached(team)
    async with transaction(team.office.engine, SYSTEM) as connection:
        [latest, *_] = await notices.page(connection, team.max.id, before=None, limit=1)
        assert latest.clock is not None
        key, taken_back = (team.customer_id, ticket_id), "ticket.breach_withdrawn"
        arguments = (connection, key, "ticket.breach_announced", latest.clock, taken_back)
        await connection.ask("execute", "UPDATE notices SET state = 'sent', settled_at = created_at")
        assert team.max.id in [each.recipient_id for each in await notices.told_of(*arguments)]
        withdrawn = replace(latest, id=uuid7(), event_id=f"{ticket_id}:999", event_type=taken_back)
        await notices.add(connection, [withdrawn])
        assert await notices.told_of(*arguments) == []
