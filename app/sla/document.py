"""The document itself: whose it is, since when it holds, and its table of contents. `s` looks a section up."""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from app.domain.agreement.measures import Section
from app.domain.agreement.terms import Vendor

TITLE = "Praktische Ondersteuningsrichtlijnen & DNO (SLA)"
VALID_FROM = date(2023, 3, 1)

VENDOR = Vendor(
    name="Scope4mation",
    short_name="S4M",
    zone=ZoneInfo("Europe/Amsterdam"),
    email="info@scope4mation.com",
    registration_page="https://www.scope4mation.com/ondersteuning/#register",
    service_management_system="TOPdesk",
    hosting_provider="CloudVPS",
)

_CONTENTS = (
    Section("Introductie", "Introduction", "Introductie"),
    Section("Wijzigingen", "Revisions of the agreement", "Wijzigingen"),
    Section("Compliance", "Compliance", f"Compliance {VENDOR.name}"),
    Section("Kwetsbaarheid", "Reporting a vulnerability", "Kwetsbaarheid & Zwakte constatering"),
    Section("1", "Support definitions", "Support Definities"),
    Section("1.1", "Services and support", "Services & Support"),
    Section("1.2", "Service definitions", "Service definities"),
    Section("1.2.1", "Services and levels", "Services & Levels"),
    Section("1.2.2", "Service overview, standards", "Service Overzicht Standaarden"),
    Section("1.2.3", "Response and resolution time", "Reactietijd & Tijd voor oplossing"),
    Section("1.3", "Supported products", "Ondersteunde producten"),
    Section("1.4", "Hosting at the customer's site", "Hosting op klant locatie"),
    Section("1.4.1", "Data Manager", "Data Manager"),
    Section("1.4.2", "Qixium Agent", "Qixium Agent"),
    Section("1.5", "Service management system", "Service Management System"),
    Section("1.6", "Registering for the first time", "1e Keer Registreren"),
    Section("2", "Support ticket process in detail", "Support Ticket Proces In Detail"),
    Section("2.1", "RACI model", "RACI Model"),
    Section("3", "Incident management details", "Incident Management details"),
    Section("3.1", "Types of incident", "Type Incidenten"),
    Section("3.1.1", "Prioritising incidents", "Prioritering van incidenten"),
    Section("4", "Change management details", "Wijzigingsbeheer details"),
    Section("4.1", "Types of change", "Typen"),
    Section("4.1.1", "Standard change", "Standaard Wijziging"),
    Section("4.1.2", "Normal change", "Normale Wijziging"),
    Section("4.1.3", "Urgent change", "Urgente Wijziging"),
    Section("5", "Services and maintenance", "Diensten & Onderhoud"),
    Section("5.1", "Service provider", "Service Provider"),
    Section("5.2", "Service availability", "Service Beschikbaarheid"),
    Section("5.3", "Response time to a fault", "Reactietijd tot fout"),
    Section("5.4", "Service maintenance", "Service Onderhoud"),
    Section("5.5", "Releases", "Releases"),
    Section("5.5.1", "Hotfix", "Hotfix"),
    Section("5.5.2", "Release notes", "Release Notes"),
    Section("5.5.3", "Testing", "Testen"),
    Section("5.5.4", "Bespoke work", "Maatwerk (bespoke)"),
    Section("5.6", "Fair use policy", "Fair Use Policy"),
    Section("5.6.1", "Data traffic", "Data Traffic"),
    Section("5.7", "Security and access", "Veiligheid en toegang"),
    Section("5.7.1", "Management access", "Management toegang"),
    Section("5.7.2", "Access to customers' instances", "Toegang Qixium omgevingen"),
    Section("5.8", "Data protection", "Data Protectie"),
    Section("5.8.1", "Recovery point objective", "RPO"),
    Section("5.8.2", "Recovery time objective", "RTO"),
    Section("5.9", "Proactive service", "Pro-actieve dienstverlening"),
    Section("5.9.1", "Monitoring", "Monitoring"),
    Section("5.9.2", "Informing", "Informeren"),
)
"""The four parts before chapter 1 have no number: their first word stands for it."""

WITHOUT_ROWS: Mapping[str, str] = {
    "1.2.1": "tells how to read the table of 1.2.2",
    "5": "announces its sections",
    "5.7": "divides itself into 5.7.1 and 5.7.2",
}
"""The sections that promise nothing themselves, and why."""

SECTIONS: Mapping[str, Section] = {section.number: section for section in _CONTENTS}


def s(number: str) -> Section:
    """KeyError, at import of the row that cites it, when the document has no such section."""
    return SECTIONS[number]
