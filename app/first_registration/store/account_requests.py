"""Requests for an account as they are searched; and whose people have addresses like somebody's."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import DateTime, cast, func, select, update

from app.clock import Instant
from app.consultancy.kinds import ACCOUNT_REQUESTS
from app.domain.actor import OF_VENDOR
from app.domain.consultancy.account_requests import (
    FORGOTTEN_ADDRESS,
    AccountRequest,
    AccountRequestState,
    address_key,
    without_person,
)
from app.domain.notifications.notices import NoticeState
from app.domain.replacing import replace
from app.postgres.connection import Connection
from app.postgres.tables import account_request_events, account_requests, notices, people
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


async def forget_unconfirmed(connection: Connection, received_before: Instant, limit: int) -> int:
    """Whose they were: nobody confirmed that the address is theirs. What happened stands, as of nobody; how many."""
    state = account_requests.c.state
    old = (
        select(account_requests)
        .where(
            account_requests.c.email_key != FORGOTTEN_ADDRESS,
            state["confirmed_at"].astext.is_(None),
            cast(state["received_at"].astext, DateTime(timezone=True)) < received_before,
        )
        .order_by(account_requests.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = [stored_from(ACCOUNT_REQUESTS, row) for row in (await connection.execute(old)).mappings()]
    for each in found:
        asked = without_person(each.state.asked)
        payload = ACCOUNT_REQUESTS.facts.dump_python(asked, mode="json", exclude_none=True)
        first = (account_request_events.c.account_request_id == each.id, account_request_events.c.sequence == 1)
        await connection.execute(update(account_request_events).where(*first).values(payload=payload))
        after = replace(each.state, asked=asked)
        columns = {"state": ACCOUNT_REQUESTS.states.dump_python(after, mode="json"), **ACCOUNT_REQUESTS.columns(after)}
        await connection.execute(update(account_requests).where(account_requests.c.id == each.id).values(columns))
        told = update(notices).where(notices.c.customer_id == OF_VENDOR, notices.c.recipient_id == each.id)
        await connection.execute(told.values(address=FORGOTTEN_ADDRESS))
        held = told.where(notices.c.state == NoticeState.HELD.value)
        await connection.execute(held.values(state=NoticeState.CANCELLED.value, settled_at=notices.c.created_at))
    return len(found)


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
