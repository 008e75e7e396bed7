"""The tables. Names of constraints are part of the contract: `postgres/errors.py` turns them into refusals."""

from app.postgres.tables import list_indexes
from app.postgres.tables.audit import audit_entries, audit_heads
from app.postgres.tables.backlog import backlog_events, backlog_items
from app.postgres.tables.bookings import account_request_events, account_requests, booking_events, bookings
from app.postgres.tables.columns import metadata
from app.postgres.tables.counts import counted_clocks, counting
from app.postgres.tables.feed import feed, feed_head
from app.postgres.tables.ledgers import ledger_events, ledgers
from app.postgres.tables.notifications import announcements, contacts, notice_preferences, notice_reading, notices
from app.postgres.tables.operations import (
    data_leaks,
    instance_events,
    instances,
    leak_events,
    leak_hits,
    maintenance_events,
    maintenance_hits,
    maintenance_periods,
    outage_events,
    outage_hits,
    outages,
    releases,
    services,
    terms,
    vulnerability_events,
    vulnerability_reports,
)
from app.postgres.tables.organisations import (
    administration_networks,
    api_keys,
    calendar_feeds,
    customer_terms,
    customers,
    integrations,
    people,
    registrants,
)
from app.postgres.tables.plumbing import (
    alerts,
    calendar_revisions,
    idempotency_keys,
    quota_windows,
    service_secrets,
    webhook_messages,
)
from app.postgres.tables.security import compliance_documents
from app.postgres.tables.subscriptions import deliveries, delivery_attempts, subscriptions
from app.postgres.tables.tickets import clock_pauses, clocks, ticket_assignments, ticket_events, ticket_numbers, tickets

__all__ = [
    "account_request_events",
    "account_requests",
    "administration_networks",
    "alerts",
    "announcements",
    "api_keys",
    "audit_entries",
    "audit_heads",
    "backlog_events",
    "backlog_items",
    "booking_events",
    "bookings",
    "calendar_feeds",
    "calendar_revisions",
    "clock_pauses",
    "clocks",
    "compliance_documents",
    "contacts",
    "counted_clocks",
    "counting",
    "customer_terms",
    "customers",
    "data_leaks",
    "deliveries",
    "delivery_attempts",
    "feed",
    "feed_head",
    "idempotency_keys",
    "instance_events",
    "instances",
    "integrations",
    "leak_events",
    "leak_hits",
    "ledger_events",
    "ledgers",
    "list_indexes",
    "maintenance_events",
    "maintenance_hits",
    "maintenance_periods",
    "metadata",
    "notice_preferences",
    "notice_reading",
    "notices",
    "outage_events",
    "outage_hits",
    "outages",
    "people",
    "quota_windows",
    "registrants",
    "releases",
    "service_secrets",
    "services",
    "subscriptions",
    "terms",
    "ticket_assignments",
    "ticket_events",
    "ticket_numbers",
    "tickets",
    "vulnerability_events",
    "vulnerability_reports",
    "webhook_messages",
]
