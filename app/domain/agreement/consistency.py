"""Whether an agreement can be lived by: complete where a ticket will look, and free of dead ends."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import cast

from app.domain.agreement.agreement import Agreement, RequestClass, ServiceLevelTerms
from app.domain.agreement.changes import ENDS, ChangeState
from app.domain.agreement.service_terms import Loss, RecoveryPoint
from app.domain.tickets.raci import fault_of
from app.domain.vocabulary import (
    ChangeType,
    Channel,
    ClockName,
    Impact,
    Kind,
    Priority,
    Role,
    ServiceLevel,
    StepName,
    Urgency,
)


@dataclass(frozen=True)
class Flaw:
    """What is wrong, and in which of the tables of `clause_rows`."""

    table: str
    detail: str


def check(agreement: Agreement) -> None:
    """ValueError that names every flaw at once."""
    if found := list(flaws(agreement)):
        raise ValueError(f"revision {agreement.revision} of the agreement: " + "; ".join(each.detail for each in found))


def flaws(agreement: Agreement) -> Iterator[Flaw]:
    promised = [(each.level, each.request_class, each.clock, each.priority) for each in agreement.commitments]
    by_table: Mapping[str, Iterable[str]] = {
        "steps": _faults_of_steps(agreement),
        "raci": _faults_of_letters(agreement),
        "decisions": _faults_of_decisions(agreement),
        "levels": _faults_of_levels(agreement),
        "change_decisions": _faults_of_changes(agreement),
        "priorities": _missing("priority", product(Urgency, Impact), agreement.priorities),
        "kinds": _each_once("kind", Kind, [rule.kind for rule in agreement.kinds]),
        "changes": _each_once("type of change", ChangeType, [rule.change_type for rule in agreement.terms.changes]),
        "recovery_points": _faults_of_copies(agreement.services.recovery_points),
        "recovery_times": _each_once("recovery time", Loss, [rule.loss for rule in agreement.services.recovery_times]),
        "commitments": _missing("commitment", product(ServiceLevel, RequestClass, ClockName, Priority), promised),
    }
    yield from (Flaw(table, detail) for table, details in by_table.items() for detail in details)


def _missing(what: str, wanted: Iterable[object], given: Iterable[object]) -> Iterator[str]:
    known = set(given)
    yield from (f"no {what} for {_said(each)}" for each in wanted if each not in known)


def _each_once(what: str, wanted: Iterable[object], given: Sequence[object]) -> Iterator[str]:
    yield from _missing(what, wanted, given)
    yield from (f"{count} times a {what} for {_said(each)}" for each, count in Counter(given).items() if count > 1)


def _said(each: object) -> str:
    return ", ".join(map(str, cast("tuple[object, ...]", each))) if isinstance(each, tuple) else str(each)


def _faults_of_steps(agreement: Agreement) -> Iterator[str]:
    expected = list(enumerate(StepName, start=1))
    if [(step.number, step.name) for step in agreement.steps] != expected:
        yield f"the steps are not {len(expected)} in order"


def _faults_of_letters(agreement: Agreement) -> Iterator[str]:
    for step in agreement.steps:
        yield from _missing(f"letter at step {step.number}", Role, step.raci)
        if fault := fault_of(step.raci):
            yield f"step {step.number}: {fault}"


def _faults_of_decisions(agreement: Agreement) -> Iterator[str]:
    places = {None, *(step.number for step in agreement.steps)}
    for rule in agreement.decisions:
        if not {rule.at, rule.to} <= places:
            yield f"{rule.decision} leads from {rule.at} to {rule.to}"
    choices = [(rule.at, rule.decision) for rule in agreement.decisions]
    if len(choices) != len(set(choices)):
        yield "a decision leads to two places"
    yield from (f"step {place} cannot be reached" for place in places - _reached(agreement, 1))
    for place in places - {None}:
        if None not in _reached(agreement, place):
            yield f"step {place} never leads to a closed ticket"


def _faults_of_changes(agreement: Agreement) -> Iterator[str]:
    for rule in agreement.terms.change_decisions:
        if fault := fault_of(rule.raci):
            yield f"{rule.decision} of a change: {fault}"
    for change_type in ChangeType:
        reached = {ChangeState.REGISTERED}
        rules = [rule for rule in agreement.terms.change_decisions if change_type in rule.types]
        if len({rule.decision for rule in rules}) != len(rules):
            yield f"a decision on a change that is {change_type} has two rows"
        for _ in rules:
            reached |= {to for rule in rules if reached.intersection(rule.at) for to in rule.to}
        if ChangeState.CLOSED not in reached:
            yield f"a change that is {change_type} is never closed"
        stuck = reached.difference(ENDS, *(rule.at for rule in rules))
        yield from (f"a change that is {change_type} and {state} goes nowhere" for state in sorted(stuck))


def _faults_of_copies(points: Iterable[RecoveryPoint]) -> Iterator[str]:
    """One row says how old a full copy may be, one how long a snapshot is kept (§5.8.1)."""
    rows = tuple(points)
    if sum(row.at_most_old is not None for row in rows) != 1:
        yield "one row says how old a copy may be (atMostOld)"
    if sum(row.kept is not None for row in rows) != 1:
        yield "one row says how long a copy is kept (kept)"


def _reached(agreement: Agreement, start: int | None) -> set[int | None]:
    reached = {start}
    for _ in agreement.decisions:
        reached |= {rule.to for rule in agreement.decisions if rule.at in reached}
    return reached


def _faults_of_levels(agreement: Agreement) -> Iterator[str]:
    yield from _missing("level", ServiceLevel, agreement.levels)
    for terms in agreement.levels.values():
        yield from (f"{terms.level} {fault}" for fault in _faults_of_level(terms))


def _faults_of_level(terms: ServiceLevelTerms) -> Iterator[str]:
    opened = {sum((w.closes - w.opens for w in day), timedelta()) for day in terms.calendar.hours.days if day}
    if terms.day not in opened:
        yield f"has no business day of {terms.day}"
    if Channel.PORTAL not in terms.channels:
        yield "cannot register: it has no portal"
