"""What is stored is held against what happened, and whatever was tampered with is found and named."""

import asyncio

import pytest
from sqlalchemy import text

from app.domain.vocabulary import Channel, Decision
from app.postgres.engine import transaction
from app.postgres.scope import Scope
from app.postgres.tables import clock_pauses, clocks, ticket_assignments, tickets
from app.postgres.tenancy import SYSTEM
from app.tickets.rebuilding import retell
from app.tickets.store import replay
from app.tickets.store.replay import TicketSelection
from app.tickets.store.tickets import events
from app.verification import verification
from app.verification.count_verification import miscounted
from app.verification.verification import Difference, count, verify
from tests.counting import count_all
from tests.office import Office
from tests.verification.crime_scene import Crime, eventful


async def differences(office: Office, wanted: TicketSelection | None = None, batch: int = 500) -> list[Difference]:
    found = verify(office.engine, office.book, wanted or TicketSelection(), batch=batch)
    return [difference async for verified in found for difference in verified.differences]


async def test_what_the_services_store_is_what_happened(office: Office) -> None:
    await eventful(office)
    signal = await office.ticket(await office.customer(), channel=Channel.PHONE)
    await office.ticket(await office.customer(), channel=Channel.MAIL)
    await office.register(signal)
    await office.escalate(signal)
    assert await differences(office) == []


