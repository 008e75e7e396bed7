"""Contacts of a customer, how people would be told, and what each was told."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tables import OWN, moment, one_of, sane, wall

revision: str = "0033"
down_revision: str | None = "0031"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CONCERNED = (
    "(SELECT nullif(current_setting('duetime.customer', true), '')) IS NOT NULL AND (customer_ids IS NULL OR"
    " (SELECT nullif(current_setting('duetime.customer', true), '')::uuid) = ANY (customer_ids))"
)
LETTERS = ("R", "A", "C", "I")


def upgrade() -> None:
    _make_contacts()
    _make_announcements()
    _make_preferences()
    _make_notices()
    _make_reading()
    wall("contacts", grants="SELECT, INSERT, UPDATE, DELETE")
    wall("announcements", own=CONCERNED, grants="SELECT, INSERT, UPDATE")
    wall("notice_preferences", grants="SELECT, INSERT, UPDATE")
    wall("notices", own=f"{OWN} AND NOT internal", grants="SELECT, INSERT, UPDATE")
    wall("notice_reading", own="false", grants="SELECT, UPDATE")


def _make_contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("topics", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        moment("address_since"),
        moment("confirmed_at", nullable=True),
        moment("created_at"),
        moment("updated_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_contacts_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "id", name=op.f("pk_contacts")),
        one_of("contacts", "language", "en", "nl"),
        sa.CheckConstraint(
            "topics <@ ARRAY['data_leak', 'disruption', 'release', 'news']::text[]",
            name=op.f("ck_contacts_topics_known"),
        ),
        *sane("contacts", "address_since", "confirmed_at", "created_at", "updated_at"),
        comment="Whom a customer has told us to inform, about what (§5.9.2)",
    )


def _make_announcements() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.Column("customer_ids", postgresql.ARRAY(sa.Uuid()), nullable=True),
        moment("made_at"),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        moment("withdrawn_at", nullable=True),
        sa.Column("withdrawn_for", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_announcements_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
        one_of("announcements", "topic", "data_leak", "disruption", "release", "news"),
        sa.CheckConstraint("cardinality(customer_ids) > 0", name=op.f("ck_announcements_customers_some")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_for IS NULL)", name=op.f("ck_announcements_withdrawn_for_a_reason")
        ),
        *sane("announcements", "made_at", "withdrawn_at"),
        comment="What customers are informed about (§5.9.2), each in its languages; without customer_ids it is for all",
    )


def _make_preferences() -> None:
    op.create_table(
        "notice_preferences",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("by_letter", postgresql.JSONB(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        moment("updated_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "person_id", name=op.f("pk_notice_preferences")),
        one_of("notice_preferences", "channel", "mail", "none"),
        one_of("notice_preferences", "language", "en", "nl"),
        *sane("notice_preferences", "updated_at"),
        comment="How somebody would be told; the vendor's people stand under the nil UUID",
    )


def _make_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("announcement_id", sa.Uuid(), nullable=True),
        sa.Column("clock", sa.Text(), nullable=True),
        sa.Column("recipient_kind", sa.Text(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        moment("not_before"),
        moment("created_at"),
        moment("settled_at", nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fencing", sa.BigInteger(), nullable=False),
        moment("leased_until", nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("customer_id", "id", name=op.f("pk_notices")),
        sa.UniqueConstraint(
            "customer_id", "event_id", "recipient_id", name=op.f("uq_notices_customer_id_event_id_recipient_id")
        ),
        one_of("notices", "recipient_kind", "person", "contact"),
        one_of("notices", "letter", *LETTERS),
        one_of("notices", "channel", "mail", "none"),
        one_of("notices", "language", "en", "nl"),
        one_of("notices", "state", "held", "sending", "sent", "failed", "uncertain", "cancelled"),
        sa.CheckConstraint(
            "(state = 'sending') = (leased_until IS NOT NULL)", name=op.f("ck_notices_leased_while_sending")
        ),
        sa.CheckConstraint("(address IS NULL) = (channel = 'none')", name=op.f("ck_notices_address_for_channel")),
        *sane("notices", "not_before", "created_at", "settled_at", "leased_until"),
        comment="One event told to one recipient, once; `internal`: to the vendor's people",
    )
    op.create_index("ix_notices_recipient", "notices", ["recipient_id", "id"])
    op.create_index(
        "ix_notices_held", "notices", ["not_before"], postgresql_where=sa.text("state IN ('held', 'sending')")
    )
    op.create_index("ix_notices_ticket", "notices", ["customer_id", "ticket_id", "event_type"])


def _make_reading() -> None:
    """What was recorded before is old news."""
    op.create_table(
        "notice_reading",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        moment("since"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_reading")),
        sa.CheckConstraint("id = 1", name=op.f("ck_notice_reading_only_one")),
        *sane("notice_reading", "since"),
        comment="How far in the feed everybody has been told, of what was recorded since",
    )
    op.execute("INSERT INTO notice_reading (id, position, since) VALUES (1, 0, now())")


def downgrade() -> None:
    """What was told, and to whom, is lost."""
    for table in ("notice_reading", "notices", "notice_preferences", "announcements", "contacts"):
        op.drop_table(table)
