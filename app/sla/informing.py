"""§5.9 Proactive service: monitoring and informing."""

from app.domain.agreement.measures import calendar_days, elapsed_hours
from app.domain.agreement.service_terms import InformingRule, LeakTerms, MonitoringOf, MonitoringRule, Topic
from app.domain.agreement.terms import Duty, Side
from app.sla.document import s

MONITORING: tuple[MonitoringRule, ...] = (
    MonitoringRule(MonitoringOf.BEHAVIOUR, "patterns and abnormal behaviour", None, s("5.9.1")),
    MonitoringRule(MonitoringOf.AVAILABILITY, "endpoints, such as the address of an instance", None, s("5.9.1")),
    MonitoringRule(MonitoringOf.RESOURCE, "CPU", None, s("5.9.1")),
    MonitoringRule(MonitoringOf.RESOURCE, "disk", None, s("5.9.1")),
    MonitoringRule(MonitoringOf.RESOURCE, "memory", None, s("5.9.1")),
    MonitoringRule(MonitoringOf.RESOURCE, "network", None, s("5.9.1")),
    MonitoringRule(MonitoringOf.LOGS, "errors of configuration", calendar_days(1), s("5.9.1")),
    MonitoringRule(MonitoringOf.LOGS, "technical disruptions", calendar_days(1), s("5.9.1")),
    MonitoringRule(MonitoringOf.LOGS, "patterns across customers", None, s("5.9.1")),
)

INFORMING: tuple[InformingRule, ...] = (
    InformingRule(Topic.DATA_LEAK, "Datalekken", s("5.9.2")),
    InformingRule(Topic.DISRUPTION, "Verstoringen", s("5.9.2")),
    InformingRule(Topic.RELEASE, "Releases", s("5.9.2")),
    InformingRule(Topic.NEWS, "Nieuws", s("5.9.2")),
)

LEAKS = LeakTerms(
    authority_within=elapsed_hours(72),
    authority_law="GDPR 33(1)",
    customer_within=elapsed_hours(24),
    customer_law="GDPR 33(2)",
    section=s("5.9.2"),
)
"""The 72 hours are the law's, the 24 are ours: see `readings`."""

DUTIES: tuple[Duty, ...] = (
    Duty(Side.VENDOR, "has a team for the infrastructure, for escalations and for informing", s("5.9")),
    Duty(Side.VENDOR, "informs the customers hit by a problem with an instance, as well as it can", s("5.9.2")),
    Duty(Side.CUSTOMER, "gives the addresses and its preferences, and keeps them up to date", s("5.9.2")),
)
