"""Support hours (§1.2.2), maintenance hours (§5.4) and the vendor's own business hours (§5.8.2)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.clock import Instant, instant
from app.domain.vocabulary import ServiceLevel
from app.sla.agreement import AGREEMENT
from app.sla.document import VENDOR

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CALENDARS = {
    "standard": AGREEMENT.levels[ServiceLevel.STANDARD].calendar,
    "extended": AGREEMENT.levels[ServiceLevel.EXTENDED].calendar,
    "maintenance": AGREEMENT.services.maintenance_calendar,
    "vendor": AGREEMENT.services.recovery_calendar,
}


def local(text: str) -> Instant:
    return instant(datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM))


@pytest.mark.parametrize(
    ("name", "at", "is_open"),
    [
        ("standard", "2026-02-09 09:59:59.999999", False),
        ("standard", "2026-02-09 10:00", True),
        ("standard", "2026-02-09 16:00", False),
        ("standard", "2026-02-07 12:00", False),  # Saturday
        ("standard", "2026-04-27 12:00", False),  # King's Day
        ("standard", "2026-05-05 12:00", False),  # 5 May
        ("standard", "2026-04-03 12:00", True),  # Good Friday
        ("extended", "2026-02-09 08:00", True),
        ("extended", "2026-02-09 16:59:59.999999", True),
        ("extended", "2026-02-09 17:00", False),
        ("extended", "2026-07-13 08:00", True),  # summer time
        ("extended", "2026-12-25 12:00", False),
        ("maintenance", "2026-02-09 03:00", False),  # Monday, before any of its evenings
        ("maintenance", "2026-02-09 19:59", False),
        ("maintenance", "2026-02-09 20:00", True),
        ("maintenance", "2026-02-10 03:59", True),
        ("maintenance", "2026-02-10 04:00", False),
        ("maintenance", "2026-02-13 23:59", True),  # Friday
        ("maintenance", "2026-02-14 04:00", True),  # Saturday, the whole day
        ("maintenance", "2026-02-15 23:59:59.999999", True),  # Sunday's last minute
        ("maintenance", "2026-02-16 00:00", False),
        ("maintenance", "2026-04-27 12:00", False),  # a holiday is a Monday like any other
        ("vendor", "2026-02-09 08:00", True),
        ("vendor", "2026-02-09 17:00", False),
        ("vendor", "2026-05-05 12:00", False),
    ],
)
def test_open_or_closed(name: str, at: str, is_open: bool) -> None:  # noqa: FBT001
    assert CALENDARS[name].is_open(local(at)) is is_open


@pytest.mark.parametrize("name", CALENDARS)
def test_the_clock_on_the_wall_is_the_vendors(name: str) -> None:
    assert CALENDARS[name].zone == VENDOR.zone == AMSTERDAM


@pytest.mark.parametrize(
    ("name", "day", "holiday"),
    [("standard", "2026-05-14", "Ascension Day"), ("extended", "2025-04-26", "King's Day")],
)
def test_holidays_have_their_names(name: str, day: str, holiday: str) -> None:
    assert CALENDARS[name].holidays[datetime.fromisoformat(day).date()] == holiday
