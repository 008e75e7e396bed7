"""When a person was erased: from then on the row is only what others point at."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SANE = "erased_at >= '2000-01-01T00:00:00Z'::timestamptz AND erased_at < '2200-01-01T00:00:00Z'::timestamptz"


def upgrade() -> None:
    op.add_column("people", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(op.f("ck_people_erased_at_sane"), "people", SANE)
    op.create_check_constraint(op.f("ck_people_erased_is_not_active"), "people", "erased_at IS NULL OR NOT active")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_people_erased_is_not_active"), "people", type_="check")
    op.drop_constraint(op.f("ck_people_erased_at_sane"), "people", type_="check")
    op.drop_column("people", "erased_at")
