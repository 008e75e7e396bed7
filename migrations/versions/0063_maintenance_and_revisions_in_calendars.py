"""A calendar feed can show when maintenance is planned (§5.4) and when the agreement is another (Wijzigingen)."""

from collections.abc import Sequence

from alembic import op

revision: str = "0063"
down_revision: str | None = "0062"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INCLUDES = "ck_calendar_feeds_includes_known"
SYSTEM = "SELECT set_config('duetime.scope', 'system', true)"


def _include(*subjects: str) -> None:
    words = ", ".join(f"'{each}'" for each in subjects)
    op.execute(f"ALTER TABLE calendar_feeds DROP CONSTRAINT {INCLUDES}")
    op.execute(
        f"ALTER TABLE calendar_feeds ADD CONSTRAINT {INCLUDES}"
        f" CHECK (cardinality(includes) > 0 AND includes <@ ARRAY[{words}]::text[])"
    )


def upgrade() -> None:
    _include("clocks", "bookings", "maintenance", "reviews", "revisions")


def downgrade() -> None:
    op.execute(SYSTEM)
    op.execute("DELETE FROM calendar_feeds WHERE includes <@ '{maintenance,revisions}'")
    op.execute("UPDATE calendar_feeds SET includes = array_remove(array_remove(includes, 'maintenance'), 'revisions')")
    _include("clocks", "bookings", "reviews")
