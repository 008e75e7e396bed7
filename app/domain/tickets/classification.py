"""What a ticket is classified as (§2, step 3; §3.1): which words go together, and who corrects them, where and how."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Final, TypedDict

from app.domain.actor import Actor
from app.domain.agreement.agreement import Agreement
from app.domain.agreement.coverage import product_named
from app.domain.tickets.facts import CLASSIFICATION, ClassificationCorrected, Details
from app.domain.tickets.process import NotYours, where
from app.domain.tickets.raci import DECIDING, RoleHolders, roles_with, row_of
from app.domain.tickets.ticket import Ticket
from app.domain.vocabulary import CallType, ChangeType, Kind, ProblemType, StepName, TicketStatus
from app.errors import Conflict, Fault, Invalid

CORRECTED_AT: Final = (StepName.CLASSIFY_TICKET, StepName.DETERMINE_PROBLEM_AND_TYPE)
"""The steps that classify, and so those in which a classification is corrected."""


class ClassificationChanges(TypedDict, total=False):
    """What is not there stays as it is."""

    kind: Kind
    change_type: ChangeType | None
    call_type: CallType
    product: str
    product_version: str | None
    problem_type: ProblemType


@dataclass(frozen=True, kw_only=True)
class Classification:
    kind: Kind
    change_type: ChangeType | None
    call_type: CallType
    product: str
    product_version: str | None
    problem_type: ProblemType

    @classmethod
    def of(cls, details: Details) -> "Classification":
        return cls(**{name: getattr(details, name) for name in CLASSIFICATION})


def call_types_of(kind: Kind, agreements: Iterable[Agreement]) -> frozenset[CallType]:
    """Those that go with the kind, under any of these agreements."""
    rules = (rule for agreement in agreements for rule in agreement.kinds if rule.kind is kind)
    return frozenset[CallType]().union(*(rule.call_types for rule in rules))


def correct(
    ticket: Ticket,
    agreement: Agreement,
    holders: RoleHolders,
    actor: Actor,
    changes: ClassificationChanges,
    reason: str,
) -> ClassificationCorrected | None:
    """The fact of this correction; None when nothing becomes another.

    Raises Conflict elsewhere than at the steps that classify, NotYours for whoever is neither responsible nor
    accountable there, and Invalid with all contradictions of what it would come to.
    """
    _require_place(ticket, agreement)
    _require_role(ticket, agreement, holders, actor)
    before = Classification.of(ticket.details)
    after = _changed(before, changes, agreement)
    faults = [*_change_type_faults(after, changes), *_call_type_faults(before, after, agreement)]
    if faults:
        section = agreement.process_section.number
        raise Invalid("The classification contradicts itself.", section=section, faults=faults)
    if after == before:
        return None
    return ClassificationCorrected(**asdict(after), reason=reason)


def _require_place(ticket: Ticket, agreement: Agreement) -> None:
    name = None if ticket.place is None else agreement.steps[ticket.place - 1].name
    if ticket.status is TicketStatus.SIGNAL or name not in CORRECTED_AT:
        numbers = " and ".join(str(step.number) for step in agreement.steps if step.name in CORRECTED_AT)
        raise Conflict(
            f"A classification is corrected at steps {numbers}, not {where(ticket, agreement)}.",
            section=agreement.process_section.number,
        )


def _require_role(ticket: Ticket, agreement: Agreement, holders: RoleHolders, actor: Actor) -> None:
    roles = roles_with(row_of(agreement, ticket.step, ticket.overrides), *DECIDING)
    if not actor.administrator and holders.role_of(actor, roles) is None:
        raise NotYours("The classification is corrected", roles, agreement.raci_section.number)


def _changed(before: Classification, changes: ClassificationChanges, agreement: Agreement) -> Classification:
    """A change that is not said to be of a type is a normal one; what is no change any more has none."""
    kind = changes.get("kind", before.kind)
    usual = (before.change_type or ChangeType.NORMAL) if kind is Kind.CHANGE else None
    known = product_named(changes["product"], agreement) if "product" in changes else None
    return Classification(
        kind=kind,
        change_type=changes.get("change_type", usual),
        call_type=changes.get("call_type", before.call_type),
        product=known.key if known is not None else changes.get("product", before.product),
        product_version=changes.get("product_version", before.product_version),
        problem_type=changes.get("problem_type", before.problem_type),
    )


def _change_type_faults(after: Classification, changes: ClassificationChanges) -> Iterator[Fault]:
    if "change_type" not in changes:
        return
    if after.kind is not Kind.CHANGE and after.change_type is not None:
        yield Fault("/changeType", "change_type", "Only a change has a changeType.")
    if after.kind is Kind.CHANGE and after.change_type is None:
        yield Fault("/changeType", "change_type", "A change has a changeType.")


def _call_type_faults(before: Classification, after: Classification, agreement: Agreement) -> Iterator[Fault]:
    """Only of what is corrected: tickets of old may contradict themselves in what is left as it was."""
    if (before.kind, before.call_type) == (after.kind, after.call_type):
        return
    fitting = call_types_of(after.kind, [agreement])
    if after.call_type not in fitting:
        said = ", ".join(sorted(fitting))
        yield Fault("/callType", "contradicts", f"With the kind {after.kind} go the call types {said}.")
