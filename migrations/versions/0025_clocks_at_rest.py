"""Clocks are counted when they come to rest, by what stops them; those that go are counted when somebody asks.

So nothing of a clock says whether it was counted, and nobody comes by later to count it. Indexes of clocks are of those
that go, or of those that do not. The numbers are counted from the clocks by the worker, customer by customer; until then
the status counts clocks. What the way back leaves is counted by the former worker.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from alembic import op

from app.postgres.migrations import beside_others

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SYSTEM = "SELECT set_config('duetime.scope', 'system', true)"
GOING = "WHERE stopped_at IS NULL AND started_at IS NOT NULL"
RESTING = "WHERE stopped_at IS NOT NULL OR started_at IS NULL"
DUE = "due_order, ticket_id, name"
COUNTED_BY = "started_at, at_risk_at, kind, priority, service_level"
AFTER = {
    "ix_clocks_going": f"clocks ({DUE}, state) {GOING}",
    "ix_clocks_going_counted": (
        f"clocks (ticket_id, name) INCLUDE (customer_id, due_order, state, {COUNTED_BY}) {GOING}"
    ),
    "ix_clocks_customer_going": f"clocks (customer_id, {DUE}, state) INCLUDE ({COUNTED_BY}) {GOING}",
    "ix_clocks_resting": f"clocks (state, {DUE}) {RESTING}",
    "ix_clocks_customer_resting": f"clocks (customer_id, state, {DUE}) {RESTING}",
}
BEFORE = {
    "ix_clocks_state_due": f"clocks (state, {DUE})",
    "ix_clocks_customer_state_due": f"clocks (customer_id, state, {DUE})",
    "ix_clocks_going_due": f"clocks ({DUE}) {GOING}",
    "ix_clocks_customer_going_due": f"clocks (customer_id, {DUE}) {GOING}",
    "ix_clocks_breach_due": f"clocks ({DUE}) WHERE breach_at IS NOT NULL",
    "ix_clocks_recount": "clocks (ticket_id) WHERE recount",
    "ix_clocks_counted_by_time": (
        "clocks (at_risk_at, breach_at, state, name, priority, customer_id, service_level)"
        " WHERE stopped_at IS NULL AND breach_at IS NOT NULL"
    ),
}
COUNTED_TABLES = ("counted_attainment", "counted_standings")
STANDINGS = (
    *("recorded_late", "at_risk", "not_started", "running", "paused"),
    *("met", "breached", "not_applicable", "best_effort"),
)
FORMERLY_COUNTED_BY = (
    *("customer_id", "name", "priority", "service_level", "state", "at_risk_at", "stopped_at", "not_applicable"),
    *("due_at", "recorded_late_at", "judged_by"),
)


def upgrade() -> None:
    op.execute(SYSTEM)
    op.execute("DROP TRIGGER IF EXISTS clocks_recount ON clocks")
    op.execute("DROP TRIGGER IF EXISTS tickets_recount ON tickets")
    op.execute("DROP FUNCTION IF EXISTS recount_clock, recount_clocks_of_ticket")
    op.execute(f"DROP TABLE IF EXISTS {', '.join(COUNTED_TABLES)}, counting, counted_clocks")
    _count_at_rest()
    _tell_kinds()
    _index(AFTER, BEFORE)
    op.execute("ALTER TABLE clocks DROP COLUMN IF EXISTS recount, DROP COLUMN IF EXISTS counted_as")


def _tell_kinds() -> None:
    """By which a clock is judged, beside the priority."""
    kinds = "'incident', 'information_request', 'service_request', 'enhancement_request', 'change'"
    op.execute(
        "ALTER TABLE clocks ADD COLUMN IF NOT EXISTS kind text, DROP CONSTRAINT IF EXISTS ck_clocks_kind_known,"
        f" ADD CONSTRAINT ck_clocks_kind_known CHECK (kind IN ({kinds}))"
    )
    op.execute("""
        UPDATE clocks SET kind = coalesce(judged_by ->> 'kind', tickets.kind) FROM tickets
        WHERE tickets.customer_id = clocks.customer_id AND tickets.id = clocks.ticket_id
    """)


def _count_at_rest() -> None:
    op.execute("""
        CREATE TABLE counted_clocks (
            grain text NOT NULL,
            begins date NOT NULL,
            customer_id uuid NOT NULL,
            service_level text NOT NULL,
            priority text NOT NULL,
            name text NOT NULL,
            numbers integer[] NOT NULL,
            CONSTRAINT uq_counted_clocks UNIQUE (grain, begins, customer_id, service_level, priority, name),
            CONSTRAINT fk_counted_clocks_customer_id FOREIGN KEY (customer_id) REFERENCES customers (id),
            CONSTRAINT ck_counted_clocks_grain_known CHECK (grain IN ('day', 'month', 'ever')),
            CONSTRAINT ck_counted_clocks_service_level_known CHECK (service_level IN ('standard', 'extended')),
            CONSTRAINT ck_counted_clocks_priority_known CHECK (priority IN ('high', 'normal', 'low')),
            CONSTRAINT ck_counted_clocks_name_known CHECK (name IN ('response', 'resolution'))
        ) WITH (fillfactor = 70)
    """)
    op.execute(
        "COMMENT ON TABLE counted_clocks IS 'Of clocks at rest whose tickets began on a day, in a month, or ever:"
        " how many stand how, and in time'"
    )
    _guard("counted_clocks", "SELECT, INSERT, UPDATE, DELETE", vendor="own")
    op.execute("""
        CREATE TABLE counting (
            id smallint NOT NULL CONSTRAINT pk_counting PRIMARY KEY,
            figures text NOT NULL,
            reached uuid,
            complete boolean NOT NULL,
            CONSTRAINT ck_counting_only_one CHECK (id = 1)
        )
    """)
    op.execute(
        "COMMENT ON TABLE counting IS 'By which figures clocks at rest are counted, and up to which customer, as long"
        " as that is not complete'"
    )
    op.execute("INSERT INTO counting (id, figures, complete) VALUES (1, '', false)")
    _guard("counting", "SELECT, UPDATE", vendor="everybody")


def _guard(table: str, granted: str, vendor: str) -> None:
    """`vendor`: the policy of what is shown beside all of it to the system, or to the vendor too."""
    scope = "(SELECT current_setting('duetime.scope', true))"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    if vendor == "own":
        own = "customer_id = (SELECT nullif(current_setting('duetime.customer', true), '')::uuid)"
        op.execute(f"CREATE POLICY own ON {table} USING ({own})")
        op.execute(f"CREATE POLICY vendor ON {table} USING ({scope} = ANY (ARRAY['vendor', 'system']))")
    else:
        everybody = f"{scope} = ANY (ARRAY['customer', 'vendor', 'system'])"
        op.execute(f"CREATE POLICY everybody ON {table} FOR SELECT USING ({everybody})")
        op.execute(f"CREATE POLICY system ON {table} USING ({scope} = 'system')")
    op.execute(f"""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'duetime_app') THEN
                GRANT {granted} ON {table} TO duetime_app;
            END IF;
        END $$
    """)


def _index(made: Mapping[str, str], dropped: Mapping[str, str]) -> None:
    """What an attempt before left behind is not valid."""
    with beside_others():
        for name, definition in made.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {definition}")
        for name in dropped:
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
    op.execute(SYSTEM)


def downgrade() -> None:
    op.execute(SYSTEM)
    op.execute("DROP TABLE IF EXISTS counted_clocks, counting")
    op.execute(
        "ALTER TABLE clocks ADD COLUMN IF NOT EXISTS recount boolean DEFAULT true NOT NULL,"
        " ADD COLUMN IF NOT EXISTS counted_as text"
    )
    op.execute(f"DROP TABLE IF EXISTS {', '.join(COUNTED_TABLES)}")
    for statement in _former():
        op.execute(statement.replace(":", r"\:"))
    listed = ", ".join(f"'{each}'" for each in STANDINGS)
    op.execute(
        "ALTER TABLE counted_standings DROP CONSTRAINT ck_counted_standings_state_known,"
        f" ADD CONSTRAINT ck_counted_standings_state_known CHECK (state IN ({listed}))"
    )
    op.execute("INSERT INTO counting (id, epoch, terms, complete) VALUES (1, 0, '', true)")
    op.execute("""
        CREATE OR REPLACE FUNCTION recount_clocks_of_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE clocks SET recount = true
            WHERE customer_id = NEW.customer_id AND ticket_id = NEW.id AND NOT recount;
            RETURN NULL;
        END $$
    """)
    old, new = (", ".join(f"{row}.{column}" for column in FORMERLY_COUNTED_BY) for row in ("OLD", "NEW"))
    op.execute(f"""
        CREATE OR REPLACE TRIGGER clocks_recount BEFORE UPDATE ON clocks FOR EACH ROW
        WHEN (NOT OLD.recount AND ({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION recount_clock()
    """)
    op.execute("""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'duetime_app') THEN
                GRANT SELECT, INSERT, UPDATE, DELETE ON counted_attainment, counted_standings TO duetime_app;
                GRANT SELECT, UPDATE ON counting TO duetime_app;
            END IF;
        END $$
    """)
    _index(BEFORE, AFTER)
    op.execute("ALTER TABLE clocks DROP COLUMN IF EXISTS kind")


def _former() -> Iterator[str]:
    """What the schema of 0014 says of how clocks were counted."""
    schema = (Path(__file__).parents[1] / "schema_0014.sql").read_text()
    tables = (*COUNTED_TABLES, "counting")
    for statement in schema.split(";\n\n"):
        words = statement.split()
        is_of_table = words[:2] in (["CREATE", "TABLE"], ["ALTER", "TABLE"]) and words[2] in tables
        is_about_one = words[:2] == ["COMMENT", "ON"] and words[3] in tables
        is_policy = words[:2] == ["CREATE", "POLICY"] and words[4] in tables
        if is_of_table or is_about_one or is_policy:
            yield statement
        elif words[:2] in (["CREATE", "FUNCTION"], ["CREATE", "TRIGGER"]) and "recount" in words[2]:
            yield statement.replace("CREATE ", "CREATE OR REPLACE ", 1)
