"""What a list shows of a ticket, and the row that it is read from."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.coverage import Coverage
from app.domain.clocks.clocks import Clock
from app.domain.tickets.escalation_facts import Escalation
from app.domain.tickets.outputs import Outputs
from app.domain.tickets.ticket import Cycle, PriorityRequest
from app.domain.vocabulary import (
    CallType,
    Cause,
    ChangeType,
    Channel,
    ClockName,
    Impact,
    Kind,
    Priority,
    ProblemType,
    ServiceLevel,
    TicketStatus,
    Urgency,
)
from app.postgres.words import (
    CALL_TYPES,
    CAUSES,
    CHANGE_TYPES,
    CHANNELS,
    COVERAGE_OUTCOMES,
    IMPACTS,
    KINDS,
    PRIORITIES,
    PROBLEM_TYPES,
    SERVICE_LEVELS,
    STATUSES,
    URGENCIES,
    word,
)
from app.tickets.store.clock_mapping import CLOCK_COLUMNS, clock_of
from app.tickets.store.ticket_mapping import StoredTicket, cycles_from, escalation_from, outputs_from, requests_from


class ListedTicket(NamedTuple):
    """What is shown of a ticket. The revision of the agreement is the one that binds it, or would if it were registered
    by now; the calendar is its own, 0 before it has one.
    """

    id: UUID
    number: str
    customer_id: UUID
    kind: Kind
    change_type: ChangeType | None
    call_type: CallType
    product: str
    product_version: str | None
    problem_type: ProblemType
    title: str
    description: str
    channel: Channel
    external_reference: str | None
    instance: str | None
    urgency: Urgency
    impact: Impact
    priority: Priority
    coverage: Coverage
    service_level: ServiceLevel
    status: TicketStatus
    step: int
    step_entered_at: Instant
    waiting_since: Instant | None
    cause: Cause | None
    raised_at: Instant | None
    registered_at: Instant | None
    registered_by: UUID | None
    registrant_id: UUID | None
    raised_by: UUID | None
    agreement_revision: int
    calendar_revision: int
    created_at: Instant
    updated_at: Instant
    version: int
    outputs: Outputs
    closed_at: Instant | None
    cycles: Sequence[Cycle]
    escalation: Escalation | None
    open_requests: Sequence[PriorityRequest]
    clocks: Sequence[Clock]

    @classmethod
    def of(cls, stored: StoredTicket) -> "ListedTicket":
        ticket, details = stored.ticket, stored.ticket.details
        return cls(
            id=ticket.id,
            number=stored.number,
            customer_id=ticket.customer_id,
            kind=details.kind,
            change_type=details.change_type,
            call_type=details.call_type,
            product=details.product,
            product_version=details.product_version,
            problem_type=details.problem_type,
            title=details.title,
            description=details.description,
            channel=details.channel,
            external_reference=details.external_reference,
            instance=details.instance,
            urgency=ticket.urgency,
            impact=ticket.impact,
            priority=ticket.priority,
            coverage=stored.coverage,
            service_level=stored.service_level,
            status=ticket.status,
            step=ticket.step,
            step_entered_at=ticket.step_entered_at,
            waiting_since=ticket.waiting_since,
            cause=ticket.cause,
            raised_at=None if ticket.registration is None else ticket.registration.raised_at,
            registered_at=ticket.registered_at,
            registered_by=ticket.registered_by,
            registrant_id=ticket.registrant_id,
            raised_by=stored.raised_by,
            agreement_revision=stored.agreement_revision,
            calendar_revision=ticket.calendar_revision,
            created_at=stored.created_at,
            updated_at=stored.updated_at,
            version=stored.version,
            outputs=ticket.outputs,
            closed_at=ticket.closed_at,
            cycles=ticket.cycles,
            escalation=ticket.escalation,
            open_requests=[*ticket.open_requests.values()],
            clocks=[stored.clocks[name].clock for name in ClockName],
        )


READ = (
    *("id", "number", "customer_id", "kind", "change_type", "call_type", "product", "product_version", "problem_type"),
    *("title", "description", "channel", "external_reference", "instance", "urgency", "impact", "priority"),
    *("coverage_outcome", "coverage_section", "service_level", "status", "step", "step_entered_at", "waiting_since"),
    *(
        "cause",
        "raised_at",
        "registered_at",
        "registered_by",
        "registrant_id",
        "raised_by",
        "agreement_revision",
        "calendar_revision",
    ),
    *("created_at", "updated_at", "version", "outputs", "closed_at", "cycles", "escalation", "open_requests"),
)
_CLOCKS_FROM = (len(READ), len(READ) + len(CLOCK_COLUMNS))


def listed_from(row: Mapping[str, Any]) -> ListedTicket:
    """Of the columns of `READ`, and then those of its clocks."""
    values = tuple(row.values())
    ticket_id, number, customer_id, kind, change_type, call_type, product, version_of_it, problem_type, *rest = values
    title, description, channel, reference, instance, urgency, impact, priority, outcome, section, level, *rest = rest
    status, step, entered_at, waiting_since, cause, raised_at, registered_at, by, registrant_id, raised_by, *rest = rest
    agreement, calendar, made, updated, version, outputs, closed_at, cycles, escalation, requests, *_ = rest
    return ListedTicket(
        ticket_id,
        number,
        customer_id,
        KINDS[kind],
        word(CHANGE_TYPES, change_type),
        CALL_TYPES[call_type],
        product,
        version_of_it,
        PROBLEM_TYPES[problem_type],
        title,
        description,
        CHANNELS[channel],
        reference,
        instance,
        URGENCIES[urgency],
        IMPACTS[impact],
        PRIORITIES[priority],
        _coverage(outcome, section),
        SERVICE_LEVELS[level],
        STATUSES[status],
        step,
        entered_at,
        waiting_since,
        word(CAUSES, cause),
        raised_at,
        registered_at,
        None if registered_at is None else by or raised_by,
        registrant_id,
        raised_by,
        agreement,
        calendar,
        made,
        updated,
        version,
        outputs_from(outputs),
        closed_at,
        cycles_from(cycles),
        escalation_from(escalation),
        [*requests_from(requests).values()],
        [clock_of(values[start : start + len(CLOCK_COLUMNS)]) for start in _CLOCKS_FROM],
    )


@lru_cache(maxsize=64)
def _coverage(outcome: str, section: str) -> Coverage:
    return Coverage(COVERAGE_OUTCOMES[outcome], section)
