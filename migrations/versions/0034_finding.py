"""Lists of tickets in the order in which they were changed or registered, by product, by what support leaves out, and of
those that wait for the customer.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.postgres.migrations import beside_others

revision: str = "0034"
down_revision: str | None = "0033"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ADDED: dict[str, tuple[list[str], str | None]] = {
    "ix_tickets_customer_begun_at": (["customer_id", "begun_at"], None),
    "ix_tickets_updated_at": (["updated_at", "id"], None),
    "ix_tickets_customer_updated_at": (["customer_id", "updated_at", "id"], None),
    "ix_tickets_product": (["lower(product)", "id"], None),
    "ix_tickets_coverage": (["coverage_outcome", "id"], "coverage_outcome <> 'support'"),
    "ix_tickets_waiting": (["id"], "waiting_since IS NOT NULL"),
}


def upgrade() -> None:
    with beside_others():
        for name, (columns, where) in ADDED.items():
            op.drop_index(name, "tickets", postgresql_concurrently=True, if_exists=True)
            parts = [sa.text(each) if "(" in each else each for each in columns]
            condition = None if where is None else sa.text(where)
            op.create_index(name, "tickets", parts, postgresql_concurrently=True, postgresql_where=condition)
        op.execute("ANALYZE tickets")


def downgrade() -> None:
    with beside_others():
        for name in ADDED:
            op.drop_index(name, "tickets", postgresql_concurrently=True, if_exists=True)
