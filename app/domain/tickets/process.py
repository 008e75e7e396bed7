"""What may be decided now, by whom, and with what in hand (§2)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.domain.actor import Actor
from app.domain.agreement.agreement import Agreement, DecisionRule
from app.domain.tickets.facts import DecisionTaken
from app.domain.tickets.occurrence import why_missing
from app.domain.tickets.outputs import Outputs
from app.domain.tickets.raci import RoleHolders, deciding_roles, row_of
from app.domain.tickets.signals import is_withdrawn, refuse_withdrawn, waits_for_registration
from app.domain.tickets.ticket import LAST_STEP, Ticket
from app.domain.vocabulary import Cause, Decision, Output, Role
from app.errors import Conflict, Fault, Forbidden, Invalid


class NotYours(Forbidden):
    """It is for one of `roles`: the responsible first, then the accountable. `act` is worded to be followed by “by”."""

    def __init__(self, act: str, roles: tuple[Role, ...], section: str) -> None:
        super().__init__(f"{act} by {' or '.join(roles)} on this ticket.", section=section)
        self.act = act
        self.roles = roles


@dataclass(frozen=True)
class Option:
    """A decision that the ticket's state allows. `roles` may take it; `allowed` says whether this actor may."""

    rule: DecisionRule
    roles: tuple[Role, ...]
    allowed: bool


def options(
    ticket: Ticket, agreement: Agreement, actor: Actor, *, lapsed: frozenset[Role] = frozenset()
) -> tuple[Option, ...]:
    """`lapsed`: see `RoleHolders`."""
    holders = RoleHolders(ticket.customer_id, ticket.assignments, lapsed)
    return tuple(
        Option(rule, roles, allowed=actor.administrator or holders.role_of(actor, roles) is not None)
        for rule in possible(ticket, agreement)
        for roles in [_deciders(ticket, agreement, rule.decision)]
    )


def possible(ticket: Ticket, agreement: Agreement) -> tuple[DecisionRule, ...]:
    """The rows of the decision table that hold at the ticket's place in the process."""
    place = ticket.place
    return tuple(rule for rule in agreement.decisions if rule.at == place and _state_allows(ticket, rule.decision))


def _state_allows(ticket: Ticket, decision: Decision) -> bool:
    if waits_for_registration(ticket) or is_withdrawn(ticket):
        return False
    if decision is Decision.REQUEST_INFORMATION:
        return not ticket.waiting
    if decision is Decision.INFORMATION_RECEIVED:
        return ticket.waiting
    return True


@dataclass(frozen=True)
class Form:
    """What every row of a decision has in common, at whichever step and under whichever agreement it is taken."""

    needs: frozenset[Output]
    never: frozenset[Output]
    causes: tuple[Cause, ...]


def form_of(agreements: Iterable[Agreement], decision: Decision) -> Form:
    rules = [rule for agreement in agreements for rule in agreement.decisions if rule.decision is decision]
    return Form(
        needs=frozenset[Output].intersection(*(frozenset(rule.needs) for rule in rules)),
        never=frozenset(Output).difference(*(rule.takes for rule in rules)),
        causes=tuple(cause for cause in Cause if any(cause in rule.causes for rule in rules)),
    )


def decide(
    ticket: Ticket,
    agreement: Agreement,
    actor: Actor,
    decision: Decision,
    outputs: Outputs,
    note: str | None,
    *,
    late: bool = False,
    lapsed: frozenset[Role] = frozenset(),
) -> DecisionTaken:
    """The fact of this decision, or its refusal: Conflict (not now), Forbidden (not you), Invalid (what is wrong).

    `late`: it is recorded later than it was taken, so that the note says why.
    """
    rule = _rule(ticket, agreement, decision)
    roles = _deciders(ticket, agreement, decision)
    role = RoleHolders(ticket.customer_id, ticket.assignments, lapsed).role_of(actor, roles)
    if role is None and not actor.administrator:
        raise NotYours(f"{decision} is decided", roles, agreement.raci_section.number)
    return _taken(rule, role, outputs, note, late=late)


