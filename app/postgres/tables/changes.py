"""Changes (§4.1), as their facts add up; what standard ones follow, who decides on risky ones, when there are none."""

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, Sequence, Table, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from app.domain.agreement.changes import ChangeState
from app.domain.vocabulary import ChangeType
from app.postgres.tables.columns import key, metadata, moment, one_of, sane, word
from app.postgres.tables.streams import hits, stream, subjects

change_numbers = Sequence("change_numbers", metadata=metadata)

changes = subjects(
    "changes",
    metadata,
    *(word(name) for name in ("number", "change_type", "progress")),
    key("ticket_id", nullable=True),
    moment("slot_from", nullable=True),
    moment("slot_until", nullable=True),
    one_of("change_type", ChangeType),
    one_of("progress", ChangeState),
    CheckConstraint("(slot_from IS NULL) = (slot_until IS NULL)", name="slot_has_two_ends"),
    *sane("slot_from", "slot_until"),
    shared=True,
    comment="Changes, as their facts add up; a customer's, or the vendor's own",
)
Index("uq_changes_number", changes.c.number, unique=True)
Index("ix_changes_ticket_id", changes.c.ticket_id, postgresql_where=changes.c.ticket_id.is_not(None))
Index("ix_changes_slot_from", changes.c.slot_from, postgresql_where=changes.c.slot_from.is_not(None))
change_events = stream(
    "change_events", metadata, subject="change", subjects="changes", comment="What happened to each change"
)
change_hits = hits("change_hits", metadata, subject="change", subjects="changes", comment="Whose instances it is about")

change_models = Table(
    "change_models",
    metadata,
    key(primary_key=True),
    word("name"),
    Column("plan", JSONB, nullable=False),
    Column("risk", JSONB, nullable=False),
    key("approved_by"),
    Column("valid_until_on", Date, nullable=False),
    moment("made_at"),
    moment("withdrawn_at", nullable=True),
    word("withdrawn_because", nullable=True),
    *sane("made_at", "withdrawn_at"),
    comment="Standard changes whose process and risk are known beforehand, approved once (§4.1.1)",
)

advisory_boards = Table(
    "advisory_boards",
    metadata,
    key(primary_key=True),
    word("name"),
    Column("members", ARRAY(Uuid(as_uuid=True)), nullable=False),
    Column("quorum", Integer, nullable=False),
    Column("voting_seconds", Integer, nullable=False),
    moment("created_at"),
    moment("updated_at"),
    Column("version", Integer, nullable=False),
    CheckConstraint("quorum BETWEEN 1 AND cardinality(members)", name="quorum_can_be_met"),
    *sane("created_at", "updated_at"),
    comment="Who decides on changes that are risky (§4.1.2)",
)

change_freezes = Table(
    "change_freezes",
    metadata,
    key(primary_key=True),
    *(word(name) for name in ("name", "reason")),
    moment("from_at"),
    moment("until"),
    Column("instance_ids", ARRAY(Uuid(as_uuid=True)), nullable=False),
    moment("set_at"),
    moment("withdrawn_at", nullable=True),
    word("withdrawn_because", nullable=True),
    CheckConstraint("from_at < until", name="ends_after_it_begins"),
    *sane("from_at", "until", "set_at", "withdrawn_at"),
    comment="When nothing is to be changed, on which instances; none: on any",
)
Index("ix_change_freezes_until", change_freezes.c.until)
