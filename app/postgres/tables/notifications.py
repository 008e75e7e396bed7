"""Who is to be told of what, by what, and what became of it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from app.domain.agreement.service_terms import Topic
from app.domain.explanation.words import Language
from app.domain.notifications.notices import ContactChannel, NoticeChannel, NoticeState, RecipientKind
from app.domain.vocabulary import Responsibility
from app.postgres.tables.columns import key, metadata, moment, one_of, sane, word

contacts = Table(
    "contacts",
    metadata,
    key("customer_id", ForeignKey("customers.id")),
    key(),
    word("name"),
    key("person_id", nullable=True),
    Column("channel", Text, nullable=False, server_default="mail"),
    word("address"),
    Column("topics", ARRAY(Text), nullable=False),
    word("language"),
    moment("address_since"),
    moment("confirmed_at", nullable=True),
    moment("created_at"),
    moment("updated_at"),
    Column("version", Integer, nullable=False),
    Column("secret", LargeBinary, nullable=True),
    Column("former_secret", LargeBinary, nullable=True),
    moment("former_holds_until", nullable=True),
    PrimaryKeyConstraint("customer_id", "id"),
    one_of("channel", ContactChannel),
    one_of("language", Language),
    CheckConstraint(
        "topics <@ ARRAY[" + ", ".join(f"'{each.value}'" for each in Topic) + "]::text[]", name="topics_known"
    ),
    CheckConstraint("(secret IS NULL) = (channel = 'mail')", name="secret_for_webhook"),
    CheckConstraint("(former_secret IS NULL) = (former_holds_until IS NULL)", name="former_secret_ends"),
    CheckConstraint("former_secret IS NULL OR secret IS NOT NULL", name="former_secret_of_webhook"),
    *sane("former_holds_until", "address_since", "confirmed_at", "created_at", "updated_at"),
    comment="Whom a customer has told us to inform, about what (§5.9.2)",
)

announcements = Table(
    "announcements",
    metadata,
    key(primary_key=True),
    word("topic"),
    word("title"),
    Column("text", JSONB, nullable=False),
    Column("customer_ids", ARRAY(Uuid(as_uuid=True)), nullable=True),
    Column("instance_ids", ARRAY(Uuid(as_uuid=True)), nullable=True),
    *(key(name, nullable=True) for name in ("outage_id", "maintenance_id", "release_id", "leak_id")),
    moment("made_at"),
    key("made_by", ForeignKey("people.id")),
    moment("withdrawn_at", nullable=True),
    word("withdrawn_for", nullable=True),
    Column("version", Integer, nullable=False),
    one_of("topic", Topic),
    CheckConstraint("cardinality(customer_ids) > 0", name="customers_some"),
    CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_for IS NULL)", name="withdrawn_for_a_reason"),
    *sane("made_at", "withdrawn_at"),
    comment="What customers are informed about (§5.9.2), each in its languages; without customer_ids it is for all",
)

notice_preferences = Table(
    "notice_preferences",
    metadata,
    key("customer_id"),
    key("person_id"),
    Column("by_letter", JSONB, nullable=False),
    word("channel"),
    word("address", nullable=True),
    moment("address_since", nullable=True),
    moment("confirmed_at", nullable=True),
    Column("secret", LargeBinary, nullable=True),
    Column("former_secret", LargeBinary, nullable=True),
    moment("former_holds_until", nullable=True),
    word("language"),
    moment("updated_at"),
    Column("version", Integer, nullable=False),
    PrimaryKeyConstraint("customer_id", "person_id"),
    one_of("channel", NoticeChannel),
    one_of("language", Language),
    CheckConstraint(
        "num_nonnulls(address, address_since, secret) = CASE channel WHEN 'webhook' THEN 3 ELSE 0 END",
        name="address_for_webhook",
    ),
    CheckConstraint("confirmed_at IS NULL OR channel = 'webhook'", name="confirmed_webhook"),
    CheckConstraint("(former_secret IS NULL) = (former_holds_until IS NULL)", name="former_secret_ends"),
    CheckConstraint("former_secret IS NULL OR secret IS NOT NULL", name="former_secret_of_webhook"),
    *sane("former_holds_until", "updated_at", "address_since", "confirmed_at"),
    comment="How somebody would be told; the vendor's people stand under the nil UUID",
)

notices = Table(
    "notices",
    metadata,
    key("customer_id"),
    key(),
    word("event_id"),
    word("event_type"),
    key("ticket_id", nullable=True),
    key("announcement_id", nullable=True),
    word("clock", nullable=True),
    word("recipient_kind"),
    key("recipient_id"),
    Column("internal", Boolean, nullable=False),
    word("letter", nullable=True),
    word("channel"),
    word("address", nullable=True),
    word("language"),
    word("state"),
    moment("not_before"),
    moment("created_at"),
    moment("settled_at", nullable=True),
    Column("attempts", Integer, nullable=False),
    Column("fencing", BigInteger, nullable=False),
    moment("leased_until", nullable=True),
    Column("handed_over", Boolean, nullable=False, server_default="false"),
    word("fault", nullable=True),
    PrimaryKeyConstraint("customer_id", "id"),
    UniqueConstraint("customer_id", "event_id", "recipient_id"),
    one_of("recipient_kind", RecipientKind),
    one_of("letter", Responsibility),
    one_of("channel", NoticeChannel),
    one_of("language", Language),
    one_of("state", NoticeState),
    CheckConstraint("(state = 'sending') = (leased_until IS NOT NULL)", name="leased_while_sending"),
    CheckConstraint("state = 'sending' OR NOT handed_over", name="handed_over_while_sending"),
    CheckConstraint("(address IS NULL) = (channel = 'none')", name="address_for_channel"),
    *sane("not_before", "created_at", "settled_at", "leased_until"),
    comment="One event told to one recipient, once; `internal`: to the vendor's people",
)
notice_reading = Table(
    "notice_reading",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    moment("since"),
    CheckConstraint("id = 1", name="only_one"),
    *sane("since"),
    comment="How far in the feed everybody has been told, of what was recorded since",
)

Index("ix_notices_recipient", notices.c.recipient_id, notices.c.id)
Index("ix_notices_held", notices.c.not_before, postgresql_where=notices.c.state.in_(["held", "sending"]))
Index("ix_notices_ticket", notices.c.customer_id, notices.c.ticket_id, notices.c.event_type)
Index("ix_notices_announcement", notices.c.announcement_id, postgresql_where=notices.c.announcement_id.is_not(None))
