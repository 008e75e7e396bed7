"""The way of what a system posts: its proof, its quota, its turn, and a unit of work as that integration."""

import logging
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Final, cast
from uuid import UUID

from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import Response

from app.errors import NotFound, ServiceError, Unauthenticated
from app.integrations import webhooks
from app.integrations.webhooks import Sender, SenderProof
from app.postgres.engine import transaction
from app.postgres.tenancy import NOTHING
from app.routers.http.client_address import client_address
from app.routers.http.problems import NOTHING_HERE
from app.routers.http.request import StrictRequest
from app.routers.http.route import Handler, StrictRoute
from app.routers.http.types import identifier
from app.routers.request.auditing import on_record
from app.routers.request.backend import backend_of
from app.telemetry.metrics import MESSAGES
from app.unit_of_work import UnitOfWork

CREATED: Final = 201
MOST_TOLD: Final = 10
"""Faults of a message."""
_LOG: Final = logging.getLogger("duetime.webhooks")


class DeliveryRoute(StrictRoute, ABC):
    """Finds the sender by what it sent, which comes first: a slow sender holds no connection."""

    @abstractmethod
    async def proof(self, request: StrictRequest) -> SenderProof:
        """What came with the request, whole. Nothing is asked of the database yet."""

    async def answered(self, request: StrictRequest, handle: Handler) -> Response:
        proof = await self.proof(request)
        integration_id = _integration_id(request)

        async def act(uow: UnitOfWork) -> Response:
            request.state.uow = uow
            return await handle(request)

        with _counted(integration_id) as delivery:
            async with backend_of(request).admission.sender(request, integration_id):
                answer = await on_record(request, _delivered(request, integration_id, proof), act)
            delivery.outcome = "accepted" if answer.status_code == CREATED else "repeated"
        return answer


def sender_of(request: Request) -> Sender:
    """Who was found to have sent it."""
    return cast("Sender", request.state.sender)


@dataclass
class _Delivery:
    outcome: str = "failed"
    reason: str = ""


@contextmanager
def _counted(integration_id: UUID) -> Generator[_Delivery]:
    """What became of a message. That somebody else sent it, `admission` has told; what is wrong with it is told here,
    by the names of members: what they hold is nobody's business.
    """
    delivery = _Delivery()
    try:
        yield delivery
    except Unauthenticated as refusal:
        delivery.outcome, delivery.reason = "refused", refusal.reason
        raise
    except ServiceError as refusal:
        delivery.outcome, delivery.reason = "refused", refusal.code
        where = [f"{each.pointer} {each.code}" for each in refusal.faults[:MOST_TOLD]]
        told = {"integration": str(integration_id), "reason": refusal.code.value, "faults": ", ".join(where)}
        _LOG.warning("a message of an integration was refused", extra=told)
        raise
    finally:
        MESSAGES.labels(delivery.outcome, delivery.reason).inc()


@asynccontextmanager
async def _delivered(request: Request, integration_id: UUID, proof: SenderProof) -> AsyncGenerator[UnitOfWork]:
    backend = backend_of(request)
    now = backend.clock()
    async with transaction(backend.engine, NOTHING) as connection:
        sender = await webhooks.authenticate(connection, integration_id, proof, now, client_address(request))
        request.state.sender = sender
        yield UnitOfWork(connection, sender.caller, now, backend.book)


def _integration_id(request: Request) -> UUID:
    try:
        return identifier(request.path_params["integrationId"])
    except PydanticCustomError:
        raise NotFound(NOTHING_HERE) from None
