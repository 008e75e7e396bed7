"""What is agreed with a customer may be figures of its own beside its targets: registrants, booking time, availability
(§1).
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0059"
down_revision: str | None = "0058"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

AGREES = "ck_customer_terms_agrees_something"
AGREED = "CASE number WHEN 1 THEN service_level IS NOT NULL AND own_targets IS NOT NULL ELSE {} END"
APPEND_ONLY = "TRIGGER customer_terms_is_append_only"


def upgrade() -> None:
    op.add_column("customer_terms", sa.Column("own_figures", postgresql.JSONB(), nullable=True))
    _agrees("num_nonnulls(service_level, own_targets, own_figures) > 0")


def _agrees(otherwise: str) -> None:
    op.drop_constraint(op.f(AGREES), "customer_terms")
    op.create_check_constraint(op.f(AGREES), "customer_terms", AGREED.format(otherwise))


def downgrade() -> None:
    """The release before does not know the figures: a change of nothing else says anew which targets hold."""
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.execute(f"ALTER TABLE customer_terms DISABLE {APPEND_ONLY}")
    op.execute("""
        UPDATE customer_terms SET own_targets = (
            SELECT held.own_targets FROM customer_terms AS held
            WHERE held.customer_id = customer_terms.customer_id AND held.own_targets IS NOT NULL
            ORDER BY (held.from_at, held.number) < (customer_terms.from_at, customer_terms.number) DESC,
                held.from_at DESC, held.number DESC
            LIMIT 1
        )
        WHERE service_level IS NULL AND own_targets IS NULL
    """)
    op.execute(f"ALTER TABLE customer_terms ENABLE {APPEND_ONLY}")
    _agrees("service_level IS NOT NULL OR own_targets IS NOT NULL")
    op.drop_column("customer_terms", "own_figures")
