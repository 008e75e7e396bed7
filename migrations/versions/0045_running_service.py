"""The running service (chapter 5): services, instances, outages, maintenance, leaks, weaknesses, releases, terms."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.streams import GRANTS, make_hits, make_stream, make_subjects
from migrations.tables import OWN, moment, one_of, sane, wall

revision: str = "0045"
down_revision: str | None = "0042"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = (
    "compliance_documents",
    *("terms", "releases", "vulnerability_events", "vulnerability_reports"),
    *("leak_hits", "leak_events", "data_leaks", "maintenance_hits", "maintenance_events", "maintenance_periods"),
    *("outage_hits", "outage_events", "outages", "instance_events", "instances", "services"),
)

SUBJECTS = ("instance", "outage", "leak")
KINDS = (
    *("recovery_time", "recovery_point", "weekly_snapshot", "snapshot_retention"),
    *("authority_notification", "customer_notification"),
)


def word(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.Text(), nullable=nullable)


def upgrade() -> None:
    _services()
    _instances()
    _outages()
    _maintenance()
    _leaks()
    _vulnerabilities()
    _releases()
    _terms()
    _compliance_documents()


def _services() -> None:
    op.create_table(
        "services",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(word(name) for name in ("name", "product", "provider", "region")),
        moment("created_at"),
        moment("updated_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
        one_of("services", "region", "nl", "abroad"),
        *sane("services", "created_at", "updated_at"),
        comment="What the vendor runs for customers, where and with whom (§5.1)",
    )


def _instances() -> None:
    make_subjects(
        "instances",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        *(word(name) for name in ("name", "environment", "hosting")),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_instances_service_id")),
        one_of("instances", "environment", "production", "test"),
        one_of("instances", "hosting", "cloud", "on_premises"),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_instances_ends_after_it_starts")),
        comment="A customer's own instance of a service, as its facts add up",
    )
    op.create_index("ix_instances_service_id", "instances", ["service_id"])
    make_stream("instance_events", "instance", "instances", comment="What happened to each instance")
    is_theirs = f"EXISTS (SELECT FROM instances WHERE instances.service_id = services.id AND {OWN})"
    wall("services", own=is_theirs, grants=GRANTS, shared=True)


def _outages() -> None:
    make_subjects(
        "outages",
        moment("began_at"),
        moment("ended_at", nullable=True),
        *sane("outages", "began_at", "ended_at"),
        shared=True,
        comment="When instances could not be used (§5.2), as its facts add up; the vendor's own",
    )
    op.create_index("ix_outages_began_at", "outages", ["began_at"])
    make_hits("outage_hits", "outage", "outages", comment="Whose instances an outage hit")
    make_stream("outage_events", "outage", "outages", comment="What happened in each outage")


def _maintenance() -> None:
    make_subjects(
        "maintenance_periods",
        moment("planned_from"),
        moment("planned_until"),
        word("progress"),
        *sane("maintenance_periods", "planned_from", "planned_until"),
        shared=True,
        comment="Planned work on instances (§5.4), as its facts add up; the vendor's own",
    )
    op.create_index("ix_maintenance_periods_planned_from", "maintenance_periods", ["planned_from"])
    make_hits(
        "maintenance_hits", "maintenance", "maintenance_periods", comment="On whose instances there is maintenance"
    )
    make_stream(
        "maintenance_events",
        "maintenance",
        "maintenance_periods",
        comment="What happened in each period of maintenance",
    )


def _leaks() -> None:
    make_subjects(
        "data_leaks",
        word("progress"),
        shared=True,
        comment="Leaks of data (§5.9.2), as their facts add up; the vendor's own",
    )
    is_told = "data_leaks.progress = 'established'"
    make_hits("leak_hits", "leak", "data_leaks", seen_if=is_told, comment="Whose instances a leak hit")
    make_stream("leak_events", "leak", "data_leaks", comment="What happened about each leak")


def _vulnerabilities() -> None:
    make_subjects(
        "vulnerability_reports",
        word("reference"),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        word("progress"),
        comment="What anybody reported of a weakness; `token` is the digest of that which opens it to who did",
    )
    op.create_index("uq_vulnerability_reports_reference", "vulnerability_reports", ["reference"], unique=True)
    make_stream(
        "vulnerability_events",
        "vulnerability",
        "vulnerability_reports",
        comment="What happened about each report of a weakness",
    )


def _releases() -> None:
    op.create_table(
        "releases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        word("version"),
        sa.Column("released_on", sa.Date(), nullable=False),
        word("kind"),
        word("notes_url"),
        sa.Column("tests", postgresql.JSONB(), nullable=True),
        moment("recorded_at"),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_releases_service_id")),
        one_of("releases", "kind", "production", "hotfix"),
        *sane("releases", "recorded_at"),
        comment="Versions of a service, in the order in which they came out (§5.5)",
    )
    op.create_index("uq_releases_service_id_version", "releases", ["service_id", "version"], unique=True)
    is_theirs = f"EXISTS (SELECT FROM instances WHERE instances.service_id = releases.service_id AND {OWN})"
    wall("releases", own=is_theirs, grants="SELECT, INSERT", shared=True)


def _terms() -> None:
    op.create_table(
        "terms",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        word("subject_type"),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        word("kind"),
        moment("started_at"),
        *(moment(name, nullable=True) for name in ("due_at", "stopped_at", "breach_at")),
        sa.Column("applies", sa.Boolean(), nullable=False),
        sa.Column("term", postgresql.JSONB(), nullable=False),
        *(moment(name, nullable=True) for name in ("announced_breach_at", "announce_at")),
        sa.PrimaryKeyConstraint("customer_id", "id", name=op.f("pk_terms")),
        one_of("terms", "subject_type", *SUBJECTS),
        one_of("terms", "kind", *KINDS),
        *sane("terms", "started_at", "due_at", "stopped_at", "breach_at", "announced_breach_at", "announce_at"),
        comment="Promises with a due time that are no ticket's clocks, as they follow from the facts of their subjects",
    )
    op.create_index("ix_terms_subject_id", "terms", ["subject_id"])
    op.create_index("ix_terms_customer_id_kind_started_at", "terms", ["customer_id", "kind", "started_at"])
    op.create_index(
        "ix_terms_announce_at", "terms", ["announce_at"], postgresql_where=sa.text("announce_at IS NOT NULL")
    )
    wall("terms", grants="SELECT, INSERT, UPDATE, DELETE")


def _compliance_documents() -> None:
    op.create_table(
        "compliance_documents",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(word(name) for name in ("name", "url")),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        moment("added_at"),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compliance_documents")),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_compliance_documents_ends_after_it_begins")),
        *sane("compliance_documents", "added_at"),
        comment="Documents that show how the vendor handles data, such as certificates, and how long they hold",
    )
    everybody = "(SELECT current_setting('duetime.scope', true)) = 'customer'"
    wall("compliance_documents", own=everybody, grants="SELECT, INSERT", shared=True)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"DROP TABLE {table} CASCADE")  # with the policies of others that ask it
