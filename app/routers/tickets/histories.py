"""A ticket with its history in JSON: what an import brings along in one call."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from app.routers.http.types import Id, InstantIn
from app.routers.tickets.decision_schemas import DecisionIn
from app.routers.tickets.schemas import TicketIn
from app.tickets.histories import LONGEST, PastDecision
from app.tickets.intake import NewTicket


class PastDecisionIn(DecisionIn):
    """A decision as it was taken, with what its step had to produce. No note is needed for it being recorded late."""

    FORMS_ARE = "Past"

    occurred_at: Annotated[InstantIn, Field(description="When: after the registration, and in order.")]
    actor_id: Annotated[
        Id | None,
        Field(description="Who: a person of the vendor or of this customer who may decide it. Null: nobody knows."),
    ] = None

    def past(self) -> PastDecision:
        return PastDecision(
            decision=self.decision,
            outputs=self.outputs(),
            occurred_at=self.occurred_at,
            note=self.note,
            actor_id=self.actor_id,
        )


class TicketWithHistoryIn(TicketIn):
    """What is reported; and, where it was dealt with elsewhere, what was decided on it, oldest first."""

    history: Annotated[
        tuple[PastDecisionIn, ...],
        Field(
            max_length=LONGEST,
            description="By an administrator, or by a support manager on a registrant's behalf. All or nothing; each"
            " obeys the rules of its step. Nothing of it is announced.",
        ),
    ] = ()

    def report(self) -> NewTicket:
        return replace(super().report(), history=tuple(each.past() for each in self.history))
