"""Alerts are found by who sent them, whatever customer they are about, and by the outage that they opened."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.postgres.migrations import beside_others

revision: str = "0053"
down_revision: str | None = "0052"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ADDED: dict[str, tuple[list[str], str | None]] = {
    "ix_alerts_integration_id_fingerprint": (["integration_id", "fingerprint", "starts_at"], None),
    "ix_alerts_outage_id": (["outage_id"], "outage_id IS NOT NULL"),
}


def upgrade() -> None:
    with beside_others():
        for name, (columns, where) in ADDED.items():
            op.drop_index(name, "alerts", postgresql_concurrently=True, if_exists=True)
            condition = None if where is None else sa.text(where)
            op.create_index(name, "alerts", columns, postgresql_concurrently=True, postgresql_where=condition)


def downgrade() -> None:
    with beside_others():
        for name in ADDED:
            op.drop_index(name, "alerts", postgresql_concurrently=True, if_exists=True)
