"""Each ticket's row has the seal of its history, and the audit trail anchors it; an integration's secret is replaced
with some overlap.

Seals were of their event alone, and in no trail. What there is of those is anchored here, once, with an entry per
customer and some hundreds of tickets: from then on it is proven as well. Customers without a chain get one. No process
of an older version may write meanwhile or afterwards: it would add what nothing anchors.

After a downgrade the older version finds the trail broken from the first entry on that this one wrote.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

IN_ONE_ENTRY = 500
"""Tickets."""


SEALS = r"""
    CREATE FUNCTION duetime_seals(of_ticket uuid, beyond integer, until integer)
    RETURNS TABLE (number integer, its_seal bytea) LANGUAGE plpgsql AS $$
    DECLARE
        scope text \:= current_setting('duetime.scope', true);
        customer uuid \:= nullif(current_setting('duetime.customer', true), '')\:\:uuid;
    BEGIN
        IF coalesce(scope, '') NOT IN ('customer', 'vendor', 'system') THEN
            RETURN;
        END IF;
        PERFORM set_config('duetime.scope', 'system', true);
        RETURN QUERY SELECT sequence, seal FROM ticket_events
            WHERE ticket_id = of_ticket AND sequence > beyond AND sequence <= until
                AND (scope <> 'customer' OR customer_id = customer)
            ORDER BY sequence;
        PERFORM set_config('duetime.scope', scope, true);
    END $$
"""
"""Also of the events that a customer does not see: without their seals it could not check the chain."""


def upgrade() -> None:
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.add_column("tickets", sa.Column("seal", sa.LargeBinary(), nullable=True))
    op.execute("""
        UPDATE tickets SET seal = CASE WHEN length(last) = 32 THEN last ELSE sha256(coalesce(whole, '')) END
        FROM (SELECT tickets.id, (SELECT seal FROM ticket_events WHERE ticket_id = tickets.id
                  ORDER BY sequence DESC LIMIT 1) AS last,
                (SELECT string_agg(seal, '' ORDER BY sequence) FROM ticket_events WHERE ticket_id = tickets.id) AS whole
              FROM tickets) AS sealed
        WHERE sealed.id = tickets.id
    """)
    op.alter_column("tickets", "seal", nullable=False)
    op.execute(_anchor())
    op.execute(SEALS)
    op.add_column("integrations", sa.Column("former_secret", sa.LargeBinary(), nullable=True))
    op.add_column("integrations", sa.Column("former_holds_until", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_integrations_former_secret_ends"),
        "integrations",
        "(former_secret IS NULL) = (former_holds_until IS NULL)",
    )
    op.create_check_constraint(
        op.f("ck_integrations_former_holds_until_sane"),
        "integrations",
        "former_holds_until >= '2000-01-01T00:00:00Z'::timestamptz"
        " AND former_holds_until < '2200-01-01T00:00:00Z'::timestamptz",
    )


def _anchor() -> str:
    """As the service hashes an entry; what it tells, it tells on behalf of nobody."""
    told = '[2,%s,"system",null,null,null,"anchor_history",null,null,null,null,"done",null,{}]'
    bytes_of = (
        rf"sha256('\x00' || convert_to(format('{told}', (extract(epoch FROM now()) * 1000000)::bigint), 'UTF8'))"
        " || sha256(convert_to(part.seals, 'UTF8'))"
    )
    return rf"""
        DO $$
        DECLARE part record; place record; bytes bytea;
        BEGIN
            FOR part IN
                SELECT customers.id AS chain, coalesce(listed.seals, '{{}}') AS seals
                FROM customers LEFT JOIN (
                    SELECT customer_id, '{{' || string_agg(
                        format('"%s"%s"%s %s"', id, chr(58), event_count, encode(seal, 'hex')), ','
                        ORDER BY id\:\:text COLLATE "C") || '}}' AS seals
                    FROM (
                        SELECT id, customer_id, event_count, seal,
                            (row_number() OVER (PARTITION BY customer_id ORDER BY id) - 1) / {IN_ONE_ENTRY} AS share
                        FROM tickets WHERE EXISTS (SELECT FROM ticket_events
                            WHERE ticket_id = tickets.id AND sequence = event_count AND length(ticket_events.seal) < 32)
                    ) AS each GROUP BY customer_id, share
                ) AS listed ON listed.customer_id = customers.id
                WHERE listed.seals IS NOT NULL
                    OR NOT EXISTS (SELECT FROM audit_heads WHERE audit_heads.chain = customers.id)
                ORDER BY customers.id
            LOOP
                bytes \:= {bytes_of};
                INSERT INTO audit_heads AS head (chain, position, hash)
                VALUES (part.chain, 1, sha256(decode(repeat('00', 32), 'hex') || uuid_send(part.chain)
                    || int8send(1) || bytes))
                ON CONFLICT (chain) DO UPDATE SET position = head.position + 1, hash =
                    sha256(head.hash || uuid_send(head.chain) || int8send(head.position + 1) || bytes)
                RETURNING chain, position, hash INTO place;
                INSERT INTO audit_entries
                    (chain, position, hash, recorded_at, actor_kind, operation, outcome, details)
                VALUES (place.chain, place.position, place.hash, now(), 'system', 'anchor_history', 'done',
                    jsonb_build_object('seals', part.seals\:\:jsonb));
            END LOOP;
        END $$
    """


def downgrade() -> None:
    op.execute("DROP FUNCTION duetime_seals(uuid, integer, integer)")
    op.drop_column("integrations", "former_holds_until")
    op.drop_column("integrations", "former_secret")
    op.drop_column("tickets", "seal")
