"""§1.2.2 Service overview, standards: the two columns."""

from collections.abc import Mapping
from datetime import timedelta

from app.domain.agreement.agreement import CallTypeRule, ServiceLevelTerms
from app.domain.agreement.terms import Source
from app.domain.vocabulary import CallType, Channel, ServiceLevel
from app.sla.calendars import EXTENDED_HOURS, STANDARD_HOURS
from app.sla.document import s

CALL_TYPES: tuple[CallTypeRule, ...] = (
    CallTypeRule(CallType.FIRST_ANALYSIS, covered=True, section=s("1.2.2")),
    CallTypeRule(CallType.SOFTWARE_BUG, covered=True, section=s("1.2.2")),
    CallTypeRule(CallType.DATA_PROBLEM, covered=False, section=s("1.2.2")),
    CallTypeRule(CallType.INFORMATION_REQUEST, covered=True, section=s("1.2.2")),
)
"""The same at both levels."""

LEVELS: Mapping[ServiceLevel, ServiceLevelTerms] = {
    ServiceLevel.STANDARD: ServiceLevelTerms(
        level=ServiceLevel.STANDARD,
        calendar=STANDARD_HOURS,
        day=timedelta(hours=6),
        reports_a_year=0,
        own_consultant=False,
        booking_lead_days=21,
        max_registrants=2,
        channels=frozenset({Channel.PORTAL}),
        call_types=CALL_TYPES,
        sources=frozenset({Source.KNOWLEDGE_BASE, Source.DOCUMENTATION}),
        section=s("1.2.2"),
    ),
    ServiceLevel.EXTENDED: ServiceLevelTerms(
        level=ServiceLevel.EXTENDED,
        calendar=EXTENDED_HOURS,
        day=timedelta(hours=9),
        reports_a_year=4,
        own_consultant=True,
        booking_lead_days=7,
        max_registrants=4,
        channels=frozenset({Channel.PORTAL, Channel.MAIL, Channel.PHONE}),
        call_types=CALL_TYPES,
        sources=frozenset({Source.KNOWLEDGE_BASE, Source.DOCUMENTATION}),
        section=s("1.2.2"),
    ),
}
