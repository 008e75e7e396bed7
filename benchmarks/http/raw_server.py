"""The baseline: Starlette routes over asyncpg that do no more than they must to write the same rows and read them.

No authentication, no row-level security (it comes in as the superuser), no Idempotency-Key, no validation, no process,
no RACI, no problems: a customer's ticket is written in four statements of one transaction into the service's own
tables, with the same two due times reckoned by the same calendar.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg
import uvicorn
from pydantic_core import from_json, to_json
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from uuid_utils.compat import uuid7

from app.postgres.embedded.process import follow_parent
from app.sla.calendars import EXTENDED_HOURS as CALENDAR

POOL: Final = 10
HOUR_US: Final = 3_600_000_000
BUDGETS: Final = {"response": timedelta(hours=4), "resolution": timedelta(hours=360)}
SECTION: Final = "1.2.3"
PARTS: Final = {
    False: ["customer:C", "support:R", "consultant:I", "support_manager:A"],
    True: ["customer:R", "support:C", "consultant:I", "support_manager:A"],
}
"""Who has which letter at step 3, and while information is waited for."""

ADD_TICKET: Final = """
INSERT INTO tickets (id, customer_id, number, kind, call_type, product, problem_type, title, description, channel,
    urgency, impact, priority, coverage_outcome, coverage_section, service_level, status, step, step_entered_at,
    last_fact_at, registered_at, agreement_revision, calendar_revision, own_targets, raci, overrides,
    open_requests, due_at, event_count, seal, created_at, updated_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'normal', 'support', '1.3', 'extended', 'open', 3, $13, $13,
    $13, 1, 1, '[]', '{customer:C,support:R,consultant:I,support_manager:A}', '{}', '{}', $14, 1, '\\x00', $13, $13, 1)
"""
ADD_CLOCKS: Final = """
INSERT INTO clocks (ticket_id, name, customer_id, kind, priority, service_level, state, started_at, target, budget_us,
    section, due_at, at_risk_at, breach_at, commitments, consumed_us, paused_us, counted_to, pause_count, announce_at)
SELECT $1, name, $2, 'incident', 'normal', 'extended', 'running', $3, target::jsonb, budget, '1.2.3', due, risk, due,
    commitments::jsonb, 0, 0, $3, 0, due
FROM unnest($4::text[], $5::text[], $6::bigint[], $7::timestamptz[], $8::timestamptz[], $9::text[])
    AS clock (name, target, budget, due, risk, commitments)
"""
ADD_EVENT: Final = """
INSERT INTO ticket_events (ticket_id, sequence, customer_id, type, occurred_at, recorded_at, actor_id, actor_kind,
    internal, payload, seal)
VALUES ($1, $2, $3, $4, $5, $5, $6, 'person', false, $7, $8)
"""
SHOWN: Final = """
    id, customer_id, number, kind, change_type, call_type, product, product_version, problem_type, title,
    description, channel, external_reference, urgency, impact, priority, coverage_outcome, coverage_section,
    service_level, status, step, step_entered_at, waiting_since, cause, registered_at, registered_by, registrant_id,
    raised_by, agreement_revision, calendar_revision, event_count, created_at, updated_at, version
"""
READ_TICKET: Final = f"SELECT {SHOWN} FROM tickets WHERE id = $1"  # noqa: S608 - our own words
READ_CLOCKS: Final = "SELECT * FROM clocks WHERE customer_id = $1 AND ticket_id = $2 ORDER BY name"
MOVE_TICKET: Final = """
UPDATE tickets SET waiting_since = $2, raci = $3, due_at = $4, last_fact_at = $5, updated_at = $5,
    event_count = $6, version = version + 1
WHERE customer_id = $7 AND id = $1
"""
MOVE_CLOCK: Final = """
UPDATE clocks SET state = $2, paused_for = $3, due_at = $4, at_risk_at = $5, breach_at = $4, announce_at = $4,
    consumed_us = $6, counted_to = $7, pause_count = $8
