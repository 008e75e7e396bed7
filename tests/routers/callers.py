"""Clients of the app under test, each with a key of its own."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Self

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from starlette.types import Receive, Scope, Send

from app.access.store.people import Person
from app.addresses import network
from app.clock import Instant
from app.domain.vocabulary import Role
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.routers.request.admission import Admission
from tests.organisations import MONDAY, Organisation, make_key, make_person

BASE_URL = "http://duetime.test"


@dataclass
class ClockOfTest:
    """Stands still until a test moves it."""

    now: Instant = MONDAY

    def __call__(self) -> Instant:
        return self.now

    def advance(self, by: timedelta) -> Instant:
        self.now = Instant(self.now + by)
        return self.now


class Caller(AsyncClient):
    """An httpx client that is somebody: `await support.get("/v1/customers")`."""

    def __init__(self, app: FastAPI, person: Person, key: str) -> None:
        super().__init__(
            transport=ASGITransport(app=app), base_url=BASE_URL, headers={"Authorization": f"Bearer {key}"}
        )
        self.person = person
        self.key = key


@dataclass
class Api:
    """The app with its database. `api` takes turns: one request, or one transaction of the test, at a time."""

    app: FastAPI
    engine: AsyncEngine
    clock: ClockOfTest
    _open: list[AsyncClient] = field(default_factory=list[AsyncClient])

    def anonymous(self) -> AsyncClient:
        client = AsyncClient(transport=ASGITransport(app=self.app), base_url=BASE_URL)
        self._open.append(client)
        return client

    def from_(self, peer: str | None, key: str, forwarded: str | None = None) -> AsyncClient:
        """Somebody with this key, whose connection comes from `peer` and says that it was forwarded for `forwarded`."""

        async def relocated(scope: Scope, receive: Receive, send: Send) -> None:
            await self.app({**scope, "client": peer and (peer, 4711)}, receive, send)

        said = {} if forwarded is None else {"X-Forwarded-For": forwarded}
        headers = {"Authorization": f"Bearer {key}", **said}
        client = AsyncClient(transport=ASGITransport(app=relocated), base_url=BASE_URL, headers=headers)
        self._open.append(client)
        return client

    async def write_looks(self) -> None:
        """Which would be done in a moment."""
        await self.app.state.runtime.looks.write()

    def trust(self, proxy: str) -> None:
        settings = self.app.state.runtime.settings.model_copy(update={"trusted_proxies": (network(proxy),)})
        self.app.state.runtime = replace(self.app.state.runtime, settings=settings)

    async def as_(self, who: Person | Role, *more: Role) -> Caller:
        """A client for this person, or for a new one of the vendor's with these roles."""
        async with transaction(self.engine, SYSTEM) as connection:
            if isinstance(who, Role):
                who = await make_person(connection, f"A {who.replace('_', ' ')}", who, *more, at=self.clock.now)
            key = await make_key(connection, who, at=self.clock.now)
        caller = Caller(self.app, who, key)
        self._open.append(caller)
        return caller

    async def as_administrator(self) -> Caller:
        async with transaction(self.engine, SYSTEM) as connection:
            person = await make_person(connection, "Administrator", administrator=True, at=self.clock.now)
        return await self.as_(person)

    async def as_colleague(self, organisation: Organisation, name: str = "Carla Colleague") -> Caller:
        """A client for a person of this customer who is no registrant."""
        async with transaction(self.engine, SYSTEM) as connection:
            person = await make_person(connection, name, customer_id=organisation.customer.id, at=self.clock.now)
        return await self.as_(person)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *failure: object) -> None:
        for client in self._open:
            await client.aclose()


def limit(api: Api, **limits: int) -> None:
    """As if it had been started with these settings."""
    runtime = api.app.state.runtime
    settings = runtime.settings.model_copy(update=limits)
    api.app.state.runtime = replace(runtime, settings=settings, admission=Admission(api.engine, settings))
