"""Appending to the audit trail: the last thing that a transaction writes, in one statement."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    BindParameter,
    Boolean,
    DateTime,
    LargeBinary,
    Uuid,
    any_,
    bindparam,
    column,
    literal,
    select,
    text,
)

from app.audit.store.audit_hashing import GENESIS, content, seals_text
from app.clock import Instant
from app.domain.access.audit import SEALS, AuditOutcome, AuditRecord
from app.domain.actor import OF_VENDOR
from app.postgres.connection import Connection
from app.postgres.staging import WRITTEN, Rank, Staged, Write
from app.postgres.statements import Statement
from app.postgres.tables import audit_entries, tickets

ONCE_IN: Final = timedelta(minutes=15)
"""How long somebody's looks at one ticket, or refusals of one operation, are one entry."""

_OF_NOBODY: Final = "SELECT NULL::uuid, NULL::uuid"
_OF_TICKET: Final = """SELECT customer_id, (SELECT people.id FROM people WHERE people.id = registrant_id
            AND people.customer_id = ticket.customer_id
            AND :act__operation IN ('create_ticket', 'register_ticket')) FROM """
_OWNERS: Final[Mapping[str, str]] = {
    "ticket": _OF_TICKET + "tickets AS ticket WHERE id = CAST(:act__subject_id AS uuid)",
    "customer": "SELECT id, NULL::uuid FROM customers WHERE id = CAST(:act__subject_id AS uuid)",
    "person": "SELECT customer_id, NULL::uuid FROM people WHERE id = CAST(:act__subject_id AS uuid)",
    "integration": "SELECT customer_id, NULL::uuid FROM integrations WHERE id = CAST(:act__subject_id AS uuid)",
    "api_key": "SELECT customer_id, person_id FROM api_keys WHERE id = CAST(:act__subject_id AS uuid)",
}
"""Whose a subject is, and the person for whom somebody else acts."""
_OF_WRITTEN: Final = f"{_OF_TICKET}{WRITTEN} AS ticket"
"""The same of a ticket that is written by this very statement, which does not show it."""

_NONE: Final = "SELECT NULL::timestamptz AS recorded_at WHERE false"
_RECENT: Final[Mapping[AuditOutcome, str]] = {
    AuditOutcome.DONE: _NONE,
    AuditOutcome.SEEN: """SELECT recorded_at FROM audit_entries WHERE actor_id = :act__actor_id
            AND recorded_at > :act__since AND outcome = 'seen'
            AND subject_type = :act__subject_type AND subject_id = :act__subject_id LIMIT 1""",
    AuditOutcome.REFUSED: """SELECT recorded_at FROM audit_entries WHERE actor_id = :act__actor_id
            AND recorded_at > :act__since AND outcome = 'refused' AND operation = :act__operation LIMIT 1""",
}
"""When what stands for this one was recorded."""

_PLACE: Final = """SELECT coalesce(owner.customer_id, :act__own_chain) AS chain,
        coalesce(nullif(owner.person_id, :act__actor_id), CASE WHEN :act__for_customer THEN owner.customer_id END)
        AS behalf
    FROM (SELECT) AS once LEFT JOIN ({owner}) AS owner (customer_id, person_id) ON true
    WHERE NOT EXISTS (SELECT FROM recent)"""
_SUMMED: Final = r"""SELECT chain, behalf,
        sha256(coalesce('\x01'::bytea || uuid_send(behalf), '\x00'::bytea) || :act__content) || :act__seals AS bytes
    FROM place"""
_HEAD: Final = """INSERT INTO audit_heads AS head (chain, position, hash)
    SELECT chain, 1, sha256(:act__genesis || uuid_send(chain) || int8send(1) || bytes) FROM summed
    ON CONFLICT (chain) DO UPDATE SET position = head.position + 1, hash =
        sha256(head.hash || uuid_send(head.chain) || int8send(head.position + 1) || (SELECT bytes FROM summed))
    RETURNING position, hash"""
"""Whoever comes second waits at the head for the first to end, and goes on from what it left."""
_ENTRY: Final = """INSERT INTO audit_entries (chain, position, hash, on_behalf_of, {columns})
    SELECT chain, position, hash, behalf, {values} FROM head, summed"""

_OF_COLUMNS: Final = (
    *("recorded_at", "actor_kind", "actor_id", "credential_kind", "credential_id", "operation"),
    *("subject_type", "subject_id", "address", "request_id", "outcome", "status", "details"),
)


