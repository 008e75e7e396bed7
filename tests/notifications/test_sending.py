"""Mail through a real server: what it answers decides what becomes of a notice, and nothing goes twice by itself."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from uuid_utils.compat import uuid7

from app.agreements.book import Agreements
from app.clock import Instant
from app.domain.explanation.words import Language
from app.domain.notifications.notices import NoticeChannel, NoticeState, RecipientKind
from app.domain.vocabulary import Responsibility, Role
from app.notifications import composing
from app.notifications.mail import MailServer
from app.notifications.outcomes import LEASE, WAITS
from app.notifications.sending import MailSender
from app.notifications.store import notices
from app.notifications.store.notices import Notice, Settlement
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tables import people
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from tests.notifications.mailbox import SENDER, TAKEN, Mailbox
from tests.office import Office
from tests.organisations import MONDAY, make_person

PUBLIC = "https://support.example"


@pytest.fixture
async def office(engine: AsyncEngine) -> Office:
    return Office(engine)


def sender_of(office: Office, server: MailServer) -> MailSender:
    return MailSender(office.engine, office.clock, Agreements(REVISIONS), server, PUBLIC)


async def held(office: Office, address: str = "rosa@example.org", **otherwise: Any) -> Notice:
    """About a new ticket, to somebody who is responsible."""
    customer_id = await office.customer()
    ticket_id = await office.ticket(customer_id)
    async with transaction(office.engine, SYSTEM) as connection:
        recipient = await make_person(connection, address.partition("@")[0])
    notice = Notice(
        id=uuid7(),
        customer_id=customer_id,
        event_id=f"{ticket_id}:1",
        event_type="ticket.registered",
        ticket_id=ticket_id,
        recipient_kind=RecipientKind.PERSON,
        recipient_id=recipient.id,
        internal=False,
        letter=Responsibility.RESPONSIBLE,
        channel=NoticeChannel.MAIL,
        address=address,
        language=Language.DUTCH,
        state=NoticeState.HELD,
        not_before=office.now,
        created_at=office.now,
    )
    notice = replace(notice, **otherwise)
    async with transaction(office.engine, SYSTEM) as connection:
        await notices.add(connection, [notice])
    return notice


async def now(office: Office, notice: Notice) -> Notice:
    async with transaction(office.engine, SYSTEM) as connection:
        return (await notices.page(connection, notice.recipient_id, before=None, limit=1))[0]


async def test_it_arrives_once_with_what_a_reader_needs(office: Office, box: Mailbox) -> None:
    notice = await held(office)

    assert await sender_of(office, box.server).send_batch() == 1
    assert await sender_of(office, box.server).send_batch() == 0

    [mail] = box.received
    assert (mail["To"], mail["From"], mail["Auto-Submitted"]) == (
        "rosa@example.org",
        f"Duetime <{SENDER}>",
        "auto-generated",
    )
    assert mail["Subject"].startswith("[T-2026-")
    assert "U bent aan zet: het is geregistreerd" in mail["Subject"]
    assert mail["Message-ID"] == f"<{notice.event_id.replace(':', '.')}.{notice.recipient_id}@duetime.example>"
    text = mail.get_content()
    assert f"{PUBLIC}/v1/tickets/{notice.ticket_id}" in text
    assert "Stap: ticket classificeren" in text
    assert "Uiterlijk, reactietijd: " in text
    assert (await now(office, notice)).state is NoticeState.SENT


async def test_it_is_not_sent_before_its_time(office: Office, box: Mailbox) -> None:
    await held(office, not_before=Instant(MONDAY + timedelta(hours=1)))
    sender = sender_of(office, box.server)

    assert await sender.send_batch() == 0
    office.now = Instant(MONDAY + timedelta(hours=1))
    assert await sender.send_batch() == 1


async def test_an_english_reader_gets_english(office: Office, box: Mailbox) -> None:
    await held(office, language=Language.ENGLISH)
    await sender_of(office, box.server).send_batch()

    assert "Your turn: it was registered" in box.received[0]["Subject"]


@pytest.mark.parametrize(
    ("at_recipient", "at_message", "state"),
    [
        ("550 no such user", TAKEN, NoticeState.FAILED),
        ("450 try later", TAKEN, NoticeState.HELD),
        (TAKEN, "554 not this one", NoticeState.FAILED),
        (TAKEN, "451 busy", NoticeState.HELD),
        (TAKEN, None, NoticeState.UNCERTAIN),
    ],
)
async def test_what_the_server_says_decides(
    office: Office, box: Mailbox, at_recipient: str, at_message: str | None, state: NoticeState
) -> None:
    box.recipient, box.data = (lambda _: at_recipient), (lambda: at_message)
    notice = await held(office)

    await sender_of(office, box.server).send_batch()

    settled = await now(office, notice)
    assert (settled.state, settled.attempts) == (state, 1)
    assert settled.fault
    if state is NoticeState.HELD:
        assert settled.not_before == Instant(MONDAY + WAITS[0])


async def test_what_may_have_gone_is_never_sent_again_by_itself(office: Office, box: Mailbox) -> None:
    box.data = lambda: None
    await held(office)
    sender = sender_of(office, box.server)
    await sender.send_batch()

    box.data = lambda: TAKEN
    office.now = Instant(MONDAY + timedelta(days=9))
    await sender.send_batch()

    assert len(box.received) == 1


async def test_a_server_that_is_away_is_tried_for_days_and_then_given_up(office: Office) -> None:
    notice = await held(office)
    away = sender_of(office, MailServer(url="smtp://127.0.0.1:9", sender=SENDER))
    for _ in WAITS:
        assert await away.send_batch() == 1
        waiting = await now(office, notice)
        assert waiting.state is NoticeState.HELD
        office.now = waiting.not_before

    await away.send_batch()

    given_up = await now(office, notice)
    assert (given_up.state, given_up.attempts) == (NoticeState.FAILED, len(WAITS) + 1)
    assert office.now - MONDAY > timedelta(days=3)


async def test_one_address_that_is_refused_keeps_nobody_else_from_theirs(office: Office, box: Mailbox) -> None:
    box.recipient = lambda address: "550 no" if address.startswith("nobody") else TAKEN
    for address in ("rosa@example.org", "nobody@example.org", "sue@example.org"):
        await held(office, address)

    await sender_of(office, box.server).send_batch()

    assert sorted(box.to) == ["rosa@example.org", "sue@example.org"]


async def test_who_took_too_long_settles_nothing(office: Office) -> None:
    notice = await held(office)
    async with transaction(office.engine, SYSTEM) as connection:
        [leased] = await notices.claim(connection, NoticeChannel.MAIL, office.now, LEASE, 9)
        lapsed = replace(leased, fencing=leased.fencing - 1)

        assert not await notices.settle(connection, lapsed, Settlement(NoticeState.SENT, office.now))
        assert await notices.settle(connection, leased, Settlement(NoticeState.SENT, office.now))
        assert not await notices.settle(connection, leased, Settlement(NoticeState.FAILED, office.now))
    assert (await now(office, notice)).state is NoticeState.SENT


async def test_a_lease_that_ran_out_leaves_what_was_handed_over_uncertain_and_nothing_else(
    office: Office, box: Mailbox
) -> None:
    went, waited = await held(office), await held(office, "sue@example.org")
    async with transaction(office.engine, SYSTEM) as connection:
        leased = await notices.claim(connection, NoticeChannel.MAIL, office.now, LEASE, 9)
        for each in leased:
            assert each.id != went.id or await notices.hand_over(connection, each, LEASE)
        await connection.ask("execute", "UPDATE notices SET leased_until = now() - interval '1 second'")

    await sender_of(office, box.server).send_batch()

    assert (await now(office, went)).state is NoticeState.UNCERTAIN
    assert (await now(office, waited)).state is NoticeState.SENT
    assert box.to == ["sue@example.org"]
    async with transaction(office.engine, SYSTEM) as connection:
        assert not [each for each in leased if await notices.hand_over(connection, each, LEASE)]


async def test_what_cannot_be_written_keeps_nobody_else_from_theirs(
    office: Office, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = await held(office), await held(office, "sue@example.org")
    write = composing.message

    async def message(*given: Any) -> Any:
        if given[2].id == broken.id:
            raise KeyError("a word")
        return await write(*given)

    monkeypatch.setattr(composing, "message", message)
    await sender_of(office, box.server).send_batch()

    assert ((await now(office, broken)).state, (await now(office, broken)).fault) == (
        NoticeState.HELD,
        "it could not be written",
    )
    assert (await now(office, sound)).state is NoticeState.SENT


async def test_nothing_goes_to_somebody_who_is_not_there(office: Office, box: Mailbox) -> None:
    notice = await held(office, recipient_id=uuid7())
    await sender_of(office, box.server).send_batch()

    assert box.to == []
    assert (await now(office, notice)).state is NoticeState.CANCELLED


async def test_a_title_can_add_no_header(office: Office, box: Mailbox) -> None:
    customer_id = await office.customer()
    ticket_id = await office.ticket(customer_id, title="Grey button  Bcc: all@example.org")
    await held(office, ticket_id=ticket_id, customer_id=customer_id, event_id=f"{ticket_id}:1")
    await sender_of(office, box.server).send_batch()

    assert box.to == ["rosa@example.org"]
    assert box.received[0]["Bcc"] is None


@pytest.mark.parametrize(
    ("since", "went_to"), [({"email": "new@example.org"}, ["new@example.org"]), ({"active": False}, [])]
)
async def test_somebody_is_mailed_where_they_are_by_then_and_not_once_they_have_left(
    office: Office, box: Mailbox, since: dict[str, Any], went_to: list[str]
) -> None:
    async with transaction(office.engine, SYSTEM) as connection:
        person = await make_person(connection, "Rosa", Role.SUPPORT, at=office.now)
        changed = update(people).where(people.c.id == person.id).values(since)
        await connection.execute(changed)
    notice = await held(office, person.email, recipient_id=person.id)
    await sender_of(office, box.server).send_batch()

    assert box.to == went_to
    kept = await now(office, notice)
    assert (kept.state, kept.address) == (
        (NoticeState.SENT, went_to[0]) if went_to else (NoticeState.CANCELLED, person.email)
    )
