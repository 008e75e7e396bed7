"""Any moment: what was true then, by what was known then or by what is known now."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from app.clock import Instant, to_millisecond
from app.domain.streams import RecordedFact

WITHIN_A_MILLISECOND: Final = timedelta(microseconds=999)


class Knowledge(StrEnum):
    THEN = "then"  # what had been recorded by that moment
    NOW = "now"  # also what was recorded later, if it had happened by then


@dataclass(frozen=True)
class Moment:
    at: Instant
    knowledge: Knowledge = Knowledge.THEN

    @property
    def until(self) -> Instant:
        """What happened up to then counts. A moment in whole milliseconds was cut, and means the whole of the last."""
        return Instant(self.at + WITHIN_A_MILLISECOND) if to_millisecond(self.at) == self.at else self.at

    def knows(self, event: RecordedFact[Any]) -> bool:
        return (event.recorded_at if self.knowledge is Knowledge.THEN else event.occurred_at) <= self.until
