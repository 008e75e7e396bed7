"""§1 Support definitions, §1.1 Services and support, §1.2 Service definitions."""

from app.domain.agreement.measures import Share
from app.domain.agreement.terms import ConsultancyTerms, Definition, Duty, Side
from app.sla.document import s

DUTIES: tuple[Duty, ...] = (
    Duty(Side.VENDOR, "gives support by the standard service levels of this document", s("1")),
    Duty(Side.VENDOR, "discusses the possibilities and costs of a customer-based SLA", s("1")),
    Duty(Side.VENDOR, "arranges direct action as soon as possible where it is needed, costs aside", s("1")),
    Duty(Side.VENDOR, "charges work outside support within hours agreed and approved beforehand", s("1.1")),
)

CONSULTANCY = ConsultancyTerms(
    sold_as="day card",
    original="dagenabonnementskaart, strippenkaart",
    prepaid=True,
    hours_approved_beforehand=True,
    below_zero_needs_approval=True,
    hours_a_day=8,
    accounting_unit_seconds=900,
    warned_when_used=Share(80),
    section=s("1.1"),
)
"""The figures are readings: the document gives none."""

DEFINITIONS: tuple[Definition, ...] = (
    Definition("generic", "Generiek", "generic facts of the services, such as support hours", s("1.2")),
    Definition("support channels", "Support Kanalen", "how the vendor can be contacted", s("1.2")),
    Definition("call types", "Call Typen", "which questions and reports are handled", s("1.2")),
    Definition("source", "Bron", "which sources of supporting information can be used", s("1.2")),
    Definition("services", "Services", "consultancy services", s("1.2")),
    Definition("response times", "Reactietijden", "response levels, from the standard SLA values", s("1.2")),
    Definition("use", "Gebruik", "the fair use policy for the environment", s("1.2")),
)
