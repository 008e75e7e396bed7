"""What the clocks of a ticket go by. A ticket is more than that; what another calendar concerns is no more."""

from dataclasses import dataclass
from typing import Protocol

from app.clock import Instant
from app.domain.facts import Registration
from app.domain.stopwatch import Stopwatch
from app.domain.vocabulary import Cause, Kind, Priority


@dataclass(frozen=True)
class Reassessment:
    """The latest change of priority."""

    at: Instant
    before: Priority


class Ground(Protocol):
    @property
    def registration(self) -> Registration | None: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def priority(self) -> Priority: ...
    @property
    def reassessed(self) -> Reassessment | None: ...
    @property
    def cause(self) -> Cause | None: ...
    @property
    def response(self) -> Stopwatch: ...
    @property
    def resolution(self) -> Stopwatch: ...
