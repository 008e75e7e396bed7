"""Of which tickets the figures of §1.2.3 are asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Integer, Text, Uuid, all_, any_, bindparam, cast, func, literal_column

from app.clock import Instant
from app.domain.attainment.attainment import Period
from app.domain.vocabulary import Priority, ServiceLevel
from app.postgres.scope import Scope
from app.postgres.statements import bind
from app.postgres.tables import clocks, tickets


@dataclass(frozen=True, kw_only=True)
class CourseFilter:
    """None: any. A clock has the priority by which it is judged."""

    customer_id: UUID | None = None
    service_level: ServiceLevel | None = None
    priority: Priority | None = None


def _judged(clock: Any, name: str) -> ColumnElement[str]:
    """What held when the clock stopped; null while it goes. Written out, so that it can be grouped by."""
    return clock.judged_by.op("->>", return_type=Text())(literal_column(f"'{name}'", Text))


def judged_revision(clock: Any) -> ColumnElement[int]:
    """Of the closing days. `clock`: the columns of a clock, beside those of its ticket."""
    return func.coalesce(cast(_judged(clock, "calendar_revision"), Integer), tickets.c.calendar_revision)


JUDGED_BY: Final = clocks.c.priority
JUDGED_KIND: Final = clocks.c.kind
JUDGED_CALENDAR: Final[Mapping[str, ColumnElement[Any]]] = {
    "service_level": tickets.c.service_level,
    "agreement_revision": tickets.c.agreement_revision,
    "calendar_revision": judged_revision(clocks.c),
}
"""The priority, the kind and the calendar by which a clock is judged: as `basis_of` says."""


@dataclass(frozen=True)
class CoursesAsked:
    """`without`: none of these tickets. `of`: these only; None: any."""

    scope: Scope
    wanted: CourseFilter
    period: Period
    now: Instant
    without: Sequence[UUID] = ()
    of: Sequence[UUID] | None = None

    @property
    def given(self) -> Mapping[str, Any]:
        """By the name of the value that `narrowing` takes."""
        given: dict[str, Any] = {
            "scope": self.scope.customer_id,
            **vars(self.wanted),
            "begun_from": self.period.from_at,
            "begun_until": self.period.until,
            "without": self.without or None,
            "of": self.of,
        }
        return {name: value for name, value in given.items() if value is not None}


def narrowing(given: Collection[str]) -> list[ColumnElement[bool]]:
    """Of tickets: registered in the period, or reported in it and never registered."""
    begun, ticket_id = tickets.c.begun_at, tickets.c.id
    conditions: dict[str, ColumnElement[bool]] = {
        "scope": tickets.c.customer_id == bind("scope", tickets.c.customer_id),
        "customer_id": tickets.c.customer_id == bind("customer_id", tickets.c.customer_id),
        "service_level": tickets.c.service_level == bind("service_level", tickets.c.service_level),
        "begun_from": begun >= bind("begun_from", begun),
        "begun_until": begun < bind("begun_until", begun),
        "without": ticket_id != all_(bindparam("without", type_=ARRAY(Uuid))),
        "of": ticket_id == any_(bindparam("of", type_=ARRAY(Uuid))),
    }
    return [condition for name, condition in conditions.items() if name in given]


def of_priority(given: Collection[str]) -> list[ColumnElement[bool]]:
    """Of clocks."""
    return [bind("priority", JUDGED_BY) == JUDGED_BY] if "priority" in given else []
