"""People: a customer's, seen by their own and the vendor; and the vendor's, seen by the vendor."""

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.access.store.people import PeopleFilter
from app.accounts import people
from app.errors import ErrorCode
from app.routers.accounts.person_schemas import (
    PERSON_COLUMNS,
    ChangedPersonOut,
    PersonIn,
    PersonOut,
    PersonPatch,
    PersonQuery,
)
from app.routers.http.documented import changes, creates, lists, refuses, shows_version
from app.routers.http.etags import IfMatch, require_match
from app.routers.http.pagination import window
from app.routers.http.replies import collection, reply, reply_unless_known
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import PersonId, after_id
from app.routers.request.route import api_router
from app.tickets import responsibilities

router = api_router("People", prefix="/people")


@router.post(
    "", summary="Add a person", status_code=201, responses={**creates(PersonOut), **refuses(ErrorCode.NOT_FOUND)}
)
@idempotent()
async def create_person(body: PersonIn, uow: UnitOfWorkDep) -> Response:
    """By a support manager; a customer's people also by a registrant of that customer."""
    person = await people.create(uow, body.introduction())
    return reply(PersonOut.of(person), status=201, version=person.version, location=f"/people/{person.id}")


@router.get("", summary="List people", responses=lists(PersonOut))
async def list_people(request: Request, query: Annotated[PersonQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """In the order in which they were added. A customer's people find just each other."""
    asked = window(request, query)
    wanted = PeopleFilter(customer_id=query.customer_id, role=query.role, name_prefix=query.q)
    rows = await people.page(uow, wanted, after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda person: (person.id,))
    items = tuple(map(PersonOut.of, page.rows))
    return collection(request, PersonOut, items, page.next_cursor, PERSON_COLUMNS)


@router.get("/{personId}", summary="Read a person", responses=shows_version(PersonOut))
async def read_person(person_id: PersonId, request: Request, uow: UnitOfWorkDep) -> Response:
    person = await people.find(uow, person_id)
    return reply_unless_known(request, PersonOut.of(person), version=person.version)


@router.patch(
    "/{personId}", summary="Change a person", responses={**changes(ChangedPersonOut), **refuses(ErrorCode.CONFLICT)}
)
async def change_person(
    person_id: PersonId, body: PersonPatch, uow: UnitOfWorkDep, if_match: IfMatch = None
) -> Response:
    """By whoever may add somebody with these roles. Nobody hands out roles that they could not have added.

    What somebody holds by name who leaves, or loses the role, falls back at once to everybody who has it.
    """
    person = await people.find_for_change(uow, person_id)
    require_match(if_match, person.version)
    person = await people.change(uow, person, body.changes())
    lapsed = await responsibilities.count_lapsed(uow, person)
    return reply(ChangedPersonOut.after(person, lapsed), version=person.version)
