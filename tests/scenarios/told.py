"""Tickets told as the scenarios tell them, over HTTP: each act is done at its own moment, in Amsterdam wall time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from app.accounts.store import customers
from app.clock import Instant, instant
from app.domain.agreement.agreement import RequestClass, hours
from app.domain.tickets.facts import OwnTarget
from app.domain.vocabulary import ClockName, Priority, ServiceLevel
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.business_time.amsterdam import local
from tests.organisations import make_customer, make_person
from tests.rounds import announce_due
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import REPORT, Walker

FIRST_DAY: Final = local("2023-03-01 09:00")
PRIORITIES: Final = {"high": ("u1", "i1"), "normal": ("u2", "i2"), "low": ("u3", "i3")}


@dataclass(frozen=True)
class Seen:
    """A clock as the service shows it."""

    state: str
    due: Instant | None
    breached: Instant | None
    stopped: Instant | None
    elapsed: timedelta
    remaining: timedelta | None
    paused: timedelta
    reason: str | None


@dataclass
class Told:
    """A ticket. What is recorded later than it occurred says so by `recorded`."""

    api: Api
    walker: Walker

    async def does(
        self, at: str, decision: str, *, recorded: str | None = None, by: Caller | None = None, **outputs: Any
    ) -> None:
        self.api.clock.now = local(recorded or at)
        late = {} if recorded is None else {"occurredAt": local(at).isoformat()}
        await self.walker.decide(decision, by=by, **late, **outputs)

    async def assessed(self, at: str, priority: str) -> None:
        self.api.clock.now = local(at)
        urgency, impact = PRIORITIES[priority]
        answer = await self.walker.caller.patch(
            self.walker.path,
            json={"urgency": urgency, "impact": impact, "reason": "Looked again."},
            headers={"If-Match": "*"},
        )
        assert answer.json()["priority"] == priority, answer.text

    async def seen(self, at: str, name: str = "resolution") -> Seen:
        self.api.clock.now = local(at)
        clock = await self.walker.clock(name)
        return Seen(
            state=clock["state"],
            due=_moment(clock["dueAt"]),
            breached=_moment(clock["breachedAt"]),
            stopped=_moment(clock["stoppedAt"]),
            elapsed=timedelta(seconds=clock["elapsedSeconds"]),
            remaining=None if clock["remainingSeconds"] is None else timedelta(seconds=clock["remainingSeconds"]),
            paused=timedelta(seconds=clock["pausedSeconds"]),
            reason=clock.get("reason"),
        )

    async def due(self, at: str, name: str = "resolution") -> Instant | None:
        return (await self.seen(at, name)).due

    async def ticket(self) -> dict[str, Any]:
        return await self.walker.ticket()

    async def events(self, *kinds: str) -> list[dict[str, Any]]:
        return [event for event in await self.walker.events() if event["type"] in kinds or not kinds]


@dataclass
class Office:
    """A vendor whose administrator takes the tickets in and decides on them, unless somebody else is named."""

    api: Api
    vendor: Caller

    async def customer(self, level: ServiceLevel = ServiceLevel.STANDARD, resolution_hours: float = 8) -> UUID:
        """With a figure of its own for the resolution: half of it when high, twice when low."""
        amounts = {Priority.HIGH: resolution_hours / 2, Priority.NORMAL: resolution_hours}
        amounts[Priority.LOW] = resolution_hours * 2
        own = tuple(
            OwnTarget(
                request_class=RequestClass.INCIDENT,
                clock=ClockName.RESOLUTION,
                priority=priority,
                target=hours(amount),
            )
            for priority, amount in amounts.items()
        )
        async with transaction(self.api.engine, SYSTEM) as connection:
            return (await make_customer(connection, "Bakery", level, own_targets=own, at=self.api.clock.now)).id

    async def registered(
        self,
        at: str,
        resolution_hours: float = 8,
        *,
        customer_id: UUID | None = None,
        recorded: str | None = None,
        by: Caller | None = None,
    ) -> Told:
        """Of the standard level and the normal priority."""
        customer = customer_id or await self.customer(resolution_hours=resolution_hours)
        self.api.clock.now = local(recorded or at)
        late = {} if recorded is None else {"registeredAt": local(at).isoformat()}
        answer = await (by or self.vendor).post("/v1/tickets", json={"customerId": str(customer), **REPORT, **late})
        assert answer.status_code == 201, answer.text
        return Told(self.api, Walker(answer.json()["id"], self.vendor))

    async def registrant(self, customer_id: UUID) -> Caller:
        async with transaction(self.api.engine, SYSTEM) as connection:
            person = await make_person(connection, "Rosa", customer_id=customer_id, at=self.api.clock.now)
            await customers.add_registrant(connection, customer_id, person.id, self.api.clock.now)
        return await self.api.as_(person)

    async def announced(self, at: str) -> int:
        """The worker comes by; how many tickets there were to announce."""
        self.api.clock.now = local(at)
        return await announce_due(self.api.engine, self.api.clock)


def _moment(text: str | None) -> Instant | None:
    return None if text is None else instant(datetime.fromisoformat(text))
