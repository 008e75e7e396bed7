"""Open tickets come along to another calendar, and what is stored then is what their histories add up to."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest

from app.agreements.book import Agreements
from app.agreements.store import calendars
from app.agreements.store.calendars import CalendarRevision
from app.calendars.foresight import WhatIf, preview_impact
from app.calendars.recomputation import RecomputeResult, follow, waiting
from app.clock import Instant
from app.domain.agreement.agreement import hours
from app.domain.clocks.moves import Direction, Move
from app.domain.tickets import process
from app.domain.tickets.derived_facts import DueMoved
from app.domain.tickets.facts import CalendarRevised
from app.domain.vocabulary import Channel, ClockName, Decision, Priority, ServiceLevel
from app.errors import Conflict, Invalid, NotFound
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import AGREEMENT
from app.tickets.store.replay import TicketSelection
from app.verification.verification import verify
from tests.office import TO_CUSTOMER, Office
from tests.organisations import MONDAY

TUESDAY, FRIDAY = date(2026, 11, 24), date(2026, 11, 27)
FAR = date(2028, 3, 1)
Act = Callable[[Office, UUID, Random], Awaitable[object]]


async def decide(office: Office, ticket_id: UUID, chance: Random) -> None:
    ticket = (await office.stored(ticket_id)).ticket
    offered = process.options(ticket, AGREEMENT, office.administrator)
    if offered:
        await office.decide(ticket_id, chance.choice(offered).rule.decision)


async def assess(office: Office, ticket_id: UUID, chance: Random) -> None:
    await office.assess(ticket_id, chance.choice(list(Priority)))


async def delegate(office: Office, ticket_id: UUID, chance: Random) -> None:
    await office.delegate(ticket_id, chance.choice([3, 4, 10]), chance.choice([None, TO_CUSTOMER]))


async def announce(office: Office, ticket_id: UUID, chance: Random) -> None:
    await office.announce()


ACTS: list[Act] = [decide, decide, decide, assess, delegate, announce]


async def revise(office: Office, closed: dict[date, str]) -> CalendarRevision:
    """Only the revision, as if the request had died after its commit: nobody goes by it yet."""
    async with transaction(office.engine, SYSTEM) as connection:
        before = await calendars.latest(connection, for_change=True)
        revision = CalendarRevision(before.revision + 1, closed, f"{len(closed)} days closed", office.now)
        await calendars.add(connection, revision, None)
    return revision


async def follow_all(office: Office, batch: int = 3) -> list[RecomputeResult]:
    followed: list[RecomputeResult] = []
    while True:
        async with office.uow() as uow:
            followed.append(await follow(uow, batch, followed[-1].last if followed else None))
        if not followed[-1].tickets:
            return followed[:-1]


async def differences(office: Office) -> list[str]:
    found = verify(office.engine, office.book, TicketSelection())
    return [each.words async for batch in found for each in batch.differences]


async def foreseen(office: Office, what_if: WhatIf, wanted: TicketSelection | None = None) -> list[Move]:
    foresight = await preview_impact(office.engine, office.clock, office.book, wanted or TicketSelection(), what_if)
    return [move async for batch in foresight.batches(2) for move in batch.moves]


@pytest.mark.parametrize("seed", [4, 20, 2026])
async def test_whatever_happened_before_the_calendar_that_follows_is_that_of_a_replay(
    office: Office, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311 - no secret
    customers = [await office.customer(level) for level in ServiceLevel]
    ids = [await office.ticket(chance.choice(customers), chance.choice(list(Priority))) for _ in range(9)]
    closed: dict[date, str] = {}
    for _ in range(3):
        for _ in range(14):
            office.now = Instant(office.now + timedelta(minutes=chance.choice([0, 20, 300, 2000])))
            await chance.choice(ACTS)(office, chance.choice(ids), chance)
        near = office.now.date() + timedelta(days=chance.randrange(40))
        closed = {day: name for day, name in closed.items() if chance.random() < 0.5} | {near: "Closed"}
        await revise(office, closed)
        wouldbe = {(each.ticket_id, each.clock, each.to_at) for each in await foreseen(office, WhatIf({}))}
        counts = {each: (await office.stored(each)).event_count for each in ids}
        await follow_all(office)
        events = {each: (await office.events(each))[counts[each] :] for each in ids}
        facts = [(each, event.fact) for each, new in events.items() for event in new]
        assert {(each, fact.clock, fact.to_at) for each, fact in facts if isinstance(fact, DueMoved)} == wouldbe
        assert await differences(office) == []
    assert await waiting(office.engine) == (4, 0)


async def test_a_ticket_that_a_day_does_not_concern_gets_its_event_and_nothing_else(office: Office) -> None:
    ticket_id = await office.ticket(await office.customer())
    before = await office.stored(ticket_id)
    revision = await revise(office, {FAR: "Far away"})

    assert await follow_all(office) == [RecomputeResult(tickets=1, moved=0)]

    after = await office.stored(ticket_id)
    assert after.clocks == before.clocks
    assert after == replace(before, ticket=after.ticket, version=2, event_count=2)
    assert (await office.events(ticket_id))[1].fact == CalendarRevised(calendar_revision=2, reason=revision.reason)
    assert await differences(office) == []


async def test_signals_and_closed_tickets_stay_as_they_are(office: Office) -> None:
    customer_id = await office.customer()
    await office.ticket(customer_id, channel=Channel.PHONE)
    closed = await office.ticket(customer_id)
    for decision in (Decision.CLEAR, Decision.SOLVED, Decision.CLOSE):
        await office.decide(closed, decision)
    await revise(office, {TUESDAY: "Bridge day"})
    assert await foreseen(office, WhatIf({})) == []
    assert await follow_all(office) == []


async def test_what_was_foreseen_is_what_happens_and_foreseeing_changes_nothing(office: Office) -> None:
    ticket_id = await office.ticket(await office.customer(), Priority.HIGH)
    office.now = Instant(MONDAY + timedelta(hours=1))
    before = await office.stored(ticket_id)

    moves = await foreseen(office, WhatIf({TUESDAY: "Bridge day", FRIDAY: "Another"}))

    assert await office.stored(ticket_id) == before
    assert [(each.clock, each.support, each.direction) for each in moves] == [
        (ClockName.RESOLUTION, timedelta(hours=18), Direction.LATER)
    ]
    await office.close_on(TUESDAY)
    await office.close_on(FRIDAY)
    assert (await office.stored(ticket_id)).clocks[ClockName.RESOLUTION].clock.due_at == moves[0].to_at
    back = await foreseen(office, WhatIf({}, [TUESDAY, FRIDAY]))
    assert [(each.from_at, each.to_at, each.direction) for each in back] == [
        (moves[0].to_at, moves[0].from_at, Direction.EARLIER)
    ]


async def test_only_those_that_are_asked_for_are_foreseen(office: Office) -> None:
    customers = [await office.customer() for _ in range(2)]
    ids = [await office.ticket(each) for each in customers]
    what_if = WhatIf({TUESDAY: "Bridge day"})
    assert [each.ticket_id for each in await foreseen(office, what_if, TicketSelection(customer_id=customers[1]))] == [
        ids[1]
    ]
    assert [each.ticket_id for each in await foreseen(office, what_if, TicketSelection(ticket=ids[0]))] == [ids[0]]
    assert {each.ticket_id for each in await foreseen(office, what_if)} == {*ids}


@pytest.mark.parametrize(
    ("what_if", "refusal"),
    [
        (WhatIf({date(2026, 11, 22): "Yesterday"}), Invalid),
        (WhatIf({date(2026, 12, 25): "Christmas"}), Conflict),
        (WhatIf({}, [TUESDAY]), NotFound),
        (WhatIf({}, agreement_revision=9), NotFound),
    ],
)
async def test_what_cannot_be_is_not_supposed(office: Office, what_if: WhatIf, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        await foreseen(office, what_if)


async def test_another_agreement_is_supposed_and_applied_to_nobody(office: Office) -> None:
    """Twice the time to respond, and no pause while the customer is responsible: of the clocks that go."""
    tighter = replace(
        AGREEMENT,
        revision=2,
        in_force_from=date(2027, 3, 1),
        pause_when_customer_is_responsible=False,
        commitments=tuple(
            replace(row, target=hours(row.target.amount * 2))
            if row.clock is ClockName.RESPONSE and row.target is not None
            else row
            for row in AGREEMENT.commitments
        ),
    )
    office.book = Agreements((AGREEMENT, tighter))
    ticket_id = await office.ticket(await office.customer(), Priority.HIGH)
    paused = await office.ticket(await office.customer(), Priority.HIGH)
    await office.decide(paused, Decision.REQUEST_INFORMATION)
    before = await office.stored(ticket_id)

    moves = await foreseen(office, WhatIf({}, agreement_revision=2))
    both = await foreseen(
        office, WhatIf({TUESDAY: "Bridge day"}, agreement_revision=2), TicketSelection(ticket=ticket_id)
    )

    assert [(each.ticket_id, each.clock, each.direction, each.support) for each in moves] == [
        (ticket_id, ClockName.RESPONSE, Direction.LATER, timedelta(hours=2)),
        (paused, ClockName.RESOLUTION, Direction.DUE_NOW, None),
    ]
    assert [(each.clock, each.support) for each in both] == [
        (ClockName.RESPONSE, timedelta(hours=2)),
        (ClockName.RESOLUTION, timedelta(hours=9)),
    ]
    assert await foreseen(office, WhatIf({}, agreement_revision=1)) == []
    assert await office.stored(ticket_id) == before
