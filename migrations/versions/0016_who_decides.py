"""Who has which part in a ticket now, for the lists of work.

`raci` has each role's letter of §2.1 as role:letter, where `responsible_roles` had the responsible ones only. Of a
signal it is who may register it; its customer's registrants are known by no role.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.postgres.migrations import beside_others

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MATRIX = ("RCIA", "RCIA", *["CRIA"] * 6, "CIRA", "IRCA", "CRIA", "RCIA", "CRIA")
ROLES = ("customer", "support", "consultant", "support_manager")
OF_SIGNAL = "CASE status WHEN 'signal' THEN 1 ELSE step END"


def upgrade() -> None:
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.execute("ALTER TABLE tickets ADD COLUMN IF NOT EXISTS raci text[] NOT NULL DEFAULT '{}'")
    op.execute(_parts())
    op.alter_column("tickets", "raci", server_default=None)
    _index("raci")
    op.drop_column("tickets", "responsible_roles")


def downgrade() -> None:
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.execute("ALTER TABLE tickets ADD COLUMN IF NOT EXISTS responsible_roles text[] NOT NULL DEFAULT '{}'")
    op.execute(_responsible())
    op.alter_column("tickets", "responsible_roles", server_default=None)
    _index("responsible_roles")
    op.drop_column("tickets", "raci")


def _index(column: str) -> None:
    """Beside readers and writers. What comes before it is committed, and can be done again if this fails."""
    name = f"ix_tickets_{column}"
    with beside_others():
        op.drop_index(name, "tickets", postgresql_concurrently=True, if_exists=True)
        op.create_index(
            name,
            "tickets",
            [column],
            unique=False,
            postgresql_using="gin",
            postgresql_where=sa.text("status <> 'closed'"),
            postgresql_concurrently=True,
        )


def _parts() -> str:
    customer, *vendor = (f"'{role}:' || {_letter(role)}" for role in ROLES)
    return f"""
        UPDATE tickets SET raci = array_remove(ARRAY[
            CASE WHEN status <> 'signal' THEN {customer} END, {", ".join(vendor)}
        ], NULL)
        FROM ({_rows(OF_SIGNAL)}) AS plain
        WHERE plain.id = tickets.id AND status <> 'closed'
    """


def _responsible() -> str:
    each = ", ".join(f"CASE WHEN {_letter(role)} = 'R' THEN '{role}' END" for role in ROLES)
    return f"""
        UPDATE tickets SET responsible_roles = array_remove(ARRAY[{each}], NULL)
        FROM ({_rows("step")}) AS plain
        WHERE plain.id = tickets.id AND status <> 'closed'
    """


def _rows(step: str) -> str:
    """The letters of the matrix, or of the ticket's own row for that step, which need not name every role."""
    matrix = ", ".join(f"'{row}'" for row in MATRIX)
    letters = ", ".join(
        f"CASE WHEN overrides ? place THEN overrides -> place ->> '{role}'"
        f" ELSE substr((ARRAY[{matrix}])[place::integer], {number}, 1) END AS {role}"
        for number, role in enumerate(ROLES, start=1)
    )
    return f"""
        SELECT id, waiting_since IS NOT NULL AS waiting, {letters}
        FROM tickets, LATERAL (SELECT ({step})::text AS place) AS placed
    """


def _letter(role: str) -> str:
    """While information is waited for, the customer is responsible instead of the vendor, and where it is the
    accountable one, the first that was responsible is it for as long.
    """
    plain = f"plain.{role}"
    if role == "customer":
        return f"CASE WHEN waiting AND {plain} IS NOT NULL THEN 'R' ELSE {plain} END"
    earlier = "".join(f" AND plain.{each} IS DISTINCT FROM 'R'" for each in ROLES[1 : ROLES.index(role)])
    stands_in = f"WHEN plain.customer = 'A'{earlier} THEN 'A'"
    return f"CASE WHEN waiting AND {plain} = 'R' THEN CASE {stands_in} ELSE 'C' END ELSE {plain} END"
