"""Contacts and people that are informed by webhook, and what they were told."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from alembic import op

from app.postgres.migrations import beside_others
from migrations.tables import SANE

revision: str = "0039"
down_revision: str | None = "0038"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SYSTEM = "SELECT set_config('duetime.scope', 'system', true)"
OF_CONTACTS = {
    "ck_contacts_channel_known": "channel IN ('mail', 'webhook')",
    "ck_contacts_secret_for_webhook": "(secret IS NULL) = (channel = 'mail')",
}
OF_PREFERENCES = {
    "ck_notice_preferences_channel_known": "channel IN ('mail', 'webhook', 'none')",
    "ck_notice_preferences_address_for_webhook": (
        "num_nonnulls(address, address_since, secret) = CASE channel WHEN 'webhook' THEN 3 ELSE 0 END"
    ),
    "ck_notice_preferences_confirmed_webhook": "confirmed_at IS NULL OR channel = 'webhook'",
    "ck_notice_preferences_address_since_sane": SANE.format("address_since"),
    "ck_notice_preferences_confirmed_at_sane": SANE.format("confirmed_at"),
}
ADDED = {
    "address": sa.Text(),
    "address_since": sa.DateTime(timezone=True),
    "confirmed_at": sa.DateTime(timezone=True),
    "secret": sa.LargeBinary(),
}


def upgrade() -> None:
    op.add_column(
        "contacts", sa.Column("channel", sa.Text(), nullable=False, server_default="mail"), if_not_exists=True
    )
    op.add_column("contacts", sa.Column("secret", sa.LargeBinary(), nullable=True), if_not_exists=True)
    for name, type_ in ADDED.items():
        op.add_column("notice_preferences", sa.Column(name, type_, nullable=True), if_not_exists=True)
    _rule("contacts", OF_CONTACTS)
    _rule("notice_preferences", OF_PREFERENCES)
    _let_notices_have("'mail', 'webhook', 'none'")


def _rule(table: str, rules: Mapping[str, str]) -> None:
    """There are few rows of these."""
    for name, rule in rules.items():
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({rule})")


def _let_notices_have(channels: str) -> None:
    op.execute("ALTER TABLE notices DROP CONSTRAINT IF EXISTS ck_notices_channel_known")
    op.execute(f"ALTER TABLE notices ADD CONSTRAINT ck_notices_channel_known CHECK (channel IN ({channels})) NOT VALID")
    with beside_others():
        op.execute("ALTER TABLE notices VALIDATE CONSTRAINT ck_notices_channel_known")


def downgrade() -> None:
    """Contacts that are informed by webhook, and what was told so, are lost; people are told by mail."""
    op.execute(SYSTEM)
    op.execute("DELETE FROM notices WHERE channel = 'webhook'")
    op.execute("DELETE FROM contacts WHERE channel = 'webhook'")
    for table, names in (("contacts", OF_CONTACTS), ("notice_preferences", OF_PREFERENCES)):
        for name in names:
            op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
    op.drop_column("contacts", "secret", if_exists=True)
    op.drop_column("contacts", "channel", if_exists=True)
    for name in ADDED:
        op.drop_column("notice_preferences", name, if_exists=True)
    op.execute("UPDATE notice_preferences SET channel = 'mail' WHERE channel = 'webhook'")
    _rule("notice_preferences", {"ck_notice_preferences_channel_known": "channel IN ('mail', 'none')"})
    _let_notices_have("'mail', 'none'")
