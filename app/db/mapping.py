"""Rows ↔ values, both directions, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from app.clock import Instant
from app.db.words import (
    CALL_TYPES,
    CAUSES,
    CHANGE_TYPES,
    CHANNELS,
    CLOCK_NAMES,
    COVERAGE_OUTCOMES,
    IMPACTS,
    KINDS,
    PAUSE_REASONS,
    PRIORITIES,
    PROBLEM_TYPES,
    SERVICE_LEVELS,
    STATUSES,
    UNITS,
    URGENCIES,
    word,
)
from app.domain.clocks import Clock, DueTime
from app.domain.coverage import Coverage
from app.domain.deadlines import announce_at, soonest_due
from app.domain.facts import Details, OwnTarget, Registration
from app.domain.ground import Reassessment
from app.domain.measures import Target
from app.domain.stopwatch import Earlier, Pause, Stopwatch
from app.domain.ticket import PriorityRequest, Ticket
from app.domain.vocabulary import (
    ClockName,
    Responsibility,
    Role,
    ServiceLevel,
)

Columns = Mapping[str, Any]

OWN_TARGETS = TypeAdapter(tuple[OwnTarget, ...])
OVERRIDES = TypeAdapter(dict[int, dict[Role, Responsibility]])
REQUESTS = TypeAdapter(dict[UUID, PriorityRequest])
DUE_TIMES = TypeAdapter(tuple[DueTime, ...])
TARGET: TypeAdapter[Target | None] = TypeAdapter(Target | None)


@dataclass(frozen=True)
class StoredClock:
    """A clock with what only its row knows: the due time for which a breach was announced, if any."""

    clock: Clock
    announced_due_at: Instant | None = None


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


def ticket_from(row: Columns, assignments: Mapping[Role, UUID], watches: Mapping[ClockName, Stopwatch]) -> Ticket:
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
        calendar_revision=row["calendar_revision"],
        waiting_since=row["waiting_since"],
        reassessed=reassessment_from(row),
        cause=word(CAUSES, row["cause"]),
        assignments=assignments,
        overrides=OVERRIDES.validate_python(row["overrides"]),
        open_requests=REQUESTS.validate_python(row["open_requests"]),
        response=watches[ClockName.RESPONSE],
        resolution=watches[ClockName.RESOLUTION],
    )


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
        own_targets=OWN_TARGETS.validate_python(row["own_targets"]),
    )


def stored_from(row: Columns, assignments: Mapping[Role, UUID], clocks: Mapping[ClockName, Columns]) -> StoredTicket:
    watches = {name: watch_from(clock) for name, clock in clocks.items()}
    return StoredTicket(
        ticket=ticket_from(row, assignments, watches),
        number=row["number"],
        coverage=Coverage(COVERAGE_OUTCOMES[row["coverage_outcome"]], row["coverage_section"]),
        service_level=SERVICE_LEVELS[row["service_level"]],
        agreement_revision=row["agreement_revision"],
        clocks={name: StoredClock(clock_from(each), each["announced_due_at"]) for name, each in clocks.items()},
        raised_by=row["raised_by"],
        event_count=row["event_count"],
        version=row["version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def watch_from(row: Columns) -> Stopwatch:
    """Of what is over, only the number and the end: the last start or end of a pause, or the stop."""
    going_on = () if row["paused_for"] is None else (Pause(row["counted_to"], None, PAUSE_REASONS[row["paused_for"]]),)
    earlier = Earlier(row["counted_to"], row["pause_count"]) if row["pause_count"] else None
    return Stopwatch(row["started_at"], going_on, row["stopped_at"], earlier)


def pause_from(row: Columns) -> Pause:
    return Pause(row["from_at"], row["until"], PAUSE_REASONS[row["reason"]])


def pause_columns(ticket: Ticket, name: ClockName, number: int, pause: Pause) -> dict[str, Any]:
    return {
        "ticket_id": ticket.id,
        "name": name,
        "number": number,
        "customer_id": ticket.customer_id,
        "from_at": pause.from_at,
        "until": pause.until,
        "reason": pause.reason,
    }


def clock_from(row: Columns) -> Clock:
    return Clock(
        name=CLOCK_NAMES[row["name"]],
        started_at=row["started_at"],
        stopped_at=row["stopped_at"],
        paused_for=word(PAUSE_REASONS, row["paused_for"]),
        not_applicable=row["not_applicable"],
        target=_target_from(row["target"]),
        budget=None if row["budget_us"] is None else timedelta(microseconds=row["budget_us"]),
        section=row["section"],
        due_at=row["due_at"],
        at_risk_at=row["at_risk_at"],
        breach_at=row["breach_at"],
        commitments=tuple(map(_due_time_from, row["commitments"])),
        consumed=timedelta(microseconds=row["consumed_us"]),
        paused=timedelta(microseconds=row["paused_us"]),
        counted_to=row["counted_to"],
        breach_reason=row["breach_reason"],
    )


def _target_from(written: Mapping[str, Any] | None) -> Target | None:
    """Read by hand, as are due times: a page has fifty of them."""
    return None if written is None else _target(written["amount"], written["unit"])


@lru_cache(maxsize=256)
def _target(amount: float, unit: str) -> Target:
    """Kept, since few differ: most are the agreement's."""
    return Target(float(amount), UNITS[unit])


