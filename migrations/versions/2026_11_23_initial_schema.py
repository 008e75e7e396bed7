"""The first schema: organisations, tickets with their events and clocks, and what keeps retries honest."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


APPEND_ONLY = ("ticket_events", "calendar_revisions")
CHANGING = (
    "customers",
    "idempotency_keys",
    "service_secrets",
    "integrations",
    "people",
    "tickets",
    "api_keys",
    "clocks",
    "clock_pauses",
    "registrants",
    "ticket_assignments",
    "webhook_messages",
)


def upgrade() -> None:
    op.create_table(
        "calendar_revisions",
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("closing_days", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "recorded_at >= '2000-01-01T00:00:00Z'::timestamptz AND recorded_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_calendar_revisions_recorded_at_sane"),
        ),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_calendar_revisions")),
        comment="The closing days beyond the public holidays, whole per revision: {date: name}",
    )
    op.create_table(
        "customers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("service_level", sa.Text(), nullable=False),
        sa.Column(
            "own_targets", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False
        ),
        sa.Column("consultant_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "created_at >= '2000-01-01T00:00:00Z'::timestamptz AND created_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_customers_created_at_sane"),
        ),
        sa.CheckConstraint("service_level IN ('standard', 'extended')", name=op.f("ck_customers_service_level_known")),
        sa.CheckConstraint(
            "updated_at >= '2000-01-01T00:00:00Z'::timestamptz AND updated_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_customers_updated_at_sane"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        comment="An organisation that has a contract with the vendor",
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("principal_id", sa.Uuid(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "created_at >= '2000-01-01T00:00:00Z'::timestamptz AND created_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_idempotency_keys_created_at_sane"),
        ),
        sa.CheckConstraint("length(key) BETWEEN 1 AND 255", name=op.f("ck_idempotency_keys_key_length")),
        sa.PrimaryKeyConstraint("principal_id", "operation", "key", name=op.f("pk_idempotency_keys")),
        comment="The first answer to a POST with an Idempotency-Key, written with its effect",
    )
    op.create_index("ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"], unique=False)
    op.create_table(
        "service_secrets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "created_at >= '2000-01-01T00:00:00Z'::timestamptz AND created_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_service_secrets_created_at_sane"),
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_service_secrets")),
        comment="Keys the service makes for itself, such as the one that signs cursors",
    )
    op.create_table(
        "integrations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "created_at >= '2000-01-01T00:00:00Z'::timestamptz AND created_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_integrations_created_at_sane"),
        ),
        sa.CheckConstraint("kind IN ('standard_webhooks', 'alertmanager')", name=op.f("ck_integrations_kind_known")),
        sa.CheckConstraint(
            "updated_at >= '2000-01-01T00:00:00Z'::timestamptz AND updated_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_integrations_updated_at_sane"),
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_integrations_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_integrations")),
        comment="A system of the customer's that posts tickets; counts as the portal",
    )
    op.create_index("ix_integrations_customer_id", "integrations", ["customer_id", "id"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("administrator", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(customer_id IS NOT NULL) = ('customer' = ANY (roles))", name=op.f("ck_people_customer_role_has_customer")
        ),
        sa.CheckConstraint(
            "created_at >= '2000-01-01T00:00:00Z'::timestamptz AND created_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_people_created_at_sane"),
        ),
        sa.CheckConstraint(
            "roles <@ ARRAY['customer', 'support', 'consultant', 'support_manager']::text[]",
            name=op.f("ck_people_roles_known"),
        ),
        sa.CheckConstraint(
            "updated_at >= '2000-01-01T00:00:00Z'::timestamptz AND updated_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_people_updated_at_sane"),
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_people_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("customer_id", "id", name="uq_people_customer_id_id"),
        comment="Who acts: a customer's people and the vendor's",
    )
    op.create_index("ix_people_customer_id", "people", ["customer_id", "id"], unique=False)
    op.create_table(
        "tickets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("change_type", sa.Text(), nullable=True),
        sa.Column("call_type", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("product_version", sa.Text(), nullable=True),
        sa.Column("problem_type", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("external_reference", sa.Text(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("impact", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("coverage_outcome", sa.Text(), nullable=False),
        sa.Column("coverage_section", sa.Text(), nullable=False),
        sa.Column("service_level", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("step_entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_fact_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registrant_id", sa.Uuid(), nullable=True),
        sa.Column("raised_by", sa.Uuid(), nullable=True),
        sa.Column("agreement_revision", sa.Integer(), nullable=False),
        sa.Column("calendar_revision", sa.Integer(), nullable=False),
        sa.Column("own_targets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reassessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reassessed_from", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("responsible_roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("overrides", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("open_requests", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "words",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple', number || ' ' || title || ' ' || coalesce(external_reference, '') || ' ' || left(description, 100000))",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "due_order",
            sa.DateTime(timezone=True),
            sa.Computed("coalesce(due_at, '2200-01-01T00:00:00+00:00'::timestamptz)", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "begun_at",
            sa.DateTime(timezone=True),
            sa.Computed("coalesce(registered_at, created_at)", persisted=True),
            nullable=False,
        ),
        sa.CheckConstraint("(kind = 'change') = (change_type IS NOT NULL)", name=op.f("ck_tickets_change_has_type")),
        sa.CheckConstraint(
            "(status = 'signal') = (registered_at IS NULL)", name=op.f("ck_tickets_signal_is_not_registered")
        ),
        sa.CheckConstraint(
            "call_type IN ('first_analysis', 'software_bug', 'data_problem', 'information_request')",
            name=op.f("ck_tickets_call_type_known"),
        ),
        sa.CheckConstraint(
            "cause IN ('vendor_software', 'configuration', 'customer_infrastructure', 'third_party')",
            name=op.f("ck_tickets_cause_known"),
        ),
        sa.CheckConstraint(
            "change_type IN ('standard', 'normal', 'urgent')", name=op.f("ck_tickets_change_type_known")
        ),
        sa.CheckConstraint("channel IN ('portal', 'mail', 'phone')", name=op.f("ck_tickets_channel_known")),
        sa.CheckConstraint(
            "coverage_outcome IN ('support', 'consultancy', 'not_covered')",
            name=op.f("ck_tickets_coverage_outcome_known"),
        ),
        sa.CheckConstraint(
            "created_at >= '2000-01-01T00:00:00Z'::timestamptz AND created_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_tickets_created_at_sane"),
        ),
        sa.CheckConstraint(
            "due_at >= '2000-01-01T00:00:00Z'::timestamptz AND due_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_tickets_due_at_sane"),
        ),
        sa.CheckConstraint("impact IN ('i1', 'i2', 'i3')", name=op.f("ck_tickets_impact_known")),
        sa.CheckConstraint(
            "kind IN ('incident', 'information_request', 'service_request', 'enhancement_request', 'change')",
            name=op.f("ck_tickets_kind_known"),
        ),
        sa.CheckConstraint(
            "last_fact_at >= '2000-01-01T00:00:00Z'::timestamptz AND last_fact_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_tickets_last_fact_at_sane"),
        ),
        sa.CheckConstraint("priority IN ('high', 'normal', 'low')", name=op.f("ck_tickets_priority_known")),
        sa.CheckConstraint("problem_type IN ('technical', 'functional')", name=op.f("ck_tickets_problem_type_known")),
        sa.CheckConstraint(
            "reassessed_at >= '2000-01-01T00:00:00Z'::timestamptz AND reassessed_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_tickets_reassessed_at_sane"),
        ),
        sa.CheckConstraint(
            "reassessed_from IN ('high', 'normal', 'low')", name=op.f("ck_tickets_reassessed_from_known")
        ),
        sa.CheckConstraint(
            "registered_at >= '2000-01-01T00:00:00Z'::timestamptz AND registered_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_tickets_registered_at_sane"),
        ),
        sa.CheckConstraint("service_level IN ('standard', 'extended')", name=op.f("ck_tickets_service_level_known")),
        sa.CheckConstraint("status IN ('signal', 'open', 'closed')", name=op.f("ck_tickets_status_known")),
        sa.CheckConstraint(
            "step_entered_at >= '2000-01-01T00:00:00Z'::timestamptz AND step_entered_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_tickets_step_entered_at_sane"),
        ),
        sa.CheckConstraint(
            "updated_at >= '2000-01-01T00:00:00Z'::timestamptz AND updated_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_tickets_updated_at_sane"),
        ),
        sa.CheckConstraint("urgency IN ('u1', 'u2', 'u3')", name=op.f("ck_tickets_urgency_known")),
        sa.CheckConstraint(
            "waiting_since >= '2000-01-01T00:00:00Z'::timestamptz AND waiting_since < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_tickets_waiting_since_sane"),
        ),
        sa.CheckConstraint("step BETWEEN 1 AND 13", name=op.f("ck_tickets_step_in_process")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_tickets_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("customer_id", "id", name="uq_tickets_customer_id_id"),
        sa.UniqueConstraint("number", name="uq_tickets_number"),
        comment="What a ticket's events add up to; `duetime` can rebuild it from them",
    )
    op.create_index("ix_tickets_begun_at", "tickets", ["begun_at"], unique=False)
    op.create_index("ix_tickets_customer_id_id", "tickets", ["customer_id", "id"], unique=False)
    op.create_index(
        "ix_tickets_customer_work",
        "tickets",
        ["customer_id", "due_order", "id"],
        unique=False,
        postgresql_where=sa.text("status <> 'closed'"),
    )
    op.create_index(
        "ix_tickets_due_at_id",
        "tickets",
        ["due_at", "id"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_tickets_external_reference",
        "tickets",
        ["customer_id", "external_reference"],
        unique=False,
        postgresql_where=sa.text("external_reference IS NOT NULL"),
    )
    op.create_index("ix_tickets_kind_id", "tickets", ["kind", "id"], unique=False)
    op.create_index(
        "ix_tickets_open_calendar",
        "tickets",
        ["calendar_revision", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index("ix_tickets_priority_id", "tickets", ["priority", "id"], unique=False)
    op.create_index(
        "ix_tickets_responsible_roles",
        "tickets",
        ["responsible_roles"],
        unique=False,
        postgresql_using="gin",
        postgresql_where=sa.text("status <> 'closed'"),
    )
    op.create_index("ix_tickets_status_id", "tickets", ["status", "id"], unique=False)
    op.create_index("ix_tickets_step_id", "tickets", ["step", "id"], unique=False)
    op.create_index("ix_tickets_words", "tickets", ["words"], unique=False, postgresql_using="gin")
    op.create_index(
        "ix_tickets_work", "tickets", ["due_order", "id"], unique=False, postgresql_where=sa.text("status <> 'closed'")
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "created_at >= '2000-01-01T00:00:00Z'::timestamptz AND created_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_api_keys_created_at_sane"),
        ),
        sa.CheckConstraint(
            "expires_at >= '2000-01-01T00:00:00Z'::timestamptz AND expires_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_api_keys_expires_at_sane"),
        ),
        sa.CheckConstraint(
            "last_used_at >= '2000-01-01T00:00:00Z'::timestamptz AND last_used_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_api_keys_last_used_at_sane"),
        ),
        sa.CheckConstraint(
            "revoked_at >= '2000-01-01T00:00:00Z'::timestamptz AND revoked_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_api_keys_revoked_at_sane"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_api_keys_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_keys_digest")),
        comment="Only the SHA-256 of a key of 256 random bits is kept",
    )
    op.create_index("ix_api_keys_person_id", "api_keys", ["person_id", "id"], unique=False)
    op.create_table(
        "clocks",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("service_level", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_for", sa.Text(), nullable=True),
        sa.Column("not_applicable", sa.Text(), nullable=True),
        sa.Column("target", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("budget_us", sa.BigInteger(), nullable=True),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at_risk_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breach_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("commitments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("consumed_us", sa.BigInteger(), nullable=False),
        sa.Column("paused_us", sa.BigInteger(), nullable=False),
        sa.Column("counted_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_count", sa.Integer(), nullable=False),
        sa.Column("breach_reason", sa.Text(), nullable=True),
        sa.Column("announced_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("announce_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "due_order",
            sa.DateTime(timezone=True),
            sa.Computed("coalesce(due_at, '2200-01-01T00:00:00+00:00'::timestamptz)", persisted=True),
            nullable=False,
        ),
        sa.CheckConstraint(
            "announce_at >= '2000-01-01T00:00:00Z'::timestamptz AND announce_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_clocks_announce_at_sane"),
        ),
        sa.CheckConstraint(
            "announced_due_at >= '2000-01-01T00:00:00Z'::timestamptz AND announced_due_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_clocks_announced_due_at_sane"),
        ),
        sa.CheckConstraint(
            "at_risk_at >= '2000-01-01T00:00:00Z'::timestamptz AND at_risk_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_clocks_at_risk_at_sane"),
        ),
        sa.CheckConstraint(
            "breach_at >= '2000-01-01T00:00:00Z'::timestamptz AND breach_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_clocks_breach_at_sane"),
        ),
        sa.CheckConstraint(
            "counted_to >= '2000-01-01T00:00:00Z'::timestamptz AND counted_to < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_clocks_counted_to_sane"),
        ),
        sa.CheckConstraint(
            "due_at >= '2000-01-01T00:00:00Z'::timestamptz AND due_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_clocks_due_at_sane"),
        ),
        sa.CheckConstraint("name IN ('response', 'resolution')", name=op.f("ck_clocks_name_known")),
        sa.CheckConstraint("priority IN ('high', 'normal', 'low')", name=op.f("ck_clocks_priority_known")),
        sa.CheckConstraint(
            "started_at >= '2000-01-01T00:00:00Z'::timestamptz AND started_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_clocks_started_at_sane"),
        ),
        sa.CheckConstraint(
            "state IN ('not_started', 'running', 'paused', 'met', 'breached', 'not_applicable', 'best_effort')",
            name=op.f("ck_clocks_state_known"),
        ),
        sa.CheckConstraint(
            "stopped_at >= '2000-01-01T00:00:00Z'::timestamptz AND stopped_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_clocks_stopped_at_sane"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id", "ticket_id"], ["tickets.customer_id", "tickets.id"], name="fk_clocks_ticket"
        ),
        sa.PrimaryKeyConstraint("ticket_id", "name", name=op.f("pk_clocks")),
        comment="Each ticket's two clocks as of its latest event; a running one past breach_at reads as breached",
    )
    op.create_index(
        "ix_clocks_breach_due",
        "clocks",
        ["due_order", "ticket_id", "name"],
        unique=False,
        postgresql_where=sa.text("breach_at IS NOT NULL"),
    )
    op.create_index(
        "ix_clocks_counted", "clocks", ["name", "priority", "state", "customer_id", "service_level"], unique=False
    )
    op.create_index(
        "ix_clocks_counted_by_time",
        "clocks",
        ["at_risk_at", "breach_at", "state", "name", "priority", "customer_id", "service_level"],
        unique=False,
        postgresql_where=sa.text("stopped_at IS NULL AND breach_at IS NOT NULL"),
    )
    op.create_index(
        "ix_clocks_customer_going_due",
        "clocks",
        ["customer_id", "due_order", "ticket_id", "name"],
        unique=False,
        postgresql_where=sa.text("stopped_at IS NULL AND started_at IS NOT NULL"),
    )
    op.create_index(
        "ix_clocks_customer_state_due",
        "clocks",
        ["customer_id", "state", "due_order", "ticket_id", "name"],
        unique=False,
    )
    op.create_index(
        "ix_clocks_going_due",
        "clocks",
        ["due_order", "ticket_id", "name"],
        unique=False,
        postgresql_where=sa.text("stopped_at IS NULL AND started_at IS NOT NULL"),
    )
    op.create_index("ix_clocks_state_due", "clocks", ["state", "due_order", "ticket_id", "name"], unique=False)
    op.create_index(
        "ix_clocks_to_announce",
        "clocks",
        ["announce_at", "ticket_id"],
        unique=False,
        postgresql_where=sa.text("announce_at IS NOT NULL"),
    )
    op.create_table(
        "registrants",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "added_at >= '2000-01-01T00:00:00Z'::timestamptz AND added_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_registrants_added_at_sane"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id", "person_id"], ["people.customer_id", "people.id"], name="fk_registrants_person_of_customer"
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_registrants_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "person_id", name=op.f("pk_registrants")),
        comment="Who may register tickets, as coordinator or dispatcher (§1.2.2)",
    )
    op.create_table(
        "ticket_assignments",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "role IN ('customer', 'support', 'consultant', 'support_manager')",
            name=op.f("ck_ticket_assignments_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id", "ticket_id"], ["tickets.customer_id", "tickets.id"], name="fk_ticket_assignments_ticket"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_ticket_assignments_person_id")),
        sa.PrimaryKeyConstraint("ticket_id", "role", name=op.f("pk_ticket_assignments")),
        comment="Who holds a role on a ticket (§2.1)",
    )
    op.create_index("ix_ticket_assignments_person_id", "ticket_assignments", ["person_id", "ticket_id"], unique=False)
    op.create_table(
        "ticket_events",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "actor_kind IN ('person', 'integration', 'system')", name=op.f("ck_ticket_events_actor_kind_known")
        ),
        sa.CheckConstraint(
            "occurred_at >= '2000-01-01T00:00:00Z'::timestamptz AND occurred_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_ticket_events_occurred_at_sane"),
        ),
        sa.CheckConstraint(
            "recorded_at >= '2000-01-01T00:00:00Z'::timestamptz AND recorded_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_ticket_events_recorded_at_sane"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id", "ticket_id"], ["tickets.customer_id", "tickets.id"], name="fk_ticket_events_ticket"
        ),
        sa.PrimaryKeyConstraint("ticket_id", "sequence", name=op.f("pk_ticket_events")),
        comment="What happened, append-only: occurred_at is when it was true, recorded_at when we learnt it",
    )
    op.create_index(
        "ix_ticket_events_recorded_at",
        "ticket_events",
        ["recorded_at"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"pages_per_range": 16, "autosummarize": "on"},
    )
    op.create_table(
        "clock_pauses",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("name IN ('response', 'resolution')", name=op.f("ck_clock_pauses_name_known")),
        sa.CheckConstraint(
            "reason IN ('information_requested', 'customer_responsible', 'solved')",
            name=op.f("ck_clock_pauses_reason_known"),
        ),
        sa.CheckConstraint(
            "from_at >= '2000-01-01T00:00:00Z'::timestamptz AND from_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_clock_pauses_from_at_sane"),
        ),
        sa.CheckConstraint(
            "until >= '2000-01-01T00:00:00Z'::timestamptz AND until < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_clock_pauses_until_sane"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id", "ticket_id"], ["tickets.customer_id", "tickets.id"], name="fk_clock_pauses_ticket"
        ),
        sa.PrimaryKeyConstraint("ticket_id", "name", "number", name=op.f("pk_clock_pauses")),
        comment="The pauses that are over, 1 … clocks.pause_count: read by those who ask why, not by every transition",
    )
    op.create_table(
        "webhook_messages",
        sa.Column("integration_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "received_at >= '2000-01-01T00:00:00Z'::timestamptz AND received_at < '2200-01-01T00:00:00Z'::timestamptz",
            name=op.f("ck_webhook_messages_received_at_sane"),
        ),
        sa.CheckConstraint("length(message_id) BETWEEN 1 AND 255", name=op.f("ck_webhook_messages_message_id_length")),
        sa.ForeignKeyConstraint(
            ["integration_id"], ["integrations.id"], name=op.f("fk_webhook_messages_integration_id")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_webhook_messages_ticket_id")),
        sa.PrimaryKeyConstraint("integration_id", "message_id", name=op.f("pk_webhook_messages")),
        comment="Which webhook message made which ticket: the same message again makes no second one",
    )
    op.create_index("ix_webhook_messages_received_at", "webhook_messages", ["received_at"], unique=False)
    op.create_foreign_key("fk_customers_consultant_id", "customers", "people", ["consultant_id"], ["id"])
    op.execute("CREATE SEQUENCE ticket_numbers")
    op.execute(
        "INSERT INTO calendar_revisions (revision, closing_days, reason, recorded_at)"
        " VALUES (1, '{}', 'The public holidays only', now())"
    )
    _keep_history()
    _grant()


def _keep_history() -> None:
    """What happened cannot be changed afterwards, by whatever code."""
    op.execute("""
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
        END $$
    """)
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _grant() -> None:
    """The service's role, where there is one beside the owner, gets what it uses and no more."""
    tables = ", ".join(CHANGING)
    history = ", ".join(APPEND_ONLY)
    op.execute(f"""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'duetime_app') THEN
                GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO duetime_app;
                GRANT SELECT, INSERT ON {history} TO duetime_app;
                GRANT USAGE ON SEQUENCE ticket_numbers TO duetime_app;
                GRANT SELECT ON alembic_version TO duetime_app;
            END IF;
        END $$
    """)


