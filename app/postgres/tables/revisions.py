"""Revisions of the agreement, and customers' objections to them (Wijzigingen)."""

from sqlalchemy import Column, Date, Index, Integer

from app.domain.revisions.revisions import RevisionState
from app.postgres.tables.columns import metadata, one_of, word
from app.postgres.tables.streams import stream, subjects

agreement_revisions = subjects(
    "agreement_revisions",
    metadata,
    Column("number", Integer, nullable=False),
    Column("in_force_on", Date, nullable=False),
    word("progress"),
    one_of("progress", RevisionState),
    shared=True,
    comment="Revisions of the agreement beside those that came with the service, as their facts add up",
)
Index("uq_agreement_revisions_number", agreement_revisions.c.number, unique=True)
agreement_events = stream(
    "agreement_events",
    metadata,
    subject="agreement",
    subjects="agreement_revisions",
    comment="What happened to each revision of the agreement",
)

objections = subjects(
    "objections",
    metadata,
    Column("revision", Integer, nullable=False),
    comment="A customer's objections to revisions of the agreement, as their facts add up",
)
Index("uq_objections_customer_id_revision", objections.c.customer_id, objections.c.revision, unique=True)
objection_events = stream(
    "objection_events",
    metadata,
    subject="objection",
    subjects="objections",
    comment="What happened to each objection",
)
