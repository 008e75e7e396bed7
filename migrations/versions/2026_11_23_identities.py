"""As whom somebody signs in at an OpenID provider: one person for each, and one row shown at the door."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ISSUER = "(SELECT convert_from(decode(nullif(current_setting('duetime.issuer', true), ''), 'hex'), 'UTF8'))"
SUBJECT = "(SELECT convert_from(decode(nullif(current_setting('duetime.subject', true), ''), 'hex'), 'UTF8'))"


def upgrade() -> None:
    op.add_column("people", sa.Column("issuer", sa.Text(), nullable=True))
    op.add_column("people", sa.Column("subject", sa.Text(), nullable=True))
    op.create_unique_constraint("uq_people_issuer_subject", "people", ["issuer", "subject"])
    op.create_check_constraint(op.f("ck_people_identity_whole"), "people", "(issuer IS NULL) = (subject IS NULL)")
    op.execute(
        f"CREATE POLICY at_the_door_by_identity ON people FOR SELECT USING (issuer = {ISSUER} AND subject = {SUBJECT})"
    )


def downgrade() -> None:
    op.execute("DROP POLICY at_the_door_by_identity ON people")
    op.drop_constraint(op.f("ck_people_identity_whole"), "people", type_="check")
    op.drop_constraint(op.f("uq_people_issuer_subject"), "people", type_="unique")
    op.drop_column("people", "subject")
    op.drop_column("people", "issuer")
