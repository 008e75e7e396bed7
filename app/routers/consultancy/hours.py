"""Hours on a ticket that support does not treat: approved, written, corrected (§1.1)."""

from datetime import date
from typing import Annotated, Final, Self
from uuid import UUID

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.consultancy import hours, ledgers
from app.consultancy.hours import NewApproval, NewHours
from app.domain.consultancy.amounts import SECONDS_AN_HOUR
from app.domain.consultancy.ledger import HoursEntry
from app.domain.consultancy.ledger_facts import ChargedTo, EntryCorrected, HoursApproved
from app.errors import ErrorCode
from app.routers.consultancy.ledger_schemas import ApprovedBy, CardPartOut, Positive, card_parts
from app.routers.http.documented import creates, lists, refuses
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, reply
from app.routers.http.tables import Column
from app.routers.http.types import WHOLE, DateIn, Id, In, Note, Out, Reference
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import EntryId
from app.routers.request.route import api_router
from app.routers.tickets.parameters import TicketId

router = api_router("Consultancy")

A_DAY: Final = 86_400
Duration = Annotated[int, Field(ge=1, le=A_DAY), WHOLE]
"""A day's work, in seconds."""


class ApprovedHoursIn(In):
    """Before the work. A registrant's own act needs nothing else; otherwise it takes what was signed, and by whom."""

    hours: Positive
    agreement_reference: Reference | None = None
    approved_by: ApprovedBy = None
    charged_to: Annotated[
        ChargedTo | None, Field(description="The day card where there is one, unless it says otherwise.")
    ] = None

    def new(self) -> NewApproval:
        return NewApproval(
            hours=self.hours,
            agreement_reference=self.agreement_reference,
            approved_by=ledgers.approver(self.approved_by),
            charged_to=self.charged_to,
        )


class HoursIn(In):
    """Work of one day. `consultantId` is left out for one's own."""

    consultant_id: Id | None = None
    worked_on: DateIn
    duration_seconds: Duration
    description: Note

    def new(self) -> NewHours:
        return NewHours(
            worked_on=self.worked_on,
            seconds=self.duration_seconds,
            description=self.description,
            consultant_id=self.consultant_id,
        )


class CorrectionIn(In):
    """What is to be added, or with a minus taken away."""

    duration_seconds: Annotated[int, Field(ge=-A_DAY, le=A_DAY), WHOLE]
    reason: Note


class ApprovedHoursOut(Out):
    """`approvedById` or `approvedByName`: who of the customer approved."""

    id: UUID
    ticket_id: UUID
    hours: float
    seconds: int
    charged_to: ChargedTo
    approved_by_id: UUID | None
    approved_by_name: str | None
    agreement_reference: str | None
    work_from_on: date | None

    @classmethod
    def of(cls, fact: HoursApproved) -> Self:
        return cls(
            id=fact.approval_id,
            ticket_id=fact.ticket_id,
            hours=fact.seconds / SECONDS_AN_HOUR,
            seconds=fact.seconds,
            charged_to=fact.charged_to,
            approved_by_id=fact.approved_by_id,
            approved_by_name=fact.approved_by_name,
            agreement_reference=fact.agreement_reference,
            work_from_on=fact.work_from_on,
        )


class HoursOut(Out):
    """As corrected by now. `accountedSeconds` are charged: to `cards`, on an invoice, or below zero."""

    id: UUID
    ticket_id: UUID
    consultant_id: UUID
    worked_on: date
    duration_seconds: int
    accounted_seconds: int
    cards: tuple[CardPartOut, ...]
    invoiced_seconds: int
    overdrawn_seconds: int
    description: str
    corrections: int

    @classmethod
    def of(cls, entry: HoursEntry) -> Self:
        written = entry.written
        return cls(
            id=entry.id,
            ticket_id=written.ticket_id,
            consultant_id=written.consultant_id,
            worked_on=written.worked_on,
            duration_seconds=entry.seconds,
            accounted_seconds=entry.accounted_seconds,
            cards=card_parts(entry.parts),
            invoiced_seconds=sum(each.seconds for each in entry.parts if each.charged_to is ChargedTo.INVOICE),
            overdrawn_seconds=sum(each.seconds for each in entry.parts if each.is_overdrawn),
            description=written.description,
            corrections=len(entry.corrections),
        )


