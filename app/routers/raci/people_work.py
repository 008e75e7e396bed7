"""What a person has to do with now."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.clock import Instant
from app.domain.tickets.raci import step_rule
from app.domain.vocabulary import Part, Priority, ServiceLevel, StepName, TicketStatus
from app.routers.http.documented import lists
from app.routers.http.pagination import PageQuery, PageWindow, window
from app.routers.http.replies import collection
from app.routers.http.tables import Column
from app.routers.http.types import Out
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.parameters import PersonId
from app.routers.request.route import api_router
from app.routers.sla.clock_list_schemas import PlaceOut
from app.tickets import people_work
from app.tickets.store.work_lists import Position, WorkItem
from app.unit_of_work import UnitOfWork

router = api_router("People", prefix="/people")


class WorkItemOut(Out):
    """A ticket in which this person has the part that was asked for."""

    ticket_id: UUID
    number: str
    title: str
    customer_id: UUID
    priority: Priority
    service_level: ServiceLevel
    status: TicketStatus
    step: PlaceOut
    due_at: Annotated[Instant | None, Field(description="The soonest due time of a clock that still goes.")]
    escalated: Annotated[bool, Field(description="It cannot wait (section 1).")]
    assigned: Annotated[bool, Field(description="By name; if not, as one of all who have the role.")]

    @classmethod
    def of(cls, item: WorkItem, step: StepName) -> Self:
        return cls(
            ticket_id=item.ticket_id,
            number=item.number,
            title=item.title,
            customer_id=item.customer_id,
            priority=item.priority,
            service_level=item.service_level,
            status=item.status,
            step=PlaceOut(number=item.step, name=step),
            due_at=item.due_at,
            escalated=item.escalated,
            assigned=item.assigned,
        )


_COLUMNS: tuple[Column[WorkItemOut], ...] = (
    Column("number", lambda item: item.number),
    Column("priority", lambda item: item.priority, heading="prio"),
    Column("dueAt", lambda item: item.due_at, heading="due"),
    Column("escalated", lambda item: item.escalated, wide=True),
    Column("assigned", lambda item: item.assigned),
    Column("status", lambda item: item.status, wide=True),
    Column("step", lambda item: item.step.number, wide=True),
    Column("stepName", lambda item: item.step.name),
    Column("serviceLevel", lambda item: item.service_level, wide=True),
    Column("customerId", lambda item: item.customer_id, wide=True),
    Column("ticketId", lambda item: item.ticket_id, wide=True),
    Column("title", lambda item: item.title, gives_way=True),
)


class WorkQuery(PageQuery):
    part: Annotated[Part, Field(alias="as", description="Which part they have in the ticket's current step.")] = (
        Part.RESPONSIBLE
    )


@router.get("/{personId}/work", summary="List a person's work", responses=lists(WorkItemOut))
async def list_work(
    person_id: PersonId, request: Request, query: Annotated[WorkQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """The tickets for whose current step this person is responsible, accountable, consulted or informed (section 2.1),
    by name, or as one of those who have the role while nobody who qualifies is named. What is escalated comes first
    (section 1), then what is due soonest.
    """
    asked = window(request, query)
    rows = await people_work.page(uow, person_id, query.part.letter, after=_after(asked), limit=asked.fetch)
    page = asked.page(rows, lambda item: item.position)
    items = [WorkItemOut.of(item, _step(uow, item)) for item in page.rows]
    return collection(request, WorkItemOut, items, page.next_cursor, _COLUMNS)


def _step(uow: UnitOfWork, item: WorkItem) -> StepName:
    return step_rule(uow.book.revision(item.agreement_revision), item.step).name


def _after(asked: PageWindow) -> Position | None:
    match asked.after:
        case (int() as turn, datetime() as due, UUID() as ticket_id):
            return turn, due, ticket_id
        case _:
            return None
