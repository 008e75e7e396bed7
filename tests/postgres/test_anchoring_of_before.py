"""What a release without anchored seals left behind is anchored once, and proven from then on."""

import re
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import text
from uuid_utils.compat import uuid7

from app.agreements.book import Agreements
from app.clock import Instant
from app.domain.access.caller import Caller
from app.domain.actor import Actor, ActorKind
from app.postgres import migrations
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.routers.tickets.proof import HeadOut, LinkOut
from app.sla.agreement import REVISIONS
from app.tickets import comments, proofs
from app.tickets.store.replay import TicketSelection
from app.unit_of_work import UnitOfWork
from app.verification import audit_verification
from app.verification.verification import unanchored
from tests.postgres.test_database_of_before import TICKETS, of_before

__all__ = ["of_before"]

(LINES,) = re.findall(r"```python\n(.*?)```", (Path(__file__).parents[2] / "docs" / "audit.md").read_text(), re.DOTALL)
ADA: Final = Actor(id=uuid7(), kind=ActorKind.PERSON, name="Ada", administrator=True)


def _sent(answer: HeadOut | LinkOut) -> Any:
    return TypeAdapter(type(answer)).dump_python(answer, mode="json", by_alias=True)


async def proof(engine: AsyncEngine, ticket_id: UUID, now: Instant) -> dict[str, Any]:
    async with transaction(engine, SYSTEM) as connection:
        uow = UnitOfWork(connection, Caller(ADA), now, Agreements(REVISIONS))
        found = await proofs.prove(uow, ticket_id, None, 1_000)
    return {
        "ticketId": str(found.ticket_id),
        "chain": str(found.chain),
        "previousHash": found.previous.hex(),
        "head": _sent(HeadOut.of(found.head)),
        "items": [_sent(LinkOut.of(each)) for each in found.links],
    }


async def test_what_there_was_is_proven_from_then_on(of_before: DatabaseUrls) -> None:
    told: dict[str, Any] = {}
    exec(LINES, told)  # noqa: S102 - what the page says is what is tried
    await migrations.upgrade(of_before.owner)
    engine = create_engine(of_before.app)
    async with transaction(engine, SYSTEM) as connection:
        rows = await connection.execute(text("SELECT id, now() AS now FROM tickets ORDER BY id"))
        tickets = {row.id: row.now for row in rows}
    assert len(tickets) == TICKETS

    for again in (False, True):
        assert await unanchored(engine, TicketSelection()) == ()
        for chain in await audit_verification.lengths(engine, None):
            assert [each.broken async for each in audit_verification.verify(engine, chain)] == [None]
        for ticket_id, now in tickets.items():
            pages = [await proof(engine, ticket_id, now)]
            told["check"](pages)
            seals = [len(event["seal"]) for link in pages[0]["items"] for event in link["events"]]
            assert seals == sorted(seals)
            assert seals[-1] == (64 if again else 32)
            async with transaction(engine, SYSTEM) as connection:
                uow = UnitOfWork(connection, Caller(ADA), now, Agreements(REVISIONS))
                await comments.comment(uow, ticket_id, "Looked at again.", internal=True)
    await engine.dispose()
