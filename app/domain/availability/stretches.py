"""What availability is asked for. Stretches are half open: [from_at, until)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from app.business_time.wall import local_day
from app.clock import Instant
from app.domain.agreement.measures import PromisedShare

MICROSECOND: Final = timedelta(microseconds=1)
EPOCH: Final = Instant(datetime(2000, 1, 1, tzinfo=UTC))


class Stretch(NamedTuple):
    from_at: Instant
    until: Instant


@dataclass(frozen=True, kw_only=True)
class InstanceSpan:
    """From when until when there is an instance, whose it is, and what is promised of it.

    `promised` None: nothing, as of what runs at the customer's site, and of test instances; it is measured as well.
    """

    customer_id: UUID
    starts_at: Instant
    ends_at: Instant | None = None
    promised: PromisedShare | None


def instance_span(
    customer_id: UUID, starts_on: date, ends_on: date | None, promised: PromisedShare | None, zone: ZoneInfo
) -> InstanceSpan:
    """By the vendor's local days; `ends_on` is its last."""
    return InstanceSpan(
        customer_id=customer_id,
        starts_at=local_day(starts_on, zone)[0],
        ends_at=None if ends_on is None else local_day(ends_on, zone)[1],
        promised=promised,
    )


def calendar_year(year: int, zone: ZoneInfo) -> Stretch:
    """Of the vendor's wall clock: New Year in Amsterdam is 23:00 UTC of the day before."""
    return Stretch(local_day(date(year, 1, 1), zone)[0], local_day(date(year, 12, 31), zone)[1])


def microseconds(at: Instant) -> int:
    """Since `EPOCH`."""
    return (at - EPOCH) // MICROSECOND


def moment(at: int) -> Instant:
    return Instant(EPOCH + timedelta(microseconds=at))
