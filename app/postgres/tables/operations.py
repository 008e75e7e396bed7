"""The running service (chapter 5): what there is, what happened to it, and whom that hit."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.domain.operations.instance_facts import Environment, Hosting, Region, ReleaseKind
from app.domain.terms.subject_terms import TermKind, TermSubjectType
from app.postgres.tables.columns import key, metadata, moment, one_of, sane, word
from app.postgres.tables.streams import hits, stream, subjects

services = Table(
    "services",
    metadata,
    key(primary_key=True),
    *(word(name) for name in ("name", "product", "provider", "region")),
    moment("created_at"),
    moment("updated_at"),
    Column("version", Integer, nullable=False),
    one_of("region", Region),
    *sane("created_at", "updated_at"),
    comment="What the vendor runs for customers, where and with whom (§5.1)",
)

instances = subjects(
    "instances",
    metadata,
    key("service_id", ForeignKey("services.id")),
    *(word(name) for name in ("name", "environment", "hosting")),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=True),
    one_of("environment", Environment),
    one_of("hosting", Hosting),
    CheckConstraint("starts_on <= ends_on", name="ends_after_it_starts"),
    comment="A customer's own instance of a service, as its facts add up",
)
Index("ix_instances_service_id", instances.c.service_id)
instance_events = stream(
    "instance_events", metadata, subject="instance", subjects="instances", comment="What happened to each instance"
)

outages = subjects(
    "outages",
    metadata,
    moment("began_at"),
    moment("ended_at", nullable=True),
    *sane("began_at", "ended_at"),
    shared=True,
    comment="When instances could not be used (§5.2), as its facts add up; the vendor's own",
)
Index("ix_outages_began_at", outages.c.began_at)
outage_events = stream(
    "outage_events", metadata, subject="outage", subjects="outages", comment="What happened in each outage"
)
outage_hits = hits(
    "outage_hits", metadata, subject="outage", subjects="outages", comment="Whose instances an outage hit"
)

maintenance_periods = subjects(
    "maintenance_periods",
    metadata,
    moment("planned_from"),
    moment("planned_until"),
    word("progress"),
    *sane("planned_from", "planned_until"),
    shared=True,
    comment="Planned work on instances (§5.4), as its facts add up; the vendor's own",
)
Index("ix_maintenance_periods_planned_from", maintenance_periods.c.planned_from)
maintenance_events = stream(
    "maintenance_events",
    metadata,
    subject="maintenance",
    subjects="maintenance_periods",
    comment="What happened in each period of maintenance",
)
maintenance_hits = hits(
    "maintenance_hits",
    metadata,
    subject="maintenance",
    subjects="maintenance_periods",
    comment="On whose instances there is maintenance",
)

data_leaks = subjects(
    "data_leaks",
    metadata,
    word("progress"),
    shared=True,
    comment="Leaks of data (§5.9.2), as their facts add up; the vendor's own",
)
leak_events = stream(
    "leak_events", metadata, subject="leak", subjects="data_leaks", comment="What happened about each leak"
)
leak_hits = hits("leak_hits", metadata, subject="leak", subjects="data_leaks", comment="Whose instances a leak hit")

vulnerability_reports = subjects(
    "vulnerability_reports",
    metadata,
    word("reference"),
    Column("token", LargeBinary, nullable=False),
    word("progress"),
    comment="What anybody reported of a weakness; `token` is the digest of that which opens it to who did",
)
vulnerability_events = stream(
    "vulnerability_events",
    metadata,
    subject="vulnerability",
    subjects="vulnerability_reports",
    comment="What happened about each report of a weakness",
)
Index("uq_vulnerability_reports_reference", vulnerability_reports.c.reference, unique=True)

releases = Table(
    "releases",
    metadata,
    key(primary_key=True),
    key("service_id", ForeignKey("services.id")),
    word("version"),
    Column("released_on", Date, nullable=False),
    word("kind"),
    word("notes_url"),
    Column("tests", JSONB, nullable=True),
    moment("recorded_at"),
    key("recorded_by"),
    moment("told_at", nullable=True),
    one_of("kind", ReleaseKind),
    *sane("recorded_at", "told_at"),
    comment="Versions of a service, in the order in which they came out (§5.5)",
)
Index("uq_releases_service_id_version", releases.c.service_id, releases.c.version, unique=True)

terms = Table(
    "terms",
    metadata,
    key("customer_id"),
    key(),
    word("subject_type"),
    key("subject_id"),
    word("kind"),
    moment("started_at"),
    moment("due_at", nullable=True),
    moment("stopped_at", nullable=True),
    moment("breach_at", nullable=True),
    Column("applies", Boolean, nullable=False),
    Column("term", JSONB, nullable=False),
    moment("announced_breach_at", nullable=True),
    moment("announce_at", nullable=True),
    PrimaryKeyConstraint("customer_id", "id"),
    one_of("subject_type", TermSubjectType),
    one_of("kind", TermKind),
    *sane("started_at", "due_at", "stopped_at", "breach_at", "announced_breach_at", "announce_at"),
    comment="Promises with a due time that are no ticket's clocks, as they follow from the facts of their subjects",
)
Index("ix_terms_subject_id", terms.c.subject_id)
Index("ix_terms_started_at_id", terms.c.started_at, terms.c.id)
Index("ix_terms_customer_id_kind_started_at", terms.c.customer_id, terms.c.kind, terms.c.started_at)
Index("ix_terms_announce_at", terms.c.announce_at, postgresql_where=terms.c.announce_at.is_not(None))
