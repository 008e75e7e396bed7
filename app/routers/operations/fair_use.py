"""Data traffic of instances, against that of comparable customers (§5.6)."""

import re
from datetime import date
from typing import Annotated, Final, Self
from uuid import UUID

from fastapi import Query
from pydantic import Field, PlainValidator
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import Response

from app.clock import Instant
from app.domain.agreement.service_terms import FairUseResponse
from app.domain.operations.fair_use import TrafficJudgement
from app.domain.operations.instances import FairUseStep
from app.domain.vocabulary import ServiceLevel
from app.errors import ErrorCode
from app.operations import fair_use
from app.operations.fair_use import CustomersTraffic
from app.routers.http.documented import creates, lists, refuses
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, reply
from app.routers.http.tables import Column
from app.routers.http.types import WHOLE, In, Note, Out
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import CustomerId, InstanceId
from app.routers.request.route import api_router

router = api_router("Fair use")

MOST_BYTES: Final = 2**53
_MONTH: Final = "20[0-9]{2}-(?:0[1-9]|1[0-2])"


def _month(text: object) -> date:
    if not isinstance(text, str) or not re.fullmatch(_MONTH, text):
        raise PydanticCustomError("month", "Write a month as 2026-11.")
    return date.fromisoformat(f"{text}-01")


MonthIn = Annotated[
    date, PlainValidator(_month), WithJsonSchema({"type": "string", "pattern": f"^{_MONTH}$", "examples": ["2026-11"]})
]
"""By its first day."""


class TrafficIn(In):
    """All of the month so far; measured again, it stands in place of what was."""

    month: MonthIn
    bytes: Annotated[int, Field(ge=0, le=MOST_BYTES), WHOLE]


class FairUseStepIn(In):
    """`note`: what was said or done."""

    step: FairUseResponse
    month: MonthIn
    note: Note


class TrafficOut(Out):
    instance_id: UUID
    month: str
    bytes: int


class FairUseStepOut(Out):
    step: FairUseResponse
    month: str
    taken_at: Instant
    note: str

    @classmethod
    def of(cls, taken: FairUseStep) -> Self:
        return cls(step=taken.step, month=_written(taken.month), taken_at=taken.taken_at, note=taken.note)


class FairUseOut(Out):
    """A customer's traffic of a product. `meanOfOthers` is that of the other comparable customers, of the same level
    and product; null where there are too few for an average, and then nothing is judged. Flagged, a person decides.
    """

    customer_id: UUID
    service_level: ServiceLevel
    product: str
    month: str
    bytes: int
    comparable: Annotated[int, Field(description="How many customers are compared, this one among them.")]
    mean_of_others: int | None
    times_the_mean: float | None
    judgement: TrafficJudgement
    steps: tuple[FairUseStepOut, ...]
    section: str

    @classmethod
    def of(cls, found: CustomersTraffic, month: date) -> Self:
        figure = found.figure
        return cls(
            customer_id=figure.traffic.customer_id,
            service_level=figure.traffic.service_level,
            product=figure.traffic.product,
            month=_written(month),
            bytes=figure.traffic.byte_count,
            comparable=figure.comparable,
            mean_of_others=figure.mean_of_others,
            times_the_mean=figure.times_the_mean,
            judgement=figure.judgement,
            steps=tuple(map(FairUseStepOut.of, found.steps)),
            section="5.6.1",
        )


class FairUseQuery(PageQuery):
    month: MonthIn


COLUMNS: tuple[Column[FairUseOut], ...] = (
    Column("customerId", lambda each: each.customer_id),
    Column("serviceLevel", lambda each: each.service_level),
    Column("product", lambda each: each.product),
    Column("bytes", lambda each: each.bytes),
    Column("comparable", lambda each: each.comparable),
    Column("meanOfOthers", lambda each: each.mean_of_others),
    Column("timesTheMean", lambda each: each.times_the_mean),
    Column("judgement", lambda each: each.judgement),
)


@router.post(
    "/instances/{instanceId}/traffic",
    summary="Record an instance's data traffic",
    status_code=201,
    responses={**creates(TrafficOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def record_traffic(instance_id: InstanceId, body: TrafficIn, uow: UnitOfWorkDep) -> Response:
    """By support. Far above the mean of the others, it is flagged for a person to judge; nothing is blocked."""
    stored = await fair_use.measure(uow, instance_id, body.month, body.bytes)
    view = TrafficOut(instance_id=stored.id, month=_written(body.month), bytes=body.bytes)
    return reply(view, status=201, version=stored.version, location=f"/instances/{stored.id}")


@router.get("/fair-use", summary="Compare data traffic", responses=lists(FairUseOut))
async def list_fair_use(request: Request, query: Annotated[FairUseQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """Of a month, the heaviest against the others first. A customer's people see themselves and the mean."""
    asked = window(request, query)
    known = await fair_use.of_month(uow, query.month)
    rows = [(place, each) for place, each in enumerate(known, start=1) if place > asked.after_number][: asked.fetch]
    page = asked.page(rows, lambda each: (each[0],))
    shown = (FairUseOut.of(each, query.month) for _, each in page.rows)
    return collection(request, FairUseOut, shown, page.next_cursor, COLUMNS)


@router.post(
    "/fair-use/{customerId}/steps",
    summary="Record what is done about excessive traffic",
    status_code=201,
    responses={**creates(FairUseStepOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def take_fair_use_step(customer_id: CustomerId, body: FairUseStepIn, uow: UnitOfWorkDep) -> Response:
    """By a support manager, in the document's order: monitor, discuss, normalise, then block or charge; filter at any
    time (5.6.1).
    """
    taken = await fair_use.take_step(uow, customer_id, body.step, body.month, body.note)
    return reply(FairUseStepOut.of(taken[-1]), status=201, location="/fair-use")


def _written(month: date) -> str:
    return f"{month:%Y-%m}"
