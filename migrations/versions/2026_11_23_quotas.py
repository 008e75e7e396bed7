"""How much of each quota is leased: UNLOGGED, since it is worth nothing after a minute."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "quota_windows",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("granted", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken >= 0 AND granted >= 0", name=op.f("ck_quota_windows_counts")),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_quota_windows")),
        prefixes=["UNLOGGED"],
        comment="How much of each quota is leased in its current window; a crash of the server may forget it",
    )
    op.execute("ALTER TABLE quota_windows ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY system ON quota_windows USING ((SELECT current_setting('duetime.scope', true)) = 'system')"
    )
    op.execute("""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'duetime_app') THEN
                GRANT SELECT, INSERT, UPDATE, DELETE ON quota_windows TO duetime_app;
            END IF;
        END $$
    """)


def downgrade() -> None:
    op.drop_table("quota_windows")
