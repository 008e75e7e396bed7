"""Links to people's calendars."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tables import moment, sane, wall

revision: str = "0037"
down_revision: str | None = "0036"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PRESENTED = "digest = (SELECT decode(nullif(current_setting('duetime.key', true), ''), 'hex'))"


def upgrade() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("includes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("titles", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        moment("created_at"),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_feeds_digest")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_calendar_feeds_person_id")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_calendar_feeds_made_by")),
        sa.ForeignKeyConstraint(
            ["customer_id", "person_id"],
            ["people.customer_id", "people.id"],
            name=op.f("fk_calendar_feeds_person_of_customer"),
        ),
        sa.CheckConstraint(
            "cardinality(includes) > 0 AND includes <@ ARRAY['clocks']::text[]",
            name=op.f("ck_calendar_feeds_includes_known"),
        ),
        *sane("calendar_feeds", "created_at"),
        comment="Links to a person's calendar; only the SHA-256 of a secret of 256 random bits is kept",
    )
    op.create_index("ix_calendar_feeds_person_id", "calendar_feeds", ["person_id", "id"])
    wall("calendar_feeds", grants="SELECT, INSERT, DELETE")
    op.execute(f"CREATE POLICY at_the_door ON calendar_feeds FOR SELECT USING ({PRESENTED})")


def downgrade() -> None:
    """Every link that was made opens nothing from then on."""
    op.drop_table("calendar_feeds")