def _due_time_from(written: Mapping[str, Any]) -> DueTime:
    due_at = written["due_at"]
    return DueTime(written["section"], None if due_at is None else Instant(datetime.fromisoformat(due_at)))


MICROSECOND = timedelta(microseconds=1)


def ticket_columns(stored: StoredTicket, responsible: tuple[Role, ...]) -> dict[str, Any]:
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
        "registrant_id": None if registration is None else registration.registrant_id,
        "raised_by": stored.raised_by,
        "agreement_revision": stored.agreement_revision,
        "calendar_revision": ticket.calendar_revision,
        "own_targets": OWN_TARGETS.dump_python(() if registration is None else registration.own_targets, mode="json"),
        "waiting_since": ticket.waiting_since,
        "reassessed_at": None if ticket.reassessed is None else ticket.reassessed.at,
        "reassessed_from": None if ticket.reassessed is None else ticket.reassessed.before,
        "cause": ticket.cause,
        "responsible_roles": list(responsible),
        "overrides": OVERRIDES.dump_python({step: dict(row) for step, row in ticket.overrides.items()}, mode="json"),
        "open_requests": REQUESTS.dump_python(dict(ticket.open_requests), mode="json"),
        "due_at": next_due(stored),
        "event_count": stored.event_count,
        "created_at": stored.created_at,
        "updated_at": stored.updated_at,
        "version": stored.version,
    }


def next_due(stored: StoredTicket) -> Instant | None:
    """The soonest due time of a clock that still goes."""
    return soonest_due(each.clock for each in stored.clocks.values())


def clock_columns(stored: StoredTicket, kept: StoredClock, watch: Stopwatch, state: str) -> dict[str, Any]:
    clock, ticket = kept.clock, stored.ticket
    return {
        "ticket_id": ticket.id,
        "name": clock.name,
        "customer_id": ticket.customer_id,
        "priority": ticket.priority,
        "service_level": stored.service_level,
        "state": state,
        "started_at": clock.started_at,
        "stopped_at": clock.stopped_at,
        "paused_for": clock.paused_for,
        "not_applicable": clock.not_applicable,
        "target": TARGET.dump_python(clock.target, mode="json"),
        "budget_us": None if clock.budget is None else clock.budget // MICROSECOND,
        "section": clock.section,
        "due_at": clock.due_at,
        "at_risk_at": clock.at_risk_at,
        "breach_at": clock.breach_at,
        "commitments": DUE_TIMES.dump_python(clock.commitments, mode="json"),
        "consumed_us": clock.consumed // MICROSECOND,
        "paused_us": clock.paused // MICROSECOND,
        "counted_to": clock.counted_to,
        "breach_reason": clock.breach_reason,
        "pause_count": watch.over,
        "announced_due_at": kept.announced_due_at,
        "announce_at": announce_at(clock, kept.announced_due_at, stored.created_at),
    }
