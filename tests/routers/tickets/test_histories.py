"""A ticket that was dealt with elsewhere comes in with all that was decided on it, in one call."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from httpx import Response
from sqlalchemy import func, select

from app.agreements.book import Agreements
from app.clock import Instant
from app.postgres.engine import transaction
from app.postgres.tables import ticket_events, tickets
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from app.tickets.store.replay import TicketSelection
from app.verification.verification import verify
from tests.rounds import announce_due
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import OUTPUTS, REPORT, Desk, Walker

Entry = dict[str, Any]

BEGAN: Final = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
"""A Monday, 10:00 in Amsterdam, three weeks before it is imported."""


def entry(decision: str, hours: float, **more: Any) -> Entry:
    """So many hours after it began."""
    return {"decision": decision, "occurredAt": moment(hours), **OUTPUTS.get(decision, {}), **more}


def moment(hours: float) -> str:
    return (BEGAN + timedelta(hours=hours)).isoformat().replace("+00:00", "Z")


STORY: Final = [
    entry("start_investigation", 1),
    entry("request_information", 2, note="Which build?"),
    entry("information_received", 26, note="5.2"),
    entry("unclear", 27),
    entry("bug", 28),
    entry("bug_registered", 29),
    entry("workaround", 30),
    entry("bug_solved", 75),
    entry("implemented", 100),
    entry("not_solved", 101),
    entry("support", 102),
    entry("solved", 150),
    entry("close", 151),
    entry("reopen", 200, note="It stopped again."),
    entry("clear", 201),
]


async def bring(desk: Desk, history: Sequence[Entry], by: Caller | None = None, **more: Any) -> Response:
    return await desk.report(by, registeredAt=moment(0), history=history, **more)


async def imported(desk: Desk, history: Sequence[Entry], **more: Any) -> Walker:
    answer = await bring(desk, history, **more)
    assert answer.status_code == 201, answer.text
    return Walker(answer.json()["id"], desk.admin)


def faults(answer: Response) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.text
    return [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]


async def differences(api: Api, walker: Walker) -> list[str]:
    found = verify(api.engine, Agreements(REVISIONS), TicketSelection())
    return [each.words async for batch in found for each in batch.differences if str(each.ticket_id) == walker.id]


def alike(ticket: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in ticket.items() if name not in ("id", "number", "createdAt", "updatedAt")}


async def happened(walker: Walker) -> list[tuple[Any, ...]]:
    names = ("sequence", "type", "occurredAt", "recordedAt", "data")
    return [tuple(event[name] for name in names) for event in await walker.events()]


async def test_it_is_what_as_many_calls_would_make_of_it(api: Api, desk: Desk) -> None:
    story: list[Entry] = [{"note": "Noted down afterwards.", **each} for each in STORY]
    at_once = await imported(desk, story)
    one_by_one = await desk.ticket(registeredAt=moment(0))
    for each in story:
        await one_by_one.decide(**each)

    assert alike(await at_once.ticket()) == alike(await one_by_one.ticket())
    assert await happened(at_once) == await happened(one_by_one)
    for name in ("response", "resolution"):
        path = f"clocks/{name}/explanation"
        told = [(await each.caller.get(f"{each.path}/{path}")).json()["lines"] for each in (at_once, one_by_one)]
        assert told[0] == told[1]
    assert await differences(api, at_once) == []
    await at_once.decide("solved")
    assert await differences(api, at_once) == []


async def test_nothing_of_it_is_announced(api: Api, desk: Desk) -> None:
    walker = await imported(desk, [entry("unclear", 100), entry("bug", 101)], urgency="u1", impact="i1")
    api.clock.advance(timedelta(days=1))

    assert (await walker.clock("response"))["state"] == "breached"
    assert await announce_due(api.engine, api.clock) == 0
    assert await walker.events("breach_announced") == []


async def test_who_decided_is_told_and_the_history_tells_both_times(
    api: Api, desk: Desk, support: Caller, registrant: Caller, manager: Caller
) -> None:
    people = [support, support, manager, registrant]
    decisions = ["clear", "not_solved", "consultancy", "solved"]
    history = [
        entry(decision, hours, actorId=str(who.person.id))
        for hours, (decision, who) in enumerate(zip(decisions, people, strict=True))
    ]
    walker = await imported(desk, [*history, entry("close", 9)])

    told = await walker.events("decision_taken")
    assert [event["actor"]["name"] for event in told] == [each.person.name for each in [*people, desk.admin]]
    assert [event["data"].get("role") for event in told] == ["support", "support", "support_manager", "customer", None]
    assert {event["recordedAt"] for event in told} == {"2026-11-23T09:30:00Z"}
    assert [event["occurredAt"] for event in told] == [moment(hours) for hours in (0, 1, 2, 3, 9)]


async def test_who_brings_a_history_along(desk: Desk, callers: dict[str, Caller], registrant: Caller) -> None:
    """A support manager on behalf of a registrant, as with every registration; an administrator for nobody by name."""
    for_whom = {"manager": {"registrantId": str(registrant.person.id)}}
    answers = {
        name: await bring(desk, STORY[:1], by=who, **for_whom.get(name, {}))
        for name, who in callers.items()
        if name != "stranger"
    }
    refused = {name for name, answer in answers.items() if answer.status_code == 403}
    assert refused == {"support", "consultant", "registrant", "colleague"}
    assert answers["admin"].status_code == 201
    manager_s = Walker(answers["manager"].json()["id"], desk.admin)
    [decision] = await manager_s.events("decision_taken")
    assert decision["data"]["role"] == "support_manager"
    assert faults(await bring(desk, STORY[:1], by=callers["manager"])) == [("/registrantId", "missing")]


async def test_everything_wrong_is_told_at_its_place(
    desk: Desk, consultant: Caller, stranger: Caller, support: Caller
) -> None:
    """Where it is only incomplete, or somebody else's, what comes after it is judged all the same."""
    somebody = str(support.person.id)
    answer = await bring(
        desk,
        [
            entry("unclear", 5, actorId=str(consultant.person.id)),
            entry("bug", 6, cause=None, actorId="019390f0-0000-7000-8000-000000000000"),
            entry("bug_registered", 4, backlogItem=None, actorId=str(stranger.person.id)),
            entry("bug_solved", 9_000, actorId=somebody),
            entry("solved", 8, actorId=somebody),
            entry("close", 7),
        ],
    )
    assert faults(answer) == [
        ("/history/0/actorId", "not_theirs"),
        ("/history/1/actorId", "unknown"),
        ("/history/1/cause", "missing"),
        ("/history/2/occurredAt", "before_latest_event"),
        ("/history/2/actorId", "unknown"),
        ("/history/2/backlogItem", "missing"),
        ("/history/3/occurredAt", "in_the_future"),
        ("/history/4/decision", "not_possible"),
        ("/history/5/occurredAt", "before_latest_event"),
    ]


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"decision": "dance"}, "/history/1/decision", "enum"),
        ({"occurredAt": None}, "/history/1/occurredAt", "instant"),
        ({"occurredAt": "2026-11-02T10:00:00"}, "/history/1/occurredAt", "instant"),
        ({"actorId": "me"}, "/history/1/actorId", "uuid"),
        ({"reason": "so"}, "/history/1/reason", "extra_forbidden"),
    ],
)
async def test_what_cannot_be_read_is_told_at_its_place(desk: Desk, wrong: Entry, pointer: str, code: str) -> None:
    answer = await bring(desk, [STORY[0], {**STORY[3], **wrong}])
    assert faults(answer) == [(pointer, code)]


