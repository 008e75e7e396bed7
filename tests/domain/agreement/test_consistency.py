"""An agreement with a gap or a dead end is refused when it is made, and says what is wrong with it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.business_time.hours import OpeningWindow, WeeklyHours, weekdays
from app.domain.agreement.agreement import CLOSED, Agreement, ServiceLevelTerms
from app.domain.agreement.changes import ChangeDecision, ChangeDecisionRule
from app.domain.agreement.consistency import check, flaws
from app.domain.vocabulary import Channel, Decision, Impact, Kind, Priority, Responsibility, Role, ServiceLevel, Urgency
from app.sla.agreement import AGREEMENT

Change = Callable[[Agreement], Agreement]


def without_step(number: int) -> Change:
    return lambda it: replace(it, steps=tuple(step for step in it.steps if step.number != number))


def with_letters(number: int, **letters: Responsibility) -> Change:
    row = {**AGREEMENT.steps[number - 1].raci, **{Role(role): letter for role, letter in letters.items()}}
    return lambda it: replace(
        it, steps=tuple(replace(step, raci=row) if step.number == number else step for step in it.steps)
    )


def without_letter(number: int, role: Role) -> Change:
    row = {each: letter for each, letter in AGREEMENT.steps[number - 1].raci.items() if each is not role}
    return lambda it: replace(
        it, steps=tuple(replace(step, raci=row) if step.number == number else step for step in it.steps)
    )


def without_decision(at: int | None, decision: Decision) -> Change:
    return lambda it: replace(
        it, decisions=tuple(rule for rule in it.decisions if (rule.at, rule.decision) != (at, decision))
    )


def leading(at: int, decision: Decision, to: int) -> Change:
    return lambda it: replace(
        it,
        decisions=tuple(
            replace(rule, to=to) if (rule.at, rule.decision) == (at, decision) else rule for rule in it.decisions
        ),
    )


def with_changes(*further: ChangeDecisionRule, without: ChangeDecision | None = None) -> Change:
    kept = tuple(rule for rule in AGREEMENT.terms.change_decisions if rule.decision is not without)
    return lambda it: replace(it, terms=replace(it.terms, change_decisions=(*kept, *further)))


def with_level(level: ServiceLevel, change: Callable[[ServiceLevelTerms], ServiceLevelTerms]) -> Change:
    return lambda it: replace(it, levels={**it.levels, level: change(it.levels[level])})


FAULTS: list[tuple[Change, str]] = [
    (without_step(13), "the steps are not 13 in order"),
    (lambda it: replace(it, steps=(*it.steps[1:], it.steps[0])), "the steps are not 13 in order"),
    (with_letters(4, customer=Responsibility.ACCOUNTABLE), "step 4: exactly one role is accountable (A)"),
    (with_letters(9, support_manager=Responsibility.INFORMED), "step 9: exactly one role is accountable (A)"),
    (with_letters(12, customer=Responsibility.INFORMED), "step 12: at least one role is responsible (R)"),
    (without_letter(6, Role.CONSULTANT), "no letter at step 6 for consultant"),
    (leading(7, Decision.BUG_SOLVED, 14), "bug_solved leads from 7 to 14"),
    (without_decision(1, Decision.CUSTOMER_UNKNOWN), "step 2 cannot be reached"),
    (without_decision(13, Decision.CLOSE), "step 13 never leads to a closed ticket"),
    (leading(8, Decision.IMPLEMENTED, 7), "step 8 never leads to a closed ticket"),
    (
        lambda it: replace(it, decisions=(*it.decisions, replace(it.decisions[0], to=4))),
        "a decision leads to two places",
    ),
    (
        lambda it: replace(it, priorities={key: it.priorities[key] for key in list(it.priorities)[1:]}),
        f"no priority for {Urgency.U1}, {Impact.I1}",
    ),
    (lambda it: replace(it, kinds=it.kinds[:-1]), f"no kind for {Kind.CHANGE}"),
    (
        lambda it: replace(it, commitments=tuple(c for c in it.commitments if c.priority is not Priority.LOW)),
        "no commitment for",
    ),
    (
        lambda it: replace(it, levels={ServiceLevel.STANDARD: it.levels[ServiceLevel.STANDARD]}),
        "no level for extended",
    ),
    (
        with_level(ServiceLevel.STANDARD, lambda terms: replace(terms, day=timedelta(hours=8))),
        "standard has no business day of 8:00:00",
    ),
    (
        with_level(ServiceLevel.EXTENDED, lambda terms: replace(terms, channels=frozenset({Channel.MAIL}))),
        "extended cannot register: it has no portal",
    ),
    (with_changes(without=ChangeDecision.CLOSE), "a change that is normal is never closed"),
    (with_changes(without=ChangeDecision.REVIEW), "a change that is normal and failed goes nowhere"),
    (with_changes(AGREEMENT.terms.change_decisions[0]), "a decision on a change that is standard has two rows"),
]


def test_the_agreement_can_be_lived_by() -> None:
    assert list(flaws(AGREEMENT)) == []


def test_some_day_of_the_week_may_be_shorter_than_a_business_day() -> None:
    half_saturday = WeeklyHours((*weekdays("08:00", "17:00").days[:5], (OpeningWindow.between("08:00", "12:00"),), ()))
    change = with_level(
        ServiceLevel.EXTENDED, lambda terms: replace(terms, calendar=replace(terms.calendar, hours=half_saturday))
    )
    check(change(AGREEMENT))


@pytest.mark.parametrize(("change", "fault"), FAULTS, ids=[fault for _, fault in FAULTS])
def test_a_faulty_agreement_is_refused(change: Change, fault: str) -> None:
    with pytest.raises(ValueError, match=r"revision 1 of the agreement: ") as refused:
        check(change(AGREEMENT))

    assert fault in str(refused.value)


def test_all_faults_are_told_at_once() -> None:
    faulty = without_step(13)(replace(AGREEMENT, kinds=()))

    assert len(list(flaws(faulty))) > len(Kind)


def test_a_closed_ticket_can_be_reopened() -> None:
    assert any(rule.at is CLOSED for rule in AGREEMENT.decisions)
