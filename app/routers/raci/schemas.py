"""Responsibility in JSON."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from app.domain.tickets.raci import Row
from app.domain.vocabulary import Responsibility, Role, StepName
from app.routers.http.types import Id, In, Note, Out
from app.routers.request.parameters import OccurredAt


class LettersOut(Out):
    """A row of the matrix: each role's letter."""

    customer: Responsibility
    support: Responsibility
    consultant: Responsibility
    support_manager: Annotated[Responsibility, Field(alias="support_manager")]

    @classmethod
    def of(cls, row: Row) -> Self:
        return cls(
            customer=row[Role.CUSTOMER],
            support=row[Role.SUPPORT],
            consultant=row[Role.CONSULTANT],
            support_manager=row[Role.SUPPORT_MANAGER],
        )


class LettersIn(In):
    """Exactly one role is accountable (A), at least one responsible (R)."""

    customer: Responsibility
    support: Responsibility
    consultant: Responsibility
    support_manager: Annotated[Responsibility, Field(alias="support_manager")]
    occurred_at: OccurredAt = None
    reason: Annotated[Note | None, Field(description="Why; required of what is recorded late.")] = None

    def row(self) -> Row:
        return {
            Role.CUSTOMER: self.customer,
            Role.SUPPORT: self.support,
            Role.CONSULTANT: self.consultant,
            Role.SUPPORT_MANAGER: self.support_manager,
        }


class MatrixRowOut(Out):
    step: int
    name: StepName
    letters: LettersOut
    section: str


class MatrixOut(Out):
    """The 13 rows of section 2.1."""

    items: tuple[MatrixRowOut, ...]
    section: str
    agreement_revision: int


class NamedOut(Out):
    id: UUID
    name: str


class HolderOut(Out):
    """A role on this ticket. `assigned`: the one person named; otherwise everyone who has the role.

    `lapsed`: who is named for it, but is not active any more or no longer has the role, so that it fell back.
    """

    role: Role
    assigned: bool
    people: tuple[NamedOut, ...]
    lapsed: NamedOut | None


class TicketRowOut(Out):
    """`overridden`: this ticket delegates the step, against the matrix."""

    step: int
    name: StepName
    letters: LettersOut
    overridden: bool


class CurrentOut(Out):
    """Who has which part right now. While information is waited for, the customer is responsible."""

    step: int
    name: StepName
    waiting_for_information: bool
    letters: LettersOut
    responsible: tuple[HolderOut, ...]
    accountable: tuple[HolderOut, ...]
    consulted: tuple[HolderOut, ...]
    informed: tuple[HolderOut, ...]


class TicketRaciOut(Out):
    """`current` is null on a closed ticket."""

    ticket_id: UUID
    section: str
    current: CurrentOut | None
    steps: tuple[TicketRowOut, ...]
    holders: tuple[HolderOut, ...]


class AssignmentIn(In):
    person_id: Annotated[Id | None, Field(description="Null gives the role back to everyone who has it.")]
