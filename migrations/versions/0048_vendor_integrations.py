"""The vendor's own systems tell of the running service; alerts open outages; announcements are of what happened.

A constraint that goes or gives way holds for every row there is, so nothing is read through.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0048"
down_revision: str | None = "0045"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COMMENT = "A system of the customer's that posts tickets, which counts as the portal; or one of the vendor's own"
COMMENT_BEFORE = "A system of the customer's that posts tickets, which counts as the portal; or the vendor's monitoring"
TOLD = "Which webhook message made or told what: the same message again does nothing"
TOLD_BEFORE = "Which webhook message made which ticket: the same message again makes no second one"
ABOUT = ("outage_id", "maintenance_id", "release_id", "leak_id")


def upgrade() -> None:
    op.drop_constraint(op.f("ck_integrations_vendors_are_alertmanagers"), "integrations")
    op.create_table_comment("integrations", COMMENT, existing_comment=COMMENT_BEFORE)
    op.alter_column("webhook_messages", "ticket_id", existing_type=sa.Uuid(), nullable=True)
    for name in ("outage_id", "instance_id"):
        op.add_column("webhook_messages", sa.Column(name, sa.Uuid(), nullable=True))
    op.create_check_constraint(
        op.f("ck_webhook_messages_of_one_thing"),
        "webhook_messages",
        "num_nonnulls(ticket_id, outage_id, instance_id) = 1",
    )
    op.create_table_comment("webhook_messages", TOLD, existing_comment=TOLD_BEFORE)
    op.add_column("alerts", sa.Column("outage_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_alerts_outage_id"), "alerts", "outages", ["outage_id"], ["id"])
    for name in ABOUT:
        op.add_column("announcements", sa.Column(name, sa.Uuid(), nullable=True))
    op.add_column("announcements", sa.Column("instance_ids", sa.ARRAY(sa.Uuid()), nullable=True))


def downgrade() -> None:
    """What the vendor's own systems have told is forgotten, and they are: there is no customer to make them of."""
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    for name in ("instance_ids", *ABOUT):
        op.drop_column("announcements", name)
    op.drop_column("alerts", "outage_id")
    op.create_table_comment("webhook_messages", TOLD_BEFORE, existing_comment=TOLD)
    op.execute("DELETE FROM webhook_messages WHERE ticket_id IS NULL")
    op.drop_constraint(op.f("ck_webhook_messages_of_one_thing"), "webhook_messages")
    for name in ("outage_id", "instance_id"):
        op.drop_column("webhook_messages", name)
    op.alter_column("webhook_messages", "ticket_id", existing_type=sa.Uuid(), nullable=False)
    op.create_table_comment("integrations", COMMENT_BEFORE, existing_comment=COMMENT)
    op.execute("DELETE FROM integrations WHERE customer_id IS NULL AND kind <> 'alertmanager'")
    op.create_check_constraint(
        op.f("ck_integrations_vendors_are_alertmanagers"),
        "integrations",
        "kind = 'alertmanager' OR customer_id IS NOT NULL",
    )
