"""Whoever is informed by webhook may have two secrets for a while, one in the place of the other."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.tables import SANE

revision: str = "0042"
down_revision: str | None = "0041"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("contacts", "notice_preferences")


def upgrade() -> None:
    """There are few rows of these."""
    for table in TABLES:
        op.add_column(table, sa.Column("former_secret", sa.LargeBinary()))
        op.add_column(table, sa.Column("former_holds_until", sa.DateTime(timezone=True)))
        rules = {
            "former_secret_ends": "(former_secret IS NULL) = (former_holds_until IS NULL)",
            "former_secret_of_webhook": "former_secret IS NULL OR secret IS NOT NULL",
            "former_holds_until_sane": SANE.format("former_holds_until"),
        }
        for name, rule in rules.items():
            op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, sa.text(rule))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "former_secret")
        op.drop_column(table, "former_holds_until")
