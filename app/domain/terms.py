"""The shapes of what the agreement says around the tickets: who the parties are, what each owes the other."""

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Vendor:
    """The party that gives support. The only place where its name and its suppliers' names stand."""

    name: str
    short_name: str
    zone: ZoneInfo
    email: str
    registration_page: str
    service_management_system: str
    hosting_provider: str


class Source(StrEnum):
    """§1.2.2, Bron"""

    KNOWLEDGE_BASE = "knowledge_base"
    DOCUMENTATION = "documentation"
