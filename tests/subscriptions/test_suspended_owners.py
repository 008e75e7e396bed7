"""Whoever owns a subscription is told that it is suspended, why, and how to go on: by mail, once."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from app.accounts import registrants
from app.clock import Instant
from app.domain.actor import Actor
from app.domain.explanation.words import Language
from app.domain.notifications.notices import NoticeChannel, NoticeState, Preferences
from app.domain.subscriptions.states import SubscriptionState
from app.domain.subscriptions.subscription_facts import EndedBy, SubscriptionSuspended
from app.domain.vocabulary import Role
from app.notifications.sending import MailSender
from app.notifications.store import notices, preferences
from app.notifications.store.notices import Notice
from app.notifications.store.preferences import StoredPreferences
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.streams import subjects
from app.subscriptions import subscriptions
from app.subscriptions.kinds import SUBSCRIPTIONS
from app.subscriptions.subscriptions import CreatedSubscription
from tests.notifications.mailbox import Mailbox, mailbox
from tests.routers.subjects_verified import verified
from tests.subscriptions.line import Line

PUBLIC = "https://support.example"
REFUSED = "500 Oops\r\nContent-Length: 0"


@pytest.fixture
async def box() -> AsyncGenerator[Mailbox]:
    async with mailbox() as box:
        yield box


async def about_to_be_suspended(line: Line, made: CreatedSubscription, tickets: int = 1) -> None:
    """So many events are on their way; the next one that is not taken suspends it."""
    customer_id = made.subscription.customer_id
    theirs = customer_id if customer_id.int else await line.office.customer()
    for _ in range(tickets):
        await line.office.ticket(theirs)
    await line.news()
    line.sink.answer = lambda _: REFUSED
    long_ago = Instant(line.office.now - timedelta(days=6))
    async with transaction(line.office.engine, SYSTEM) as connection:
        failing = text("UPDATE subscriptions SET failing_since = :since, failures = 12 WHERE id = :id")
        await connection.execute(failing, {"since": long_ago, "id": made.subscription.id})


async def suspend(line: Line, made: CreatedSubscription) -> None:
    await about_to_be_suspended(line, made)
    await line.deliver()
    assert (await line.found(made)).state is SubscriptionState.SUSPENDED


async def heard(line: Line, who: Actor) -> list[Notice]:
    async with transaction(line.office.engine, SYSTEM) as connection:
        return await notices.page(connection, who.id, before=None, limit=100)


async def told(line: Line, *people: Actor) -> list[int]:
    return [len(await heard(line, each)) for each in people]


async def made_by(line: Line, who: Actor, customer_id: UUID | None = None) -> CreatedSubscription:
    made = await line.subscribe(customer_id)
    await set_maker(line, made, who.id)
    return made


async def set_maker(line: Line, made: CreatedSubscription, person_id: UUID | None) -> None:
    async with transaction(line.office.engine, SYSTEM) as connection:
        statement = text("UPDATE subscriptions SET created_by = :by WHERE id = :id")
        await connection.execute(statement, {"by": person_id, "id": made.subscription.id})


async def registering(line: Line, customer_id: UUID, count: int = 2) -> Sequence[Actor]:
    people = [await line.office.person(customer_id=customer_id) for _ in range(count)]
    async with line.office.uow() as uow:
        for each in people:
            await registrants.add(uow, customer_id, each.id)
    return people


async def mail(line: Line, box: Mailbox) -> None:
    await MailSender(line.office.engine, line.office.clock, line.office.book, box.server, PUBLIC).send_batch()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.ENGLISH, ["since ", "in 13 attempts", "status 500", "Not delivered so far: 1."]),
        (Language.DUTCH, ["sinds ", "in 13 pogingen", "status 500", "Tot nu toe niet bezorgd: 1."]),
    ],
)
async def test_who_made_it_reads_why_and_how_to_go_on(
    line: Line, box: Mailbox, language: Language, said: list[str]
) -> None:
    manager, other = await line.office.person(Role.SUPPORT_MANAGER), await line.office.person(Role.SUPPORT_MANAGER)
    wanted = StoredPreferences(preferences=Preferences(language=language), version=1)
    async with transaction(line.office.engine, SYSTEM) as connection:
        await preferences.put(connection, None, manager.id, wanted, line.office.now)
    made = await made_by(line, manager)
    await suspend(line, made)
    line.sink.received.clear()

    await mail(line, box)

    [letter] = box.received
    assert "127.0.0.1" in letter["Subject"]
    content = letter.get_content()
    link = f"{PUBLIC}/v1/subscriptions/{made.subscription.id}"
    wake, replay = f'PATCH {link} {{"state": "active"}}', f'POST {link}/replays {{"undelivered": true}}'
    for each in (*said, "Screen", wake, replay):
        assert each in content
    assert await told(line, manager, other) == [1, 0]
    assert (await heard(line, manager))[0].state is NoticeState.SENT
    await line.news()
    assert await line.deliver() == 0
    assert line.sink.received == []  # nothing through the sink that takes nothing


async def test_it_is_told_once_by_however_many_workers(line: Line) -> None:
    manager = await line.office.person(Role.SUPPORT_MANAGER)
    made = await made_by(line, manager)
    await about_to_be_suspended(line, made, tickets=6)
    workers = [line.courier() for _ in range(3)]
    parcels = await workers[0].leased()
    assert len(parcels) == 6
    sent = [await workers[0].sent(each) for each in parcels]

    noted = await asyncio.gather(*(workers[i % 3].note([each]) for i, each in enumerate(sent)))

    assert sum(noted) == 1
    assert await told(line, manager) == [1]


async def test_a_second_suspension_is_told_anew(line: Line) -> None:
    manager = await line.office.person(Role.SUPPORT_MANAGER)
    made = await made_by(line, manager)
    await suspend(line, made)
    async with line.office.uow() as uow:
        found = await subscriptions.find_open(uow, made.subscription.id)
        await subscriptions.change(uow, found, {"state": SubscriptionState.ACTIVE})

    await suspend(line, made)

    first, second = await heard(line, manager)
    assert first.event_id != second.event_id


async def test_of_a_customer_s_the_registrants_are_told_once_its_maker_is_none(line: Line) -> None:
    dairy, bakery = await line.office.customer(), await line.office.customer()
    rosa, rob = await registering(line, dairy)
    [foreign] = await registering(line, bakery, 1)
    gone, manager = await line.office.person(customer_id=dairy), await line.office.person(Role.SUPPORT_MANAGER)
    made = await made_by(line, gone, dairy)

    await suspend(line, made)

    assert await told(line, rosa, rob, gone, foreign, manager) == [1, 1, 0, 0, 0]


async def test_a_customer_without_registrants_leaves_it_to_the_support_managers(line: Line) -> None:
    dairy = await line.office.customer()
    manager, support = await line.office.person(Role.SUPPORT_MANAGER), await line.office.person(Role.SUPPORT)
    made = await line.subscribe(dairy)
    await set_maker(line, made, None)

    await suspend(line, made)

    assert await told(line, manager, support) == [1, 0]


async def test_a_manager_who_made_it_for_a_customer_hears_of_it_alone(line: Line) -> None:
    dairy = await line.office.customer()
    [rosa] = await registering(line, dairy, 1)
    manager = await line.office.person(Role.SUPPORT_MANAGER)

    await suspend(line, await made_by(line, manager, dairy))

    assert await told(line, rosa, manager) == [0, 1]
    assert (await heard(line, manager))[0].internal


async def test_who_would_not_be_mailed_finds_it_here(line: Line) -> None:
    manager = await line.office.person(Role.SUPPORT_MANAGER)
    quiet = StoredPreferences(preferences=Preferences(channel=NoticeChannel.NONE), version=1)
    async with transaction(line.office.engine, SYSTEM) as connection:
        await preferences.put(connection, None, manager.id, quiet, line.office.now)

    await suspend(line, await made_by(line, manager))

    [notice] = await heard(line, manager)
    assert (notice.state, notice.address, notice.event_type) == (NoticeState.SENT, None, "subscription.suspended")


async def test_of_one_that_somebody_woke_meanwhile_no_mail_says_that_it_is_suspended(line: Line, box: Mailbox) -> None:
    made = await made_by(line, await line.office.person(Role.SUPPORT_MANAGER))
    await suspend(line, made)
    async with line.office.uow() as uow:
        found = await subscriptions.find_open(uow, made.subscription.id)
        await subscriptions.change(uow, found, {"state": SubscriptionState.ACTIVE})

    await mail(line, box)

    assert box.received == []


async def test_that_it_is_suspended_and_that_it_ends_is_told_to_others(line: Line) -> None:
    customer_id = await line.office.customer()
    made, goes_on = [await line.subscribe(customer_id, types=("subscription.*", "ticket.*")) for _ in range(2)]
    await suspend(line, made)
    async with transaction(line.office.engine, SYSTEM) as connection:
        wake = text("UPDATE subscriptions SET state = 'active', failing_since = NULL WHERE id = :id")
        await connection.execute(wake, {"id": made.subscription.id})
    line.sink.answer = lambda _: "410 Gone\r\nContent-Length: 0"
    await line.office.ticket(customer_id)
    async with transaction(line.office.engine, SYSTEM) as connection:
        quiet = text("UPDATE subscriptions SET state = 'paused' WHERE id = :id")
        await connection.execute(quiet, {"id": goes_on.subscription.id})
    await line.news()
    await line.deliver()
    await line.news()

    types = [each.type for each in await line.deliveries(goes_on)]
    assert [each for each in types if each.startswith("subscription.")] == [
        "subscription.suspended",
        "subscription.ended",
    ]
    async with line.office.uow() as uow:
        await subscriptions.end(uow, goes_on.subscription.id)
    history = [await fact_of(line, each) for each in (made, goes_on)]
    assert history == [
        [("suspended", 13), ("ended", EndedBy.GONE)],
        [("ended", EndedBy.DELETED)],
    ]
    assert await verified(line.office.engine, SUBSCRIPTIONS) == (2, [])


async def fact_of(line: Line, made: CreatedSubscription) -> list[tuple[str, int | EndedBy]]:
    async with transaction(line.office.engine, SYSTEM) as connection:
        found = await subjects.history(connection, SUBSCRIPTIONS, made.subscription.id)
    return [
        (each.fact.type, each.fact.attempts if isinstance(each.fact, SubscriptionSuspended) else each.fact.by)
        for each in found
    ]


async def test_whoever_owns_it_is_told_of_that_event(line: Line) -> None:
    who = await line.office.person(Role.SUPPORT_MANAGER)
    made = await made_by(line, who)
    await suspend(line, made)

    assert [each.event_id for each in await heard(line, who)] == [f"{made.subscription.id}:1"]
