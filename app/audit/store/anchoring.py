"""Seals of events into the audit trail: what no act's own entry anchors gets one before its transaction commits.

An act on one ticket anchors what that got of events (see `audit_appending.stage`). Where there is none, or the act is
about something else, such as a breach that is announced, a calendar that tickets follow, or a handover, the customers'
chains get an entry each.
"""

from collections import defaultdict
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from app.audit.store.audit_hashing import GENESIS, content, seals_text
from app.clock import Instant
from app.domain.access.audit import SEALS, AuditedActorKind, AuditRecord
from app.postgres.arrays import unnested
from app.postgres.connection import Connection
from app.postgres.statements import Statement, json_text

OPERATION: Final = "seal_events"
NOBODYS: Final = b"\0"
"""On whose behalf it is done, as it is hashed."""

_GIVEN: Final = {"chain": "uuid", "bytes": "bytea", "details": "text"}
_ANCHOR: Final = Statement(
    lambda: text(f"""
        WITH given AS MATERIALIZED (SELECT * FROM {unnested(_GIVEN)}),
        head AS (
            INSERT INTO audit_heads AS head (chain, position, hash)
            SELECT chain, 1, sha256(:genesis || uuid_send(chain) || int8send(1) || bytes) FROM given ORDER BY chain
            ON CONFLICT (chain) DO UPDATE SET position = head.position + 1, hash =
                sha256(head.hash || uuid_send(head.chain) || int8send(head.position + 1)
                    || (SELECT bytes FROM given WHERE given.chain = head.chain))
            RETURNING chain, position, hash
        )
        INSERT INTO audit_entries (chain, position, hash, recorded_at, actor_kind, operation, outcome, details)
        SELECT chain, position, hash, :recorded_at, :actor_kind, :operation, :outcome, CAST(details AS jsonb)
        FROM head JOIN given USING (chain)
    """)  # noqa: S608 - names of our own
)
"""The heads are locked in the order of their chains, after the vendor's, as everywhere."""

Seals = dict[str, str]


async def anchor(connection: Connection) -> None:
    """Nothing that takes a lock may follow."""
    by_moment: defaultdict[Instant, defaultdict[UUID, Seals]] = defaultdict(lambda: defaultdict(dict))
    for ticket_id, last in connection.seals.items():
        by_moment[last.recorded_at][last.customer_id][str(ticket_id)] = str(last)
    for recorded_at, chains in sorted(by_moment.items()):
        await _ANCHOR.all(connection, _values(recorded_at, chains))
    connection.seals.clear()


def _values(recorded_at: Instant, chains: Mapping[UUID, Seals]) -> Mapping[str, Any]:
    acts = [
        AuditRecord(
            recorded_at=recorded_at, actor_kind=AuditedActorKind.SYSTEM, operation=OPERATION, details={SEALS: seals}
        )
        for seals in chains.values()
    ]
    return {
        "genesis": GENESIS,
        "recorded_at": recorded_at,
        "actor_kind": acts[0].actor_kind,
        "operation": OPERATION,
        "outcome": acts[0].outcome,
        "chain": [*chains],
        "bytes": [_hashed(act) for act in acts],
        "details": [json_text(dict(act.details)) for act in acts],
    }


def _hashed(act: AuditRecord) -> bytes:
    return sha256(NOBODYS + content(act)).digest() + sha256(seals_text(act).encode()).digest()
