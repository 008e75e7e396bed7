"""Open tickets by the hundred thousand, each with its sealed history, straight into the tables.

All were registered this morning at the extended level, so that both clocks run. Of every eight, one was asked about
and answered: its response was given, and its resolution has a pause. The rows come from the functions that store any
other ticket, so that `duetime verify` has nothing to say about them.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
from pydantic_core import to_json
from sqlalchemy import Table
from uuid_utils.compat import uuid7

from app.audit.sealing import FIRST
from app.clock import Instant, instant
from app.domain.actor import ActorKind
from app.domain.agreement.coverage import Coverage
from app.domain.clocks.clock_readings import state_at
from app.domain.clocks.clocks import clocks_of
from app.domain.tickets.facts import DecisionTaken, Details, Event, Fact, Outputs, Registered, Registration
from app.domain.tickets.fold import replay
from app.domain.vocabulary import (
    CallType,
    Channel,
    ClockName,
    CoverageOutcome,
    Decision,
    Impact,
    Kind,
    ProblemType,
    Role,
    ServiceLevel,
    Urgency,
)
from app.postgres.tables import clock_pauses, clocks, customer_terms, customers, ticket_events, tickets
from app.postgres.urls import dsn
from app.sla.agreement import AGREEMENT, REVISIONS
from app.tickets.store.clock_mapping import StoredClock, pause_columns
from app.tickets.store.event_mapping import event_rows
from app.tickets.store.ticket_mapping import StoredTicket, clock_columns, ticket_columns

MORNING = instant(datetime(2026, 11, 23, 7, 30, tzinfo=UTC))
"""Half an hour after opening, on a Monday."""
NOW = instant(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
APART = timedelta(microseconds=10_007)
ASSESSED = ((Urgency.U1, Impact.I1), (Urgency.U2, Impact.I2), (Urgency.U2, Impact.I2), (Urgency.U3, Impact.I3))
ASKED_EACH = 8
BATCH = 5_000
CALENDAR = AGREEMENT.levels[ServiceLevel.EXTENDED].calendar


@dataclass
class Rows:
    by_table: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, table: Table, row: dict[str, Any]) -> None:
        self.by_table[table.name].append(row)


async def seed(superuser_url: str, open_clocks: int) -> int:
    """At least so many open clocks; how many tickets that took."""
    connection = await asyncpg.connect(dsn(superuser_url))
    try:
        await connection.set_type_codec("jsonb", encoder=_json, decoder=bytes, schema="pg_catalog", format="binary")
        await connection.execute("SET session_replication_role = replica")
        customer_id = uuid7()
        await _copy(connection, customers, [_customer(customer_id)])
        await _copy(connection, customer_terms, [_terms(customer_id)])
        made = opened = 0
        while opened < open_clocks:
            rows = Rows()
            for _ in range(BATCH):
                made += 1
                opened += _ticket(rows, made, customer_id)
                if opened >= open_clocks:
                    break
            for table in (tickets, clocks, clock_pauses, ticket_events):
                await _copy(connection, table, rows.by_table[table.name])
        await connection.execute("VACUUM ANALYZE")
        return made
    finally:
        await connection.close()


def _json(value: Any) -> bytes:
    """As COPY takes it: the version of the format, and the text."""
    return b"\x01" + to_json(value)


async def _copy(connection: asyncpg.Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        names = list(rows[0])
        records = [[row[name] for name in names] for row in rows]
        await connection.copy_records_to_table(table.name, columns=names, records=records)


def _customer(customer_id: UUID) -> dict[str, Any]:
    return {
        "id": customer_id,
        "name": "Dairy",
        "created_at": MORNING,
        "updated_at": MORNING,
        "version": 1,
    }


def _terms(customer_id: UUID) -> dict[str, Any]:
    return {
        "customer_id": customer_id,
        "number": 1,
        "from_at": MORNING,
        "service_level": ServiceLevel.EXTENDED,
        "own_targets": [],
        "recorded_at": MORNING,
    }


def _ticket(rows: Rows, number: int, customer_id: UUID) -> int:
    """Its rows; how many of its clocks are open."""
    at = Instant(MORNING + (number * APART) % timedelta(hours=1))
    ticket_id, asked = uuid7(), number % ASKED_EACH == 0
    events = [_event(1, at, _registered(number))]
    if asked:
        pauses = (Decision.REQUEST_INFORMATION, Decision.INFORMATION_RECEIVED)
        events += [_event(each, Instant(at + each * APART), _decided(what)) for each, what in enumerate(pauses, 2)]
    ticket = replay(ticket_id, customer_id, events, REVISIONS)
    wound = {
        clock.name: StoredClock(clock) for clock in clocks_of(ticket, AGREEMENT, {ticket.calendar_revision: CALENDAR})
    }
    stored = StoredTicket(
        ticket=ticket,
        number=f"T-2026-{number:06}",
        coverage=Coverage(CoverageOutcome.SUPPORT, "1.3"),
        service_level=ServiceLevel.EXTENDED,
        agreement_revision=AGREEMENT.revision,
        clocks=wound,
        raised_by=None,
        event_count=len(events),
        version=len(events),
        created_at=at,
        updated_at=events[-1].recorded_at,
    )
    sealed = event_rows(ticket, events, FIRST, stored.number)
    stored = replace(stored, seal=sealed[-1]["seal"])
    watches = {ClockName.RESPONSE: ticket.response, ClockName.RESOLUTION: ticket.resolution}
    rows.add(tickets, ticket_columns(stored, ticket.parts(AGREEMENT)))
    for name, kept in wound.items():
        rows.add(clocks, clock_columns(stored, kept, watches[name], state_at(kept.clock, stored.updated_at)))
        for each, pause in enumerate(watches[name].pauses, 1):
            rows.add(clock_pauses, pause_columns(ticket, name, each, pause))
    for event in sealed:
        rows.add(ticket_events, event)
    return 1 if asked else 2


def _event(sequence: int, at: Instant, fact: Fact) -> Event:
    return Event(
        sequence=sequence, occurred_at=at, recorded_at=at, actor_id=None, actor_kind=ActorKind.SYSTEM, fact=fact
    )


def _registered(number: int) -> Registered:
    urgency, impact = ASSESSED[number % len(ASSESSED)]
    return Registered(
        registration=Registration(service_level=ServiceLevel.EXTENDED, agreement_revision=AGREEMENT.revision),
        calendar_revision=1,
        details=Details(
            kind=Kind.INCIDENT,
            call_type=CallType.SOFTWARE_BUG,
            product="idu",
            problem_type=ProblemType.TECHNICAL,
            title=f"Import {number} stops",
            description=f"The nightly import stops at record {number % 1000}, and nothing is written to its log.",
            channel=Channel.PORTAL,
        ),
        urgency=urgency,
        impact=impact,
    )


def _decided(decision: Decision) -> DecisionTaken:
    return DecisionTaken(decision=decision, from_step=3, to_step=3, role=Role.SUPPORT, note="Which?", outputs=Outputs())