EVENT = "UPDATE ticket_events SET {} WHERE sequence = {}"
PAYLOAD = "UPDATE ticket_events SET payload = payload || '{{{}}}' WHERE sequence = {}"


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "UPDATE clocks SET due_at = due_at + interval '1 hour' WHERE name = 'resolution'",
            "stored 2026-12-24T10:30:00Z, replayed 2026-12-24T09:30:00Z since event 10 (calendar_revised",
        ),
        ("UPDATE clocks SET breach_at = NULL WHERE name = 'response'", "clocks.response.breach_at: stored nothing"),
        ("UPDATE clocks SET state = 'met' WHERE name = 'response'", 'clocks.response.state: stored "met", replayed'),
        (
            "UPDATE clocks SET pause_count = 1 WHERE name = 'resolution'",
            "clocks.resolution.pause_count: stored 1",
        ),
        ("UPDATE clocks SET announced_due_at = NULL", "clocks.response.announced_due_at: stored nothing"),
        ("UPDATE clocks SET announce_at = announced_due_at", "clocks.response.announce_at: stored"),
        ("UPDATE tickets SET registration_recorded_at = now()", "tickets.registration_recorded_at: stored"),
        ("DELETE FROM clocks WHERE name = 'response'", "clocks.response.due_at: stored no such row"),
        (
            "UPDATE clock_pauses SET until = until + interval '1 s'",
            "clock_pauses.resolution.1.until: stored",
        ),
        ("DELETE FROM clock_pauses WHERE number = 2", "clock_pauses.resolution.2.until: stored no such row"),
        ("UPDATE tickets SET priority = 'low'", 'tickets.priority: stored "low", replayed "high" since event 8'),
        ("UPDATE tickets SET title = 'Nothing'", "tickets.title: stored"),
        ("UPDATE tickets SET step = 4", "tickets.step: stored 4, replayed 3"),
        ("UPDATE tickets SET due_at = NULL", "tickets.due_at: stored nothing"),
        ("UPDATE tickets SET coverage_outcome = 'not_covered'", "tickets.coverage_outcome: stored"),
        ("UPDATE tickets SET overrides = '{}'", "tickets.overrides: stored {}"),
        ("UPDATE tickets SET escalation = '{}'", "tickets.escalation: stored {}, replayed nothing"),
        ("UPDATE tickets SET raci = '{customer:R}'", "tickets.raci: stored"),
        ("UPDATE tickets SET created_at = created_at - interval '1 day'", "tickets.created_at: stored"),
        ("UPDATE tickets SET event_count = event_count + 1", "tickets.event_count: stored"),
        ("UPDATE tickets SET version = 100", "tickets.version: stored 100"),
        ("UPDATE tickets SET number = 'T-1999-000001'", "tickets.number: stored"),
        ("DELETE FROM ticket_assignments", "ticket_assignments.support.person_id: stored no such row"),
        (EVENT.format("payload = jsonb_set(payload, '{note}', '\"No.\"')", 2), "event 2 (request_information"),
        (EVENT.format("payload = payload || '{\"extra\": 1}'", 2), "is at odds with itself: payload"),
        (EVENT.format("occurred_at = occurred_at - interval '1 minute'", 5), "clocks.resolution.due_at: stored"),
        (EVENT.format("recorded_at = recorded_at - interval '1 minute'", 5), "event 5 (information_received"),
        (EVENT.format("actor_id = gen_random_uuid()", 2), "was changed after it was sealed"),
        (EVENT.format("internal = NOT internal", 19), "is at odds with itself: internal"),
        (EVENT.format('payload = \'{"type": "gone"}\'', 2), "its events cannot be replayed: ValidationError"),
        ("DELETE FROM ticket_events WHERE sequence = 6", "event 6 is missing"),
        ("DELETE FROM ticket_events WHERE sequence = 19", "tickets.event_count: stored"),
        ("DELETE FROM ticket_events WHERE sequence = 1", "its events cannot be replayed"),
        ("DELETE FROM ticket_events", "it has no events"),
    ],
)
async def test_what_was_tampered_with_is_found_and_named(crime: Crime, statement: str, words: str) -> None:
    assert await differences(crime.office) == []
    key = "id" if "tickets SET" in statement else "ticket_id"
    async with transaction(crime.office.engine, SYSTEM) as connection:
        await connection.execute(text("ALTER TABLE ticket_events DISABLE TRIGGER USER"))
        of_one = f"{statement} {'AND' if 'WHERE' in statement else 'WHERE'} {key} = '{crime.ticket_id}'"
        await connection.ask("execute", of_one)

    found = await differences(crime.office)

    assert {difference.ticket_id for difference in found} == {crime.ticket_id}
    assert any(words in difference.words for difference in found), [each.words for each in found]
    assert await differences(crime.office, TicketSelection(ticket=crime.other)) == []


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (PAYLOAD.format('"to_step": 9', 14), "event 14 (clear, 2027-01-12T09:30:00Z) decides clear from step 3 to 9"),
        (
            PAYLOAD.format('"from_at": null', 11),
            "event 11 (due_moved, 2026-11-26T09:30:00Z) is due_moved of resolution",
        ),
        (
            PAYLOAD.format('"due_at": "2026-11-23T12:30:00Z"', 12),
            "announces that response was breached at",
        ),
        ("DELETE FROM ticket_events WHERE sequence = 11", "event 12 (breach_announced, 2026-11-24T08:30:00Z) comes"),
        ("UPDATE ticket_events SET sequence = 40 WHERE sequence = 6", "is due_moved of resolution from None"),
    ],
)
async def test_a_history_that_cannot_have_been_is_told_from_one_that_can(
    crime: Crime, statement: str, words: str
) -> None:
    """Seals or no seals: whoever forges one event has to forge all that follows from it."""
    async with transaction(crime.office.engine, SYSTEM) as connection:
        await connection.execute(text("ALTER TABLE ticket_events DISABLE TRIGGER USER"))
        await connection.ask("execute", f"{statement} AND ticket_id = '{crime.ticket_id}'")
    assert words in "\n".join(difference.words for difference in await differences(crime.office))


async def test_it_goes_on_where_it_stopped(office: Office) -> None:
    customer_id = await office.customer()
    ids = [await office.ticket(customer_id) for _ in range(5)]
    elsewhere = await office.ticket(await office.customer())

    batches = [
        each async for each in verify(office.engine, office.book, TicketSelection(customer_id=customer_id), batch=2)
    ]
    rest = [
        each async for each in verify(office.engine, office.book, TicketSelection(), after=batches[0].last, batch=2)
    ]

    assert [(each.tickets, each.last) for each in batches] == [(2, ids[1]), (2, ids[3]), (1, ids[4])]
    assert [each.last for each in rest] == [ids[3], elsewhere]
    assert await count(office.engine, TicketSelection(), batches[0].last) == 4


