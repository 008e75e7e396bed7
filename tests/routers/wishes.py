"""A resource that is made by POST, with a key or without, and refuses in every way there is."""

from uuid import UUID

from sqlalchemy import select, text
from starlette.responses import Response

from app.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from app.postgres.tables import customers
from app.routers.http.documented import creates
from app.routers.http.replies import reply
from app.routers.http.types import Id, In, Out
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.route import api_router
from app.unit_of_work import UnitOfWork
from tests.organisations import make_customer

REFUSALS: dict[str, Exception] = {
    "conflict": Conflict("It is closed.", section="2"),
    "invalid": Invalid.at("/name", "wrong", "Not this name."),
    "forbidden": Forbidden("Somebody else's."),
    "not found": NotFound("No such thing."),
    "unavailable": Unavailable("Not now."),
    "bug": RuntimeError("ours"),
}


class WishIn(In):
    name: str
    wishes: tuple[str, ...] = ()


class WishOut(Out):
    id: UUID
    name: str
    password: str | None


wishes = api_router("Wishes", prefix="/wishes")


@wishes.post("", status_code=201, responses=creates(WishOut))
@idempotent()
async def wish(body: WishIn, uow: UnitOfWorkDep) -> Response:
    return await _granted(uow, body.name)


@wishes.post("/{wishId}/more", status_code=201, responses=creates(WishOut))
@idempotent()
async def wish_more(wishId: Id, body: WishIn, uow: UnitOfWorkDep) -> Response:  # noqa: N803
    return await _granted(uow, body.name)


@wishes.post("/secret", status_code=201, responses=creates(WishOut))
@idempotent(shown_once="password")
async def wish_in_secret(body: WishIn, uow: UnitOfWorkDep) -> Response:
    return await _granted(uow, body.name)


async def _granted(uow: UnitOfWork, name: str) -> Response:
    customer = await make_customer(uow.connection, name, at=uow.now)
    if name == "twice":
        await uow.connection.execute(customers.insert().from_select(list(customers.c.keys()), select(customers)))
    if name == "die":
        await uow.connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    if name in REFUSALS:
        raise REFUSALS[name]
    granted = WishOut(id=customer.id, name=name, password="open sesame")
    return reply(granted, status=201, version=1, location=f"/wishes/{customer.id}")
