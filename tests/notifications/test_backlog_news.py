"""A bug stands somewhere else: who is responsible for an open ticket about it is told, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text

from app.backlog import items, linking
from app.clock import instant
from app.domain.actor import Actor
from app.domain.backlog.item_facts import BacklogItemKind, BacklogItemState, ItemRegistered
from app.domain.backlog.items import ItemChanges
from app.domain.explanation.words import Language
from app.domain.notifications.notices import NoticeChannel, NoticeState
from app.domain.vocabulary import Decision, Priority, Responsibility, Role
from app.feed.store.sequencing import sequence
from app.notifications.composing import message
from app.notifications.outcomes import LEASE
from app.notifications.reaching import reached
from app.notifications.store import notices
from app.notifications.store.notices import Notice
from app.notifications.telling import NoticeTeller
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from tests.office import Office
from tests.organisations import MONDAY

MOVED = "backlog_item.item_moved"
IN_PROGRESS, SOLVED = BacklogItemState.IN_PROGRESS, BacklogItemState.SOLVED
HELD, CANCELLED = NoticeState.HELD, NoticeState.CANCELLED


@dataclass
class Shared:
    """Customers P and Q have a ticket each about one bug; Pia and Quinn of support have the one and the other."""

    office: Office
    item_id: UUID
    customers: Sequence[UUID]
    tickets: Sequence[UUID]
    pia: Actor
    quinn: Actor

    async def move(self, state: BacklogItemState, by: Actor | None = None) -> None:
        async with self.office.uow(by) as uow:
            await items.change(uow, await items.find_for_change(uow, self.item_id), ItemChanges(state=state))

    async def link(self, ticket_id: UUID) -> None:
        async with self.office.uow() as uow:
            await linking.link(uow, ticket_id, self.item_id)

    async def heard(self, who: Actor) -> list[Notice]:
        """Of the bug, oldest first."""
        office = self.office
        async with transaction(office.engine, SYSTEM) as connection:
            await sequence(connection, office.now)
        await NoticeTeller(office.engine, office.clock, office.book, by_mail=True).tell_batch()
        async with transaction(office.engine, SYSTEM) as connection:
            found = await notices.page(connection, who.id, before=None, limit=100)
        return [each for each in found[::-1] if each.event_type == MOVED]

    async def states(self, who: Actor) -> list[NoticeState]:
        return [each.state for each in await self.heard(who)]

    async def read(self, notice: Notice) -> tuple[str, str] | None:
        """Subject and text."""
        async with transaction(self.office.engine, SYSTEM) as connection:
            said = await message(connection, self.office.book, notice, "https://d.example", self.office.now)
        return None if said is None else (said.subject, said.text)

    async def number(self, ticket_id: UUID) -> str:
        async with transaction(self.office.engine, SYSTEM) as connection:
            found = await connection.scalar(text("SELECT number FROM tickets WHERE id = :id"), {"id": ticket_id})
        assert isinstance(found, str)
        return found


@pytest.fixture
async def shared(fresh_engine: AsyncEngine) -> Shared:
    office = Office(fresh_engine)
    async with transaction(fresh_engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE notice_reading SET since = '2026-01-01T00:00:00Z'"))
    customers = [await office.customer() for _ in range(2)]
    pia, quinn = [await office.person(Role.SUPPORT) for _ in range(2)]
    tickets = [await office.ticket(each) for each in customers]
    for ticket_id, person in zip(tickets, (pia, quinn), strict=True):
        await office.assign(ticket_id, Role.SUPPORT, person)
    made = ItemRegistered(
        reference="PBI-1", title="The run stops", kind=BacklogItemKind.BUG, state=BacklogItemState.OPEN
    )
    async with office.uow() as uow:
        item_id = (await items.register(uow, made, None)).stored.id
    shared = Shared(office, item_id, customers, tickets, pia, quinn)
    for each in tickets:
        await shared.link(each)
    return shared


async def test_each_responsible_is_told_once_and_of_their_own(shared: Shared) -> None:
    """B10 of the cases."""
    await shared.move(SOLVED)

    [to_pia], [to_quinn] = await shared.heard(shared.pia), await shared.heard(shared.quinn)

    assert [await shared.states(each) for each in (shared.pia, shared.quinn)] == [[HELD], [HELD]]
    assert (to_pia.customer_id, to_quinn.customer_id) == tuple(shared.customers)
    assert (to_pia.letter, to_pia.internal) == (Responsibility.RESPONSIBLE, True)
    said = await shared.read(to_pia)
    assert said is not None
    assert (to_pia.language, said[0]) == (Language.DUTCH, "PBI-1 is opgelost")
    of_p, of_q = [await shared.number(each) for each in shared.tickets]
    assert of_p in said[1]
    assert of_q not in said[1]


async def test_several_tickets_of_one_customer_are_one_notice(shared: Shared) -> None:
    another = await shared.office.ticket(shared.customers[0])
    await shared.office.assign(another, Role.SUPPORT, shared.pia)
    await shared.link(another)
    await shared.move(SOLVED)

    [notice] = await shared.heard(shared.pia)

    said = await shared.read(notice)
    assert said is not None
    assert all([await shared.number(each) in said[1] for each in (shared.tickets[0], another)])


async def test_who_moved_it_is_not_told_nor_anybody_of_what_stays(shared: Shared) -> None:
    await shared.move(SOLVED, by=shared.pia)
    await shared.move(SOLVED, by=shared.quinn)

    assert await shared.states(shared.pia) == []
    assert await shared.states(shared.quinn) == [HELD]


async def test_of_a_ticket_that_is_closed_nobody_is_told(shared: Shared) -> None:
    ticket_id = shared.tickets[0]
    for decision in (Decision.CLEAR, Decision.SOLVED, Decision.CLOSE):
        await shared.office.decide(ticket_id, decision, backlog_item_id=shared.item_id)
    await shared.move(SOLVED)
    assert await shared.states(shared.pia) == []

    [notice] = await shared.heard(shared.quinn)
    for decision in (Decision.CLEAR, Decision.SOLVED, Decision.CLOSE):
        await shared.office.decide(shared.tickets[1], decision, backlog_item_id=shared.item_id)
    assert await shared.read(notice) is None


async def test_a_later_move_takes_the_place_of_one_that_is_held(shared: Shared) -> None:
    """In the evening: it waits until there is support."""
    shared.office.now = instant(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))
    await shared.move(IN_PROGRESS)
    [held] = await shared.heard(shared.pia)
    assert held.not_before == instant(datetime(2026, 11, 24, 7, 0, tzinfo=UTC))

    await shared.move(SOLVED)

    assert await shared.states(shared.pia) == [CANCELLED, HELD]


async def test_who_moved_it_on_is_not_told_any_more_of_the_move_before(shared: Shared) -> None:
    shared.office.now = instant(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))
    await shared.move(IN_PROGRESS)
    assert await shared.states(shared.pia) == [HELD]

    await shared.move(SOLVED, by=shared.pia)

    assert await shared.states(shared.pia) == [CANCELLED]


async def test_a_move_that_was_under_way_is_not_sent_after_the_one_that_came_later(shared: Shared) -> None:
    await shared.move(IN_PROGRESS)
    [first] = await shared.heard(shared.pia)
    async with transaction(shared.office.engine, SYSTEM) as connection:
        await notices.claim(connection, NoticeChannel.MAIL, shared.office.now, LEASE, 9)
    await shared.move(SOLVED)
    _, second = await shared.heard(shared.pia)

    async with transaction(shared.office.engine, SYSTEM) as connection:
        assert await reached(connection, first) is None
        assert await reached(connection, second) is not None


async def test_of_a_pressing_ticket_it_is_told_at_once(shared: Shared) -> None:
    shared.office.now = instant(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))
    await shared.office.assess(shared.tickets[0], Priority.HIGH)
    await shared.move(SOLVED)

    assert [each.not_before for each in await shared.heard(shared.pia)] == [shared.office.now]
    assert shared.office.now > MONDAY


async def test_nobody_hears_of_an_item_that_is_taken_off_the_ticket(shared: Shared) -> None:
    async with shared.office.uow() as uow:
        await linking.unlink(uow, shared.tickets[0])
    await shared.move(SOLVED)

    assert await shared.states(shared.pia) == []
    assert await shared.states(shared.quinn) == [HELD]
