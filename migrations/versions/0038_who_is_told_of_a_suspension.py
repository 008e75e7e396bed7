"""Who made a subscription, and is told when it is suspended."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0038"
down_revision: str | None = "0037"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("subscriptions", sa.Column("created_by", sa.Uuid(), nullable=True), if_not_exists=True)


def downgrade() -> None:
    """Who made them is lost."""
    op.drop_column("subscriptions", "created_by", if_exists=True)
