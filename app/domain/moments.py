"""Any moment: what was true then, by what was known then or by what is known now."""

from dataclasses import dataclass
from enum import StrEnum

from app.clock import Instant
from app.domain.facts import Event


class Knowledge(StrEnum):
    THEN = "then"  # what had been recorded by that moment
    NOW = "now"  # also what was recorded later, if it had happened by then


@dataclass(frozen=True)
class Moment:
    at: Instant
    knowledge: Knowledge = Knowledge.THEN

    def knows(self, event: Event) -> bool:
        return (event.recorded_at if self.knowledge is Knowledge.THEN else event.occurred_at) <= self.at
