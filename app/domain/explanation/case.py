"""A clock with all that its explanation goes by."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.business_time.calendar import Calendar
from app.domain.agreement.agreement import Agreement
from app.domain.clocks.clock_readings import ClockReading
from app.domain.clocks.clocks import Clock
from app.domain.clocks.excuses import Excuse
from app.domain.clocks.promises import Promise
from app.domain.explanation.lines import ClockPeriod
from app.domain.explanation.records import NOTHING, ClockRecords
from app.domain.tickets.ground import Reassessment
from app.domain.tickets.stopwatch import Stopwatch
from app.domain.vocabulary import Kind, Priority, ServiceLevel


@dataclass(frozen=True)
class PromiseSubject:
    """Whose promise it is."""

    kind: Kind
    priority: Priority
    level: ServiceLevel
    excuse: Excuse | None = None
    reassessed: Reassessment | None = None
    has_workaround: bool = False


@dataclass(frozen=True)
class Case:
    """A clock that started. `promised` is in the order of its commitments."""

    subject: PromiseSubject
    agreement: Agreement
    calendar: Calendar
    watch: Stopwatch
    promised: Sequence[Promise]
    clock: Clock
    reading: ClockReading
    records: ClockRecords = NOTHING

    def is_closing_day(self, part: ClockPeriod) -> bool:
        """Closed as on a holiday, and yet none of the agreement's."""
        day = part.from_at.astimezone(self.calendar.zone).date()
        return part.holiday is not None and day not in self.agreement.levels[self.subject.level].calendar.holidays
