"""Appending to the audit trail: one statement, and the last of its transaction.

With what is done to a ticket, and the answer that is kept of it, it may be the only one.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Boolean,
    DateTime,
    LargeBinary,
    TextClause,
    Uuid,
    bindparam,
    column,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ClauseElement

from app.clock import Instant
from app.db.audit_hashing import GENESIS, content
from app.db.errors import or_start_over
from app.db.idempotency import Keeping, kept
from app.db.pool import line_of
from app.db.prepared import Conclusion, PostponedWrite, Prepared, Values, Write
from app.db.tables import audit_entries, tickets
from app.domain.audit import VENDOR_CHAIN, Act, Outcome, Subject

ONCE_IN: Final = timedelta(minutes=15)
"""How long somebody's looks at one ticket, or refusals of one operation, are one entry."""

_OF_NOBODY: Final = "SELECT NULL::uuid, NULL::uuid"
_OF_TICKET: Final = """SELECT customer_id, (SELECT people.id FROM people WHERE people.id = raised_by
            AND people.customer_id = ticket.customer_id AND :act__operation = 'register_ticket') FROM """
_OWNERS: Final[Mapping[str, str]] = {
    "ticket": _OF_TICKET + "tickets AS ticket WHERE id = CAST(:act__subject_id AS uuid)",
    "customer": "SELECT id, NULL::uuid FROM customers WHERE id = CAST(:act__subject_id AS uuid)",
    "person": "SELECT customer_id, NULL::uuid FROM people WHERE id = CAST(:act__subject_id AS uuid)",
    "integration": "SELECT customer_id, NULL::uuid FROM integrations WHERE id = CAST(:act__subject_id AS uuid)",
    "api_key": "SELECT customer_id, person_id FROM api_keys WHERE id = CAST(:act__subject_id AS uuid)",
}
"""Whose a subject is, and the person for whom somebody else acts."""
_OF_WRITTEN: Final = _OF_TICKET + "ticket"
"""The same of a ticket that is written by this very statement, which does not show it."""

_NONE: Final = "SELECT NULL::timestamptz WHERE false"
_RECENT: Final[Mapping[Outcome, str]] = {
    Outcome.DONE: _NONE,
    Outcome.SEEN: """SELECT recorded_at FROM audit_entries WHERE actor_id = :act__actor_id
            AND recorded_at > :act__since AND outcome = 'seen'
            AND subject_type = :act__subject_type AND subject_id = :act__subject_id LIMIT 1""",
    Outcome.REFUSED: """SELECT recorded_at FROM audit_entries WHERE actor_id = :act__actor_id
            AND recorded_at > :act__since AND outcome = 'refused' AND operation = :act__operation LIMIT 1""",
}
"""When what stands for this one was recorded."""

_APPEND: Final = r"""
    recent (recorded_at) AS ({recent}), place AS (
        SELECT coalesce(owner.customer_id, :act__own_chain) AS chain, coalesce(nullif(owner.person_id, :act__actor_id),
            CASE WHEN :act__for_customer THEN owner.customer_id END) AS behalf
        FROM (SELECT) AS once LEFT JOIN ({owner}) AS owner (customer_id, person_id) ON true
        WHERE NOT EXISTS (SELECT FROM recent)
    ), written AS (
        SELECT chain, behalf, coalesce('\x01'::bytea || uuid_send(behalf), '\x00'::bytea) || :act__content AS bytes
        FROM place
    ), head AS (
        INSERT INTO audit_heads AS head (chain, position, hash)
        SELECT chain, 1, sha256(:act__genesis || uuid_send(chain) || int8send(1) || bytes) FROM written
        ON CONFLICT (chain) DO UPDATE SET position = head.position + 1, hash =
            sha256(head.hash || uuid_send(head.chain) || int8send(head.position + 1) || (SELECT bytes FROM written))
        RETURNING position, hash
    ), entry AS (
        INSERT INTO audit_entries (chain, position, hash, on_behalf_of, {columns})
        SELECT chain, position, hash, behalf, {values} FROM head, written
    )
"""
"""Whoever comes second waits at the head for the first to end, and goes on from what it left."""
_AND_TELL: Final = " SELECT recorded_at FROM recent"
_IF_KEPT: Final = " SELECT is_kept FROM kept"