class CorrectionOut(Out):
    """A counter-entry: amounts that are taken away are negative. `entry` is what there is after it."""

    id: UUID
    entry_id: UUID
    duration_seconds: int
    accounted_seconds: int
    cards: tuple[CardPartOut, ...]
    reason: str
    entry: HoursOut

    @classmethod
    def of(cls, fact: EntryCorrected, entry: HoursEntry) -> Self:
        return cls(
            id=fact.correction_id,
            entry_id=fact.entry_id,
            duration_seconds=fact.seconds,
            accounted_seconds=fact.accounted_seconds,
            cards=card_parts(fact.parts, 1 if fact.seconds > 0 else -1),
            reason=fact.reason,
            entry=HoursOut.of(entry),
        )


COLUMNS: Final[tuple[Column[HoursOut], ...]] = (
    Column("id", lambda each: each.id, wide=True),
    Column("workedOn", lambda each: each.worked_on),
    Column("consultantId", lambda each: each.consultant_id, wide=True),
    Column("durationSeconds", lambda each: each.duration_seconds),
    Column("accountedSeconds", lambda each: each.accounted_seconds),
    Column("invoicedSeconds", lambda each: each.invoiced_seconds),
    Column("overdrawnSeconds", lambda each: each.overdrawn_seconds),
    Column("corrections", lambda each: each.corrections),
    Column("description", lambda each: each.description, gives_way=True),
)


@router.post(
    "/tickets/{ticketId}/approved-hours",
    summary="Approve hours for a ticket",
    status_code=201,
    responses={**creates(ApprovedHoursOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def approve_hours(ticket_id: TicketId, body: ApprovedHoursIn, uow: UnitOfWorkDep) -> Response:
    """By a registrant of the customer; or recorded from what was signed, by a support manager, or support at step 5.

    It may be more than the cards have left. Several approvals add up. The vendor's own bugs are never charged. For a
    ticket that was escalated, what was worked since is settled by it (section 1).
    """
    stored, fact = await hours.approve(uow, ticket_id, body.new())
    where = f"/customers/{stored.customer_id}/ledger"
    return reply(ApprovedHoursOut.of(fact), status=201, version=stored.version, location=where)


@router.post(
    "/tickets/{ticketId}/hours",
    summary="Write hours on a ticket",
    status_code=201,
    responses={**creates(HoursOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def write_hours(ticket_id: TicketId, body: HoursIn, uow: UnitOfWorkDep) -> Response:
    """By consultants their own, by a support manager anybody's: no more than was approved before the work, and than is
    left. Drawn from the card that ends first, as of the day of the work.
    """
    stored, entry = await hours.write(uow, ticket_id, body.new())
    return reply(HoursOut.of(entry), status=201, version=stored.version, location=f"/tickets/{ticket_id}/hours")


@router.get("/tickets/{ticketId}/hours", summary="List hours written on a ticket", responses=lists(HoursOut))
async def list_hours(
    ticket_id: TicketId, request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """In the order in which they were written, as corrected by now."""
    asked = window(request, query)
    entries = [*enumerate(await hours.of_ticket(uow, ticket_id), start=1)]
    page = asked.page(entries[asked.after_number :][: asked.fetch], lambda each: (each[0],))
    shown = (HoursOut.of(entry) for _, entry in page.rows)
    return collection(request, HoursOut, shown, page.next_cursor, COLUMNS)


@router.post(
    "/ledger-entries/{entryId}/corrections",
    summary="Correct hours that were written",
    status_code=201,
    responses={**creates(CorrectionOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def correct_entry(entry_id: EntryId, body: CorrectionIn, uow: UnitOfWorkDep) -> Response:
    """By who worked them, or a support manager: a counter-entry. What is taken away returns to where it was drawn
    from, last drawn first, and is lost with a card whose last day is over.
    """
    stored, entry, fact = await hours.correct(uow, entry_id, body.duration_seconds, body.reason)
    where = f"/tickets/{entry.written.ticket_id}/hours"
    return reply(CorrectionOut.of(fact, entry), status=201, version=stored.version, location=where)
