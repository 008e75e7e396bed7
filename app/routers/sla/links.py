"""The lists behind numbers: every number leads to the clocks that it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from app.clock import Instant
from app.domain.agreement.terms import AttainmentPromise
from app.domain.attainment.attainment import OutcomeSought
from app.domain.clocks.standings import ClockStanding
from app.domain.tickets.moments import Knowledge
from app.domain.vocabulary import ClockName, Priority
from app.routers.http.tables import Cell, written


@dataclass(frozen=True)
class Lists:
    """Of one answer: about the same tickets, as they stood at the same moment. `shared` is in every address."""

    shared: Mapping[str, str]

    @classmethod
    def of(cls, as_of: Instant, knowledge: Knowledge, **filters: Cell) -> Self:
        given = {**filters, "asOf": as_of, "knowledge": None if knowledge is Knowledge.THEN else knowledge}
        return cls({name: written(value) for name, value in given.items() if value is not None})

    def standing(self, standing: ClockStanding, clock: ClockName | None, priority: Priority | None) -> str | None:
        """None: a filter leaves out all clocks of this priority."""
        if priority is not None and self.shared.get("priority", priority) != priority:
            return None
        asked = {"state": standing.value, "clock": clock, "priority": priority}
        return self._clocks({**{name: value for name, value in asked.items() if value}, **self.shared})

    def figure(self, promise: AttainmentPromise, sought: OutcomeSought, begun: Mapping[str, Cell]) -> str:
        period = {name: written(value) for name, value in begun.items() if value is not None}
        return self._clocks({"figure": promise.name, "outcome": sought.value, **period, **self.shared})

    def _clocks(self, query: Mapping[str, str]) -> str:
        return f"/v1/sla/clocks?{urlencode(query)}"
