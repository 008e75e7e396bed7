"""Who has which part in a ticket now, for the lists of work; and a request that was declined bars nothing any more.

`raci` has each role's letter of §2.1 as role:letter, where `responsible_roles` had the responsible ones only.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MATRIX = ("RCIA", "RCIA", *["CRIA"] * 6, "CIRA", "IRCA", "CRIA", "RCIA", "CRIA")
ROLES = ("customer", "support", "consultant", "support_manager")
BARRING = ("signalled", "registered", "decision_taken", "priority_assessed", "step_overridden")


def upgrade() -> None:
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.add_column("tickets", sa.Column("raci", sa.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.execute(_parts())
    op.alter_column("tickets", "raci", server_default=None)
    op.create_index(
        "ix_tickets_raci",
        "tickets",
        ["raci"],
        unique=False,
        postgresql_using="gin",
        postgresql_where=sa.text("status <> 'closed'"),
    )
    op.drop_index("ix_tickets_responsible_roles", table_name="tickets")
    op.drop_column("tickets", "responsible_roles")
    op.execute(_latest_facts("(payload ->> 'accepted')::boolean"))


def downgrade() -> None:
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.add_column("tickets", sa.Column("responsible_roles", sa.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.execute("""
        UPDATE tickets SET responsible_roles = ARRAY(
            SELECT split_part(part, ':', 1) FROM unnest(raci) AS part WHERE right(part, 1) = 'R')
        WHERE raci <> '{}'
    """)
    op.alter_column("tickets", "responsible_roles", server_default=None)
    op.create_index(
        "ix_tickets_responsible_roles",
        "tickets",
        ["responsible_roles"],
        unique=False,
        postgresql_using="gin",
        postgresql_where=sa.text("status <> 'closed'"),
    )
    op.drop_index("ix_tickets_raci", table_name="tickets")
    op.drop_column("tickets", "raci")
    op.execute(_latest_facts("true"))


def _parts() -> str:
    """The matrix's row or the ticket's own; while information is waited for, the customer is responsible instead of
    the vendor, and where it is the accountable one, the first that was responsible is it for as long.
    """
    letters = ", ".join(
        f"coalesce(overrides -> step::text ->> '{role}', substr(letters, {place}, 1)) AS {role}"
        for place, role in enumerate(ROLES, start=1)
    )
    matrix = ", ".join(f"'{row}'" for row in MATRIX)
    shown = ", ".join(f"'{role}:' || {_letter(role)}" for role in ROLES)
    return f"""
        UPDATE tickets SET raci = ARRAY[{shown}]
        FROM (SELECT id, waiting_since IS NOT NULL AS waiting, {letters}
              FROM tickets, LATERAL (SELECT (ARRAY[{matrix}])[step] AS letters) AS matrix) AS plain
        WHERE plain.id = tickets.id AND status <> 'closed'
    """


def _letter(role: str) -> str:
    plain = f"plain.{role}"
    if role == "customer":
        return f"CASE WHEN waiting THEN 'R' ELSE {plain} END"
    earlier = "".join(f" AND plain.{each} <> 'R'" for each in ROLES[1 : ROLES.index(role)])
    stands_in = f"WHEN plain.customer = 'A'{earlier} THEN 'A'"
    return f"CASE WHEN waiting AND {plain} = 'R' THEN CASE {stands_in} ELSE 'C' END ELSE {plain} END"


def _latest_facts(decided: str) -> str:
    """Of tickets with a request that was declined. `decided`: which decisions on a request bar what is earlier."""
    barring = ", ".join(f"'{each}'" for each in BARRING)
    return f"""
        UPDATE tickets SET last_fact_at = latest.at
        FROM (SELECT ticket_id, max(occurred_at) AS at FROM ticket_events
              WHERE ticket_id IN (SELECT ticket_id FROM ticket_events
                                  WHERE type = 'priority_decided' AND NOT (payload ->> 'accepted')::boolean)
              AND (type IN ({barring}) OR (type = 'priority_decided' AND {decided}))
              GROUP BY ticket_id) AS latest
        WHERE latest.ticket_id = tickets.id AND last_fact_at <> latest.at
    """
