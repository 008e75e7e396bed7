"""The audit trail: append-only entries in a chain of hashes per customer, and how far each chain has come.

The service's role may add entries and move a head on, and nothing else.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STAFF = "(SELECT current_setting('duetime.scope', true)) IN ('vendor', 'system')"
OWN = "chain = (SELECT nullif(current_setting('duetime.customer', true), '')::uuid)"
CUSTOMER_OF_CHAIN = "nullif(chain, '00000000-0000-0000-0000-000000000000'::uuid)"


def upgrade() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), sa.Computed(CUSTOMER_OF_CHAIN, persisted=True), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_audit_heads_customer_id")),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_heads")),
        comment="How far each chain of the audit trail has come: whoever appends to it holds this row",
    )
    op.create_table(
        "audit_entries",
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("credential_kind", sa.Text(), nullable=True),
        sa.Column("credential_id", sa.Text(), nullable=True),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.Text(), nullable=True),
        sa.Column("address", postgresql.INET(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("position > 0", name=op.f("ck_audit_entries_position_counts")),
        sa.CheckConstraint("length(hash) = 32", name=op.f("ck_audit_entries_hash_is_sha256")),
        sa.CheckConstraint(
            "actor_kind IN ('person', 'integration', 'system', 'operator')",
            name=op.f("ck_audit_entries_actor_kind_known"),
        ),
        sa.CheckConstraint("outcome IN ('done', 'seen', 'refused')", name=op.f("ck_audit_entries_outcome_known")),
        sa.CheckConstraint(
            "recorded_at >= '2000-01-01T00:00:00Z'::timestamptz AND recorded_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_audit_entries_recorded_at_sane"),
        ),
        sa.PrimaryKeyConstraint("chain", "position", name=op.f("pk_audit_entries")),
        comment="Who did what, when, from where, on whose behalf: append-only, each entry's hash over the one before",
    )
    op.create_index("ix_audit_entries_recorded_at", "audit_entries", ["recorded_at", "chain", "position"])
    op.create_index("ix_audit_entries_of_chain", "audit_entries", ["chain", "recorded_at", "position"])
    op.create_index("ix_audit_entries_subject", "audit_entries", ["subject_id", "recorded_at"])
    op.create_index("ix_audit_entries_actor", "audit_entries", ["actor_id", "recorded_at"])
    _keep_history()
    _wall()
    _grant()


def _keep_history() -> None:
    for table, changes in {
        "audit_entries": "UPDATE OR DELETE OR TRUNCATE",
        "audit_heads": "DELETE OR TRUNCATE",
    }.items():
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE {changes} ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _wall() -> None:
    for table in ("audit_entries", "audit_heads"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY vendor ON {table} USING ({STAFF})")
        op.execute(f"CREATE POLICY own ON {table} USING ({OWN})")


def _grant() -> None:
    op.execute("""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'duetime_app') THEN
                GRANT SELECT, INSERT ON audit_entries TO duetime_app;
                GRANT SELECT, INSERT, UPDATE (position, hash) ON audit_heads TO duetime_app;
            END IF;
        END $$
    """)


def downgrade() -> None:
    op.drop_table("audit_entries")
    op.drop_table("audit_heads")
