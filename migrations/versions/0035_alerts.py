"""Alerts come in: which ticket tells of which. An integration has a mapping, and the vendor's monitoring no customer."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tables import moment, sane, wall

revision: str = "0035"
down_revision: str | None = "0034"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COMMENT = "A system of the customer's that posts tickets, which counts as the portal; or the vendor's monitoring"
COMMENT_BEFORE = "A system of the customer's that posts tickets; counts as the portal"


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("integration_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        moment("starts_at"),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        moment("received_at"),
        moment("resolved_at", nullable=True),
        sa.ForeignKeyConstraint(["integration_id"], ["integrations.id"], name=op.f("fk_alerts_integration_id")),
        sa.ForeignKeyConstraint(
            ["customer_id", "ticket_id"], ["tickets.customer_id", "tickets.id"], name=op.f("fk_alerts_ticket")
        ),
        sa.PrimaryKeyConstraint("customer_id", "integration_id", "fingerprint", "starts_at", name=op.f("pk_alerts")),
        *sane("alerts", "starts_at", "received_at", "resolved_at"),
        comment="Which ticket tells of which alert, so that the same alert is told once, however long it fires",
    )
    wall("alerts", grants="SELECT, INSERT, UPDATE")
    op.alter_column("integrations", "customer_id", existing_type=sa.Uuid(), nullable=True)
    op.add_column("integrations", sa.Column("mapping", postgresql.JSONB(), nullable=True))
    op.create_check_constraint(
        op.f("ck_integrations_vendors_are_alertmanagers"),
        "integrations",
        "kind = 'alertmanager' OR customer_id IS NOT NULL",
    )
    op.create_check_constraint(
        op.f("ck_integrations_mapping_of_alerts"), "integrations", "mapping IS NULL OR kind = 'alertmanager'"
    )
    op.create_table_comment("integrations", COMMENT, existing_comment=COMMENT_BEFORE)


def downgrade() -> None:
    """Alerts that still fire would make a second ticket each. Where the vendor's monitoring is an integration, it is to
    be taken away first: there is no customer that could be made its own.
    """
    op.create_table_comment("integrations", COMMENT_BEFORE, existing_comment=COMMENT)
    op.drop_constraint(op.f("ck_integrations_mapping_of_alerts"), "integrations")
    op.drop_constraint(op.f("ck_integrations_vendors_are_alertmanagers"), "integrations")
    op.drop_column("integrations", "mapping")
    op.alter_column("integrations", "customer_id", existing_type=sa.Uuid(), nullable=False)
    op.drop_table("alerts")
