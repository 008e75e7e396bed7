"""Deciding what happens next (§2): what can be decided now, by whom, and doing it."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.changes import ticket_steps
from app.clock import Instant
from app.domain.tickets.process import Option
from app.domain.tickets.raci import Row
from app.domain.tickets.registering import WayOn, WayOnName
from app.domain.vocabulary import Cause, Decision, Output, Responsibility, Role, TicketStatus
from app.errors import ErrorCode
from app.routers.http.documented import creates, refuses, shows
from app.routers.http.etags import OptionalIfMatch, allow_match
from app.routers.http.negotiation import TEXT
from app.routers.http.replies import rendered, reply
from app.routers.http.tables import WIDTH, Column, as_text
from app.routers.http.types import Out
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import OccurredAt
from app.routers.request.route import api_router
from app.routers.tickets.decision_schemas import DecisionIn
from app.routers.tickets.output_schemas import ArticleOut, brought_along
from app.routers.tickets.parameters import TicketId
from app.routers.tickets.schemas import StepOut, TicketOut
from app.routers.tickets.views import ticket_view
from app.tickets import transitions
from app.tickets.recording import found_for_change
from app.tickets.transitions import RequestedDecision, Transition

router = api_router("Transitions", prefix="/tickets/{ticketId}/transitions")


class TransitionIn(DecisionIn):
    """A decision with what its step has to produce; `requiredFields` of the possible ones says which.

    Recorded more than 60 seconds after it happened, it takes a note.
    """

    occurred_at: OccurredAt = None

    def asked(self) -> RequestedDecision:
        return self.requested(self.occurred_at)


class DeciderOut(Out):
    role: Role
    responsibility: Responsibility


class PossibleTransitionOut(Out):
    """`toStep` is null where the ticket is closed by it, and the present step where it stays."""

    decision: Decision
    to_step: int | None
    required_fields: tuple[Output, ...]
    decided_by: tuple[DeciderOut, ...]
    allowed: Annotated[bool, Field(description="Whether you may take this decision.")]
    section: str


class SignalActionOut(Out):
    """What can be done with a signal: `POST` what is required to `/v1/tickets/{ticketId}/` and the action's name."""

    action: WayOnName
    required_fields: tuple[str, ...]
    done_by: Annotated[
        tuple[DeciderOut, ...],
        Field(description="The customer by its registrants; a registration by the vendor on behalf of one of them."),
    ]
    allowed: Annotated[bool, Field(description="Whether you may.")]
    section: str


class PossibleTransitionsOut(Out):
    """`items` are the decisions of section 2; `signalActions` what else is to be done with what is not registered."""

    ticket_id: UUID
    status: TicketStatus
    step: StepOut
    items: tuple[PossibleTransitionOut, ...]
    signal_actions: tuple[SignalActionOut, ...]


class TransitionOut(Out):
    """A decision as it was taken. `role` is the one it was taken in; null: by an administrator, for whoever may."""

    sequence: int
    decision: Decision
    from_step: int | None
    to_step: int | None
    role: Role | None
    note: str | None
    cause: Cause | None
    approved_hours: float | None
    agreement_reference: str | None
    approved_by: str | None
    backlog_item: str | None
    backlog_item_id: UUID | None
    test_report: str | None
    report: str | None
    hours: float | None
    session_on: date | None
    article: ArticleOut | None
    occurred_at: Instant
    recorded_at: Instant
    ticket: TicketOut

    @classmethod
    def of(cls, done: Transition, ticket: TicketOut, now: Instant) -> Self:
        fact = done.fact
        return cls(
            sequence=done.sequence,
            decision=fact.decision,
            from_step=fact.from_step,
            to_step=fact.to_step,
            role=fact.role,
            note=fact.note,
            **brought_along(fact.outputs),
            occurred_at=done.occurred_at,
            recorded_at=now,
            ticket=ticket,
        )


_Row = PossibleTransitionOut | SignalActionOut

_COLUMNS: tuple[Column[_Row], ...] = (
    Column("decision", lambda row: row.action if isinstance(row, SignalActionOut) else row.decision),
    Column("toStep", lambda row: None if isinstance(row, SignalActionOut) else row.to_step),
    Column("requiredFields", lambda row: ",".join(row.required_fields), gives_way=True),
    Column("decidedBy", lambda row: ",".join(each.role for each in _deciders(row)), gives_way=True),
    Column("allowed", lambda row: row.allowed),
)


def _deciders(row: _Row) -> tuple[DeciderOut, ...]:
    return row.done_by if isinstance(row, SignalActionOut) else row.decided_by


@router.get("", summary="See what can be decided now", responses=shows(PossibleTransitionsOut, TEXT))
async def list_possible_transitions(ticket_id: TicketId, request: Request, uow: UnitOfWorkDep) -> Response:
    """What can be decided now, by whom, and with which required fields; of a signal also how it is registered or
    withdrawn.
    """
    possible = await transitions.possible(uow, ticket_id)
    ticket = await ticket_view(uow, possible.stored)
    items = tuple(_possible(option, possible.row) for option in possible.options)
    actions = tuple(map(_action, possible.ways_on))
    view = PossibleTransitionsOut(
        ticket_id=ticket.id, status=ticket.status, step=ticket.step, items=items, signal_actions=actions
    )
    return rendered(request, view, text=lambda: as_text(_COLUMNS, (*items, *actions), width=WIDTH, wraps=True))


@router.post(
    "",
    summary="Take a decision",
    status_code=201,
    responses={
        **creates(TransitionOut),
        **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT, ErrorCode.STALE),
    },
)
@idempotent()
async def create_transition(
    ticket_id: TicketId,
    body: TransitionIn,
    uow: UnitOfWorkDep,
    if_match: OptionalIfMatch = None,
) -> Response:
    """Takes a decision. The clocks are recomputed from the ticket's events in the same transaction.

    Not possible at this step: 409 with what is. Not yours to take: 403 with whose. Something missing: 400 with what.
    """
    stored = await found_for_change(uow, ticket_id)
    allow_match(if_match, stored.version)
    done = await ticket_steps.transition(uow, stored, body.asked())
    view = TransitionOut.of(done, await ticket_view(uow, done.after), uow.now)
    return reply(view, status=201, version=done.after.version, location=f"/tickets/{ticket_id}/events")


def _possible(option: Option, row: Row) -> PossibleTransitionOut:
    return PossibleTransitionOut(
        decision=option.rule.decision,
        to_step=option.rule.to,
        required_fields=option.rule.needs,
        decided_by=tuple(DeciderOut(role=role, responsibility=row[role]) for role in option.roles),
        allowed=option.allowed,
        section=option.rule.section.number,
    )


def _action(way_on: WayOn) -> SignalActionOut:
    return SignalActionOut(
        action=way_on.name,
        required_fields=way_on.needs,
        done_by=tuple(DeciderOut(role=role, responsibility=way_on.responsibilities[role]) for role in way_on.roles),
        allowed=way_on.allowed,
        section=way_on.section,
    )
