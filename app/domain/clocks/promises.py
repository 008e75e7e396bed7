"""What was promised: the commitments that hold for a ticket, as budgets of support time (§1.2.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app.domain.agreement.agreement import Agreement, Commitment, RequestClass
from app.domain.agreement.measures import Target, Unit
from app.domain.tickets.facts import OwnTarget
from app.domain.tickets.ground import Basis, ClockInputs
from app.domain.vocabulary import ClockName, Kind, Priority, ServiceLevel

NO_TIME: Final = timedelta(0)
AT_RISK_SHARE: Final = 0.75
"""A running clock is at risk once this share of its budget has passed. A warning of ours, not in the agreement."""


@dataclass(frozen=True)
class Promise:
    """One commitment as it applies to a ticket: `budget` of support time, None for best effort."""

    section: str
    target: Target | None
    budget: timedelta | None


def governing(promised: Sequence[Promise]) -> Promise:
    """The earliest due time governs: on one calendar and one stopwatch that is the smallest budget."""
    return min(promised, key=lambda promise: (promise.budget is None, promise.budget or NO_TIME))


def warning_of(promised: Sequence[Promise]) -> timedelta | None:
    """The support time after which a running clock is at risk; None: best effort."""
    budget = governing(promised).budget
    return None if budget is None else AT_RISK_SHARE * budget


def request_class(kind: Kind) -> RequestClass:
    """The four kinds of §3.1 are all types of incident."""
    return RequestClass.CHANGE if kind is Kind.CHANGE else RequestClass.INCIDENT


def budget_of(target: Target, day: timedelta) -> timedelta:
    """A day is one business day's worth of support hours; half a day is half of it."""
    return target.amount * (day if target.unit is Unit.DAYS else timedelta(hours=1))


def promises(
    agreement: Agreement,
    level: ServiceLevel,
    kind: Kind,
    priority: Priority,
    name: ClockName,
    own_targets: Iterable[OwnTarget] = (),
) -> tuple[Promise, ...]:
    """Every commitment that holds, in the document's order; a customer's own figure (§1) stands in their place."""
    key = (request_class(kind), name, priority)
    day = agreement.levels[level].day
    for own in own_targets:
        if (own.request_class, own.clock, own.priority) == key:
            section = agreement.own_figures_section.number
            return (Promise(section, own.target, budget_of(own.target, day)),)
    return tuple(_promise(row, day) for row in agreement.commitments_by_key.get((level, *key), ()))


def _promise(row: Commitment, day: timedelta) -> Promise:
    budget = None if row.target is None else budget_of(row.target, day)
    return Promise(row.section.number, row.target, budget)


def promises_to(ticket: ClockInputs, agreement: Agreement, name: ClockName, basis: Basis) -> tuple[Promise, ...]:
    """What is promised to a registered ticket of this kind and priority."""
    if ticket.registration is None:
        return ()
    level, own = ticket.registration.service_level, ticket.registration.own_targets
    return promises(agreement, level, basis.kind, basis.priority, name, own)
