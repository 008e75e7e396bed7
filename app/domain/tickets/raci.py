"""Who is responsible, accountable, consulted and informed, and so who may decide (§2.1)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from app.domain.actor import Actor
from app.domain.agreement.agreement import Agreement, StepRule
from app.domain.vocabulary import VENDOR_ROLES, Decision, Responsibility, Role

Row = Mapping[Role, Responsibility]
Key = TypeVar("Key")
Value = TypeVar("Value")

DECIDING = (Responsibility.RESPONSIBLE, Responsibility.ACCOUNTABLE)
OF_THE_VENDOR = frozenset({Decision.CUSTOMER_UNKNOWN, Decision.ACCOUNT_CREATED})
"""Decisions of steps 1 and 2 that make or deny an account: the vendor's act, though the customer is responsible."""


def fault_of(row: Row) -> str | None:
    """What is wrong with a row: a step has exactly one accountable and at least one responsible role."""
    letters = list(row.values())
    if letters.count(Responsibility.ACCOUNTABLE) != 1:
        return "exactly one role is accountable (A)"
    if Responsibility.RESPONSIBLE not in letters:
        return "at least one role is responsible (R)"
    return None


def step_rule(agreement: Agreement, step: int) -> StepRule:
    return agreement.steps[step - 1]


def row_of(agreement: Agreement, step: int, overrides: Mapping[int, Row]) -> Row:
    """The matrix's row, unless the ticket delegates the step."""
    return overrides.get(step) or step_rule(agreement, step).raci


def standing(row: Row, *, waiting: bool) -> Row:
    """The row as it stands now: while the vendor waits for information the ball is with the customer.

    Where the customer is the accountable one, the first that was responsible is it for as long.
    """
    if not waiting:
        return row
    accountable = next(role for role in Role if row.get(role) is Responsibility.ACCOUNTABLE)
    if accountable is Role.CUSTOMER:
        accountable = roles_with(row, Responsibility.RESPONSIBLE)[0]
    return {role: _while_waiting(role, letter, accountable) for role, letter in row.items()}


def _while_waiting(role: Role, letter: Responsibility, accountable: Role) -> Responsibility:
    if role is accountable:
        return Responsibility.ACCOUNTABLE
    if role is Role.CUSTOMER:
        return Responsibility.RESPONSIBLE
    return Responsibility.CONSULTED if letter is Responsibility.RESPONSIBLE else letter


def roles_with(row: Row, *letters: Responsibility) -> tuple[Role, ...]:
    return tuple(role for letter in letters for role in Role if row.get(role) is letter)


def vendors(roles: Iterable[Role]) -> tuple[Role, ...]:
    """Those of them that are the vendor's, in their order."""
    return tuple(role for role in roles if role in VENDOR_ROLES)


def changed(mapping: Mapping[Key, Value], key: Key, value: Value | None) -> Mapping[Key, Value]:
    """A ticket's own assignments or rows with another one; None takes it away."""
    rest = {known: kept for known, kept in mapping.items() if known != key}
    return rest if value is None else {**rest, key: value}


def vendor_is_responsible(row: Row) -> bool:
    return any(role in VENDOR_ROLES for role in roles_with(row, Responsibility.RESPONSIBLE))


def deciding_roles(row: Row, decision: Decision) -> tuple[Role, ...]:
    """The responsible first, then the accountable.

    Information may also be handed in by the customer who was asked. About an account decides the accountable, or
    support on its behalf. A workaround is the vendor's word, whoever the step is delegated to (§1.2.3 note).
    """
    roles = roles_with(row, *DECIDING)
    if decision in OF_THE_VENDOR:
        of_vendor = vendors(roles)
        return of_vendor if Role.SUPPORT in of_vendor else (*of_vendor, Role.SUPPORT)
    if decision is Decision.WORKAROUND:
        return vendors(roles)
    if decision is Decision.INFORMATION_RECEIVED and Role.CUSTOMER not in roles:
        return (*roles, Role.CUSTOMER)
    return roles


def answering_roles(rows: Iterable[Row]) -> tuple[Role, ...]:
    """Which of the vendor's roles assess, and answer what the customer asks for: the responsible, then the accountable.

    `rows` are those of the step itself, and of the steps that the ticket was in before, latest first: where nobody of
    the vendor is responsible for the step, it is who was so last.
    """
    own, *before = rows
    responsible = (_vendors(row, Responsibility.RESPONSIBLE) for row in (own, *before))
    last = next((roles for roles in responsible if roles), ())
    return tuple(dict.fromkeys((*last, *_vendors(own, Responsibility.ACCOUNTABLE))))


def _vendors(row: Row, letter: Responsibility) -> tuple[Role, ...]:
    return vendors(roles_with(row, letter))


def qualifies(role: Role, customer_id: UUID, roles: Collection[Role], of: UUID | None, *, active: bool) -> bool:
    """Whether somebody with `roles` can hold a role for a customer; of the customer's own, its people alone (`of`)."""
    return active and role in roles and (role is not Role.CUSTOMER or of == customer_id)


@dataclass(frozen=True)
class RoleHolders:
    """Who holds each role on a ticket: the person named for it as long as they qualify, otherwise all who qualify.

    `lapsed` are the roles that somebody is named for who no longer qualifies: not active any more, or without the role.
    """

    customer_id: UUID
    assignments: Mapping[Role, UUID]
    lapsed: frozenset[Role] = frozenset()

    def named(self, role: Role) -> UUID | None:
        return None if role in self.lapsed else self.assignments.get(role)

    def holds(self, actor: Actor, role: Role) -> bool:
        """Of somebody who is active: nobody else gets in."""
        able = qualifies(role, self.customer_id, actor.roles, actor.customer_id, active=True)
        return able and self.named(role) in (None, actor.id)

    def role_of(self, actor: Actor, roles: Iterable[Role]) -> Role | None:
        return next((role for role in roles if self.holds(actor, role)), None)

    def has(self, actor: Actor, letter: Responsibility, row: Row) -> bool:
        """Whether this is the part of somebody who is active, by any role: what the lists of work go by."""
        return self.role_of(actor, roles_with(row, letter)) is not None
