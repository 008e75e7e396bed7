"""Which tickets a list has, and in which order."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.domain.clocks.standings import ClockStanding
from app.domain.tickets.orders import TicketOrder
from app.domain.vocabulary import CoverageOutcome, Kind, Priority, ServiceLevel, TicketStatus
from app.errors import Invalid
from app.routers.http.pagination import PageQuery
from app.routers.http.types import IN_DIGITS, TRUE_OR_FALSE, Id, InstantIn, Name, Reference
from app.routers.tickets.classification_schemas import Product
from app.routers.tickets.expansion import ExpandQuery
from app.tickets.store.ticket_lists import Holding, TicketFilter
from app.tickets.store.ticket_numbers import NUMBER

_ClockState = Literal[
    ClockStanding.NOT_STARTED,
    ClockStanding.RUNNING,
    ClockStanding.AT_RISK,
    ClockStanding.PAUSED,
    ClockStanding.MET,
    ClockStanding.BREACHED,
    ClockStanding.NOT_APPLICABLE,
    ClockStanding.BEST_EFFORT,
]
"""Those that there is an index of. What was recorded late is in the list of clocks."""


class TicketQuery(PageQuery, ExpandQuery):
    """All of them together: a ticket has to meet each."""

    sort: Annotated[
        TicketOrder | None,
        Field(
            description="Without it `-createdAt`; of a period `-registeredAt`, and of what changed `-updatedAt`. A"
            " cursor fits the order that it was given in: send the same `sort` with it."
        ),
    ] = None
    customer_id: Id | None = None
    number: Annotated[str | None, StringConstraints(pattern=f"^{NUMBER}$"), Field(examples=["T-2026-000123"])] = None
    kind: Kind | None = None
    priority: Priority | None = None
    service_level: ServiceLevel | None = None
    step: Annotated[int, Field(ge=1, le=13), IN_DIGITS] | None = None
    status: TicketStatus | None = None
    coverage: CoverageOutcome | None = None
    product: Annotated[Product | None, Field(description="As a ticket has it, in capitals or not.")] = None
    clock_state: Annotated[
        _ClockState | None,
        Field(
            description="Either clock is in that state now. `at_risk`: running, and three quarters of the time have"
            " passed; `running` has these too."
        ),
    ] = None
    due_before: Annotated[InstantIn | None, Field(description="A clock that still goes falls due before it.")] = None
    registered_from: Annotated[
        InstantIn | None, Field(description="Registered then or later; a signal that never was: reported.")
    ] = None
    registered_until: Annotated[InstantIn | None, Field(description="And before then.")] = None
    updated_after: Annotated[InstantIn | None, Field(description="Changed at that moment or later.")] = None
    external_reference: Reference | None = None
    backlog_item_id: Annotated[Id | None, Field(description="About this item of the vendor's backlog.")] = None
    holder: Annotated[
        Holding | None,
        Field(
            description="lapsed: not closed, and somebody is named for a role who is not active any more or no longer"
            " has it, so that it fell back to everybody who has."
        ),
    ] = None
    mine: Annotated[bool, TRUE_OR_FALSE, Field(description="Only those on which whoever asks is named for a role.")] = (
        False
    )
    waiting: Annotated[
        bool, TRUE_OR_FALSE, Field(description="Only those that wait for information from the customer.")
    ] = False
    escalated: Annotated[bool, TRUE_OR_FALSE, Field(description="Only those that are escalated.")] = False
    q: Annotated[
        Name | None,
        Field(
            description="Words of number, title, description or reference, in any case, with or without accents and"
            ' whatever joins them; "a phrase", or, -not.'
        ),
    ] = None

    def order(self) -> TicketOrder:
        """Without a `sort`, that of the index which the period is found in."""
        if self.sort is not None:
            return self.sort
        if self.registered_from or self.registered_until:
            return TicketOrder.LATEST_REGISTERED
        return TicketOrder.LATEST_CHANGED if self.updated_after else TicketOrder.NEWEST

    def filter(self, caller_id: UUID) -> TicketFilter:
        """Invalid for an empty period."""
        if self.registered_from and self.registered_until and self.registered_from >= self.registered_until:
            raise Invalid.at("/query/registeredUntil", "empty_period", "The period ends after it begins.")
        return TicketFilter(
            customer_id=self.customer_id,
            number=self.number and self.number.upper(),
            kind=self.kind,
            priority=self.priority,
            service_level=self.service_level,
            step=self.step,
            status=self.status,
            coverage=self.coverage,
            product=self.product,
            clock_state=self.clock_state,
            due_before=self.due_before,
            begun_from=self.registered_from,
            begun_until=self.registered_until,
            updated_from=self.updated_after,
            external_reference=self.external_reference,
            backlog_item_id=self.backlog_item_id,
            holding=self.holder,
            holder_id=caller_id if self.mine else None,
            waiting=self.waiting or None,
            escalated=self.escalated or None,
            words=self.q,
        )
