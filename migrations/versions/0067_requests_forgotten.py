"""Of a request for an account that nobody confirmed in time, the service may forget whose it was (§1.6).

Of the stream's append-only events that is the one exception: the payload of the first one, and of none that was confirmed.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0067"
down_revision: str | None = "0066"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TRIGGER = "CREATE TRIGGER account_request_events_is_append_only BEFORE {} ON account_request_events"
REFUSED = "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"


def upgrade() -> None:
    op.execute("DROP TRIGGER account_request_events_is_append_only ON account_request_events")
    op.execute(f"{TRIGGER.format('DELETE OR TRUNCATE')} {REFUSED}")
    op.execute("""
        CREATE FUNCTION refuse_all_but_forgetting() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.type = 'received' AND NEW.payload ->> 'email' = 'forgotten@duetime.invalid'
                AND to_jsonb(NEW) - 'payload' = to_jsonb(OLD) - 'payload'
                AND current_setting('duetime.scope', true) = 'system'
                AND NOT EXISTS (
                    SELECT FROM account_request_events AS event
                    WHERE event.account_request_id = OLD.account_request_id AND event.type = 'confirmed'
                )
            THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'account_request_events is append-only' USING ERRCODE = 'insufficient_privilege';
        END $$
    """)
    op.execute("""
        CREATE TRIGGER account_request_events_are_forgotten BEFORE UPDATE ON account_request_events
        FOR EACH ROW EXECUTE FUNCTION refuse_all_but_forgetting()
    """)
    op.execute("""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'duetime_app') THEN
                GRANT UPDATE (payload) ON account_request_events TO duetime_app;
            END IF;
        END $$
    """)


def downgrade() -> None:
    op.execute("""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'duetime_app') THEN
                REVOKE UPDATE (payload) ON account_request_events FROM duetime_app;
            END IF;
        END $$
    """)
    op.execute("DROP TRIGGER account_request_events_are_forgotten ON account_request_events")
    op.execute("DROP FUNCTION refuse_all_but_forgetting()")
    op.execute("DROP TRIGGER account_request_events_is_append_only ON account_request_events")
    op.execute(f"{TRIGGER.format('UPDATE OR DELETE OR TRUNCATE')} {REFUSED}")
