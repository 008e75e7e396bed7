"""Whether a notice has been handed over: what only waited when a worker was killed is sent after all. And the notices of
an announcement have an index.

Of what is being sent meanwhile nobody knows.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.postgres.migrations import beside_others

revision: str = "0040"
down_revision: str | None = "0039"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SYSTEM = "SELECT set_config('duetime.scope', 'system', true)"
RULE = "ck_notices_handed_over_while_sending"
INDEX = "ix_notices_announcement"


def upgrade() -> None:
    op.execute(SYSTEM)
    op.add_column(
        "notices", sa.Column("handed_over", sa.Boolean(), nullable=False, server_default="false"), if_not_exists=True
    )
    op.execute("UPDATE notices SET handed_over = true WHERE state = 'sending'")
    op.execute(f"ALTER TABLE notices DROP CONSTRAINT IF EXISTS {RULE}")
    op.execute(f"ALTER TABLE notices ADD CONSTRAINT {RULE} CHECK (state = 'sending' OR NOT handed_over) NOT VALID")
    with beside_others():
        op.execute(f"ALTER TABLE notices VALIDATE CONSTRAINT {RULE}")
        op.drop_index(INDEX, "notices", postgresql_concurrently=True, if_exists=True)
        op.create_index(
            INDEX,
            "notices",
            ["announcement_id"],
            postgresql_concurrently=True,
            postgresql_where=sa.text("announcement_id IS NOT NULL"),
        )


def downgrade() -> None:
    op.drop_column("notices", "handed_over", if_exists=True)
    with beside_others():
        op.drop_index(INDEX, "notices", postgresql_concurrently=True, if_exists=True)
