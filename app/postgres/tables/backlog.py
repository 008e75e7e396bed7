"""The vendor's backlog (§2, steps 6–8)."""

from sqlalchemy import Index

from app.domain.backlog.item_facts import Audience, BacklogItemKind, BacklogItemState
from app.postgres.tables.columns import metadata, one_of, word
from app.postgres.tables.streams import stream, subjects

backlog_items = subjects(
    "backlog_items",
    metadata,
    *(word(name) for name in ("reference", "kind", "progress")),
    word("known_error", nullable=True),
    one_of("kind", BacklogItemKind),
    one_of("progress", BacklogItemState),
    one_of("known_error", Audience),
    shared=True,
    comment="Bugs and wishes that tickets are about, as their facts add up; the vendor's own",
)
Index("uq_backlog_items_reference", backlog_items.c.reference, unique=True)
backlog_events = stream(
    "backlog_events",
    metadata,
    subject="backlog_item",
    subjects="backlog_items",
    comment="What happened to each item of the backlog",
)
