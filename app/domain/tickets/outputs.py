"""What decisions on a ticket bring along."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from app.domain.agreement.knowledge import Article
from app.domain.vocabulary import Cause


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """§2, column Output. `approved_by`: a person's id, or a name."""

    cause: Cause | None = None
    approved_hours: float | None = None
    agreement_reference: str | None = None
    approved_by: str | None = None
    backlog_item: str | None = None
    backlog_item_id: UUID | None = None
    test_report: str | None = None
    report: str | None = None
    hours: float | None = None
    session_on: date | None = None
    article: Article | None = None


NO_OUTPUTS: Final = Outputs()
