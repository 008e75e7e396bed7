"""§3.1 Types of incident and §3.1.1 Prioritising incidents."""

from collections.abc import Mapping

from app.domain.agreement import KindRule, RequestClass
from app.domain.vocabulary import Impact, Kind, Priority, Urgency
from app.sla.document import s

INCIDENT, CHANGE = RequestClass.INCIDENT, RequestClass.CHANGE

KINDS: tuple[KindRule, ...] = (
    KindRule(Kind.INCIDENT, INCIDENT, "a disruption of the service, technical or functional", "Incident", s("3.1")),
    KindRule(
        Kind.INFORMATION_REQUEST,
        INCIDENT,
        "a request for information on how the software works",
        "Informatieverzoek",
        s("3.1"),
    ),
    KindRule(
        Kind.SERVICE_REQUEST,
        INCIDENT,
        "a question with a view to obtaining a certain service",
        "Serviceverzoek",
        s("3.1"),
    ),
    KindRule(
        Kind.ENHANCEMENT_REQUEST,
        INCIDENT,
        "a request to make the software work in another way, additional functions included",
        "Enhancement verzoek",
        s("3.1"),
    ),
    KindRule(Kind.CHANGE, CHANGE, "a change to the software, a service or the infrastructure", "Wijziging", s("4.1")),
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
