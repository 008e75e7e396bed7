"""Every request on record: one entry for what was done, one for a look, one for a refusal, none for the rest."""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import pytest
from sqlalchemy import RowMapping, select

from app.audit.looks import Looks
from app.audit.store import audit_chains
from app.domain.actor import OF_VENDOR
from app.postgres.engine import transaction
from app.postgres.scope import Scope
from app.postgres.tables import audit_entries
from app.postgres.tenancy import SYSTEM
from app.routers.request.backend import Backend
from app.tickets.store import tickets
from app.verification import audit_verification
from tests.organisations import Organisation
from tests.routers.accounts.who_may import WHO_MAY
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import REPORT, Desk
from tests.routers.two_customers import OF_INTEGRATIONS, OPERATIONS, own_ids, request_of, street
from tests.savepoints import rolled_back

REQUESTS: Final = [request_of(row) for row in WHO_MAY]
FROM_HERE: Final = {"X-Request-Id": "request-of-ours"}


async def trail(api: Api) -> list[RowMapping]:
    """In the order in which it was written; what waits to be written is."""
    await api.write_looks()
    async with transaction(api.engine, SYSTEM) as connection:
        statement = select(audit_entries).order_by(audit_entries.c.recorded_at, audit_entries.c.chain)
        found = await connection.execute(statement.order_by(audit_entries.c.position))
        return list(found.mappings().all())


async def added(api: Api, before: list[RowMapping]) -> list[RowMapping]:
    known = {row["hash"] for row in before}
    return [row for row in await trail(api) if row["hash"] not in known]


async def test_every_operation_leaves_what_it_should(api: Api) -> None:
    """As an administrator: one entry for whatever is done, and one for each look at a ticket or a report."""
    there = await street(api)
    own = await own_ids(there.admin)
    before = await trail(api)
    left = {}
    for request in REQUESTS:
        signed = request.name in OF_INTEGRATIONS
        caller = api.anonymous() if signed else there.admin
        forget_looks(api)
        async with rolled_back(api.engine):
            answer = await there.ask(caller, request, {**there.ours.ids, **own}, signed=signed)
            assert answer.is_success, (request.name, answer.text)
            left[request.name] = [
                (row["operation"], row["outcome"], row["status"])
                for row in await added(api, before)
                if row["operation"] != "seal_events"  # of the tickets that followed
            ]
            expected = _expected(request.name, answer.status_code)
        assert left[request.name] == expected, request.name


def forget_looks(api: Api) -> None:
    """As a process does that has just started."""
    backend: Backend = api.app.state.runtime
    api.app.state.runtime = replace(backend, looks=Looks(api.engine))


def _expected(name: str, status: int) -> list[tuple[str, str, int]]:
    request, operation = request_of(name), name.partition("/")[0]
    if request.method != "GET":
        return [(operation, "done", status)]
    shows_a_ticket = "{ticketId}" in request.template or name in ("read_event", "read_vulnerability_report")
    return [(operation, "seen", status)] if shows_a_ticket else []


async def test_an_entry_says_who_did_what_from_where_with_what_and_for_whom(
    api: Api, desk: Desk, extended: Organisation, support: Caller
) -> None:
    ticket = await desk.ticket()
    before = await trail(api)

    await support.post(f"/v1/tickets/{ticket.id}/comments", json={"text": "Jan calls back."}, headers=FROM_HERE)

    (entry,) = await added(api, before)
    keys = (await support.get("/v1/api-keys")).json()["items"]
    assert {name: entry[name] for name in entry if name not in ("hash", "position")} == {
        "chain": extended.customer.id,
        "recorded_at": api.clock.now,
        "actor_kind": "person",
        "actor_id": support.person.id,
        "credential_kind": "api_key",
        "credential_id": keys[0]["id"],
        "on_behalf_of": extended.customer.id,
        "operation": "add_ticket_comment",
        "subject_type": "ticket",
        "subject_id": ticket.id,
        "address": entry["address"],
        "request_id": "request-of-ours",
        "outcome": "done",
        "status": 201,
        "details": {"part": "comments", "seals": {ticket.id: entry["details"]["seals"][ticket.id]}},
    }
    assert str(entry["address"]) == "127.0.0.1"


async def test_a_change_names_members_and_never_what_they_hold(api: Api, admin: Caller, extended: Organisation) -> None:
    person = extended.registrants[0]
    before = await trail(api)

    answer = await admin.patch(
        f"/v1/people/{str(person.id).upper()}",
        json={"name": "Roza van Dijk", "email": "roza@example.org"},
        headers={"If-Match": "*"},
    )

    (entry,) = await added(api, before)
    assert answer.status_code == 200
    assert (entry["chain"], entry["subject_type"], entry["subject_id"]) == (
        extended.customer.id,
        "person",
        str(person.id),
    )
    assert entry["details"] == {"members": ["email", "name"], "etag": answer.headers["ETag"]}
    assert entry["on_behalf_of"] is None


