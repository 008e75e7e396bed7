"""The agreement as data (Wijzigingen): its revisions beside those that came with the service, and objections to them.

A customer sees revisions once they are announced, and its own objections.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.streams import GRANTS, make_stream, make_subjects
from migrations.tables import one_of, wall

revision: str = "0068"
down_revision: str | None = "0067"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SUBJECTS = ("instance", "outage", "leak", "change")
KINDS = (
    *("recovery_time", "recovery_point", "weekly_snapshot", "snapshot_retention"),
    *("authority_notification", "customer_notification", "change_review"),
)
IS_ANNOUNCED = "progress = 'announced' AND (SELECT current_setting('duetime.scope', true)) = 'customer'"


def upgrade() -> None:
    make_subjects(
        "agreement_revisions",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("in_force_on", sa.Date(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        one_of("agreement_revisions", "progress", "draft", "announced", "in_force", "superseded", "withdrawn"),
        shared=True,
        comment="Revisions of the agreement beside those that came with the service, as their facts add up",
    )
    op.create_index("uq_agreement_revisions_number", "agreement_revisions", ["number"], unique=True)
    wall("agreement_revisions", own=IS_ANNOUNCED, grants=GRANTS, shared=True)
    make_stream(
        "agreement_events",
        "agreement",
        "agreement_revisions",
        comment="What happened to each revision of the agreement",
    )
    make_subjects(
        "objections",
        sa.Column("revision", sa.Integer(), nullable=False),
        comment="A customer's objections to revisions of the agreement, as their facts add up",
    )
    op.create_index("uq_objections_customer_id_revision", "objections", ["customer_id", "revision"], unique=True)
    make_stream("objection_events", "objection", "objections", comment="What happened to each objection")
    _terms_of((*SUBJECTS, "agreement"), (*KINDS, "objection_period", "revision_notice"))


def _terms_of(subjects: Sequence[str], kinds: Sequence[str]) -> None:
    """What a term may be of, and which there are."""
    for column, words in (("subject_type", subjects), ("kind", kinds)):
        known, listed = f"ck_terms_{column}_known", ", ".join(f"'{each}'" for each in words)
        op.execute(f"ALTER TABLE terms DROP CONSTRAINT {known}")
        op.execute(f"ALTER TABLE terms ADD CONSTRAINT {known} CHECK ({column} IN ({listed}))")


def downgrade() -> None:
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.execute("DELETE FROM terms WHERE subject_type = 'agreement'")
    _terms_of(SUBJECTS, KINDS)
    for table in ("objection_events", "objections", "agreement_events", "agreement_revisions"):
        op.drop_table(table)
