"""Terms have an index in the order in which they are listed, the latest begun first."""

from collections.abc import Sequence

from alembic import op

from app.postgres.migrations import beside_others

revision: str = "0052"
down_revision: str | None = "0050"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEX = "ix_terms_started_at_id"


def upgrade() -> None:
    with beside_others():
        op.drop_index(INDEX, "terms", postgresql_concurrently=True, if_exists=True)
        op.create_index(INDEX, "terms", ["started_at", "id"], postgresql_concurrently=True)


def downgrade() -> None:
    with beside_others():
        op.drop_index(INDEX, "terms", postgresql_concurrently=True, if_exists=True)