def take(
    ticket: Ticket, agreement: Agreement, role: Role | None, decision: Decision, note: str | None = None
) -> DecisionTaken:
    """As `decide`, where something else has settled that it is decided, and in which role."""
    return _taken(_rule(ticket, agreement, decision), role, Outputs(), note)


def _taken(
    rule: DecisionRule, role: Role | None, outputs: Outputs, note: str | None, *, late: bool = False
) -> DecisionTaken:
    _require(rule, outputs, note, late=late)
    decision = rule.decision
    return DecisionTaken(decision=decision, from_step=rule.at, to_step=rule.to, role=role, note=note, outputs=outputs)


def _rule(ticket: Ticket, agreement: Agreement, decision: Decision) -> DecisionRule:
    rules = possible(ticket, agreement)
    found = next((rule for rule in rules if rule.decision is decision), None)
    if found is not None:
        return found
    if waits_for_registration(ticket):
        raise Conflict(
            "The ticket is a signal: one of the customer's registrants registers it first.",
            section=agreement.registration_section.number,
        )
    refuse_withdrawn(ticket, agreement)
    allowed = ", ".join(rule.decision for rule in rules)
    raise Conflict(
        f"{decision} can't be decided {where(ticket, agreement)}. What can: {allowed}.",
        section=agreement.process_section.number,
    )


def where(ticket: Ticket, agreement: Agreement) -> str:
    """Where the ticket stands, to follow "can't be decided"."""
    if ticket.place is None:
        return "on a closed ticket"
    wait = " while information is waited for" if ticket.waiting else ""
    return f"at step {ticket.step} ({agreement.steps[ticket.step - 1].name}){wait}"


def _deciders(ticket: Ticket, agreement: Agreement, decision: Decision) -> tuple[Role, ...]:
    return deciding_roles(row_of(agreement, ticket.place or LAST_STEP, ticket.overrides), decision)


def _require(rule: DecisionRule, outputs: Outputs, note: str | None, *, late: bool) -> None:
    """Raises Invalid with all that is missing, that does not belong, and the cause that contradicts the decision."""
    faults = [*_output_faults(rule, _given(outputs, note)), *_cause_faults(rule, outputs.cause)]
    if late and Output.NOTE not in rule.needs and _is_blank(note):
        faults.append(why_missing(Output.NOTE))
    if faults:
        raise Invalid(" ".join(fault.detail for fault in faults), section=rule.section.number, faults=faults)


def _given(outputs: Outputs, note: str | None) -> Mapping[Output, object]:
    return {
        Output.CAUSE: outputs.cause,
        Output.APPROVED_HOURS: outputs.approved_hours,
        Output.AGREEMENT_REFERENCE: outputs.agreement_reference,
        Output.APPROVED_BY: outputs.approved_by,
        Output.ARTICLE: outputs.article,
        Output.BACKLOG_ITEM: outputs.backlog_item,
        Output.BACKLOG_ITEM_ID: outputs.backlog_item_id,
        Output.TEST_REPORT: outputs.test_report,
        Output.REPORT: outputs.report,
        Output.HOURS: outputs.hours,
        Output.SESSION_ON: outputs.session_on,
        Output.NOTE: note,
    }


def _output_faults(rule: DecisionRule, given: Mapping[Output, object]) -> Iterator[Fault]:
    for output, value in given.items():
        if output in rule.needs and _is_blank(value):
            yield Fault(f"/{output}", "missing", f"{rule.decision} needs {output}.")
        elif output not in rule.takes and value is not None:
            yield Fault(f"/{output}", "does_not_belong", f"{rule.decision} takes no {output}.")


def _cause_faults(rule: DecisionRule, cause: Cause | None) -> Iterator[Fault]:
    if cause is not None and rule.causes and cause not in rule.causes:
        yield Fault("/cause", "contradicts", f"{rule.decision} has the cause {' or '.join(rule.causes)}.")


def _is_blank(given: object) -> bool:
    return given is None or (isinstance(given, str) and not given.strip())


def reason_of(fact: DecisionTaken) -> str:
    """Why due times move, in words."""
    place = "a closed ticket" if fact.from_step is None else f"step {fact.from_step}"
    return f"{fact.decision} at {place}"
