"""Looks are written many at once, each on its chain in the order in which they came, and one keeps no other from it."""

from datetime import timedelta
from typing import NoReturn
from uuid import UUID

import pytest
from sqlalchemy import select

from app.audit.auditing import AuditAction
from app.audit.looks import AT_ONCE, Looks
from app.audit.store import audit_appending
from app.clock import Instant
from app.domain.access.audit import AuditOutcome, AuditSubject
from app.domain.access.caller import Caller
from app.domain.vocabulary import Role
from app.errors import Unavailable
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tables import audit_entries
from app.postgres.tenancy import SYSTEM
from tests.office import Office

NUMBER = AT_ONCE + 10


def look_at(ticket_id: UUID, request_id: str) -> AuditAction:
    return AuditAction(
        operation="read_ticket",
        subject=AuditSubject("ticket", str(ticket_id)),
        outcome=AuditOutcome.SEEN,
        status=200,
        request_id=request_id,
    )


async def written(engine: AsyncEngine) -> list[tuple[UUID, str | None]]:
    async with transaction(engine, SYSTEM) as connection:
        seen = select(audit_entries.c.chain, audit_entries.c.request_id).where(audit_entries.c.outcome == "seen")
        rows = await connection.execute(seen.order_by(audit_entries.c.chain, audit_entries.c.position))
        return [(row.chain, row.request_id) for row in rows]


async def test_all_are_written_each_on_its_chain_and_one_that_cannot_be_is_left_out(
    fresh_engine: AsyncEngine,
) -> None:
    office = Office(fresh_engine)
    customers = [await office.customer() for _ in range(2)]
    ticket_ids = [await office.ticket(customer_id) for customer_id in customers]
    caller, looks = Caller(await office.person(Role.SUPPORT)), Looks(fresh_engine)

    for number in range(NUMBER):
        ticket_id = ticket_ids[number % 2]
        action = look_at(ticket_id, "not text: \x00" if number == 4 else f"{number:03}")
        now = Instant(office.now + number * timedelta(hours=1))
        await looks.note((caller.actor.id, str(ticket_id)), caller, now, action)
    await looks.write()

    assert await written(fresh_engine) == [
        (chain, f"{number:03}")
        for chain in sorted(customers)
        for number in range(NUMBER)
        if customers[number % 2] == chain and number != 4
    ]


async def test_one_that_could_not_be_written_stands_for_no_other(fresh_engine: AsyncEngine) -> None:
    office = Office(fresh_engine)
    ticket_id = await office.ticket(await office.customer())
    caller, looks = Caller(await office.person(Role.SUPPORT)), Looks(fresh_engine)
    look = (caller.actor.id, str(ticket_id))

    await looks.note(look, caller, office.now, look_at(ticket_id, "not text: \x00"))
    await looks.write()

    assert not looks.is_known(look, office.now)


async def out_of_reach(*_: object) -> NoReturn:
    raise Unavailable("The service cannot use its database at the moment. Try again shortly.")


async def test_with_too_many_waiting_whoever_looks_writes_them_or_goes_on_without(
    fresh_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.audit.looks.MOST_WAITING", 1)
    office = Office(fresh_engine)
    ticket_ids = [await office.ticket(await office.customer()) for _ in range(3)]
    caller, looks = Caller(await office.person(Role.SUPPORT)), Looks(fresh_engine)

    async def look(number: int) -> None:
        ticket_id = ticket_ids[number]
        await looks.note((caller.actor.id, str(ticket_id)), caller, office.now, look_at(ticket_id, f"{number}"))

    await look(0)
    with monkeypatch.context() as patch:
        patch.setattr(audit_appending, "chains", out_of_reach)
        await look(1)
    assert (looks.waiting, await written(fresh_engine)) == (2, [])

    await look(2)
    assert (looks.waiting, len(await written(fresh_engine))) == (0, 3)
    assert {number for _, number in await written(fresh_engine)} == {"0", "1", "2"}


async def test_what_it_wrote_it_need_not_write_again(fresh_engine: AsyncEngine) -> None:
    office = Office(fresh_engine)
    ticket_id = await office.ticket(await office.customer())
    caller, looks = Caller(await office.person(Role.SUPPORT)), Looks(fresh_engine)
    look = (caller.actor.id, str(ticket_id))

    await looks.note(look, caller, office.now, look_at(ticket_id, "first"))
    await looks.write()

    assert looks.is_known(look, office.now)
    assert not Looks(fresh_engine).is_known(look, office.now)
