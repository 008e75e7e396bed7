"""What customers have bought of work outside support, approved and used (§1.1)."""

from sqlalchemy import CheckConstraint, Index, text

from app.postgres.tables.columns import metadata, moment, sane
from app.postgres.tables.streams import stream, subjects

ledgers = subjects(
    "ledgers",
    metadata,
    moment("tell_at", nullable=True),
    *sane("tell_at"),
    CheckConstraint("id = customer_id", name="one_a_customer"),
    comment="What each customer has left, as its facts add up. `tell_at`: when there is something to be told next",
)
Index("ix_ledgers_tell_at", ledgers.c.tell_at, postgresql_where=ledgers.c.tell_at.is_not(None))
ledger_events = stream(
    "ledger_events", metadata, subject="ledger", subjects="ledgers", comment="What happened on each ledger"
)
Index(
    "ix_ledger_events_entry_id",
    text("(payload ->> 'entry_id')"),
    postgresql_where=text("type = 'hours_written'"),
    _table=ledger_events,
)