async def test_one_ticket_by_its_number(office: Office) -> None:
    ticket_id = await eventful(office)
    number = (await office.stored(ticket_id)).number
    assert await count(office.engine, TicketSelection(ticket=number), None) == 1
    assert await count(office.engine, TicketSelection(ticket=ticket_id), None) == 1
    assert await count(office.engine, TicketSelection(ticket="T-1999-000001"), None) == 0


async def test_so_many_events_are_held_at_a_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    customer_id = await office.customer()
    ids = [await office.ticket(customer_id) for _ in range(2)]
    for ticket_id in ids:
        await office.comment(ticket_id)
    monkeypatch.setattr(verification, "MOST_EVENTS", 3)
    assert [each.last async for each in verify(office.engine, office.book, TicketSelection())] == ids


async def test_a_ticket_that_is_being_changed_is_not_accused(busy_office: Office) -> None:
    """It is changed over and over between the readings of its rows, and verified meanwhile."""
    ticket_id = await busy_office.ticket(await busy_office.customer())
    done = asyncio.Event()

    async def change() -> None:
        for _ in range(15):
            await busy_office.decide(ticket_id, Decision.REQUEST_INFORMATION)
            await busy_office.decide(ticket_id, Decision.INFORMATION_RECEIVED)
        done.set()

    async def look() -> list[Difference]:
        found: list[Difference] = []
        while not done.is_set():
            found += await differences(busy_office)
        return found

    _, found = await asyncio.gather(change(), look())
    assert found == []


async def test_every_column_is_compared(office: Office) -> None:
    """What PostgreSQL computes itself is not ours to verify; how a clock was counted is no event's doing."""
    ticket_id = await eventful(office)
    async with office.uow() as uow:
        [kept] = await replay.kept(uow.connection, [ticket_id])
        told = await retell(
            uow.connection, office.book, kept.ticket, await events(uow.connection, Scope(None), ticket_id)
        )
    compared = set(told.columns(told.steps[-1]))
    for table, prefix in (
        (tickets, "tickets"),
        (clocks, "clocks.resolution"),
        (clock_pauses, "clock_pauses.resolution.2"),
        (ticket_assignments, "ticket_assignments.support"),
    ):
        stored = {f"{prefix}.{each.name}" for each in table.columns if each.computed is None}
        assert {column for column in compared if column.startswith(f"{prefix}.")} == stored


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "UPDATE counted_clocks SET numbers[3] = 7 WHERE grain = 'ever' AND name = 'response'",
            "ever 0001-01-01, extended, low, response): kept ",
        ),
        ("DELETE FROM counted_clocks WHERE grain = 'day'", "(customer "),
        (
            """
            INSERT INTO counted_clocks SELECT 'month', '2020-01-01', id, 'standard', 'low', 'response', '{3}'
            FROM customers
            """,
            "month 2020-01-01, standard, low, response): kept 3, counted nothing",
        ),
        ("UPDATE clocks SET state = 'breached' WHERE stopped_at IS NOT NULL", "counted 0 0 0 1"),
        ("UPDATE clocks SET stopped_at = NULL", "counted nothing"),
    ],
)
async def test_counts_that_are_not_those_of_the_clocks_are_found_and_named(
    crime: Crime, statement: str, words: str
) -> None:
    office = crime.office
    await count_all(office.engine, office.clock, office.book)
    await office.decide(await office.ticket(await office.customer()), Decision.START_INVESTIGATION)
    assert await miscounted(office.engine, office.book, office.now) == []
    async with transaction(office.engine, SYSTEM) as connection:
        await connection.ask("execute", statement)

    assert words in "\n".join(await miscounted(office.engine, office.book, office.now))
