"""§5.4 Service maintenance: when it is planned, on the vendor's wall clock."""

from datetime import timedelta

from app.business_time.calendar import Calendar
from app.business_time.hours import DAY, MIDNIGHT
from app.domain.agreement.maintenance import MaintenanceHours, Weekday, weekly_hours
from app.domain.agreement.measures import Target, Unit
from app.domain.agreement.service_terms import MaintenanceNotice
from app.domain.agreement.terms import Duty, Side
from app.sla.document import VENDOR, s

MONDAY_TO_FRIDAY = (Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY)
EVENING, NIGHT = timedelta(hours=20), timedelta(hours=4)

MAINTENANCE: tuple[MaintenanceHours, ...] = (
    MaintenanceHours(MONDAY_TO_FRIDAY, EVENING, NIGHT, s("5.4")),
    MaintenanceHours((Weekday.SATURDAY,), MIDNIGHT, DAY, s("5.4")),
    MaintenanceHours((Weekday.SUNDAY,), MIDNIGHT, DAY, s("5.4")),
)

MAINTENANCE_NOTICE = MaintenanceNotice(ahead=Target(1, Unit.DAYS), section=s("5.4"))
"""The document says "in time"; the figure is ours."""

MAINTENANCE_CALENDAR = Calendar(name="maintenance", hours=weekly_hours(MAINTENANCE), zone=VENDOR.zone)

DUTIES: tuple[Duty, ...] = (
    Duty(Side.VENDOR, "tells the customer in time when it must deviate from these hours", s("5.4")),
)
