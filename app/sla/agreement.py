"""The agreement as one value, and every revision of it. The chapters are the modules, in the order of `document`."""

from app.domain.agreement.agreement import Agreement
from app.domain.agreement.consistency import check
from app.domain.agreement.service_terms import ServiceTerms
from app.domain.agreement.terms import Definition, Duty, Terms
from app.sla import (
    access,
    attainment,
    change_process,
    changes,
    fair_use,
    hosting,
    informing,
    introduction,
    maintenance,
    priority,
    protection,
    registration,
    releases,
    services,
    support,
)
from app.sla.decisions import DECISIONS
from app.sla.document import SECTIONS, TITLE, VALID_FROM, VENDOR, s
from app.sla.levels import LEVELS
from app.sla.process import STEPS
from app.sla.products import PRODUCTS
from app.sla.readings import READINGS
from app.sla.targets import COMMITMENTS

DEFINITIONS: tuple[Definition, ...] = (
    *introduction.DEFINITIONS,
    *support.DEFINITIONS,
    *protection.DEFINITIONS,
)

DUTIES: tuple[Duty, ...] = (
    *introduction.DUTIES,
    *support.DUTIES,
    *attainment.DUTIES,
    *hosting.DUTIES,
    *registration.DUTIES,
    *priority.DUTIES,
    *changes.DUTIES,
    *services.DUTIES,
    *maintenance.DUTIES,
    *releases.DUTIES,
    *fair_use.DUTIES,
    *access.DUTIES,
    *informing.DUTIES,
)

TERMS = Terms(
    definitions=DEFINITIONS,
    duties=DUTIES,
    revising=introduction.REVISING,
    consultancy=support.CONSULTANCY,
    first_registration=registration.FIRST_REGISTRATION,
    channels=registration.CHANNELS,
    attainment=attainment.ATTAINMENT,
    assessment=priority.ASSESSMENT,
    impacts=priority.IMPACTS,
    urgencies=priority.URGENCIES,
    changes=changes.CHANGES,
    change_decisions=change_process.CHANGE_DECISIONS,
    change_review=change_process.CHANGE_REVIEW,
    readings=READINGS,
)

SERVICES = ServiceTerms(
    availability=services.AVAILABILITY,
    availability_exclusions=services.AVAILABILITY_EXCLUSIONS,
    maintenance=maintenance.MAINTENANCE,
    maintenance_calendar=maintenance.MAINTENANCE_CALENDAR,
    maintenance_notice=maintenance.MAINTENANCE_NOTICE,
    releases=releases.RELEASES,
    fair_use=fair_use.FAIR_USE,
    fair_use_threshold=fair_use.THRESHOLD,
    access=access.ACCESS,
    recovery_points=protection.RECOVERY_POINTS,
    recovery_times=protection.RECOVERY_TIMES,
    recovery_calendar=protection.RECOVERY_CALENDAR,
    monitoring=informing.MONITORING,
    informing=informing.INFORMING,
    leaks=informing.LEAKS,
)

AGREEMENT = Agreement(
    revision=1,
    title=TITLE,
    in_force_from=VALID_FROM,
    vendor=VENDOR,
    sections=SECTIONS,
    levels=LEVELS,
    commitments=COMMITMENTS,
    products=PRODUCTS,
    steps=STEPS,
    decisions=DECISIONS,
    kinds=priority.KINDS,
    priorities=priority.PRIORITIES,
    pause_when_customer_is_responsible=True,
    own_figures_section=s("1"),
    registration_section=s("1.2.2"),
    cause_section=s("1.2.3"),
    hosting_section=s("1.4"),
    charging_section=s("1.1"),
    process_section=s("2"),
    raci_section=s("2.1"),
    pause_section=s("2.1"),
    priority_section=priority.PRIORITY_SECTION,
    terms=TERMS,
    services=SERVICES,
)
check(AGREEMENT)

REVISIONS: tuple[Agreement, ...] = (AGREEMENT,)