async def test_a_manager_registers_on_behalf_of_a_registrant(
    api: Api, desk: Desk, support: Caller, manager: Caller, registrant: Caller
) -> None:
    behalf = {"registrantId": str(registrant.person.id)}
    signal = await desk.ticket(by=support, channel="mail")
    before = await trail(api)

    await manager.post(f"/v1/tickets/{signal.id}/registration", json=behalf)
    await desk.ticket(by=manager, **behalf)

    for entry in await added(api, before):
        assert (entry["actor_id"], entry["on_behalf_of"]) == (manager.person.id, registrant.person.id)


async def test_a_registrant_registers_on_nobodys_behalf(
    api: Api, desk: Desk, support: Caller, registrant: Caller
) -> None:
    signal = await desk.ticket(by=support, channel="mail")
    before = await trail(api)

    await registrant.post(f"/v1/tickets/{signal.id}/registration", json={})

    (entry,) = await added(api, before)
    assert (entry["actor_id"], entry["on_behalf_of"]) == (registrant.person.id, None)


async def test_a_key_is_made_on_behalf_of_its_holder(api: Api, manager: Caller, colleague: Caller) -> None:
    before = await trail(api)
    for caller in (manager, colleague):
        answer = await caller.post("/v1/api-keys", json={"personId": str(colleague.person.id)})
        assert answer.status_code == 201

    entries = {row["actor_id"]: row["on_behalf_of"] for row in await added(api, before)}
    assert entries == {manager.person.id: colleague.person.id, colleague.person.id: None}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/tickets", {**REPORT, "title": ""}),
        ("POST", "/v1/tickets", {**REPORT, "customerId": "0192b0b0-0000-7000-8000-000000000001"}),
        ("PATCH", "/v1/tickets/0192b0b0-0000-7000-8000-000000000001", {"title": "x"}),
        ("GET", "/v1/tickets/0192b0b0-0000-7000-8000-000000000001", None),
        ("POST", "/v1/nothing", {}),
    ],
)
async def test_what_fails_leaves_no_entry(api: Api, admin: Caller, method: str, path: str, body: Any) -> None:
    answer = await admin.request(method, path, json=body, headers={"If-Match": "*"})

    assert answer.status_code in (400, 404)
    assert await trail(api) == []


async def test_what_is_answered_again_was_done_once(api: Api, admin: Caller) -> None:
    body = {"name": "Dairy", "serviceLevel": "standard"}
    answers = [await admin.post("/v1/customers", json=body, headers={"Idempotency-Key": "k"}) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {201}
    assert [row["operation"] for row in await trail(api)] == ["create_customer"]


async def test_a_refusal_that_is_kept_as_an_answer_did_nothing(api: Api, desk: Desk, registrant: Caller) -> None:
    ticket = await desk.ticket()
    before = await trail(api)

    answer = await registrant.post(
        f"/v1/tickets/{ticket.id}/registration", json={}, headers={"Idempotency-Key": "registered-already"}
    )

    assert answer.status_code == 409
    assert await added(api, before) == []


async def test_refusals_are_recorded_once_in_a_while(api: Api, desk: Desk, colleague: Caller) -> None:
    """A flood of them does not drown the trail."""
    tickets = [await desk.ticket() for _ in range(3)]
    before = await trail(api)

    for ticket in tickets * 3:
        comment = {"text": "Between us.", "internal": True}
        answer = await colleague.post(f"/v1/tickets/{ticket.id}/comments", json=comment, headers=FROM_HERE)
        assert answer.status_code == 403

    (entry,) = await added(api, before)
    assert (entry["operation"], entry["outcome"], entry["status"]) == ("add_ticket_comment", "refused", 403)
    assert (entry["actor_id"], entry["subject_id"]) == (colleague.person.id, tickets[0].id)
    assert entry["request_id"] == "request-of-ours"
    assert entry["on_behalf_of"] is None


async def test_what_could_not_be_recorded_has_not_happened(api: Api, desk: Desk, admin: Caller) -> None:
    """Somebody put an entry beyond the head: the next one has no place to go."""
    ticket = await desk.ticket()
    async with transaction(api.engine, SYSTEM) as connection:
        (row,) = (await connection.execute(select(audit_entries))).mappings()
        await connection.execute(audit_entries.insert().values({**row, "position": 2}))

    answer = await admin.post(f"/v1/tickets/{ticket.id}/comments", json={"text": "Unheard."})

    assert answer.status_code == 409
    assert [event["type"] for event in await ticket_events(api, ticket.id)] == ["registered"]


async def ticket_events(api: Api, ticket_id: str) -> list[dict[str, str]]:
    async with transaction(api.engine, SYSTEM) as connection:
        events = await tickets.events(connection, Scope(None), UUID(ticket_id))
    return [{"type": event.fact.type} for event in events]


async def test_the_chains_hold_after_a_day_of_work(api: Api) -> None:
    there = await street(api)
    for request in REQUESTS:
        await there.ask(there.admin, request, there.ours.ids)
    async with transaction(api.engine, SYSTEM) as connection:
        chains = await audit_chains.heads(connection)
    assert {OF_VENDOR, there.ours.organisation.customer.id, there.theirs.organisation.customer.id} <= set(chains)
    for chain in chains:
        steps = [step async for step in audit_verification.verify(api.engine, chain)]
        assert [step.broken for step in steps] == [None]


def test_all_operations_are_walked() -> None:
    assert {request.name.partition("/")[0] for request in REQUESTS} == set(OPERATIONS)
