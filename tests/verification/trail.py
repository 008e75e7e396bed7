"""A trail of three chains to tamper with, as whoever owns the database."""

from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text, update
from uuid_utils.compat import uuid7

from app.audit.store import audit_appending, audit_entries
from app.audit.store.audit_hashing import link
from app.domain.access.audit import AuditedActorKind, AuditEntry, AuditOutcome, AuditRecord, AuditSubject
from app.domain.actor import OF_VENDOR
from app.domain.vocabulary import ServiceLevel
from app.postgres import tables
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.scope import Scope
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.verification import audit_verification
from app.verification.audit_verification import KeptHeads
from app.verification.broken_links import Broken
from tests.organisations import MONDAY, make_customer

SOMEBODY = UUID("0192b0b0-0000-7000-8000-00000000aaaa")


def act(
    number: int = 0, subject: AuditSubject | None = None, *, outcome: AuditOutcome = AuditOutcome.DONE
) -> AuditRecord:
    return AuditRecord(
        recorded_at=MONDAY,
        actor_kind=AuditedActorKind.PERSON,
        actor_id=SOMEBODY,
        credential_kind="api_key",
        credential_id="k-1",
        operation="change_customer",
        subject=subject,
        address=ip_address("2001:db8::1"),
        request_id=f"request-{number}",
        outcome=outcome,
        status=200,
        details={"members": ["café", "name"], "number": number},
    )


@dataclass
class Trail:
    """Two customers with `LENGTH` entries each, and the vendor with one."""

    urls: DatabaseUrls
    engine: AsyncEngine
    ours: UUID
    theirs: UUID

    async def tamper(self, *statements: str) -> None:
        """As owner, with everything out of the way that an owner can take out of the way; `:chain` is ours."""
        owner = create_engine(self.urls.owner, pool_size=1)
        async with transaction(owner, SYSTEM) as connection:
            for table in ("audit_entries", "audit_heads"):
                await connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            for each in statements:
                values = {"chain": self.ours} if ":chain" in each else {}
                await connection.execute(text(each), values)
            for table in ("audit_entries", "audit_heads"):
                await connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
        await owner.dispose()

    async def broken(self, chain: UUID | None = None, kept: KeptHeads | None = None, batch: int = 3) -> Broken | None:
        found = None
        async for step in audit_verification.verify(self.engine, chain or self.ours, kept, batch):
            assert found is None
            found = step.broken
        return found

    async def append(self, *acts: AuditRecord) -> None:
        for each in acts:
            async with transaction(self.engine, SYSTEM) as connection:
                await audit_appending.append(connection, each)

    async def lengthen(self, length: int) -> None:
        """Ours, in one go: with hashes of our own making."""
        last = (await self.entries())[-1]
        rows: list[dict[str, Any]] = []
        async with transaction(self.engine, SYSTEM) as connection:
            found = await connection.execute(
                select(tables.audit_entries).where(tables.audit_entries.c.hash == last.place.hash)
            )
            row = dict(found.mappings().one())
            for position in range(last.place.position + 1, length + 1):
                place = replace(last.place, position=position)
                last = replace(last, place=replace(place, hash=link(last.place.hash, replace(last, place=place))))
                rows.append({**row, "position": position, "hash": last.place.hash})
            await connection.execute(insert(tables.audit_entries), rows)
            moved = update(tables.audit_heads).where(tables.audit_heads.c.chain == self.ours)
            await connection.execute(moved.values(position=length, hash=last.place.hash))

    async def entries(self, chain: UUID | None = None) -> list[AuditEntry]:
        """In their order."""
        async with transaction(self.engine, SYSTEM) as connection:
            wanted = audit_entries.TrailFilter(customer_id=chain or self.ours)
            found = await audit_entries.page(connection, Scope(None), wanted, before=None, limit=100_000)
        return sorted(found, key=lambda entry: entry.place.position)


LENGTH = 8


async def make_trail(urls: DatabaseUrls, engine: AsyncEngine) -> Trail:
    async with transaction(engine, SYSTEM) as connection:
        ours, theirs = [
            (await make_customer(connection, name, ServiceLevel.EXTENDED)).id for name in ("Ours", "Theirs")
        ]
    trail = Trail(urls, engine, ours, theirs)
    for number in range(LENGTH):
        await trail.append(act(number, of_customer(ours)), act(number, of_customer(theirs)))
    await trail.append(act(subject=AuditSubject("person", str(uuid7()))))
    assert len(await trail.entries(OF_VENDOR)) == 1
    return trail


def of_customer(customer_id: UUID) -> AuditSubject:
    return AuditSubject("customer", str(customer_id))