def downgrade() -> None:
    op.drop_constraint("fk_customers_consultant_id", "customers", type_="foreignkey")
    op.drop_index("ix_webhook_messages_received_at", table_name="webhook_messages")
    op.drop_table("webhook_messages")
    op.drop_table("clock_pauses")
    op.drop_index("ix_ticket_events_recorded_at", table_name="ticket_events", postgresql_using="brin")
    op.drop_table("ticket_events")
    op.drop_index("ix_ticket_assignments_person_id", table_name="ticket_assignments")
    op.drop_table("ticket_assignments")
    op.drop_table("registrants")
    op.drop_index("ix_clocks_to_announce", table_name="clocks", postgresql_where=sa.text("announce_at IS NOT NULL"))
    op.drop_index("ix_clocks_state_due", table_name="clocks")
    op.drop_index(
        "ix_clocks_going_due",
        table_name="clocks",
        postgresql_where=sa.text("stopped_at IS NULL AND started_at IS NOT NULL"),
    )
    op.drop_index("ix_clocks_customer_state_due", table_name="clocks")
    op.drop_index(
        "ix_clocks_customer_going_due",
        table_name="clocks",
        postgresql_where=sa.text("stopped_at IS NULL AND started_at IS NOT NULL"),
    )
    op.drop_index(
        "ix_clocks_counted_by_time",
        table_name="clocks",
        postgresql_where=sa.text("stopped_at IS NULL AND breach_at IS NOT NULL"),
    )
    op.drop_index("ix_clocks_counted", table_name="clocks")
    op.drop_index("ix_clocks_breach_due", table_name="clocks", postgresql_where=sa.text("breach_at IS NOT NULL"))
    op.drop_table("clocks")
    op.drop_index("ix_api_keys_person_id", table_name="api_keys")
    op.drop_table("api_keys")
    op.drop_index("ix_tickets_work", table_name="tickets", postgresql_where=sa.text("status <> 'closed'"))
    op.drop_index("ix_tickets_words", table_name="tickets", postgresql_using="gin")
    op.drop_index("ix_tickets_step_id", table_name="tickets")
    op.drop_index("ix_tickets_status_id", table_name="tickets")
    op.drop_index(
        "ix_tickets_responsible_roles",
        table_name="tickets",
        postgresql_using="gin",
        postgresql_where=sa.text("status <> 'closed'"),
    )
    op.drop_index("ix_tickets_priority_id", table_name="tickets")
    op.drop_index("ix_tickets_open_calendar", table_name="tickets", postgresql_where=sa.text("status = 'open'"))
    op.drop_index("ix_tickets_kind_id", table_name="tickets")
    op.drop_index(
        "ix_tickets_external_reference",
        table_name="tickets",
        postgresql_where=sa.text("external_reference IS NOT NULL"),
    )
    op.drop_index("ix_tickets_due_at_id", table_name="tickets", postgresql_where=sa.text("due_at IS NOT NULL"))
    op.drop_index("ix_tickets_customer_id_id", table_name="tickets")
    op.drop_index("ix_tickets_begun_at", table_name="tickets")
    op.drop_table("tickets")
    op.drop_index("ix_people_customer_id", table_name="people")
    op.drop_table("people")
    op.drop_index("ix_integrations_customer_id", table_name="integrations")
    op.drop_table("integrations")
    op.drop_table("service_secrets")
    op.drop_index("ix_idempotency_keys_created_at", table_name="idempotency_keys")
    op.drop_table("idempotency_keys")
    op.drop_table("customers")
    op.drop_table("calendar_revisions")
    op.execute("DROP SEQUENCE ticket_numbers")
    op.execute("DROP FUNCTION refuse_change()")
