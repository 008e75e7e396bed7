"""What has come of a ticket so far, in JSON."""

from datetime import date
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import Field

from app.clock import Instant
from app.domain.agreement.knowledge import Article
from app.domain.tickets.escalation_facts import Escalation
from app.domain.tickets.outputs import NO_OUTPUTS, Outputs
from app.domain.tickets.ticket import PriorityRequest
from app.domain.vocabulary import Impact, Urgency
from app.routers.http.types import Out


class ArticleOut(Out):
    """Of the knowledge base (section 1.2.2): what makes a ticket clear."""

    title: str
    url: str

    @classmethod
    def of(cls, article: Article | None) -> Self | None:
        return None if article is None else cls(title=article.title, url=article.url)


def brought_along(outputs: Outputs) -> dict[str, Any]:
    """By name, as it is shown."""
    return {**vars(outputs), "article": ArticleOut.of(outputs.article)}


class TicketOutputsOut(Out):
    """What decisions have brought along so far (section 2, column Output), the latest of each."""

    backlog_item: str | None
    backlog_item_id: UUID | None
    agreement_reference: str | None
    approved_by: str | None
    approved_hours: float | None
    hours: float | None
    session_on: date | None
    test_report: str | None
    report: str | None
    article: ArticleOut | None

    @classmethod
    def of(cls, outputs: Outputs) -> Self:
        return cls(**{name: each for name, each in brought_along(outputs).items() if name != "cause"})


_NOTHING_YET: Final = TicketOutputsOut.of(NO_OUTPUTS)


def outputs_of(outputs: Outputs) -> TicketOutputsOut:
    return _NOTHING_YET if outputs == NO_OUTPUTS else TicketOutputsOut.of(outputs)


class CycleOut(Out):
    """Work on a ticket that was closed and opened again."""

    began_at: Annotated[Instant, Field(description="At registration, or when it was opened again before.")]
    closed_at: Instant
    reopened_at: Instant


class EscalationOut(Out):
    """It cannot wait: direct action is needed (section 1)."""

    id: UUID
    declared_at: Instant
    reason: str

    @classmethod
    def of(cls, escalation: Escalation | None) -> Self | None:
        return None if escalation is None else cls(**vars(escalation))


class OpenPriorityRequestOut(Out):
    """What the customer has asked for and the vendor has not decided yet (section 3.1.1)."""

    id: UUID
    urgency: Urgency | None
    impact: Impact | None
    reason: str

    @classmethod
    def of(cls, request: PriorityRequest) -> Self:
        return cls(id=request.id, urgency=request.urgency, impact=request.impact, reason=request.reason)
