"""A stretch of what a due time is counted from, in JSON."""

from typing import Annotated, Self

from pydantic import Field

from app.clock import Instant
from app.domain.explanation.explaining import ExplanationLine
from app.domain.explanation.lines import LineKind
from app.routers.http.types import Out


class LineOut(Out):
    """A stretch of one kind; `until` is where the next one begins."""

    from_at: Annotated[Instant, Field(alias="from")]
    until: Instant
    kind: LineKind
    seconds: Annotated[int, Field(description="Support time if counted or paused; otherwise all of its time.")]
    reason: Annotated[str | None, Field(description="The holiday's name, or why and for whom it was paused.")]

    @classmethod
    def of(cls, line: ExplanationLine) -> Self:
        return cls(from_at=line.from_at, until=line.until, kind=line.kind, seconds=line.seconds, reason=line.reason)
