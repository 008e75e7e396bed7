-- As many tickets as in the service's own tables, for the idiomatic service: SET fill.tickets, fill.closed before.
INSERT INTO customers (id, name)
SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Customer ' || n FROM generate_series(1, 50) n;

CREATE TEMP TABLE made AS
SELECT n, ('01900000-' || substr(lpad(to_hex(n), 8, '0'), 1, 4) || '-7' || substr(lpad(to_hex(n), 8, '0'), 5, 3)
        || '-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS id,
    ('00000000-0000-7000-8000-' || lpad(to_hex(1 + (hashint4(n + 4) & 1048575) % 50), 12, '0'))::uuid AS customer_id,
    (hashint4(n) & 1048575) % 100 < current_setting('fill.closed')::int AS closed,
    now() - n * interval '1 minute' AS at,
    now() + (n * 37 % 5000 - 500) * interval '17 minutes' AS due
FROM generate_series(1, current_setting('fill.tickets')::int) n;

INSERT INTO tickets (id, customer_id, kind, call_type, product, problem_type, title, description, channel, urgency, impact,
    priority, status, created_at, updated_at)
SELECT id, customer_id, 'incident', 'software_bug', 'idu', 'technical', 'Import ' || n || ' stops',
    'The nightly import stops at record ' || n % 1000, 'portal', 'u2', 'i2', 'normal',
    CASE WHEN closed THEN 'closed' ELSE 'open' END, at, at
FROM made ORDER BY n;

INSERT INTO clocks (ticket_id, name, state, budget, consumed, started_at, counted_to, stopped_at, due_at)
SELECT id, name, CASE WHEN closed THEN 'met' ELSE 'running' END, interval '4 hours', interval '0', at, at,
    CASE WHEN closed THEN at + interval '3 hours' END, due
FROM made, unnest(ARRAY['response', 'resolution']) AS name ORDER BY n;

INSERT INTO events (ticket_id, type, at, payload)
SELECT id, type, at, jsonb_build_object('kind', 'incident', 'callType', 'software_bug', 'product', 'idu', 'title',
    'Import ' || n || ' stops', 'description', 'The nightly import stops.', 'urgency', 'u2', 'impact', 'i2')
FROM made, unnest(ARRAY['registered', 'comment_added']) AS type ORDER BY n;
