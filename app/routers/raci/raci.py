"""The RACI matrix, and who it comes down to on a ticket (§2.1)."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from app.accounts.people import Named
from app.domain.tickets.raci import roles_with
from app.domain.vocabulary import Responsibility, Role, StepName
from app.errors import ErrorCode
from app.routers.http.documented import Responses, changes, header_refs, refuses, shows
from app.routers.http.etags import IfMatch, require_match
from app.routers.http.negotiation import CSV, TEXT
from app.routers.http.replies import rendered, reply
from app.routers.http.request import negotiated
from app.routers.http.tables import Column, as_csv, as_text
from app.routers.raci.raci_page import raci_page
from app.routers.raci.schemas import (
    AssignmentIn,
    CurrentOut,
    HolderOut,
    LettersIn,
    LettersOut,
    MatrixOut,
    MatrixRowOut,
    NamedOut,
    TicketRaciOut,
    TicketRowOut,
)
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.route import api_router, same_for_all
from app.routers.tickets.parameters import StepNumber, TicketId
from app.tickets import responsibilities
from app.tickets.recording import found_for_change
from app.tickets.responsibilities import Holders, Responsibilities
from app.unit_of_work import UnitOfWork

router = api_router("RACI")


_MATRIX_COLUMNS: tuple[Column[MatrixRowOut], ...] = (
    Column("step", lambda row: row.step),
    Column("name", lambda row: row.name),
    Column("customer", lambda row: row.letters.customer),
    Column("support", lambda row: row.letters.support),
    Column("consultant", lambda row: row.letters.consultant),
    Column("support_manager", lambda row: row.letters.support_manager),
)


@router.get("/raci/matrix", summary="Read the RACI matrix", responses=shows(MatrixOut, CSV, TEXT))
@same_for_all
async def read_raci_matrix(request: Request, uow: UnitOfWorkDep) -> Response:
    """Who is responsible (R), accountable (A), consulted (C) and informed (I) at each step."""
    agreement = uow.book.in_force(uow.now)
    rows = tuple(
        MatrixRowOut(
            step=step.number, name=step.name, letters=LettersOut.of(step.raci), section=step.raci_section.number
        )
        for step in agreement.steps
    )
    view = MatrixOut(items=rows, section=agreement.raci_section.number, agreement_revision=agreement.revision)
    return rendered(
        request, view, csv=lambda: as_csv(_MATRIX_COLUMNS, rows), text=lambda: as_text(_MATRIX_COLUMNS, rows)
    )


_WITH_ITS_TICKETS_VERSION: Final[Responses] = {200: {**shows(TicketRaciOut, TEXT)[200], "headers": header_refs("ETag")}}


@router.get("/tickets/{ticketId}/raci", summary="See who does what on a ticket", responses=_WITH_ITS_TICKETS_VERSION)
async def read_ticket_raci(ticket_id: TicketId, request: Request, uow: UnitOfWorkDep) -> Response:
    """For each step, and for the current one: who is R, A, C and I, by role and by name. The ETag is the ticket's; as
    text, a page for a terminal, there is none.
    """
    raci = await responsibilities.responsibilities(uow, ticket_id)
    view = _view(uow, raci)
    if negotiated(request) == TEXT:
        return rendered(request, view, text=lambda: raci_page(raci.stored.number, view))
    return reply(view, version=raci.stored.version)


@router.put(
    "/tickets/{ticketId}/raci-assignments/{role}",
    summary="Name who holds a role",
    responses={**changes(TicketRaciOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT)},
)
async def assign_role(
    ticket_id: TicketId, role: Role, body: AssignmentIn, uow: UnitOfWorkDep, if_match: IfMatch = None
) -> Response:
    """Names the person who holds a role on this ticket, for as long as they are active and have that role: then it
    falls back to everybody who has it.
    """
    stored = await found_for_change(uow, ticket_id)
    require_match(if_match, stored.version)
    stored = await responsibilities.assign(uow, stored, role, body.person_id)
    return reply(_view(uow, await responsibilities.of(uow, stored)), version=stored.version)


@router.put(
    "/tickets/{ticketId}/raci-overrides/{step}",
    summary="Delegate a step",
    responses={**changes(TicketRaciOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT)},
)
async def override_step(
    ticket_id: TicketId,
    step: StepNumber,
    body: LettersIn,
    uow: UnitOfWorkDep,
    if_match: IfMatch = None,
) -> Response:
    """Delegates a step on this ticket. Refused unless exactly one role is A and at least one is R.

    Recorded more than 60 seconds after it happened, it takes a reason.
    """
    stored = await found_for_change(uow, ticket_id)
    require_match(if_match, stored.version)
    stored = await responsibilities.override(
        uow, stored, step, body.row(), reason=body.reason, occurred_at=body.occurred_at
    )
    return reply(_view(uow, await responsibilities.of(uow, stored)), version=stored.version)


@router.delete(
    "/tickets/{ticketId}/raci-overrides/{step}",
    summary="Take a delegation back",
    responses={**changes(TicketRaciOut), **refuses(ErrorCode.FORBIDDEN)},
)
async def withdraw_override(
    ticket_id: TicketId, step: StepNumber, uow: UnitOfWorkDep, if_match: IfMatch = None
) -> Response:
    """Gives the step its row of the matrix back; nothing happens if it has it already."""
    stored = await found_for_change(uow, ticket_id)
    require_match(if_match, stored.version)
    stored = await responsibilities.override(uow, stored, step, None)
    return reply(_view(uow, await responsibilities.of(uow, stored)), version=stored.version)


def _view(uow: UnitOfWork, raci: Responsibilities) -> TicketRaciOut:
    ticket = raci.stored.ticket
    agreement = uow.book.agreement_of(ticket, uow.now)
    return TicketRaciOut(
        ticket_id=ticket.id,
        section=agreement.raci_section.number,
        current=_current(raci, agreement.steps[ticket.step - 1].name),
        steps=tuple(
            TicketRowOut(
                step=rule.number,
                name=rule.name,
                letters=LettersOut.of(row),
                overridden=rule.number in ticket.overrides,
            )
            for rule, row in zip(agreement.steps, raci.rows, strict=True)
        ),
        holders=tuple(_holder(role, raci.holders[role]) for role in Role),
    )


def _current(raci: Responsibilities, name: StepName) -> CurrentOut | None:
    row = raci.current
    if row is None:
        return None

    def who(letter: Responsibility) -> tuple[HolderOut, ...]:
        return tuple(_holder(role, raci.holders[role]) for role in roles_with(row, letter))

    return CurrentOut(
        step=raci.stored.ticket.step,
        name=name,
        waiting_for_information=raci.stored.ticket.waiting,
        letters=LettersOut.of(row),
        responsible=who(Responsibility.RESPONSIBLE),
        accountable=who(Responsibility.ACCOUNTABLE),
        consulted=who(Responsibility.CONSULTED),
        informed=who(Responsibility.INFORMED),
    )


def _holder(role: Role, holders: Holders) -> HolderOut:
    return HolderOut(
        role=role,
        assigned=holders.assigned,
        people=tuple(map(_named, holders.people)),
        lapsed=holders.lapsed and _named(holders.lapsed),
    )


def _named(person: Named) -> NamedOut:
    return NamedOut(id=person.id, name=person.name)
