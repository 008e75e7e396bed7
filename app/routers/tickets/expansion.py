"""`expand`: the names of those whom tickets mention by id, each of them once."""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field
from starlette.requests import Request

from app.accounts import customers, people
from app.errors import Invalid
from app.routers.http.negotiation import JSON
from app.routers.http.request import negotiated
from app.routers.http.types import Out, QueryIn
from app.routers.raci.schemas import NamedOut
from app.routers.request.parameters import MomentQuery
from app.routers.tickets.schemas import TicketOut
from app.unit_of_work import UnitOfWork

_CUSTOMER = "customer"
_PEOPLE = "people"


class ExpandQuery(QueryIn):
    """Of what tells of tickets."""

    expand: Annotated[
        Literal["customer", "people", "customer,people", "people,customer"] | None,
        Field(
            description="`customer`, `people`, or both with a comma between: `expanded` has the names behind"
            " `customerId`, and behind `registeredById`, `registrantId` and `raisedById`.",
            examples=["customer,people"],
        ),
    ] = None


class TicketReadQuery(MomentQuery, ExpandQuery):
    """Of one ticket."""


class ExpandedOut(Out):
    """Names behind ids, each once. Null: not asked for by `expand`."""

    customers: tuple[NamedOut, ...] | None
    people: Annotated[
        tuple[NamedOut, ...] | None,
        Field(description="By name. An integration is no person; of somebody erased no name is left."),
    ]


Expanded = Annotated[ExpandedOut | MISSING, Field(description="Only where `expand` asks for it.")]


class ExpandedTicketOut(TicketOut):
    """A ticket, with names if they were asked for."""

    expanded: Expanded = MISSING


class TicketPageOut(Out):
    """A page of tickets. `nextCursor` is null on the last one."""

    items: tuple[TicketOut, ...]
    next_cursor: str | None
    expanded: Expanded = MISSING


def require_json(request: Request, query: ExpandQuery) -> None:
    """Invalid where it would change nothing."""
    if query.expand is not None and negotiated(request) != JSON:
        raise Invalid.at("/query/expand", "no_json", f"It is about {JSON}: accept that, or leave it out.")


async def expanded(uow: UnitOfWork, tickets: Sequence[TicketOut], expand: str) -> ExpandedOut:
    asked = expand.split(",")
    theirs = await customers.names(uow, {each.customer_id for each in tickets}) if _CUSTOMER in asked else None
    named = await people.names(uow, _people_on(tickets)) if _PEOPLE in asked else None
    return ExpandedOut(customers=_by_name(theirs), people=_by_name(named))


def _people_on(tickets: Sequence[TicketOut]) -> set[UUID]:
    ids = {id_ for each in tickets for id_ in (each.registered_by_id, each.registrant_id, each.raised_by_id)}
    return {each for each in ids if each is not None}


def _by_name(names: dict[UUID, str] | None) -> tuple[NamedOut, ...] | None:
    if names is None:
        return None
    in_order = sorted(names.items(), key=lambda each: (each[1], each[0]))
    return tuple(NamedOut(id=named, name=name) for named, name in in_order)
