"""Deciding what happens next (§2): what can be decided now, by whom, and doing it."""

from collections import defaultdict
from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from app.clock import Instant
from app.domain.facts import Outputs
from app.domain.process import Option, always_needed
from app.domain.raci import Row
from app.domain.vocabulary import Cause, Decision, Output, Responsibility, Role, TicketStatus
from app.errors import ErrorCode
from app.routers.dependencies import WorkDep
from app.routers.http.documented import creates, refuses, shows
from app.routers.http.etags import OptionalIfMatch, allow_match
from app.routers.http.negotiation import TEXT
from app.routers.http.replies import rendered, reply
from app.routers.http.route import api_router
from app.routers.http.tables import Column, as_text
from app.routers.http.types import DateIn, In, InstantIn, Note, Out, Reference
from app.routers.idempotency import idempotent
from app.routers.tickets.parameters import TicketId
from app.routers.tickets.schemas import StepOut, TicketOut
from app.routers.tickets.views import ticket_view
from app.services import transitions
from app.services.recording import found
from app.services.transitions import Asked, Transition
from app.sla.agreement import REVISIONS

router = api_router("Transitions", prefix="/tickets/{ticketId}/transitions")

Hours = Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)]


def _forms() -> dict[str, Any]:
    """One for all decisions that need the same, whatever the ticket's step and agreement."""
    decisions: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for decision in Decision:
        decisions[tuple(sorted(always_needed(REVISIONS, decision)))].append(decision.value)
    forms = [
        {
            "properties": {"decision": {"enum": names}, **{output: {"not": {"type": "null"}} for output in needed}},
            "required": ["decision", *needed],
        }
        for needed, names in decisions.items()
    ]
    return {"anyOf": forms}


class TransitionIn(In):
    """A decision with what its step has to produce; `requiredFields` of the possible ones says which."""

    model_config = ConfigDict(json_schema_extra=_forms())

    decision: Decision
    occurred_at: Annotated[InstantIn | None, Field(description="Vendor staff only: when it happened, if not now.")] = (
        None
    )
    note: Note | None = None
    cause: Cause | None = None
    approved_hours: Hours | None = None
    agreement_reference: Reference | None = None
    backlog_item: Reference | None = None
    test_report: Note | None = None
    report: Note | None = None
    hours: Hours | None = None
    session_on: DateIn | None = None

    def asked(self) -> Asked:
        outputs = Outputs(
            cause=self.cause,
            approved_hours=self.approved_hours,
            agreement_reference=self.agreement_reference,
            backlog_item=self.backlog_item,
            test_report=self.test_report,
            report=self.report,
            hours=self.hours,
            session_on=self.session_on,
        )
        return Asked(self.decision, outputs, self.note, self.occurred_at)


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


class PossibleTransitionsOut(Out):
    ticket_id: UUID
    status: TicketStatus
    step: StepOut
    items: tuple[PossibleTransitionOut, ...]


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
    backlog_item: str | None
    test_report: str | None
    report: str | None
    hours: float | None
    session_on: date | None
    occurred_at: Instant
    recorded_at: Instant
    ticket: TicketOut

    @classmethod
    def of(cls, done: Transition, ticket: TicketOut, now: Instant) -> Self:
        fact, outputs = done.fact, done.fact.outputs
        return cls(
            sequence=done.sequence,
            decision=fact.decision,
            from_step=fact.from_step,
            to_step=fact.to_step,
            role=fact.role,
            note=fact.note,
            cause=outputs.cause,
            approved_hours=outputs.approved_hours,
            agreement_reference=outputs.agreement_reference,
            backlog_item=outputs.backlog_item,
            test_report=outputs.test_report,
            report=outputs.report,
            hours=outputs.hours,
            session_on=outputs.session_on,
            occurred_at=done.occurred_at,
            recorded_at=now,
            ticket=ticket,
        )


_COLUMNS: tuple[Column[PossibleTransitionOut], ...] = (
    Column("decision", lambda option: option.decision),
    Column("toStep", lambda option: option.to_step),
    Column("requiredFields", lambda option: ",".join(option.required_fields)),
    Column("decidedBy", lambda option: ",".join(each.role for each in option.decided_by)),
    Column("allowed", lambda option: option.allowed),
)


@router.get("", responses=shows(PossibleTransitionsOut, TEXT))
async def list_possible_transitions(ticket_id: TicketId, request: Request, work: WorkDep) -> Response:
    """What can be decided now, by whom, and with which required fields."""
    possible = await transitions.possible(work, ticket_id)
    ticket = await ticket_view(work, possible.stored)
    items = tuple(_possible(option, possible.row) for option in possible.options)
    view = PossibleTransitionsOut(ticket_id=ticket.id, status=ticket.status, step=ticket.step, items=items)
    return rendered(request, view, text=lambda: as_text(_COLUMNS, items))


@router.post(
    "",
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
    work: WorkDep,
    if_match: OptionalIfMatch = None,
) -> Response:
    """Takes a decision. The clocks are recomputed from the ticket's events in the same transaction.

    Not possible at this step: 409 with what is. Not yours to take: 403 with whose. Something missing: 400 with what.
    """
    stored = await found(work, ticket_id, lock=True)
    allow_match(if_match, stored.version)
    done = await transitions.transition(work, stored, body.asked())
    view = TransitionOut.of(done, await ticket_view(work, done.after), work.now)
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
