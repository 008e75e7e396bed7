"""Networks from which support managers and administrators are let in (§5.7.1).

At the door they are read before it is known who comes, with the row of the presented key.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STAFF = "(SELECT current_setting('duetime.scope', true)) IN ('vendor', 'system')"
AT_THE_DOOR = "(SELECT nullif(current_setting('duetime.key', true), '')) IS NOT NULL"


def upgrade() -> None:
    op.create_table(
        "administration_networks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("network", postgresql.CIDR(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "added_at >= '2000-01-01T00:00:00Z'::timestamptz AND added_at < '2200-01-01T00:00:00Z'::timestamptz",
            name="added_at_sane",
        ),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name="fk_administration_networks_added_by"),
        sa.PrimaryKeyConstraint("id", name="pk_administration_networks"),
        sa.UniqueConstraint("network", name="uq_administration_networks_network"),
        comment="From where support managers and administrators are let in; none: from everywhere",
    )
    op.execute("ALTER TABLE administration_networks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY vendor ON administration_networks USING ({STAFF})")
    op.execute(f"CREATE POLICY at_the_door ON administration_networks FOR SELECT USING ({AT_THE_DOOR})")
    op.execute("""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'duetime_app') THEN
                GRANT SELECT, INSERT, UPDATE, DELETE ON administration_networks TO duetime_app;
            END IF;
        END $$
    """)


def downgrade() -> None:
    op.drop_table("administration_networks")
