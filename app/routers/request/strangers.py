"""What somebody without a key does: the service does it for them, from their address, in a transaction of its own."""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.requests import Request

from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM
from app.postgres import tenancy
from app.postgres.engine import transaction
from app.routers.http.client_address import client_address
from app.routers.request.backend import backend_of
from app.unit_of_work import UnitOfWork


@asynccontextmanager
async def for_stranger(request: Request, admitted: AbstractAsyncContextManager[object]) -> AsyncGenerator[UnitOfWork]:
    """`admitted`: within the limits of what is done without a key, as `Admission` has them."""
    backend = backend_of(request)
    async with admitted, transaction(backend.engine, tenancy.SYSTEM) as connection:
        caller = Caller(SYSTEM, address=client_address(request))
        uow = UnitOfWork(connection, caller, backend.clock(), backend.book)
        yield uow
        await uow.commit()
