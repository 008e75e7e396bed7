"""Of a release is kept when the customers were told of it: on the day on which it comes out, and not as it is published.

Of those that are there, the notices have been made: they go to whoever is still to be told.
"""

from collections.abc import Sequence

from alembic import op

from migrations.tables import SANE, moment

revision: str = "0061"
down_revision: str | None = "0059"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("releases", moment("told_at", nullable=True))
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.execute("UPDATE releases SET told_at = recorded_at")
    op.execute(f"ALTER TABLE releases ADD CONSTRAINT ck_releases_told_at_sane CHECK ({SANE.format('told_at')})")
    op.execute("""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'duetime_app') THEN
                GRANT UPDATE (told_at) ON releases TO duetime_app;
            END IF;
        END $$
    """)


def downgrade() -> None:
    op.drop_column("releases", "told_at")
