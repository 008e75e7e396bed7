"""A ticket's row ↔ values, both directions, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from app.audit.sealing import FIRST
from app.clock import Instant
from app.domain.agreement.coverage import Coverage
from app.domain.clocks.deadlines import soonest_due
from app.domain.tickets.escalation_facts import Escalation
from app.domain.tickets.facts import Details, Registration
from app.domain.tickets.ground import Reassessment, basis_of
from app.domain.tickets.outputs import NO_OUTPUTS, Outputs
from app.domain.tickets.raci import RoleHolders, Row
from app.domain.tickets.stopwatch import Stopwatch
from app.domain.tickets.ticket import Cycle, PriorityRequest, Ticket
from app.domain.vocabulary import (
    ClockName,
    Responsibility,
    Role,
    ServiceLevel,
)
from app.postgres.own_targets import OWN_TARGETS
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
from app.tickets.store.clock_mapping import (
    MICROSECOND,
    TARGET,
    StoredClock,
    judged_from,
    reckoned_columns,
    stop_columns,
    stored_clock_from,
    watch_from,
)

Columns = Mapping[str, Any]

OVERRIDES = TypeAdapter(dict[int, dict[Role, Responsibility]])
REQUESTS = TypeAdapter(dict[UUID, PriorityRequest])
OUTPUTS = TypeAdapter(Outputs)
CYCLES = TypeAdapter(tuple[Cycle, ...])
ESCALATION = TypeAdapter(Escalation)


@dataclass(frozen=True, kw_only=True)
class StoredTicket:
    """A ticket with what only its row knows. `version` counts changes that a client can see: it is the ETag.

    Its stopwatches know the pauses that are over by their number only, unless they were asked for.
    """

    ticket: Ticket
    number: str
    coverage: Coverage
    service_level: ServiceLevel
    agreement_revision: int
    clocks: Mapping[ClockName, StoredClock]
    raised_by: UUID | None
    event_count: int
    version: int
    created_at: Instant
    updated_at: Instant
    seal: bytes = field(default=FIRST, compare=False)
    """Of its last event, as it is stored."""
    lapsed: frozenset[Role] = frozenset()
    """Roles whose named holders no longer qualify: see `holders`."""

    @property
    def holders(self) -> RoleHolders:
        return RoleHolders(self.ticket.customer_id, self.ticket.assignments, self.lapsed)


def ticket_from(row: Columns, assignments: Mapping[Role, UUID], clocks: Mapping[ClockName, Columns]) -> Ticket:
    return Ticket(
        id=row["id"],
        customer_id=row["customer_id"],
        details=details_from(row),
        urgency=URGENCIES[row["urgency"]],
        impact=IMPACTS[row["impact"]],
        priority=PRIORITIES[row["priority"]],
        status=STATUSES[row["status"]],
        step=row["step"],
        step_entered_at=row["step_entered_at"],
        last_fact_at=row["last_fact_at"],
        registration=registration_from(row),
        registered_at=row["registered_at"],
        registration_recorded_at=row["registration_recorded_at"],
        registered_by=None if row["registered_at"] is None else row["registered_by"] or row["raised_by"],
        calendar_revision=row["calendar_revision"],
        waiting_since=row["waiting_since"],
        reassessed=reassessment_from(row),
        cause=word(CAUSES, row["cause"]),
        outputs=outputs_from(row["outputs"]),
        closed_at=row["closed_at"],
        cycles=cycles_from(row["cycles"]),
        assignments=assignments,
        escalation=escalation_from(row["escalation"]),
        overrides=OVERRIDES.validate_python(row["overrides"]) if row["overrides"] else {},
        open_requests=requests_from(row["open_requests"]),
        response=watch_from(clocks[ClockName.RESPONSE]),
        resolution=watch_from(clocks[ClockName.RESOLUTION]),
        judged=judged_from(clocks),
    )


def outputs_from(column: Any) -> Outputs:
    return OUTPUTS.validate_python(column) if column else NO_OUTPUTS


def cycles_from(column: Any) -> tuple[Cycle, ...]:
    return CYCLES.validate_python(column) if column else ()


def escalation_from(column: Any) -> Escalation | None:
    return ESCALATION.validate_python(column) if column else None


def requests_from(column: Any) -> Mapping[UUID, PriorityRequest]:
    return REQUESTS.validate_python(column) if column else {}


def details_from(row: Columns) -> Details:
    return Details(
        kind=KINDS[row["kind"]],
        change_type=word(CHANGE_TYPES, row["change_type"]),
        call_type=CALL_TYPES[row["call_type"]],
        product=row["product"],
        product_version=row["product_version"],
        problem_type=PROBLEM_TYPES[row["problem_type"]],
        title=row["title"],
        description=row["description"],
        channel=CHANNELS[row["channel"]],
        external_reference=row["external_reference"],
        instance=row["instance"],
    )


def reassessment_from(row: Columns) -> Reassessment | None:
    if row["reassessed_at"] is None:
        return None
    return Reassessment(row["reassessed_at"], PRIORITIES[row["reassessed_from"]])


def registration_from(row: Columns) -> Registration | None:
    if row["registered_at"] is None:
        return None
    return Registration(
        service_level=SERVICE_LEVELS[row["service_level"]],
        agreement_revision=row["agreement_revision"],
        registrant_id=row["registrant_id"],
        own_targets=OWN_TARGETS.validate_python(row["own_targets"]) if row["own_targets"] else (),
        raised_at=row["raised_at"],
    )


def stored_from(row: Columns, holders: RoleHolders, clocks: Mapping[ClockName, Columns]) -> StoredTicket:
    return StoredTicket(
        ticket=ticket_from(row, holders.assignments, clocks),
        number=row["number"],
        coverage=Coverage(COVERAGE_OUTCOMES[row["coverage_outcome"]], row["coverage_section"]),
        service_level=SERVICE_LEVELS[row["service_level"]],
        agreement_revision=row["agreement_revision"],
        clocks={name: stored_clock_from(each) for name, each in clocks.items()},
        raised_by=row["raised_by"],
        event_count=row["event_count"],
        version=row["version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        seal=row["seal"],
        lapsed=holders.lapsed,
    )


def part(role: Role, letter: Responsibility) -> str:
    """As the column `raci` has it."""
    return f"{role.value}:{letter.value}"


def ticket_columns(stored: StoredTicket, parts: Row) -> dict[str, Any]:
    """`parts`: as `Ticket.parts` says."""
    ticket, details, registration = stored.ticket, stored.ticket.details, stored.ticket.registration
    return {
        "id": ticket.id,
        "customer_id": ticket.customer_id,
        "number": stored.number,
        "kind": details.kind,
        "change_type": details.change_type,
        "call_type": details.call_type,
        "product": details.product,
        "product_version": details.product_version,
        "problem_type": details.problem_type,
        "title": details.title,
        "description": details.description,
        "channel": details.channel,
        "external_reference": details.external_reference,
        "instance": details.instance,
        "urgency": ticket.urgency,
        "impact": ticket.impact,
        "priority": ticket.priority,
        "coverage_outcome": stored.coverage.outcome,
        "coverage_section": stored.coverage.section,
        "service_level": stored.service_level,
        "status": ticket.status,
        "step": ticket.step,
        "step_entered_at": ticket.step_entered_at,
        "last_fact_at": ticket.last_fact_at,
        "registered_at": ticket.registered_at,
        "registration_recorded_at": ticket.registration_recorded_at,
        "raised_at": None if registration is None else registration.raised_at,
        "registrant_id": None if registration is None else registration.registrant_id,
        "registered_by": None if ticket.registered_by == stored.raised_by else ticket.registered_by,
        "raised_by": stored.raised_by,
        "agreement_revision": stored.agreement_revision,
        "calendar_revision": ticket.calendar_revision,
        "own_targets": OWN_TARGETS.dump_python(() if registration is None else registration.own_targets, mode="json"),
        "waiting_since": ticket.waiting_since,
        "reassessed_at": None if ticket.reassessed is None else ticket.reassessed.at,
        "reassessed_from": None if ticket.reassessed is None else ticket.reassessed.before,
        "cause": ticket.cause,
        "outputs": OUTPUTS.dump_python(ticket.outputs, mode="json", exclude_none=True) or None,
        "backlog_item_id": ticket.outputs.backlog_item_id,
        "closed_at": ticket.closed_at,
        "cycles": CYCLES.dump_python(ticket.cycles, mode="json") or None,
        "escalation": ticket.escalation and ESCALATION.dump_python(ticket.escalation, mode="json"),
        "raci": [part(role, parts[role]) for role in Role if role in parts],
        "overrides": OVERRIDES.dump_python({step: dict(row) for step, row in ticket.overrides.items()}, mode="json"),
        "open_requests": REQUESTS.dump_python(dict(ticket.open_requests), mode="json"),
        "due_at": next_due(stored),
        "event_count": stored.event_count,
        "seal": stored.seal,
        "created_at": stored.created_at,
        "updated_at": stored.updated_at,
        "version": stored.version,
    }


def next_due(stored: StoredTicket) -> Instant | None:
    """The soonest due time of a clock that still goes."""
    return soonest_due(each.clock for each in stored.clocks.values())


def clock_columns(stored: StoredTicket, kept: StoredClock, watch: Stopwatch, state: str) -> dict[str, Any]:
    """`kind` and `priority` are those by which the clock is judged: counts, lists and figures go by them."""
    clock, ticket = kept.clock, stored.ticket
    basis = basis_of(ticket, clock.name)
    return {
        "ticket_id": ticket.id,
        "name": clock.name,
        "customer_id": ticket.customer_id,
        "kind": basis.kind,
        "priority": basis.priority,
        "service_level": stored.service_level,
        **reckoned_columns(kept, state),
        "started_at": clock.started_at,
        "stopped_at": clock.stopped_at,
        "paused_for": clock.paused_for,
        "not_applicable": clock.not_applicable,
        "target": TARGET.dump_python(clock.target, mode="json"),
        "budget_us": None if clock.budget is None else clock.budget // MICROSECOND,
        "section": clock.section,
        "counted_to": clock.counted_to,
        "pause_count": watch.over,
        **stop_columns(watch, ticket.judged.get(clock.name)),
        "recorded_late_at": clock.recorded_late_at,
    }
