"""What a key may be limited to: reading, or changing, one part of the API. Changing does not include reading."""

from collections.abc import Collection, Mapping
from enum import StrEnum, unique
from typing import Final

from app.errors import InsufficientScope


@unique
class ApiScope(StrEnum):
    TICKETS_READ = "tickets:read"
    TICKETS_WRITE = "tickets:write"
    SLA_READ = "sla:read"
    SLA_WRITE = "sla:write"
    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_WRITE = "customers:write"
    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    INTEGRATIONS_READ = "integrations:read"
    INTEGRATIONS_WRITE = "integrations:write"
    API_KEYS_READ = "api-keys:read"
    API_KEYS_WRITE = "api-keys:write"
    AUDIT_READ = "audit:read"
    CONSULTANCY_READ = "consultancy:read"
    CONSULTANCY_WRITE = "consultancy:write"
    OPERATIONS_READ = "operations:read"
    OPERATIONS_WRITE = "operations:write"
    CHANGES_READ = "changes:read"
    CHANGES_WRITE = "changes:write"
    EVENTS_READ = "events:read"
    EVENTS_WRITE = "events:write"
    ADMINISTRATION_READ = "administration:read"
    ADMINISTRATION_WRITE = "administration:write"


READING_AND_CHANGING: Final[Mapping[str, tuple[ApiScope, ApiScope | None]]] = {
    "Tickets": (ApiScope.TICKETS_READ, ApiScope.TICKETS_WRITE),
    "Transitions": (ApiScope.TICKETS_READ, ApiScope.TICKETS_WRITE),
    "Priority requests": (ApiScope.TICKETS_READ, ApiScope.TICKETS_WRITE),
    "Reopen requests": (ApiScope.TICKETS_READ, ApiScope.TICKETS_WRITE),
    "Escalations": (ApiScope.TICKETS_READ, ApiScope.TICKETS_WRITE),
    "Bookings": (ApiScope.CONSULTANCY_READ, ApiScope.CONSULTANCY_WRITE),
    "Backlog": (ApiScope.CHANGES_READ, ApiScope.CHANGES_WRITE),
    "Account requests": (ApiScope.CUSTOMERS_READ, ApiScope.CUSTOMERS_WRITE),
    "RACI": (ApiScope.TICKETS_READ, ApiScope.TICKETS_WRITE),
    "SLA": (ApiScope.SLA_READ, ApiScope.SLA_WRITE),
    "Calendar feeds": (ApiScope.SLA_READ, ApiScope.SLA_WRITE),
    "Customers": (ApiScope.CUSTOMERS_READ, ApiScope.CUSTOMERS_WRITE),
    "People": (ApiScope.PEOPLE_READ, ApiScope.PEOPLE_WRITE),
    "Integrations": (ApiScope.INTEGRATIONS_READ, ApiScope.INTEGRATIONS_WRITE),
    "API keys": (ApiScope.API_KEYS_READ, ApiScope.API_KEYS_WRITE),
    "Audit": (ApiScope.AUDIT_READ, None),
    "Events": (ApiScope.EVENTS_READ, None),
    "Subscriptions": (ApiScope.EVENTS_READ, ApiScope.EVENTS_WRITE),
    "Administration": (ApiScope.ADMINISTRATION_READ, ApiScope.ADMINISTRATION_WRITE),
    "Consultancy": (ApiScope.CONSULTANCY_READ, ApiScope.CONSULTANCY_WRITE),
    "Changes": (ApiScope.CHANGES_READ, ApiScope.CHANGES_WRITE),
    "Services": (ApiScope.OPERATIONS_READ, ApiScope.OPERATIONS_WRITE),
    "Outages": (ApiScope.OPERATIONS_READ, ApiScope.OPERATIONS_WRITE),
    "Maintenance": (ApiScope.OPERATIONS_READ, ApiScope.OPERATIONS_WRITE),
    "Recovery": (ApiScope.OPERATIONS_READ, ApiScope.OPERATIONS_WRITE),
    "Releases": (ApiScope.OPERATIONS_READ, ApiScope.OPERATIONS_WRITE),
    "Fair use": (ApiScope.OPERATIONS_READ, ApiScope.OPERATIONS_WRITE),
    "Data leaks": (ApiScope.OPERATIONS_READ, ApiScope.OPERATIONS_WRITE),
    "Compliance": (ApiScope.OPERATIONS_READ, ApiScope.OPERATIONS_WRITE),
    "Notices": (ApiScope.EVENTS_READ, ApiScope.EVENTS_WRITE),
}
"""By the tag under which the document lists an operation."""
EVERY_KEY_OPENS: Final = frozenset({"Me"})
"""Operations under these tags take no scope: a key may know itself."""


def scope_of(tag: str, *, reads: bool) -> ApiScope | None:
    """None: no key that has scopes at all opens it."""
    reading, changing = READING_AND_CHANGING.get(tag, (None, None))
    return reading if reads else changing


def scopes_among(words: Collection[str]) -> frozenset[ApiScope] | None:
    """Of the scopes of a token, which is limited as a key is; None where it names none of ours: it isn't limited."""
    return frozenset(scope for scope in ApiScope if scope.value in words) or None


def require_scope(held: Collection[ApiScope] | None, needed: ApiScope | None) -> None:
    """`held` None: all of them."""
    if held is None or needed in held:
        return
    lacking = f"lacks the scope {needed}" if needed else "is limited to scopes, none of which opens this"
    raise InsufficientScope(f"The key or token that you came in with {lacking}.", scope=needed)
