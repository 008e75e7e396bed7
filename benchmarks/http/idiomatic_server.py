"""The same five requests as one writes them with FastAPI and SQLAlchemy by their own documents, in a small service.

Models, a session for each request, pydantic in and out, due times by the same calendar, an event for each change,
indexes for its lists. It has three narrower tables of its own beside the customers', and no authentication, no
row-level security, no audit trail, no Idempotency-Key, no process, no RACI.

    python -m benchmarks.http.idiomatic_server URL PORT
"""

import enum
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from sqlalchemy import ForeignKey, Identity, Index, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncAttrs, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, contains_eager, mapped_column, relationship
from sqlalchemy.types import TIMESTAMP
from uuid_utils.compat import uuid7

from app.postgres.embedded.process import follow_parent
from app.sla.calendars import EXTENDED_HOURS as CALENDAR

BUDGETS: Final = {"response": timedelta(hours=4), "resolution": timedelta(hours=360)}
PAGE: Final = 50


class Base(AsyncAttrs, DeclarativeBase):
    type_annotation_map = {datetime: TIMESTAMP(timezone=True), dict[str, Any]: JSONB}  # noqa: RUF012 - as documented


class Customer(Base):
    __tablename__ = "customers"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str]


class Ticket(Base):
    __tablename__ = "tickets"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    serial: Mapped[int] = mapped_column(Identity(), unique=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    kind: Mapped[str]
    call_type: Mapped[str]
    product: Mapped[str]
    problem_type: Mapped[str]
    title: Mapped[str]
    description: Mapped[str]
    channel: Mapped[str]
    urgency: Mapped[str]
    impact: Mapped[str]
    priority: Mapped[str] = mapped_column(default="normal")
    status: Mapped[str] = mapped_column(default="open")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    clocks: Mapped[list["Clock"]] = relationship(
        back_populates="ticket", lazy="selectin", order_by="Clock.name", cascade="all, delete-orphan"
    )
    events: Mapped[list["Event"]] = relationship(lazy="raise", cascade="all, delete-orphan")

    __table_args__ = (Index("ix_tickets_customer_id_id", "customer_id", "id"), Index("ix_tickets_status", "status"))

    @property
    def number(self) -> str:
        return f"T-{self.created_at.year}-{self.serial:06}"


class Clock(Base):
    __tablename__ = "clocks"

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    budget: Mapped[timedelta]
    consumed: Mapped[timedelta]
    started_at: Mapped[datetime]
    counted_to: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    ticket: Mapped[Ticket] = relationship(back_populates="clocks", lazy="raise")

    __table_args__ = (Index("ix_clocks_due_at", "due_at", "ticket_id", postgresql_where=text("stopped_at IS NULL")),)

    @property
    def target_seconds(self) -> int:
        return int(self.budget.total_seconds())

    @property
    def elapsed_seconds(self) -> int:
        going = self.state == "running"
        now = CALENDAR.open_time(self.counted_to, datetime.now(UTC)) if going else timedelta(0)
        return int((self.consumed + now).total_seconds())

    @property
    def is_breached(self) -> bool:
        return self.due_at is not None and self.due_at < (self.stopped_at or datetime.now(UTC))


class Event(Base):
    __tablename__ = "events"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    type: Mapped[str]
    at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]


class Schema(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, from_attributes=True)


class Kind(enum.StrEnum):
    INCIDENT = "incident"
    SERVICE_REQUEST = "service_request"
    CHANGE = "change"


class TicketIn(Schema):
    customer_id: UUID
    kind: Kind
    call_type: Annotated[str, Field(max_length=40)]
    product: Annotated[str, Field(max_length=40)]
    problem_type: Annotated[str, Field(max_length=40)]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    description: Annotated[str, Field(max_length=20_000)]
    channel: Literal["portal", "mail", "phone"] = "portal"
    urgency: Literal["u1", "u2", "u3"]
    impact: Literal["i1", "i2", "i3"]


class ClockOut(Schema):
    name: str
    state: str
    due_at: datetime | None
    stopped_at: datetime | None
    target_seconds: int
    elapsed_seconds: int
    is_breached: bool


class TicketSummary(Schema):
    id: UUID
    number: str
    customer_id: UUID
    title: str
    priority: str
    status: str


