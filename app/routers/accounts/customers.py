"""Customers, and who may register tickets for them."""

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.accounts import customers, registrants
from app.accounts.store.customers import CustomersFilter
from app.errors import ErrorCode
from app.routers.accounts.customer_schemas import (
    CUSTOMER_COLUMNS,
    REGISTRANT_COLUMNS,
    TERMS_COLUMNS,
    CustomerIn,
    CustomerOut,
    CustomerPatch,
    CustomerQuery,
    RegistrantIn,
    RegistrantOut,
    TermsChangeOut,
)
from app.routers.http.documented import changes, creates, lists, refuses, shows, shows_version
from app.routers.http.etags import IfMatch, require_match
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, nothing, reply, reply_unless_known
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import CustomerId, PersonId, after_id
from app.routers.request.route import api_router

router = api_router("Customers", prefix="/customers")


@router.post(
    "", summary="Add a customer", status_code=201, responses={**creates(CustomerOut), **refuses(ErrorCode.CONFLICT)}
)
@idempotent()
async def create_customer(body: CustomerIn, uow: UnitOfWorkDep) -> Response:
    """By a support manager."""
    overview = await customers.create(uow, body.contract())
    view = CustomerOut.of(overview)
    return reply(view, status=201, version=overview.version, of_now=True, location=f"/customers/{view.id}")


@router.get("", summary="List customers", responses=lists(CustomerOut))
async def list_customers(request: Request, query: Annotated[CustomerQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """In the order in which they were added. A customer's own people find just theirs."""
    asked = window(request, query)
    wanted = CustomersFilter(
        service_level=query.service_level,
        name_prefix=query.q,
        lacking_consultant=customers.levels_with_consultant(uow) if query.without_consultant else None,
    )
    rows = await customers.page(uow, wanted, after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda overview: (overview.customer.id,))
    items = tuple(map(CustomerOut.of, page.rows))
    return collection(request, CustomerOut, items, page.next_cursor, CUSTOMER_COLUMNS)


@router.get("/{customerId}", summary="Read a customer", responses=shows_version(CustomerOut))
async def read_customer(customer_id: CustomerId, request: Request, uow: UnitOfWorkDep) -> Response:
    overview = await customers.read(uow, customer_id)
    return reply_unless_known(request, CustomerOut.of(overview), version=overview.version, of_now=True)


@router.patch(
    "/{customerId}", summary="Change a customer", responses={**changes(CustomerOut), **refuses(ErrorCode.CONFLICT)}
)
async def change_customer(
    customer_id: CustomerId, body: CustomerPatch, uow: UnitOfWorkDep, if_match: IfMatch = None
) -> Response:
    """By a support manager. A level and figures hold from now, or from the later moment `from`; tickets keep what held
    at their registration. More registrants than any level to come allows are refused now.
    """
    customer = await customers.find_for_change(uow, customer_id)
    require_match(if_match, customer.version_at(uow.now))
    overview = await customers.change(uow, customer, body.changes(), body.from_at)
    return reply(CustomerOut.of(overview), version=overview.version, of_now=True)


@router.get("/{customerId}/terms", summary="List what was agreed with a customer", responses=lists(TermsChangeOut))
async def list_customer_terms(
    customer_id: CustomerId, request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """What was agreed with the customer, from when on, and when and by whom it was recorded: in that order."""
    asked = window(request, query)
    history = (await customers.find(uow, customer_id)).terms
    rows = [change for change in history if change.number > asked.after_number]
    page = asked.page(rows, lambda change: (change.number,))
    items = tuple(map(TermsChangeOut.of, page.rows))
    return collection(request, TermsChangeOut, items, page.next_cursor, TERMS_COLUMNS)


@router.post(
    "/{customerId}/registrants",
    summary="Add a registrant",
    status_code=201,
    responses={**shows(RegistrantOut), **creates(RegistrantOut), **refuses(ErrorCode.CONFLICT)},
)
@idempotent()
async def add_registrant(customer_id: CustomerId, body: RegistrantIn, uow: UnitOfWorkDep) -> Response:
    """By a support manager, up to the level's limit (section 1.2.2). Who is a registrant already stays one: 200."""
    registrant, is_new = await registrants.add(uow, customer_id, body.person_id)
    location = f"/customers/{customer_id}/registrants/{registrant.person_id}"
    return reply(RegistrantOut.of(registrant), status=201 if is_new else 200, location=location if is_new else None)


@router.get("/{customerId}/registrants", summary="List registrants", responses=lists(RegistrantOut))
async def list_registrants(
    customer_id: CustomerId, request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    asked = window(request, query)
    rows = await registrants.page(uow, customer_id, after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda registrant: (registrant.person_id,))
    items = tuple(map(RegistrantOut.of, page.rows))
    return collection(request, RegistrantOut, items, page.next_cursor, REGISTRANT_COLUMNS)


@router.get("/{customerId}/registrants/{personId}", summary="Read a registrant", responses=shows(RegistrantOut))
async def read_registrant(customer_id: CustomerId, person_id: PersonId, uow: UnitOfWorkDep) -> Response:
    return reply(RegistrantOut.of(await registrants.read(uow, customer_id, person_id)))


@router.delete("/{customerId}/registrants/{personId}", summary="Remove a registrant", status_code=204)
async def remove_registrant(customer_id: CustomerId, person_id: PersonId, uow: UnitOfWorkDep) -> Response:
    """By a support manager. What they registered stays registered."""
    await registrants.remove(uow, customer_id, person_id)
    return nothing()
