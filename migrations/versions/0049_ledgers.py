"""Ledgers: day cards, approved hours, hours written on tickets (§1.1)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.streams import make_stream, make_subjects
from migrations.tables import moment, sane

revision: str = "0049"
down_revision: str | None = "0048"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    make_subjects(
        "ledgers",
        moment("tell_at", nullable=True),
        *sane("ledgers", "tell_at"),
        sa.CheckConstraint("id = customer_id", name=op.f("ck_ledgers_one_a_customer")),
        comment="What each customer has left, as its facts add up. `tell_at`: when there is something to be told next",
    )
    op.create_index("ix_ledgers_tell_at", "ledgers", ["tell_at"], postgresql_where=sa.text("tell_at IS NOT NULL"))
    make_stream("ledger_events", "ledger", "ledgers", comment="What happened on each ledger")
    op.create_index(
        "ix_ledger_events_entry_id",
        "ledger_events",
        [sa.text("(payload ->> 'entry_id')")],
        postgresql_where=sa.text("type = 'hours_written'"),
    )


def downgrade() -> None:
    op.drop_table("ledger_events")
    op.drop_table("ledgers")