_OF_COLUMNS: Final = (
    *("recorded_at", "actor_kind", "actor_id", "credential_kind", "credential_id", "operation"),
    *("subject_type", "subject_id", "address", "request_id", "outcome", "status", "details"),
)


async def append(
    connection: AsyncConnection, act: Act, *, own_chain: UUID = VENDOR_CHAIN, for_customer: bool = False
) -> Instant:
    """To the chain of the customer whose the subject is, otherwise to `own_chain`.

    `for_customer`: what this actor does to a customer's things is done on its behalf. What was seen or refused is
    passed by if there is such an entry of less than `ONCE_IN` ago. Gives when the entry, that one or the new one, was
    recorded. The chain's head stays locked until the transaction ends, so nothing else that takes a lock may follow.
    """
    values = _values(act, own_chain, for_customer=for_customer)
    recent: Instant | None = await _appending(_named(act), act.outcome).value(connection, {}, act=values)
    return recent or act.recorded_at


async def append_and_keep(
    connection: AsyncConnection, act: Act, keeping: Keeping, *, own_chain: UUID, for_customer: bool
) -> None:
    """As `append` of something done, with the answer to it, and what was postponed of a ticket that it was done to.

    StartOver: it is refused, as it is where there is an answer to the key, or where one is under way. The answer comes
    first, and the ticket second: whoever waits for one of them does not hold the head of the chain.
    """
    waiting = _postponed(connection, act)
    conclusion = _concluding(_named(act), None if waiting is None else waiting.write)
    groups: dict[str, Values] = {"act": _values(act, own_chain, for_customer=for_customer), "kept": keeping.values()}
    with or_start_over():
        if waiting is None:
            await conclusion.one(connection, {}, **groups)
        else:
            await conclusion.one(connection, waiting.given, **waiting.groups, **groups)


def _postponed(connection: AsyncConnection, act: Act) -> PostponedWrite | None:
    """What the act is to write of its subject, if that is a ticket: from here on it is up to the caller."""
    line, subject = line_of(connection), act.subject
    waiting = line.postponed
    if not isinstance(waiting, PostponedWrite) or subject != Subject("ticket", str(waiting.given.get("id"))):
        return None
    line.postponed = None
    return waiting


def _values(act: Act, own_chain: UUID, *, for_customer: bool) -> dict[str, Any]:
    subject = act.subject
    return {
        "own_chain": own_chain,
        "for_customer": for_customer,
        "content": content(act),
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


def _named(act: Act) -> str:
    """What kind of thing it was about, if it was a certain one."""
    return "" if act.subject is None or act.subject.id is None else act.subject.type


@cache
def _appending(subject_type: str, outcome: Outcome) -> Prepared:
    owner = _OWNERS.get(subject_type, _OF_NOBODY)
    return Prepared(lambda: _text("WITH" + _APPEND, outcome, owner, _AND_TELL))


@cache
def _concluding(subject_type: str, write: Write | None) -> Conclusion:
    owner = _OWNERS.get(subject_type, _OF_NOBODY) if write is None else _OF_WRITTEN

    def build() -> ClauseElement:
        trail = _text("," + _APPEND, Outcome.DONE, owner, _IF_KEPT).columns(column("is_kept", Boolean()))
        told = tickets.c.customer_id, tickets.c.raised_by
        return trail.add_cte(kept(), *(() if write is None else write.ctes("ticket", *told)))

    return Conclusion(build)


def _text(statement: str, outcome: Outcome, owner: str, ending: str) -> TextClause:
    columns = audit_entries.c
    values = {name: f"act__{name}" for name in _OF_COLUMNS}
    parameters = [
        bindparam("act__own_chain", type_=Uuid()),
        bindparam("act__for_customer", type_=Boolean()),
        bindparam("act__content", type_=LargeBinary()),
        bindparam("act__genesis", type_=LargeBinary()),
        *(bindparam(given, type_=columns[name].type) for name, given in values.items()),
    ]
    if outcome is not Outcome.DONE:
        parameters.append(bindparam("act__since", type_=DateTime(timezone=True)))
    told = {"columns": ", ".join(values), "values": ", ".join(f":{given}" for given in values.values())}
    return text(statement.format(owner=owner, recent=_RECENT[outcome], **told) + ending).bindparams(*parameters)
