"""The tables. Names of constraints are part of the contract: `postgres/errors.py` turns them into refusals."""

from app.postgres.tables import list_indexes
from app.postgres.tables.audit import audit_entries, audit_heads
from app.postgres.tables.columns import metadata
from app.postgres.tables.counts import counted_clocks, counting
from app.postgres.tables.feed import feed, feed_head
from app.postgres.tables.notifications import announcements, contacts, notice_preferences, notice_reading, notices
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
from app.postgres.tables.subscriptions import deliveries, delivery_attempts, subscriptions
from app.postgres.tables.tickets import clock_pauses, clocks, ticket_assignments, ticket_events, ticket_numbers, tickets

__all__ = [
    "administration_networks",
    "alerts",
    "announcements",
    "api_keys",
    "audit_entries",
    "audit_heads",
    "calendar_feeds",
    "calendar_revisions",
    "clock_pauses",
    "clocks",
    "contacts",
    "counted_clocks",
    "counting",
    "customer_terms",
    "customers",
    "deliveries",
    "delivery_attempts",
    "feed",
    "feed_head",
    "idempotency_keys",
    "integrations",
    "list_indexes",
    "metadata",
    "notice_preferences",
    "notice_reading",
    "notices",
    "people",
    "quota_windows",
    "registrants",
    "service_secrets",
    "subscriptions",
    "ticket_assignments",
    "ticket_events",
    "ticket_numbers",
    "tickets",
    "webhook_messages",
]
