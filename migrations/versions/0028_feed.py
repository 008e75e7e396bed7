"""The feed: all events in the order in which they were committed, with positions of their own.

It begins empty, and knows no home: the first worker numbers what is there, see `app/feed/store/sequencing.py`.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.streams import Xid8
from migrations.tables import OWN, STAFF

revision: str = "0028"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SOMEBODY = "(SELECT current_setting('duetime.scope', true)) IN ('customer', 'vendor', 'system')"
ITSELF = "(SELECT current_setting('duetime.scope', true)) = 'system'"
SANE = "recorded_at >= '2000-01-01T00:00:00Z'::timestamptz AND recorded_at < '2200-01-01T00:00:00Z'::timestamptz"


def upgrade() -> None:
    op.create_table(
        "feed",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("bulk", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_feed")),
        sa.CheckConstraint("position > 0", name=op.f("ck_feed_position_counts")),
        sa.CheckConstraint(SANE, name=op.f("ck_feed_recorded_at_sane")),
        comment="Which event came when: positions without gaps, given once it is certain that nothing comes before"
        " them",
    )
    op.create_index("uq_feed_subject_id_sequence", "feed", ["subject_id", "sequence"], unique=True)
    op.create_index("ix_feed_customer_id_position", "feed", ["customer_id", "position"])
    op.create_index("ix_feed_recorded_at", "feed", ["recorded_at"])
    op.create_table(
        "feed_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("next_xid", Xid8(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_head")),
        sa.CheckConstraint("id = 1", name=op.f("ck_feed_head_only_one")),
        comment="How far the feed has come, which one it is, and the database that it was numbered in",
    )
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.execute("INSERT INTO feed_head (id, epoch, home, position, next_xid) VALUES (1, '000000000000', '', 0, '0')")
    _guard()
    with op.get_context().autocommit_block():
        op.execute("SET statement_timeout = 0")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_ticket_events_xid")
        op.create_index("ix_ticket_events_xid", "ticket_events", ["xid"], postgresql_concurrently=True)
        op.execute("RESET statement_timeout")


def _guard() -> None:
    for table in ("feed", "feed_head"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY vendor ON feed USING ({STAFF})")
    op.execute(f"CREATE POLICY own ON feed FOR SELECT USING ({OWN} AND NOT internal)")
    op.execute(f"CREATE POLICY everybody ON feed_head FOR SELECT USING ({SOMEBODY})")
    op.execute(f"CREATE POLICY system ON feed_head USING ({ITSELF})")
    op.execute("""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'duetime_app') THEN
                GRANT SELECT, INSERT, DELETE ON feed TO duetime_app;
                GRANT SELECT, UPDATE ON feed_head TO duetime_app;
            END IF;
        END $$
    """)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("ix_ticket_events_xid", "ticket_events", postgresql_concurrently=True)
    op.drop_table("feed_head")
    op.drop_table("feed")
