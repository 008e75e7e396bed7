"""Everybody at once: people with keys and without at several processes, and the workers beside them.

Whatever comes of it, nobody is told of an effect that isn't there, or stays silent of one, and all of it adds up.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any, Final
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select, text

from app.access.limits import turns
from app.agreements.book import Agreements
from app.domain.vocabulary import Role, ServiceLevel
from app.main import RESOURCES
from app.postgres import engine as engines
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.tables import ticket_events
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.sla.agreement import REVISIONS
from app.tickets.store.replay import TicketSelection
from app.verification import audit_verification
from app.verification.count_verification import miscounted
from app.verification.verification import verify
from app.workers.calendars import RecomputeJob, follow_batch
from app.workers.counting import count_customer
from app.workers.deadlines import announce_batch
from tests.organisations import make_organisation
from tests.postgres.visitors import assert_whole
from tests.routers.callers import Api, Caller
from tests.routers.conftest import api_over
from tests.routers.tickets.conftest import OUTPUTS, Desk, Walker

SIZE: Final = 5
PROCESSES: Final = 2
AT_ONCE: Final = 12
REQUESTS: Final = 120
PATIENT_SECONDS: Final = 20.0
DECISIONS: Final = ("start_investigation", "request_information", "information_received", "unclear", "clear", "solved")
EVENTS: Final = ("decision_taken", "comment_added", "priority_requested", "priority_decided")
"""One of each for every request that was granted."""
DEADLOCKS: Final = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
LEVELS: Final = ("1", "2", "3")
ANSWERED: Final = frozenset({200, 201, 400, 403, 409})


@dataclass
class Crowd:
    """The same people at several processes, all of them with the same tickets, and what they were answered."""

    apis: Sequence[Api]
    people: Sequence[Caller]
    customer: Caller
    """Who asks."""
    tickets: Sequence[Walker]
    random: Random = field(default_factory=lambda: Random(4))  # noqa: S311 - a test
    asked: list[str] = field(default_factory=list[str])
    answers: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    broken: list[str] = field(default_factory=list[str])
    """In words: what was neither done nor refused for a reason."""

    def client(self, who: Caller | None = None) -> AsyncClient:
        return self.random.choice(self.apis).from_("192.0.2.1", (who or self.random.choice(self.people)).key)

    async def does_something(self) -> None:
        acts = (self._decides, self._comments, self._asks, self._answers, self._assigns, self._corrects)
        await self.random.choice(acts)(self.random.choice(self.tickets).path)

    async def _decides(self, path: str) -> None:
        decision = self.random.choice(DECISIONS)
        await self._post("decision_taken", f"{path}/transitions", {"decision": decision, **OUTPUTS.get(decision, {})})

    async def _comments(self, path: str) -> None:
        await self._post("comment_added", f"{path}/comments", {"text": "Any news?"})

    async def _asks(self, path: str) -> None:
        wanted = {"urgency": f"u{self.random.choice(LEVELS)}", "impact": f"i{self.random.choice(LEVELS)}"}
        body = {**wanted, "reason": "Now."}
        answer = await self._post("priority_requested", f"{path}/priority-requests", body, by=self.customer)
        if answer.is_success:
            self.asked.append(f"{path}/priority-requests/{answer.json()['id']}/decision")

    async def _answers(self, _: str) -> None:
        if self.asked:
            body = {"accepted": True, "reason": "Right."}
            await self._post("priority_decided", self.random.choice(self.asked), body)

    async def _assigns(self, path: str) -> None:
        body = {"personId": str(self.random.choice(self.people).person.id)}
        self._note(
            "", await self.client().put(f"{path}/raci-assignments/support", json=body, headers={"If-Match": "*"})
        )

    async def _corrects(self, path: str) -> None:
        body = {"title": f"Number {self.random.random()}"}
        self._note("", await self.client().patch(path, json=body, headers={"If-Match": "*"}))

    async def closes(self, day: date) -> None:
        await self._post("", "/v1/sla/closing-days", {"closesOn": day.isoformat(), "name": "Moving house"})

    async def _post(self, event: str, path: str, body: Any, by: Caller | None = None) -> Response:
        key = {"Idempotency-Key": str(uuid4())} if self.random.random() < 0.7 else {}
        return self._note(event, await self.client(by).post(path, json=body, headers=key))

    def _note(self, event: str, answer: Response) -> Response:
        self.answers.append((event, answer.status_code))
        if answer.status_code not in ANSWERED:
            self.broken.append(f"{answer.request.method} {answer.request.url.path}: {answer.text}")
        return answer


@pytest.fixture
async def crowd(fresh_database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Crowd]:
    """Who waits on a slow machine waits longer: nobody is sent away for that, and whoever is, is so for a fault."""
    monkeypatch.setattr(engines, "TIMEOUT_SECONDS", PATIENT_SECONDS)
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", PATIENT_SECONDS)
    async with AsyncExitStack() as stack:
        apis: list[Api] = []
        for _ in range(PROCESSES):
            engine = create_engine(fresh_database.app, pool_size=SIZE, lock_timeout="8s")
            stack.push_async_callback(engine.dispose)
            apis.append(await stack.enter_async_context(api_over(engine, RESOURCES)))
        async with transaction(apis[0].engine, SYSTEM) as connection:
            dairy = await make_organisation(connection, "Dairy", ServiceLevel.EXTENDED, "Rosa")
        people = [await apis[0].as_(Role.SUPPORT, Role.CONSULTANT, Role.SUPPORT_MANAGER) for _ in range(2)]
        desk = Desk(await apis[0].as_administrator(), dairy)
        customer = await apis[0].as_(dairy.registrants[0])
        yield Crowd(apis, people, customer, [await desk.ticket() for _ in range(3)])


async def work(crowd: Crowd, engine: AsyncEngine, until: asyncio.Event) -> None:
    """All that happens without a request; and a closing day now and then, so that there is something to follow."""
    clock, book = crowd.apis[0].clock, Agreements(REVISIONS)
    recomputing = RecomputeJob(engine, clock, book)
    for day in count(2):
        if until.is_set():
            return
        clock.advance(timedelta(hours=1))
        await crowd.closes(clock.now.date() + timedelta(days=day))
        await asyncio.gather(
            announce_batch(engine, clock), follow_batch(recomputing), count_customer(engine, clock, book)
        )


async def test_nothing_is_lost_or_done_twice_and_nobody_waits_in_a_circle(crowd: Crowd) -> None:
    turns = asyncio.Semaphore(AT_ONCE)

    async def in_turn() -> None:
        async with turns:
            await crowd.does_something()

    is_over = asyncio.Event()
    worker = asyncio.create_task(work(crowd, crowd.apis[-1].engine, until=is_over))
    await asyncio.gather(*(in_turn() for _ in range(REQUESTS)))
    is_over.set()
    await worker

    assert crowd.broken == []
    engine = crowd.apis[0].engine
    async with transaction(engine, SYSTEM) as connection:
        stored = Counter(await connection.scalars(select(ticket_events.c.type)))
        assert await connection.scalar(DEADLOCKS) == 0
    done = Counter(event for event, status in crowd.answers if status == 201)
    assert {event: stored[event] for event in EVENTS} == {event: done[event] for event in EVENTS}
    assert [
        each.words
        async for batch in verify(engine, Agreements(REVISIONS), TicketSelection())
        for each in batch.differences
    ] == []
    assert await miscounted(engine, Agreements(REVISIONS), crowd.apis[0].clock()) == []
    for chain in await audit_verification.lengths(engine, None):
        assert [each.broken async for each in audit_verification.verify(engine, chain) if each.broken] == []
    for api in crowd.apis:
        await assert_whole(api.engine, SIZE)
