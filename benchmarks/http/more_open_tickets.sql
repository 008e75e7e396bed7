-- Open tickets as those that there are, with clocks that go. Run as superuser; SET fill.more to how many before.
SET session_replication_role = replica;

CREATE TEMP TABLE more AS
SELECT pattern.*, uuidv7() AS fresh_id, row_number() OVER () AS n
FROM (SELECT * FROM tickets WHERE status = 'open' LIMIT 1000) AS pattern, generate_series(1, 1000)
LIMIT current_setting('fill.more')::int;
CREATE TEMP TABLE more_clocks AS
SELECT clocks.*, fresh_id FROM more JOIN clocks ON clocks.ticket_id = more.id AND clocks.customer_id = more.customer_id;

UPDATE more SET id = fresh_id, number = 'M-' || n, registered_at = now() - n * interval '2 milliseconds', created_at = now();
UPDATE more_clocks SET ticket_id = fresh_id, stopped_at = NULL, started_at = now(),
    state = CASE WHEN state IN ('met', 'breached') THEN 'running' ELSE state END;

DO $$ DECLARE source text; target text; columns text; BEGIN
    FOR source, target IN VALUES ('more', 'tickets'), ('more_clocks', 'clocks') LOOP
        SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
        WHERE attrelid = target::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
        EXECUTE format('INSERT INTO %I (%s) SELECT %s FROM %I ORDER BY fresh_id', target, columns, columns, source);
    END LOOP;
END $$;
