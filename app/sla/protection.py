"""§5.8 Data protection: how old a copy may be (RPO), how long a repair may take (RTO)."""

from app.business_time.calendar import Calendar
from app.business_time.hours import weekdays
from app.domain.agreement.agreement import hours
from app.domain.agreement.measures import calendar_days, elapsed_hours, months, weeks
from app.domain.agreement.service_terms import Loss, RecoveryPoint, RecoveryTime
from app.domain.agreement.terms import Definition
from app.sla.document import VENDOR, s
from app.sla.holidays import HOLIDAYS

DEFINITIONS: tuple[Definition, ...] = (
    Definition("RPO", "Recovery Point Objective", "how often copies are made", s("5.8")),
    Definition("RTO", "Recovery Time Objective", "how much downtime we want to permit ourselves", s("5.8")),
)

RECOVERY_POINTS: tuple[RecoveryPoint, ...] = (
    RecoveryPoint(
        copy="a snapshot of every production server",
        every=weeks(1),
        in_maintenance_hours=False,
        kept=months(3),
        at_most_old=None,
        section=s("5.8.1"),
    ),
    RecoveryPoint(
        copy="a full data copy of every production instance",
        every=calendar_days(1),
        in_maintenance_hours=True,
        kept=None,
        at_most_old=elapsed_hours(24),
        section=s("5.8.1"),
    ),
)

REMOVED = "from a configuration that somebody removed to ransomware or an infected database"
MISCONFIGURED = "a security change, an update or a configuration harms the service"
CRASHED = "hardware fails, or a virtual server crashes"
DISASTER = "power failure, fire, flood or a chemical leak; recovery to another site"

RECOVERY_TIMES: tuple[RecoveryTime, ...] = (
    RecoveryTime(Loss.DATA, REMOVED, hours(2), s("5.8.2")),
    RecoveryTime(Loss.INSTANCE, MISCONFIGURED, hours(4), s("5.8.2")),
    RecoveryTime(Loss.SYSTEM, CRASHED, hours(8), s("5.8.2")),
    RecoveryTime(Loss.SITE, DISASTER, hours(16), s("5.8.2")),
    RecoveryTime(Loss.OPERATION, "a full stop of the business, the worst case", hours(24), s("5.8.2")),
)

RECOVERY_CALENDAR = Calendar(name="vendor", hours=weekdays("08:00", "17:00"), holidays=HOLIDAYS, zone=VENDOR.zone)
"""The vendor's own business hours."""
