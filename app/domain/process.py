"""What may be decided now, by whom, and with what in hand (§2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.actor import Actor
from app.domain.agreement import Agreement, DecisionRule
from app.domain.facts import DecisionTaken, Outputs
from app.domain.raci import Holder, deciding_roles, row_of
from app.domain.ticket import CLASSIFY_TICKET, LAST_STEP, Ticket
from app.domain.vocabulary import Decision, Output, Role, TicketStatus
from app.errors import Conflict, Fault, Forbidden, Invalid


class NotYours(Forbidden):
    """The decision is for one of `roles`: the responsible first, then the accountable."""

    def __init__(self, decision: Decision, roles: tuple[Role, ...], section: str) -> None:
        super().__init__(f"{decision} is decided by {' or '.join(roles)} on this ticket.", section=section)
        self.decision = decision
        self.roles = roles


@dataclass(frozen=True)
class Option:
    """A decision that the ticket's state allows. `roles` may take it; `allowed` says whether this actor may."""

    rule: DecisionRule
    roles: tuple[Role, ...]
    allowed: bool


def options(ticket: Ticket, agreement: Agreement, actor: Actor) -> tuple[Option, ...]:
    return tuple(
        Option(rule, roles, allowed=actor.administrator or _role(ticket, actor, roles) is not None)
        for rule in possible(ticket, agreement)
        for roles in [_deciders(ticket, agreement, rule.decision)]
    )


def possible(ticket: Ticket, agreement: Agreement) -> tuple[DecisionRule, ...]:
    """The rows of the decision table that hold at the ticket's place in the process."""
    return tuple(
        rule for rule in agreement.decisions if rule.at == ticket.place and _state_allows(ticket, rule.decision)
    )


def _state_allows(ticket: Ticket, decision: Decision) -> bool:
    if ticket.status is TicketStatus.SIGNAL and ticket.step >= CLASSIFY_TICKET:
        return False
    if decision is Decision.REQUEST_INFORMATION:
        return not ticket.waiting
    if decision is Decision.INFORMATION_RECEIVED:
        return ticket.waiting
    return True


def always_needed(agreements: Iterable[Agreement], decision: Decision) -> frozenset[Output]:
    """What the decision has to bring along at whichever step it is taken, under each of these agreements."""
    rules = (rule for agreement in agreements for rule in agreement.decisions if rule.decision is decision)
    return frozenset[Output].intersection(*(frozenset(rule.needs) for rule in rules))


def decide(
    ticket: Ticket,
    agreement: Agreement,
    actor: Actor,
    decision: Decision,
    outputs: Outputs,
    note: str | None,
) -> DecisionTaken:
    """The fact of this decision, or its refusal: Conflict (not now), Forbidden (not you), Invalid (what is missing)."""
    rule = _rule(ticket, agreement, decision)
    roles = _deciders(ticket, agreement, decision)
    role = _role(ticket, actor, roles)
    if role is None and not actor.administrator:
        raise NotYours(decision, roles, agreement.raci_section.number)
    _require(rule, outputs, note)
    return DecisionTaken(decision=decision, from_step=rule.at, to_step=rule.to, role=role, note=note, outputs=outputs)


def _rule(ticket: Ticket, agreement: Agreement, decision: Decision) -> DecisionRule:
    rules = possible(ticket, agreement)
    found = next((rule for rule in rules if rule.decision is decision), None)
    if found is not None:
        return found
    if ticket.status is TicketStatus.SIGNAL and ticket.step >= CLASSIFY_TICKET:
        raise Conflict(
            "The ticket is a signal: one of the customer's registrants registers it first.",
            section=agreement.registration_section.number,
        )
    allowed = ", ".join(rule.decision for rule in rules)
    raise Conflict(
        f"{decision} can't be decided {_where(ticket, agreement)}. What can: {allowed}.",
        section=agreement.process_section.number,
    )


def _where(ticket: Ticket, agreement: Agreement) -> str:
    if ticket.place is None:
        return "on a closed ticket"
    wait = " while information is waited for" if ticket.waiting else ""
    return f"at step {ticket.step} ({agreement.steps[ticket.step - 1].name}){wait}"


def _deciders(ticket: Ticket, agreement: Agreement, decision: Decision) -> tuple[Role, ...]:
    return deciding_roles(row_of(agreement, ticket.place or LAST_STEP, ticket.overrides), decision)


def _role(ticket: Ticket, actor: Actor, roles: tuple[Role, ...]) -> Role | None:
    return Holder(ticket.customer_id, ticket.assignments).role_of(actor, roles)


def _require(rule: DecisionRule, outputs: Outputs, note: str | None) -> None:
    given = {
        Output.CAUSE: outputs.cause,
        Output.APPROVED_HOURS: outputs.approved_hours,
        Output.AGREEMENT_REFERENCE: outputs.agreement_reference,
        Output.BACKLOG_ITEM: outputs.backlog_item,
        Output.TEST_REPORT: outputs.test_report,
        Output.REPORT: outputs.report,
        Output.HOURS: outputs.hours,
        Output.SESSION_ON: outputs.session_on,
        Output.NOTE: note,
    }
    missing = [output for output in rule.needs if _is_blank(given[output])]
    if missing:
        raise Invalid(
            f"{rule.decision} needs {', '.join(missing)}.",
            section=rule.section.number,
            faults=[Fault(f"/{output}", "missing", f"{rule.decision} needs {output}.") for output in missing],
        )


def _is_blank(given: object) -> bool:
    return given is None or (isinstance(given, str) and not given.strip())