async def test_an_entry_has_a_moment_of_its_own(desk: Desk) -> None:
    answer = await bring(desk, [{"decision": "unclear"}])
    assert faults(answer) == [("/history/0/occurredAt", "missing")]


async def test_all_of_it_or_nothing(api: Api, desk: Desk) -> None:
    async def rows() -> list[int | None]:
        async with transaction(api.engine, SYSTEM) as connection:
            counts = (select(func.count()).select_from(table) for table in (tickets, ticket_events))
            return [await connection.scalar(count) for count in counts]

    before = await rows()
    assert (await bring(desk, [*STORY, entry("bug", 300)])).status_code == 400
    assert await rows() == before


async def test_a_signal_has_no_history_yet(desk: Desk) -> None:
    answer = await bring(desk, [entry("unclear", 1)], channel="phone")
    assert faults(answer) == [("/history/0/decision", "not_possible")]


async def test_brought_along_again_with_the_same_key_it_is_the_same_ticket(desk: Desk, admin: Caller) -> None:
    body = {"customerId": str(desk.organisation.customer.id), **REPORT, "registeredAt": moment(0), "history": STORY}
    key = {"Idempotency-Key": "import-1"}
    first = await admin.post("/v1/tickets", json=body, headers=key)
    again = await admin.post("/v1/tickets", json=body, headers=key)
    other = await admin.post("/v1/tickets", json={**body, "history": STORY[:-1]}, headers=key)

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.json() == first.json()


async def test_a_client_that_cuts_to_milliseconds_brings_it_along_too(desk: Desk) -> None:
    began = "2026-11-02T09:00:00.123456Z"
    answer = await desk.report(
        registeredAt=began, history=[{"decision": "unclear", "occurredAt": "2026-11-02T09:00:00.123Z"}]
    )
    assert answer.status_code == 201, answer.text
    assert (await Walker(answer.json()["id"], desk.admin).events())[-1]["occurredAt"] == began


async def test_hundreds_of_entries(api: Api, desk: Desk) -> None:
    """With as many pauses: the ticket goes on from them."""
    questions = [
        entry(decision, hours / 2, note="Again?")
        for hours, decision in enumerate(["request_information", "information_received"] * 250)
    ]
    walker = await imported(desk, questions)

    assert await differences(api, walker) == []
    await walker.decide("unclear")
    await walker.decide("request_information", note="And now?")
    assert await differences(api, walker) == []
    too_many = await bring(desk, questions * 2)
    assert faults(too_many) == [("/history", "too_long")]


@pytest.mark.parametrize("seed", range(12))
async def test_any_history_is_what_as_many_calls_would_make_of_it(api: Api, desk: Desk, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a history, no secret
    one_by_one = await desk.ticket(registeredAt=moment(0), urgency=chance.choice(["u1", "u3"]))
    history, hours = list[Entry](), 0.0
    for _ in range(chance.randrange(1, 25)):
        possible = (await desk.admin.get(f"{one_by_one.path}/transitions")).json()["items"]
        hours += chance.choice([0, 0.1, 1, 7, 30]) * chance.random()
        history.append(entry(chance.choice(possible)["decision"], hours, note="So it was."))
        await one_by_one.decide(**history[-1])
    assert hours < (api.clock.now - Instant(BEGAN)) / timedelta(hours=1)
    ticket = await one_by_one.ticket()

    at_once = await imported(desk, history, urgency=ticket["urgency"])

    assert alike(await at_once.ticket()) == alike(ticket)
    assert await happened(at_once) == await happened(one_by_one)
    assert await differences(api, at_once) == []
