"""A person is erased: no table says who it was, and everything that happened still stands."""

import asyncio
import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from httpx import Response
from sqlalchemy import text, update

from app.access.store.people import Person, find
from app.accounts.store import erasure
from app.cli.commands import parser
from app.domain.vocabulary import ServiceLevel
from app.main import RESOURCES
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.scope import Scope
from app.postgres.tables import metadata, people
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.verification import audit_verification
from tests.organisations import make_organisation
from tests.routers.callers import Api, Caller
from tests.routers.conftest import api_over
from tests.routers.tickets.conftest import REPORT

NAME, EMAIL, SIGN_IN = 'Jóhanna "Jo" van der Wíel', "jo.vanderwiel@example.org", "jo-at-the-provider"


@dataclass
class World:
    api: Api
    admin: Caller
    jo: Caller
    person: Person
    ticket: str


@pytest.fixture
async def world(fresh_database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[World]:
    """Jo is a registrant who did whatever a registrant does, each time with an Idempotency-Key."""
    monkeypatch.setenv("DUETIME_DATABASE_URL", fresh_database.app)
    engine = create_engine(fresh_database.app)
    async with api_over(engine, RESOURCES) as api:
        async with transaction(engine, SYSTEM) as connection:
            organisation = await make_organisation(connection, "Dairy", ServiceLevel.EXTENDED)
        admin = await api.as_administrator()
        customer_id = str(organisation.customer.id)
        made = await post(admin, "/v1/people", name=NAME, email=EMAIL, roles=["customer"], customerId=customer_id)
        async with transaction(engine, SYSTEM) as connection:
            person = await find(connection, Scope(None), UUID(made["id"]))
            assert person is not None
            await connection.execute(update(people).where(people.c.id == person.id).values(issuer="x", subject=SIGN_IN))
        await post(admin, f"/v1/customers/{customer_id}/registrants", personId=str(person.id))
        jo = await api.as_(person)
        await post(jo, "/v1/api-keys", personId=str(person.id), name=f"The laptop of {NAME}")
        ticket = (await post(jo, "/v1/tickets", **REPORT))["id"]
        await post(jo, f"/v1/tickets/{ticket}/comments", text="It still happens.")
        assigned = await admin.put(
            f"/v1/tickets/{ticket}/raci-assignments/customer",
            json={"personId": str(person.id)},
            headers={"If-Match": "*"},
        )
        assert assigned.is_success, assigned.text
        await jo.patch(f"/v1/tickets/{ticket}", json={"title": "Another title"}, headers={"If-Match": "*"})
        yield World(api, admin, jo, person, ticket)
    await engine.dispose()


async def post(caller: Caller, path: str, **body: object) -> dict[str, str]:
    answer: Response = await caller.post(path, json=body, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


async def everything(engine: AsyncEngine) -> str:
    """Of every row of every table, as text; bytes as the text that they are of."""
    rows: list[str] = []
    async with transaction(engine, SYSTEM) as connection:
        for table in metadata.sorted_tables:
            found = await connection.execute(text(f"SELECT * FROM {table.name}"))  # noqa: S608
            for row in found.mappings():
                rows += [
                    value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    for value in row.values()
                ]
    return "\n".join(rows)


def run(*arguments: str) -> str:
    """What is refused; empty when it was done."""
    options = parser().parse_args([*arguments])
    try:
        options.run(options)
    except SystemExit as left:
        return str(left)
    return ""


async def erase(person_id: object, *more: str) -> str:
    return await asyncio.to_thread(run, "person", "erase", str(person_id), *more)


async def test_nothing_says_any_more_who_it_was(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    before = await everything(world.api.engine)
    assert all(word in before for word in (NAME, EMAIL, SIGN_IN))

    assert await erase(world.person.id) == ""
    said = capsys.readouterr().out
    after = await everything(world.api.engine)

    assert [word for word in (NAME, json.dumps(NAME)[1:-1], EMAIL, SIGN_IN, "laptop") if word in after] == []
    assert "keys, revoked for good: 2" in said
    assert "rights to register tickets: 1" in said
    assert "Named for a role, which falls back to everybody who has it, on T-2026-" in said
    assert "in words that people wrote" not in said


async def test_what_happened_still_stands(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert await erase(world.person.id) == ""

    assert (await world.jo.get("/v1/tickets")).status_code == 401
    ticket = (await world.admin.get(f"/v1/tickets/{world.ticket}")).json()
    events = (await world.admin.get(f"/v1/tickets/{world.ticket}/events")).json()["items"]
    raci = await world.admin.get(f"/v1/tickets/{world.ticket}/raci")
    trail = (await world.admin.get("/v1/audit-entries", params={"personId": str(world.person.id)})).json()["items"]
    assert ticket["title"] == "Another title"
    assert {each["actor"]["name"] for each in events if each["actor"]["id"] == str(world.person.id)} == {erasure.NAME}
    assert erasure.NAME in raci.text
    assert {each["actor"]["name"] for each in trail} == {erasure.NAME}
    assert len(trail) == 4
    assert await asyncio.to_thread(run, "verify") == ""
    lengths = await audit_verification.lengths(world.api.engine, None)
    for chain in (chain for chain, entries in lengths.items() if entries):
        assert [step.broken async for step in audit_verification.verify(world.api.engine, chain)] == [None]


async def test_the_erasure_is_on_record_and_is_for_good(world: World) -> None:
    assert await erase(world.person.id) == ""

    wanted = {"operation": "erase_person"}
    (entry,) = (await world.admin.get("/v1/audit-entries", params=wanted)).json()["items"]
    assert entry["actor"] == {"id": None, "kind": "operator", "name": "the operator"}
    assert entry["subject"] == {"type": "person", "id": str(world.person.id)}
    assert entry["customerId"] == str(world.person.customer_id)
    assert entry["details"] == {"keys": 2, "registrations": 1, "answers": 5}
    answer = await world.admin.patch(
        f"/v1/people/{world.person.id}", json={"active": True, "name": "Jo"}, headers={"If-Match": "*"}
    )
    assert answer.status_code == 409
    assert "was erased at" in await erase(world.person.id)


async def test_a_dry_run_tells_and_changes_nothing(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    comment = f"Call {NAME.upper()} at 06-12345678."
    await post(world.jo, f"/v1/tickets/{world.ticket}/comments", text=comment)
    before = await everything(world.api.engine)

    assert await erase(world.person.id, "--dry-run") == ""

    said = capsys.readouterr().out
    assert await everything(world.api.engine) == before
    assert "  ticket_events.payload: 1 rows" in said
    assert "on tickets T-2026-" in said
    assert said.endswith("Nothing was changed: this was a dry run.\n")


async def test_nobody_and_the_last_administrator_are_refused(world: World) -> None:
    assert "There is no such person." in await erase(uuid4())
    assert "last administrator" in await erase(world.admin.person.id)
    assert (await world.admin.get("/v1/people")).status_code == 200