class TicketOut(TicketSummary):
    kind: str
    call_type: str
    product: str
    problem_type: str
    description: str
    channel: str
    urgency: str
    impact: str
    clocks: list[ClockOut]
    created_at: datetime
    updated_at: datetime


class TicketClockOut(ClockOut):
    ticket: TicketSummary


class TransitionIn(Schema):
    decision: Literal["request_information", "information_received"]
    note: str | None = None


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.app.state.sessions() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]
app = FastAPI(title="Tickets")


@app.post("/v1/tickets", status_code=201, response_model=TicketOut)
async def create_ticket(body: TicketIn, session: SessionDep) -> Ticket:
    if await session.get(Customer, body.customer_id) is None:
        raise HTTPException(404, "There is no such customer.")
    now = datetime.now(UTC)
    ticket = Ticket(**body.model_dump(), created_at=now, updated_at=now)
    ticket.clocks = [
        Clock(
            name=name,
            state="running",
            budget=budget,
            consumed=timedelta(0),
            started_at=now,
            counted_to=now,
            due_at=CALENDAR.due(now, budget),
        )
        for name, budget in BUDGETS.items()
    ]
    ticket.events = [Event(type="registered", at=now, payload=body.model_dump(mode="json"))]
    session.add(ticket)
    await session.commit()
    return ticket


@app.get("/v1/tickets/{ticket_id}", response_model=TicketOut)
async def read_ticket(ticket_id: UUID, session: SessionDep) -> Ticket:
    ticket = await session.get(Ticket, ticket_id)
    if ticket is None:
        raise HTTPException(404, "There is no such ticket.")
    return ticket


@app.get("/v1/tickets", response_model=list[TicketOut])
async def list_tickets(
    session: SessionDep,
    customer_id: Annotated[UUID | None, Query(alias="customerId")] = None,
    before: UUID | None = None,
) -> Sequence[Ticket]:
    query = select(Ticket).order_by(Ticket.id.desc()).limit(PAGE)
    if customer_id is not None:
        query = query.where(Ticket.customer_id == customer_id)
    if before is not None:
        query = query.where(Ticket.id < before)
    return (await session.scalars(query)).all()


@app.get("/v1/sla/clocks", response_model=list[TicketClockOut])
async def list_clocks(
    session: SessionDep, due_after: Annotated[datetime | None, Query(alias="dueAfter")] = None
) -> Sequence[Clock]:
    query = select(Clock).join(Clock.ticket).where(Clock.stopped_at.is_(None)).order_by(Clock.due_at, Clock.ticket_id)
    if due_after is not None:
        query = query.where(Clock.due_at >= due_after)
    query = query.options(contains_eager(Clock.ticket).lazyload(Ticket.clocks))  # not the other clock of each
    return (await session.scalars(query.limit(PAGE))).all()


@app.post("/v1/tickets/{ticket_id}/transitions", status_code=201, response_model=TicketOut)
async def transition(ticket_id: UUID, body: TransitionIn, session: SessionDep) -> Ticket:
    ticket = await session.get(Ticket, ticket_id, with_for_update=True)
    if ticket is None:
        raise HTTPException(404, "There is no such ticket.")
    now, clock = datetime.now(UTC), next(each for each in ticket.clocks if each.name == "resolution")
    if (clock.state == "running") != (body.decision == "request_information"):
        raise HTTPException(409, "That was decided already.")
    if clock.state == "running":
        clock.consumed += CALENDAR.open_time(clock.counted_to, now)
        clock.state, clock.due_at = "paused", None
    else:
        clock.state, clock.due_at = "running", CALENDAR.due(now, clock.budget - clock.consumed)
    clock.counted_to = ticket.updated_at = now
    session.add(Event(ticket_id=ticket.id, type=body.decision, at=now, payload=body.model_dump()))
    await session.commit()
    return ticket


async def serve(url: str, port: int) -> None:
    engine = create_async_engine(url, pool_size=10)
    app.state.sessions = async_sessionmaker(engine, expire_on_commit=False)
    config = uvicorn.Config(app, port=port, http="httptools", loop="none", log_level="warning", access_log=False)
    await uvicorn.Server(config).serve()
    await engine.dispose()


if __name__ == "__main__":
    import uvloop

    follow_parent()
    uvloop.run(serve(sys.argv[1].replace("postgresql://", "postgresql+asyncpg://"), int(sys.argv[2])))
