"""Contacts that are informed by webhook, and what they were told."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.postgres.migrations import beside_others

revision: str = "0039"
down_revision: str | None = "0038"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SYSTEM = "SELECT set_config('duetime.scope', 'system', true)"
RULES = {
    "ck_contacts_channel_known": "channel IN ('mail', 'webhook')",
    "ck_contacts_secret_for_webhook": "(secret IS NULL) = (channel = 'mail')",
}


def upgrade() -> None:
    op.add_column(
        "contacts", sa.Column("channel", sa.Text(), nullable=False, server_default="mail"), if_not_exists=True
    )
    op.add_column("contacts", sa.Column("secret", sa.LargeBinary(), nullable=True), if_not_exists=True)
    for name, rule in RULES.items():
        op.execute(f"ALTER TABLE contacts DROP CONSTRAINT IF EXISTS {name}")
        op.execute(f"ALTER TABLE contacts ADD CONSTRAINT {name} CHECK ({rule})")
    _let_notices_have("'mail', 'webhook', 'none'")


def _let_notices_have(channels: str) -> None:
    op.execute("ALTER TABLE notices DROP CONSTRAINT IF EXISTS ck_notices_channel_known")
    op.execute(f"ALTER TABLE notices ADD CONSTRAINT ck_notices_channel_known CHECK (channel IN ({channels})) NOT VALID")
    with beside_others():
        op.execute("ALTER TABLE notices VALIDATE CONSTRAINT ck_notices_channel_known")


def downgrade() -> None:
    """Contacts that are informed by webhook, and what they were told, are lost."""
    op.execute(SYSTEM)
    op.execute("DELETE FROM notices WHERE channel = 'webhook'")
    op.execute("DELETE FROM contacts WHERE channel = 'webhook'")
    for name in RULES:
        op.execute(f"ALTER TABLE contacts DROP CONSTRAINT IF EXISTS {name}")
    op.drop_column("contacts", "secret", if_exists=True)
    op.drop_column("contacts", "channel", if_exists=True)
    _let_notices_have("'mail', 'none'")
