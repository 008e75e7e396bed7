"""Changes (§4.1): with their facts, the models that standard ones follow, advisory boards, freezes; and terms of them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.streams import make_hits, make_stream, make_subjects
from migrations.tables import OWN, moment, one_of, sane, wall

revision: str = "0055"
down_revision: str | None = "0053"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("change_freezes", "advisory_boards", "change_models", "change_hits", "change_events", "changes")
STATES = (
    *("registered", "assessed", "submitted", "approved", "rejected", "planned"),
    *("implementing", "implemented", "failed", "reviewed", "closed", "withdrawn"),
)
SUBJECTS = ("instance", "outage", "leak")
KINDS = (
    *("recovery_time", "recovery_point", "weekly_snapshot", "snapshot_retention"),
    *("authority_notification", "customer_notification"),
)


def word(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.Text(), nullable=nullable)


def identifiers(name: str) -> "sa.Column[object]":
    return sa.Column(name, postgresql.ARRAY(sa.Uuid()), nullable=False)


def upgrade() -> None:
    _changes()
    _models()
    _boards()
    _freezes()
    _terms_of((*SUBJECTS, "change"), (*KINDS, "change_review"))


def _changes() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("change_numbers")))
    op.execute("""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'duetime_app') THEN
                GRANT USAGE ON SEQUENCE change_numbers TO duetime_app;
            END IF;
        END $$
    """)
    make_subjects(
        "changes",
        *(word(name) for name in ("number", "change_type", "progress")),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        moment("slot_from", nullable=True),
        moment("slot_until", nullable=True),
        one_of("changes", "change_type", "standard", "normal", "urgent"),
        one_of("changes", "progress", *STATES),
        sa.CheckConstraint("(slot_from IS NULL) = (slot_until IS NULL)", name=op.f("ck_changes_slot_has_two_ends")),
        *sane("changes", "slot_from", "slot_until"),
        shared=True,
        comment="Changes, as their facts add up; a customer's, or the vendor's own",
    )
    op.create_index("uq_changes_number", "changes", ["number"], unique=True)
    for column in ("ticket_id", "slot_from"):
        known = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_changes_{column}", "changes", [column], postgresql_where=known)
    make_stream("change_events", "change", "changes", comment="What happened to each change")
    make_hits("change_hits", "change", "changes", comment="Whose instances it is about")
    op.execute(f"CREATE POLICY asked_for ON changes USING ({OWN})")


def _models() -> None:
    op.create_table(
        "change_models",
        sa.Column("id", sa.Uuid(), nullable=False),
        word("name"),
        sa.Column("plan", postgresql.JSONB(), nullable=False),
        sa.Column("risk", postgresql.JSONB(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("valid_until_on", sa.Date(), nullable=False),
        moment("made_at"),
        moment("withdrawn_at", nullable=True),
        word("withdrawn_because", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_models")),
        *sane("change_models", "made_at", "withdrawn_at"),
        comment="Standard changes whose process and risk are known beforehand, approved once (§4.1.1)",
    )
    everybody = "(SELECT current_setting('duetime.scope', true)) = 'customer'"
    wall("change_models", own=everybody, grants="SELECT, INSERT, UPDATE", shared=True)


def _boards() -> None:
    op.create_table(
        "advisory_boards",
        sa.Column("id", sa.Uuid(), nullable=False),
        word("name"),
        identifiers("members"),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("voting_seconds", sa.Integer(), nullable=False),
        moment("created_at"),
        moment("updated_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advisory_boards")),
        sa.CheckConstraint(
            "quorum BETWEEN 1 AND cardinality(members)", name=op.f("ck_advisory_boards_quorum_can_be_met")
        ),
        *sane("advisory_boards", "created_at", "updated_at"),
        comment="Who decides on changes that are risky (§4.1.2)",
    )
    wall("advisory_boards", own="false", grants="SELECT, INSERT, UPDATE", shared=True)


def _freezes() -> None:
    op.create_table(
        "change_freezes",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(word(name) for name in ("name", "reason")),
        moment("from_at"),
        moment("until"),
        identifiers("instance_ids"),
        moment("set_at"),
        moment("withdrawn_at", nullable=True),
        word("withdrawn_because", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_freezes")),
        sa.CheckConstraint("from_at < until", name=op.f("ck_change_freezes_ends_after_it_begins")),
        *sane("change_freezes", "from_at", "until", "set_at", "withdrawn_at"),
        comment="When nothing is to be changed, on which instances; none: on any",
    )
    op.create_index("ix_change_freezes_until", "change_freezes", ["until"])
    wall("change_freezes", own="false", grants="SELECT, INSERT, UPDATE", shared=True)


def _terms_of(subjects: Sequence[str], kinds: Sequence[str]) -> None:
    """What a term may be of, and which there are."""
    for column, words in (("subject_type", subjects), ("kind", kinds)):
        known, listed = f"ck_terms_{column}_known", ", ".join(f"'{each}'" for each in words)
        op.execute(f"ALTER TABLE terms DROP CONSTRAINT {known}")
        op.execute(f"ALTER TABLE terms ADD CONSTRAINT {known} CHECK ({column} IN ({listed}))")


def downgrade() -> None:
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.execute("DELETE FROM terms WHERE subject_type = 'change'")
    _terms_of(SUBJECTS, KINDS)
    for table in TABLES:
        op.execute(f"DROP TABLE {table} CASCADE")  # with the policies of others that ask it
    op.execute(sa.schema.DropSequence(sa.Sequence("change_numbers")))
