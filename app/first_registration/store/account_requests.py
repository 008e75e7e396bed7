"""Requests for an account as they are searched; and whose people have addresses like somebody's."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select

from app.consultancy.kinds import ACCOUNT_REQUESTS
from app.domain.consultancy.account_requests import AccountRequest, AccountRequestState, address_key
from app.postgres.connection import Connection
from app.postgres.tables import account_requests, people
from app.streams.subjects import StoredSubject, stored_from

_HELD = 0x61636374


async def hold(connection: Connection, email: str) -> None:
    """What is done about requests from one address is done one after the other, until the transaction ends: each knows
    of the one before. Taken before the row of a request is locked.
    """
    of_address = func.hashtext(address_key(email))
    await connection.execute(select(func.pg_advisory_xact_lock(_HELD, of_address)))


async def from_address(connection: Connection, email: str) -> list[StoredSubject[AccountRequest]]:
    """Oldest first."""
    ours = account_requests.c.email_key == address_key(email)
    rows = await connection.execute(select(account_requests).where(ours).order_by(account_requests.c.id))
    return [stored_from(ACCOUNT_REQUESTS, row) for row in rows.mappings()]


async def has_address(connection: Connection, email: str) -> Mapping[UUID, UUID | None]:
    """Active people with this address, the first one first, and of which customer they are (None: the vendor's)."""
    same = func.lower(func.btrim(people.c.email)) == func.lower(email.strip())
    statement = select(people.c.id, people.c.customer_id).where(people.c.active, same).order_by(people.c.id)
    return {row.id: row.customer_id for row in await connection.execute(statement)}


async def page(
    connection: Connection, state: AccountRequestState | None, *, after: UUID | None, limit: int
) -> list[StoredSubject[AccountRequest]]:
    """Latest received first."""
    statement = select(account_requests).order_by(account_requests.c.id.desc()).limit(limit)
    if state is not None:
        statement = statement.where(account_requests.c.progress == state)
    if after is not None:
        statement = statement.where(account_requests.c.id < after)
    return [stored_from(ACCOUNT_REQUESTS, row) for row in (await connection.execute(statement)).mappings()]


async def customers_by_domain(connection: Connection, domains: set[str]) -> Mapping[str, frozenset[UUID]]:
    """Whose active people have addresses of these domains."""
    domain = func.lower(func.split_part(people.c.email, "@", 2))
    statement = select(domain.label("domain"), people.c.customer_id).distinct()
    statement = statement.where(people.c.active, people.c.customer_id.is_not(None), domain.in_(domains))
    found: dict[str, frozenset[UUID]] = {}
    for row in await connection.execute(statement):
        found[row.domain] = found.get(row.domain, frozenset[UUID]()) | {row.customer_id}
    return found
