"""What happens to subscriptions, notices, contacts and announcements is in the feed.

What happened before is not: their own rows say how they stand.
"""

from collections.abc import Sequence

from alembic import op

from migrations.streams import make_stream, make_subjects

revision: str = "0062"
down_revision: str | None = "0061"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OF = {
    "subscription": "each subscription",
    "notice": "each notice that did not arrive",
    "contact": "each contact",
    "announcement": "each announcement",
}


def upgrade() -> None:
    for word, what in OF.items():
        make_subjects(f"{word}_histories", comment=f"What happened last to {what}, as its facts add up")
        make_stream(f"{word}_events", word, f"{word}_histories", comment=f"What happened to {what}")


def downgrade() -> None:
    for word in OF:
        op.drop_table(f"{word}_events")
        op.drop_table(f"{word}_histories")
