"""The vendor's backlog (§2, steps 6–8): its items and their events, which ticket is about which, and what a development
system's message told of.

What a customer sees is what a ticket of its own is about. A ticket is about one so far only where this has been taken
back meanwhile: the row says so then.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.postgres.migrations import beside_others
from migrations.streams import GRANTS, make_stream, make_subjects
from migrations.tables import OWN, one_of, wall

revision: str = "0058"
down_revision: str | None = "0056"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEX = "ix_tickets_backlog_item"
ABOUT_IT = f"EXISTS (SELECT FROM tickets WHERE tickets.backlog_item_id = backlog_items.id AND {OWN})"
OF_ONE_THING = "ck_webhook_messages_of_one_thing"
THINGS_BEFORE = "ticket_id, outage_id, instance_id"


def upgrade() -> None:
    """The index first: it is made beside others, and if that fails all that stands before it is done again."""
    op.add_column("tickets", sa.Column("backlog_item_id", sa.Uuid(), nullable=True), if_not_exists=True)
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.execute(
        "UPDATE tickets SET backlog_item_id = (outputs ->> 'backlog_item_id')::uuid WHERE outputs ? 'backlog_item_id'"
    )
    with beside_others():
        op.drop_index(INDEX, "tickets", postgresql_concurrently=True, if_exists=True)
        op.create_index(
            INDEX,
            "tickets",
            ["backlog_item_id", "id"],
            postgresql_concurrently=True,
            postgresql_where=sa.text("backlog_item_id IS NOT NULL"),
        )
    make_subjects(
        "backlog_items",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("reference", "kind", "progress")),
        sa.Column("known_error", sa.Text(), nullable=True),
        one_of("backlog_items", "kind", "bug", "enhancement"),
        one_of("backlog_items", "progress", "open", "in_progress", "solved", "released", "rejected"),
        one_of("backlog_items", "known_error", "public", "internal"),
        shared=True,
        comment="Bugs and wishes that tickets are about, as their facts add up; the vendor's own",
    )
    op.create_index("uq_backlog_items_reference", "backlog_items", ["reference"], unique=True)
    wall("backlog_items", own=ABOUT_IT, grants=GRANTS, shared=True)
    make_stream("backlog_events", "backlog_item", "backlog_items", comment="What happened to each item of the backlog")
    op.add_column("webhook_messages", sa.Column("backlog_item_id", sa.Uuid(), nullable=True))
    _of_one(f"{THINGS_BEFORE}, backlog_item_id")


def _of_one(things: str) -> None:
    """Each message so far is of one of the things before."""
    op.drop_constraint(op.f(OF_ONE_THING), "webhook_messages")
    op.create_check_constraint(op.f(OF_ONE_THING), "webhook_messages", f"num_nonnulls({things}) = 1")


def downgrade() -> None:
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.execute("DELETE FROM webhook_messages WHERE backlog_item_id IS NOT NULL")
    _of_one(THINGS_BEFORE)
    op.drop_column("webhook_messages", "backlog_item_id")
    for table in ("backlog_events", "backlog_items"):
        op.drop_table(table)
    with beside_others():
        op.drop_index(INDEX, "tickets", postgresql_concurrently=True, if_exists=True)
    op.drop_column("tickets", "backlog_item_id", if_exists=True)
