"""An index over what the unique constraint beside it has in the same order: every new ticket paid for both."""

from collections.abc import Sequence

from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.drop_index("ix_tickets_customer_id_id", table_name="tickets")


def downgrade() -> None:
    op.create_index("ix_tickets_customer_id_id", "tickets", ["customer_id", "id"], unique=False)
