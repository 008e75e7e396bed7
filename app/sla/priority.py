"""§3.1 Types of incident and §3.1.1 Prioritising incidents."""

from collections.abc import Mapping

from app.domain.agreement.agreement import KindRule, RequestClass
from app.domain.agreement.measures import Share
from app.domain.agreement.terms import AssessmentRule, Duty, ImpactRule, Side, UrgencyRule
from app.domain.vocabulary import CallType, Impact, Kind, Priority, Urgency
from app.sla.document import s

DUTIES: tuple[Duty, ...] = (
    Duty(Side.VENDOR, "restores normal service as soon as possible, with the least harm to business", s("3")),
    Duty(Side.VENDOR, "tells the customer its assessment", s("3.1.1")),
    Duty(Side.VENDOR, "takes a customer's request for another priority", s("3.1.1")),
)

INCIDENT, CHANGE = RequestClass.INCIDENT, RequestClass.CHANGE

DISRUPTION = "a disruption of the service, technical or functional"
INFORMATION = "a request for information on how the software works"
SERVICE = "a question with a view to obtaining a certain service"
ENHANCEMENT = "a request to make the software work in another way, additional functions included"
ALTERATION = "a change that touches the software's functions, stability, use, availability or performance"

ANALYSIS = frozenset({CallType.FIRST_ANALYSIS, CallType.SOFTWARE_BUG})
ASKING = frozenset({CallType.INFORMATION_REQUEST})
DATA = frozenset({CallType.DATA_PROBLEM})

KINDS: tuple[KindRule, ...] = (
    KindRule(Kind.INCIDENT, INCIDENT, ANALYSIS | DATA, DISRUPTION, "Incident", s("3.1")),
    KindRule(Kind.INFORMATION_REQUEST, INCIDENT, ASKING, INFORMATION, "Informatieverzoek", s("3.1")),
    KindRule(Kind.SERVICE_REQUEST, INCIDENT, ANALYSIS | DATA, SERVICE, "Serviceverzoek", s("3.1")),
    KindRule(Kind.ENHANCEMENT_REQUEST, INCIDENT, ANALYSIS, ENHANCEMENT, "Enhancement verzoek", s("3.1")),
    KindRule(Kind.CHANGE, CHANGE, ANALYSIS, ALTERATION, "Wijziging", s("4.1")),
)

TERM = "the period within which the incident must be solved"
WEIGHT = "the importance and visibility of the incident"
ATTENTION = "how much attention a ticket is given"

ASSESSMENT: tuple[AssessmentRule, ...] = (
    AssessmentRule("urgency", "Urgentie", TERM, (Side.CUSTOMER,), s("3.1.1")),
    AssessmentRule("impact", "Impact", WEIGHT, (Side.VENDOR, Side.CUSTOMER), s("3.1.1")),
    AssessmentRule("priority", "Prioriteit", ATTENTION, (Side.VENDOR,), s("3.1.1")),
)

IMPACTS: tuple[ImpactRule, ...] = (
    ImpactRule(
        impact=Impact.I1,
        signs=(
            "a large number of users cannot carry out the necessary tasks",
            "a large number of data is not processed",
            "a large number of processes or reports do not work",
        ),
        about=Share(80),
        section=s("3.1.1"),
    ),
    ImpactRule(
        impact=Impact.I2,
        signs=(
            "a select number of users cannot carry out the necessary task",
            "a select number of data is not processed",
            "a select number of processes or reports do not work",
        ),
        about=None,
        section=s("3.1.1"),
    ),
    ImpactRule(
        impact=Impact.I3,
        signs=("a select number of users, processes or reports work, but with inconvenience",),
        about=None,
        section=s("3.1.1"),
    ),
)

URGENCIES: tuple[UrgencyRule, ...] = (
    UrgencyRule(
        urgency=Urgency.U1,
        signs=(
            "a system failure coincides with a business-critical deadline",
            "business cannot continue",
            "needs immediate handling: the whole productive flow cannot continue",
        ),
        section=s("3.1.1"),
    ),
    UrgencyRule(
        urgency=Urgency.U2,
        signs=(
            "business is seriously affected and necessary tasks cannot be carried out",
            "needs immediate handling: the failure may seriously disrupt the whole productive flow",
        ),
        section=s("3.1.1"),
    ),
    UrgencyRule(
        urgency=Urgency.U3,
        signs=(
            "business is not seriously affected",
            "the situation is not business-critical at the moment",
            "the situation causes inconvenience and must be solved in time",
        ),
        section=s("3.1.1"),
    ),
)

HIGH, NORMAL, LOW = Priority.HIGH, Priority.NORMAL, Priority.LOW

PRIORITY_SECTION = s("3.1.1")

PRIORITIES: Mapping[tuple[Urgency, Impact], Priority] = {
    (Urgency.U1, Impact.I1): HIGH,
    (Urgency.U1, Impact.I2): HIGH,
    (Urgency.U1, Impact.I3): NORMAL,
    (Urgency.U2, Impact.I1): HIGH,
    (Urgency.U2, Impact.I2): NORMAL,
    (Urgency.U2, Impact.I3): LOW,
    (Urgency.U3, Impact.I1): NORMAL,
    (Urgency.U3, Impact.I2): LOW,
    (Urgency.U3, Impact.I3): LOW,
}
