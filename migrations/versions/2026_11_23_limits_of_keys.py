"""Keys that are limited: to scopes, to networks; who made them, and which one they replace.

Keys of support managers and administrators come to expire, but for that of the first start.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("api_keys", sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=True))
    op.add_column("api_keys", sa.Column("networks", postgresql.ARRAY(postgresql.CIDR()), nullable=True))
    op.add_column("api_keys", sa.Column("made_by", sa.Uuid(), nullable=True))
    op.add_column("api_keys", sa.Column("replaces", sa.Uuid(), nullable=True))
    op.create_foreign_key("fk_api_keys_made_by", "api_keys", "people", ["made_by"], ["id"])
    op.create_foreign_key("fk_api_keys_replaces", "api_keys", "api_keys", ["replaces"], ["id"])
    op.create_check_constraint("scopes_some", "api_keys", "cardinality(scopes) > 0")
    op.create_check_constraint("networks_some", "api_keys", "cardinality(networks) > 0")
    op.create_index(
        "uq_api_keys_replaces", "api_keys", ["replaces"], unique=True, postgresql_where=sa.text("revoked_at IS NULL")
    )
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.execute("""
        UPDATE api_keys SET expires_at = least(expires_at, now() + interval '90 days')
        FROM people
        WHERE people.id = person_id AND (administrator OR 'support_manager' = ANY (roles)) AND revoked_at IS NULL
            AND NOT (administrator AND api_keys.created_at = people.created_at)
    """)


def downgrade() -> None:
    op.drop_index("uq_api_keys_replaces", "api_keys")
    op.drop_constraint("networks_some", "api_keys", type_="check")
    op.drop_constraint("scopes_some", "api_keys", type_="check")
    op.drop_constraint("fk_api_keys_replaces", "api_keys", type_="foreignkey")
    op.drop_constraint("fk_api_keys_made_by", "api_keys", type_="foreignkey")
    for column in ("replaces", "made_by", "networks", "scopes"):
        op.drop_column("api_keys", column)