WHERE customer_id = $9 AND ticket_id = $1 AND name = 'resolution'
"""
ADD_PAUSE: Final = """
INSERT INTO clock_pauses (ticket_id, name, number, customer_id, from_at, until, reason)
VALUES ($1, 'resolution', $2, $3, $4, $5, 'information_requested')
"""
PAGE: Final = """
SELECT clocks.*, tickets.number, tickets.title, tickets.status, tickets.step, tickets.agreement_revision,
    tickets.calendar_revision
FROM (SELECT * FROM clocks WHERE stopped_at IS NULL AND started_at IS NOT NULL AND due_order >= $1
      AND due_at IS NOT NULL ORDER BY due_order, ticket_id, name LIMIT 51) AS clocks
JOIN tickets ON tickets.id = clocks.ticket_id ORDER BY due_order, ticket_id, clocks.name
"""
LIST: Final = f"SELECT {SHOWN} FROM tickets WHERE customer_id = $1 ORDER BY id DESC LIMIT 51"  # noqa: S608
CLOCKS_OF: Final = "SELECT * FROM clocks WHERE customer_id = $1 AND ticket_id = ANY ($2) ORDER BY ticket_id, name"


async def add(request: Request) -> Response:
    body = json.loads(await request.body())
    now, ticket_id, customer_id = datetime.now(UTC), uuid7(), UUID(body["customerId"])
    due = {name: CALENDAR.due(now, budget) for name, budget in BUDGETS.items()}
    risk = {name: CALENDAR.due(now, budget * 0.75) for name, budget in BUDGETS.items()}
    async with request.app.state.pool.acquire() as connection, connection.transaction():
        serial = await connection.fetchval("SELECT nextval('ticket_numbers')")
        number = f"T-{now.year}-{serial:06}"
        ticket = (body["kind"], body["callType"], body["product"], body["problemType"], body["title"])
        rest = (body["description"], body["channel"], body["urgency"], body["impact"], now, min(due.values()))
        await connection.execute(ADD_TICKET, ticket_id, customer_id, number, *ticket, *rest)
        clocks = [
            list(BUDGETS),
            ['{"amount": 4.0, "unit": "hours"}', '{"amount": 40.0, "unit": "days"}'],
            [budget // timedelta(microseconds=1) for budget in BUDGETS.values()],
            list(due.values()),
            list(risk.values()),
            [json.dumps([{"section": SECTION, "due_at": due[name].isoformat()}]) for name in BUDGETS],
        ]
        await connection.execute(ADD_CLOCKS, ticket_id, customer_id, now, *clocks)
        payload = {"type": "registered", "details": body, "urgency": body["urgency"], "impact": body["impact"]}
        event = (ticket_id, 1, customer_id, "registered", now, customer_id, payload, bytes(16))
        await connection.execute(ADD_EVENT, *event)
    shown = [{"name": name, "state": "running", "dueAt": due[name], "section": SECTION} for name in BUDGETS]
    answer = {**body, "id": ticket_id, "number": number, "status": "open", "step": 3, "clocks": shown, "createdAt": now}
    return _answer(answer, 201)


async def read(request: Request) -> Response:
    ticket_id = UUID(request.path_params["id"])
    async with request.app.state.pool.acquire() as connection:
        ticket = await connection.fetchrow(READ_TICKET, ticket_id)
        clocks = await connection.fetch(READ_CLOCKS, ticket["customer_id"], ticket_id)
    return _answer({**ticket, "clocks": [dict(clock) for clock in clocks]})


async def move(request: Request) -> Response:
    """Pauses the resolution clock or lets it go on: read and lock, write the ticket, the clock and the event."""
    body = json.loads(await request.body())
    ticket_id, now, pauses = (
        UUID(request.path_params["id"]),
        datetime.now(UTC),
        body["decision"] == "request_information",
    )
    async with request.app.state.pool.acquire() as connection, connection.transaction():
        ticket = await connection.fetchrow(f"{READ_TICKET} FOR UPDATE", ticket_id)
        customer_id = ticket["customer_id"]
        resolution, response = await connection.fetch(READ_CLOCKS, customer_id, ticket_id)
        clock = _paused(resolution, now) if pauses else _resumed(resolution, now)
        due = min(each for each in (response["due_at"], clock["due_at"]) if each is not None)
        count, roles = ticket["event_count"] + 1, PARTS[pauses]
        await connection.execute(MOVE_TICKET, ticket_id, now if pauses else None, roles, due, now, count, customer_id)
        await connection.execute(MOVE_CLOCK, ticket_id, *clock.values(), customer_id)
        event = (count, customer_id, "decision_taken", now, customer_id, body, bytes(16))
        await connection.execute(ADD_EVENT, ticket_id, *event)
        if not pauses:
            over = (clock["pause_count"], customer_id, resolution["counted_to"], now)
            await connection.execute(ADD_PAUSE, ticket_id, *over)
    return _answer({**ticket, "clocks": [dict(response), {**resolution, **clock}]}, 201)


async def listed(request: Request) -> Response:
    customer_id, clocks = UUID(request.query_params["customerId"]), defaultdict[UUID, list[dict[str, Any]]](list)
    async with request.app.state.pool.acquire() as connection:
        tickets = await connection.fetch(LIST, customer_id)
        for clock in await connection.fetch(CLOCKS_OF, customer_id, [each["id"] for each in tickets[:50]]):
            clocks[clock["ticket_id"]].append(dict(clock))
    items = [{**each, "clocks": clocks[each["id"]]} for each in tickets[:50]]
    return _answer({"items": items, "nextCursor": items[-1]["id"] if len(tickets) > 50 else None})


async def page(request: Request) -> Response:
    due_after = datetime.fromisoformat(request.query_params["dueAfter"])
    async with request.app.state.pool.acquire() as connection:
        rows = await connection.fetch(PAGE, due_after)
    return _answer({"items": [dict(row) for row in rows[:50]], "nextCursor": rows[-1]["due_order"] if rows else None})


def _paused(clock: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    consumed = clock["consumed_us"] + CALENDAR.open_time(clock["counted_to"], now) // timedelta(microseconds=1)
    return _clock("paused", "information_requested", None, None, consumed, now, clock["pause_count"])


def _resumed(clock: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    consumed = timedelta(microseconds=clock["consumed_us"])
    budget = timedelta(microseconds=clock["budget_us"])
    due, risk = CALENDAR.due(now, budget - consumed), CALENDAR.due(now, budget * 0.75 - consumed)
    return _clock("running", None, due, risk, clock["consumed_us"], now, clock["pause_count"] + 1)


def _clock(
    state: str,
    paused_for: str | None,
    due: datetime | None,
    risk: datetime | None,
    consumed: int,
    counted_to: datetime,
    pauses: int,
) -> dict[str, Any]:
    return {
        "state": state,
        "paused_for": paused_for,
        "due_at": due,
        "at_risk_at": risk,
        "consumed_us": consumed,
        "counted_to": counted_to,
        "pause_count": pauses,
    }


def _answer(value: Any, status: int = 200) -> Response:
    return Response(to_json(value), status, media_type="application/json")


async def _prepare(connection: asyncpg.Connection) -> None:
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(
            kind, schema="pg_catalog", encoder=lambda value: to_json(value).decode(), decoder=from_json
        )


async def serve(url: str, port: int) -> None:
    routes = [
        Route("/v1/tickets", add, methods=["POST"]),
        Route("/v1/tickets", listed),
        Route("/v1/tickets/{id}", read),
        Route("/v1/tickets/{id}/transitions", move, methods=["POST"]),
        Route("/v1/sla/clocks", page),
    ]
    app = Starlette(routes=routes)
    async with asyncpg.create_pool(url, min_size=POOL, max_size=POOL, init=_prepare, reset=_keep) as pool:
        app.state.pool = pool
        config = uvicorn.Config(app, port=port, http="httptools", loop="none", log_level="warning", access_log=False)
        await uvicorn.Server(config).serve()


async def _keep(_: asyncpg.Connection) -> None:
    """Nothing to reset: it saves a round trip."""


if __name__ == "__main__":
    import uvloop

    follow_parent()
    uvloop.run(serve(sys.argv[1], int(sys.argv[2])))
