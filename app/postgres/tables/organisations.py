"""Customers, people, and what they come in with and from: registration rights, keys, integrations, networks."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, CIDR, JSONB

from app.domain.vocabulary import ServiceLevel
from app.postgres.tables.columns import key, metadata, moment, one_of, sane, word

customers = Table(
    "customers",
    metadata,
    key(primary_key=True),
    word("name"),
    key("consultant_id", ForeignKey("people.id", name="fk_customers_consultant_id", use_alter=True), nullable=True),
    moment("created_at"),
    moment("updated_at"),
    Column("version", Integer, nullable=False),
    *sane("created_at", "updated_at"),
    comment="An organisation that has a contract with the vendor",
)

customer_terms = Table(
    "customer_terms",
    metadata,
    key("customer_id", ForeignKey("customers.id")),
    Column("number", Integer, nullable=False),
    moment("from_at"),
    word("service_level", nullable=True),
    Column("own_targets", JSONB(none_as_null=True), nullable=True),
    Column("own_figures", JSONB(none_as_null=True), nullable=True),
    moment("recorded_at"),
    key("recorded_by", nullable=True),
    PrimaryKeyConstraint("customer_id", "number"),
    one_of("service_level", ServiceLevel),
    CheckConstraint("from_at >= recorded_at", name="never_from_earlier"),
    CheckConstraint(
        "CASE number WHEN 1 THEN service_level IS NOT NULL AND own_targets IS NOT NULL"
        " ELSE num_nonnulls(service_level, own_targets, own_figures) > 0 END",
        name="agrees_something",
    ),
    *sane("from_at", "recorded_at"),
    comment="What is agreed with a customer from when on, append-only: a change names what it changes (§1)",
)

people = Table(
    "people",
    metadata,
    key(primary_key=True),
    key("customer_id", ForeignKey("customers.id"), nullable=True),
    word("name"),
    word("email"),
    Column("roles", ARRAY(Text), nullable=False),
    Column("administrator", Boolean, nullable=False, server_default=text("false")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    moment("created_at"),
    moment("updated_at"),
    Column("version", Integer, nullable=False),
    word("issuer", nullable=True),
    word("subject", nullable=True),
    moment("erased_at", nullable=True),
    UniqueConstraint("customer_id", "id", name="uq_people_customer_id_id"),
    UniqueConstraint("issuer", "subject", name="uq_people_issuer_subject"),
    CheckConstraint("(issuer IS NULL) = (subject IS NULL)", name="identity_whole"),
    CheckConstraint(
        "roles <@ ARRAY['customer', 'support', 'consultant', 'support_manager']::text[]", name="roles_known"
    ),
    CheckConstraint("(customer_id IS NOT NULL) = ('customer' = ANY (roles))", name="customer_role_has_customer"),
    CheckConstraint("erased_at IS NULL OR NOT active", name="erased_is_not_active"),
    *sane("created_at", "updated_at", "erased_at"),
    comment="Who acts: a customer's people and the vendor's",
)
Index("ix_people_customer_id", people.c.customer_id, people.c.id)

registrants = Table(
    "registrants",
    metadata,
    key("customer_id", ForeignKey("customers.id"), primary_key=True),
    key("person_id", primary_key=True),
    moment("added_at"),
    ForeignKeyConstraint(
        ["customer_id", "person_id"], ["people.customer_id", "people.id"], name="fk_registrants_person_of_customer"
    ),
    *sane("added_at"),
    comment="Who may register tickets, as coordinator or dispatcher (§1.2.2)",
)

api_keys = Table(
    "api_keys",
    metadata,
    key(primary_key=True),
    key("person_id", ForeignKey("people.id")),
    key("customer_id", nullable=True),
    word("name"),
    word("prefix"),
    Column("digest", LargeBinary, nullable=False, unique=True),
    moment("created_at"),
    moment("expires_at", nullable=True),
    moment("revoked_at", nullable=True),
    moment("last_used_at", nullable=True),
    Column("scopes", ARRAY(Text), nullable=True),
    Column("networks", ARRAY(CIDR), nullable=True),
    key("made_by", ForeignKey("people.id"), nullable=True),
    key("replaces", ForeignKey("api_keys.id"), nullable=True),
    ForeignKeyConstraint(
        ["customer_id", "person_id"], ["people.customer_id", "people.id"], name="fk_api_keys_person_of_customer"
    ),
    CheckConstraint("cardinality(scopes) > 0", name="scopes_some"),
    CheckConstraint("cardinality(networks) > 0", name="networks_some"),
    *sane("created_at", "expires_at", "revoked_at", "last_used_at"),
    comment="Only the SHA-256 of a key of 256 random bits is kept",
)
Index("ix_api_keys_person_id", api_keys.c.person_id, api_keys.c.id)
Index("uq_api_keys_replaces", api_keys.c.replaces, unique=True, postgresql_where=api_keys.c.revoked_at.is_(None))

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    key(primary_key=True),
    key("person_id", ForeignKey("people.id")),
    key("customer_id", nullable=True),
    Column("includes", ARRAY(Text), nullable=False),
    Column("titles", Boolean, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    moment("created_at"),
    key("made_by", ForeignKey("people.id")),
    ForeignKeyConstraint(
        ["customer_id", "person_id"], ["people.customer_id", "people.id"], name="fk_calendar_feeds_person_of_customer"
    ),
    CheckConstraint(
        "cardinality(includes) > 0"
        " AND includes <@ ARRAY['clocks', 'bookings', 'maintenance', 'reviews', 'revisions']::text[]",
        name="includes_known",
    ),
    *sane("created_at"),
    comment="Links to a person's calendar; only the SHA-256 of a secret of 256 random bits is kept",
)
Index("ix_calendar_feeds_person_id", calendar_feeds.c.person_id, calendar_feeds.c.id)

integrations = Table(
    "integrations",
    metadata,
    key(primary_key=True),
    key("customer_id", ForeignKey("customers.id"), nullable=True),
    word("name"),
    word("kind"),
    Column("mapping", JSONB(none_as_null=True), nullable=True),
    Column("secret", LargeBinary, nullable=False),
    Column("former_secret", LargeBinary, nullable=True),
    moment("former_holds_until", nullable=True),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    moment("created_at"),
    moment("updated_at"),
    Column("version", Integer, nullable=False),
    CheckConstraint("kind IN ('standard_webhooks', 'alertmanager')", name="kind_known"),
    CheckConstraint("mapping IS NULL OR kind = 'alertmanager'", name="mapping_of_alerts"),
    CheckConstraint("(former_secret IS NULL) = (former_holds_until IS NULL)", name="former_secret_ends"),
    *sane("created_at", "updated_at", "former_holds_until"),
    comment="A system of the customer's that posts tickets, which counts as the portal; or one of the vendor's own",
)
Index("ix_integrations_customer_id", integrations.c.customer_id, integrations.c.id)

administration_networks = Table(
    "administration_networks",
    metadata,
    key(primary_key=True),
    Column("network", CIDR, nullable=False, unique=True),
    word("label"),
    key("added_by", ForeignKey("people.id"), nullable=True),
    moment("added_at"),
    *sane("added_at"),
    comment="From where support managers and administrators are let in; none: from everywhere",
)
