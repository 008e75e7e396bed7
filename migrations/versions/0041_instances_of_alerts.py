"""A ticket has the name of the instance that an alert of it is about. What is there already has none."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0041"
down_revision: str | None = "0040"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("instance", sa.Text()))


def downgrade() -> None:
    op.drop_column("tickets", "instance")