async def append(
    connection: Connection, act: AuditRecord, *, own_chain: UUID = OF_VENDOR, for_customer: bool = False
) -> Instant:
    """To the chain of the customer whose the subject is, otherwise to `own_chain`.

    `for_customer`: what this actor does to a customer's things is done on its behalf. What was seen or refused is
    passed by if there is such an entry of less than `ONCE_IN` ago. Gives when the entry, that one or the new one, was
    recorded. The chain's head stays locked until the transaction ends, so nothing else that takes a lock may follow.
    """
    values = _values(act, own_chain, for_customer=for_customer)
    recent: Instant | None = await _appending(_named(act), act.outcome).value(connection, {}, act=values)
    return recent or act.recorded_at


async def chains(connection: Connection, ticket_ids: Sequence[UUID]) -> Mapping[UUID, UUID]:
    """On which chain it is when something was done to these tickets."""
    owned = select(tickets.c.id, tickets.c.customer_id).where(tickets.c.id == any_(literal(ticket_ids, ARRAY(Uuid))))
    return {row.id: row.customer_id for row in await connection.execute(owned)}


async def stage(connection: Connection, act: AuditRecord, *, own_chain: UUID, for_customer: bool) -> None:
    """As `append`, of something done, to be written with what else is staged. Of a ticket that is, it reads that.

    It anchors what the ticket that it is about got of events.
    """
    act = _anchoring(connection, act)
    owner = _OF_WRITTEN if connection.is_to_be_written(act.subject) else _owner(_named(act))
    groups = {"act": _values(act, own_chain, for_customer=for_customer)}
    await connection.stage(Staged(Rank.TRAIL, _staging(owner), groups=groups, about=act.subject))


def _anchoring(connection: Connection, act: AuditRecord) -> AuditRecord:
    subject = act.subject
    if subject is None or subject.type != "ticket" or subject.id is None:
        return act
    last = connection.seals.pop(UUID(subject.id), None)
    return act if last is None else replace(act, details={**act.details, SEALS: {subject.id: str(last)}})


def _values(act: AuditRecord, own_chain: UUID, *, for_customer: bool) -> dict[str, Any]:
    subject = act.subject
    return {
        "own_chain": own_chain,
        "for_customer": for_customer,
        "content": content(act),
        "seals": sha256(seals_text(act).encode()).digest(),
        "genesis": GENESIS,
        "recorded_at": act.recorded_at,
        "actor_kind": act.actor_kind,
        "actor_id": act.actor_id,
        "credential_kind": act.credential_kind,
        "credential_id": act.credential_id,
        "operation": act.operation,
        "subject_type": None if subject is None else subject.type,
        "subject_id": None if subject is None else subject.id,
        "address": act.address,
        "request_id": act.request_id,
        "outcome": act.outcome,
        "status": act.status,
        "details": dict(act.details),
        "since": act.recorded_at - ONCE_IN,
    }


def _named(act: AuditRecord) -> str:
    """What kind of thing it was about, if it was a certain one."""
    return "" if act.subject is None or act.subject.id is None else act.subject.type


def _owner(subject_type: str) -> str:
    return _OWNERS.get(subject_type, _OF_NOBODY)


@cache
def _appending(subject_type: str, outcome: AuditOutcome) -> Statement:
    def build() -> Any:
        parts = _parts(outcome, _owner(subject_type))
        return select(parts[0].c.recorded_at).add_cte(*parts)

    return Statement(build)


@cache
def _staging(owner: str) -> Write:
    return Write(lambda: _parts(AuditOutcome.DONE, owner), asked="head")


def _parts(outcome: AuditOutcome, owner: str) -> Sequence[CTE]:
    recent = _part("recent", _RECENT[outcome], column("recorded_at", DateTime(timezone=True)))
    place = _part("place", _PLACE.format(owner=owner))
    summed = _part("summed", _SUMMED)
    values = {name: f"act__{name}" for name in _OF_COLUMNS}
    told = {"columns": ", ".join(values), "values": ", ".join(f":{given}" for given in values.values())}
    return recent, place, summed, _part("head", _HEAD), _part("entry", _ENTRY.format(**told))


def _part(name: str, sql: str, *columns: Any) -> CTE:
    given = [_BY_NAME[each] for each in _BY_NAME if f":{each}" in re.findall(r":\w+", sql)]
    return text(sql).bindparams(*given).columns(*columns).cte(name)


_BY_NAME: Final[Mapping[str, BindParameter[Any]]] = {
    f"act__{name}": bindparam(f"act__{name}", type_=kind)
    for name, kind in {
        "own_chain": Uuid(),
        "for_customer": Boolean(),
        "content": LargeBinary(),
        "seals": LargeBinary(),
        "genesis": LargeBinary(),
        "since": DateTime(timezone=True),
        **{name: audit_entries.c[name].type for name in _OF_COLUMNS},
    }.items()
}
