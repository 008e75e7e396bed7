"""What stands before chapter 1: Introductie, Wijzigingen, Compliance, Kwetsbaarheid."""

from app.domain.agreement.measures import months
from app.domain.agreement.terms import Definition, Duty, RevisionTerms, Side
from app.sla.document import VENDOR, s

DEFINITIONS: tuple[Definition, ...] = (
    Definition("SLA", "Dienst Niveau Overeenkomst (DNO)", "service level agreement", s("Introductie")),
    Definition("support", "Ondersteuning", "help with the vendor's products", s("Introductie")),
    Definition("services", "Dienstverlening", "what the vendor delivers", s("Introductie")),
    Definition("default", "Standaard", "the level of everything described, unless said otherwise", s("Introductie")),
    Definition("extended", "Extended, Uitgebreid", "every additional level or deviating service", s("Introductie")),
    Definition("workaround", "tijdelijke oplossing", "a temporary solution", s("Introductie")),
)

REVISING = RevisionTerms(
    announced_before=months(1),
    objection_within=months(1),
    objection_needs_reasons=True,
    objection_to=VENDOR.email,
    section=s("Wijzigingen"),
)

DUTIES: tuple[Duty, ...] = (
    Duty(Side.VENDOR, "handles customers' data with care, certified to ISO 27001", s("Compliance")),
    Duty(Side.VENDOR, "explains on its website what it does for that, and its documents", s("Compliance")),
    Duty(Side.CUSTOMER, "reports a vulnerability or weakness of the platform at once", s("Kwetsbaarheid")),
    Duty(Side.VENDOR, "takes such a report at any time", s("Kwetsbaarheid")),
)
