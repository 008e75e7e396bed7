"""What happens to those who are told: subscriptions, notices, contacts, and to announcements."""

from app.postgres.tables.columns import metadata
from app.postgres.tables.streams import stream, subjects

subscription_histories = subjects(
    "subscription_histories", metadata, comment="What happened last to each subscription, as its facts add up"
)
subscription_events = stream(
    "subscription_events",
    metadata,
    subject="subscription",
    subjects="subscription_histories",
    collection="subscriptions",
    comment="What happened to each subscription",
)

notice_histories = subjects(
    "notice_histories", metadata, comment="What happened last to each notice that did not arrive, as its facts add up"
)
notice_events = stream(
    "notice_events",
    metadata,
    subject="notice",
    subjects="notice_histories",
    collection="notices",
    comment="What happened to each notice that did not arrive",
)

contact_histories = subjects(
    "contact_histories", metadata, comment="What happened last to each contact, as its facts add up"
)
contact_events = stream(
    "contact_events",
    metadata,
    subject="contact",
    subjects="contact_histories",
    collection="contacts",
    comment="What happened to each contact",
)

announcement_histories = subjects(
    "announcement_histories", metadata, comment="What happened last to each announcement, as its facts add up"
)
announcement_events = stream(
    "announcement_events",
    metadata,
    subject="announcement",
    subjects="announcement_histories",
    collection="announcements",
    comment="What happened to each announcement",
)
