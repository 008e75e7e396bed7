"""§1.2.2 Support Business Tijden, Monday to Friday, Dutch holidays excluded, on the vendor's wall clock."""

from app.business_time.calendar import Calendar
from app.business_time.hours import weekdays
from app.sla.document import VENDOR
from app.sla.holidays import HOLIDAYS

STANDARD_HOURS = Calendar(name="standard", hours=weekdays("10:00", "16:00"), holidays=HOLIDAYS, zone=VENDOR.zone)
EXTENDED_HOURS = Calendar(name="extended", hours=weekdays("08:00", "17:00"), holidays=HOLIDAYS, zone=VENDOR.zone)
