-- 100,000 tickets of 50 customers over almost three years, 85 of 100 closed. Run as superuser, on a database of its own.
-- Other numbers, or another day: SET fill.tickets, fill.closed, fill.now before.
SET session_replication_role = replica;

CREATE TEMP TABLE wanted AS
SELECT coalesce(current_setting('fill.tickets', true)::int, 100000) AS tickets,
       coalesce(current_setting('fill.closed', true)::int, 85) AS closed,
       coalesce(current_setting('fill.now', true)::timestamptz, '2026-11-23 09:00Z') AS now;

CREATE TEMP TABLE postponed AS
SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
WHERE indrelid IN ('tickets'::regclass, 'clocks'::regclass) AND NOT indisunique;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT postponed.name FROM postponed LOOP EXECUTE format('DROP INDEX %s', name); END LOOP;
END $$;

INSERT INTO customers (id, name, created_at, updated_at, version)
SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Customer ' || n, '2023-03-01Z', '2023-03-01Z', 1
FROM generate_series(1, 50) n;

INSERT INTO customer_terms (customer_id, number, from_at, service_level, own_targets, recorded_at)
SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 1, '2023-03-01Z',
       CASE WHEN n % 3 = 0 THEN 'extended' ELSE 'standard' END, '[]', '2023-03-01Z'
FROM generate_series(1, 50) n;

INSERT INTO people (id, customer_id, name, email, roles, administrator, created_at, updated_at, version)
SELECT ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid,
       CASE WHEN n <= 100 THEN ('00000000-0000-7000-8000-' || lpad(to_hex(1 + n % 50), 12, '0'))::uuid END,
       'Person ' || n, 'person' || n || '@example.org',
       ARRAY[CASE WHEN n <= 100 THEN 'customer' WHEN n <= 110 THEN 'support' WHEN n <= 115 THEN 'consultant'
                  ELSE 'support_manager' END],
       n = 118, '2023-03-01Z', '2023-03-01Z', 1
FROM generate_series(1, 118) n;

CREATE TEMP TABLE made AS
SELECT n,
       ('01900000-' || substr(lpad(to_hex(n), 8, '0'), 1, 4) || '-7' || substr(lpad(to_hex(n), 8, '0'), 5, 3)
        || '-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS id,
       ('00000000-0000-7000-8000-' || lpad(to_hex(customer), 12, '0'))::uuid AS customer_id,
       CASE WHEN customer % 3 = 0 THEN 'extended' ELSE 'standard' END AS service_level,
       (ARRAY['high', 'normal', 'normal', 'low'])[1 + (hashint4(n + 1) & 3)] AS priority,
       CASE WHEN n % 20 = 0 THEN 'change' ELSE (ARRAY['incident', 'information_request', 'service_request'])[1 + n % 3] END
           AS kind,
       CASE WHEN dice < closed THEN 'closed' WHEN dice < 98 THEN 'open' ELSE 'signal' END AS status,
       CASE WHEN dice < closed THEN 13 WHEN dice < 98 THEN 3 + (hashint4(n + 2) & 1023) % 10 ELSE 1 END AS step,
       (hashint4(n + 3) & 1023) % 10 AS answered,
       now - (tickets - n) * (interval '1500000 minutes' / tickets) AS at, now
FROM wanted, generate_series(1, tickets) n,
     LATERAL (SELECT (hashint4(n) & 1048575) % 100 AS dice, 1 + (hashint4(n + 4) & 1048575) % 50 AS customer) AS chance;

INSERT INTO tickets (id, customer_id, number, kind, change_type, call_type, product, problem_type, title, description,
    channel, external_reference, urgency, impact, priority, coverage_outcome, coverage_section, service_level, status,
    step, step_entered_at, last_fact_at, registered_at, waiting_since, agreement_revision, calendar_revision, own_targets,
    raci, overrides, open_requests, due_at, event_count, seal, created_at, updated_at, version)
SELECT id, customer_id, 'T-2026-' || lpad(n::text, greatest(6, length(n::text)), '0'),
    kind,
    CASE WHEN n % 20 = 0 THEN 'normal' END, 'software_bug', CASE WHEN n % 400 = 3 THEN 'DataLink' ELSE 'idu' END, 'technical',
    'Import ' || n || ' stops', 'The nightly import stops at record ' || n % 1000, 'portal',
    CASE WHEN n % 4 = 0 THEN 'INC' || n END, 'u2', 'i2', priority, CASE WHEN n % 50 = 7 THEN 'not_covered' ELSE 'support' END, '1.3', service_level, status, step, at, at,
    CASE WHEN status <> 'signal' THEN at END, CASE WHEN status = 'open' AND step IN (3, 4) AND n % 9 = 0 THEN at END, 1, 1, '[]',
    CASE WHEN status = 'closed' THEN '{}'::text[]
         WHEN step IN (1, 12) THEN '{customer:R,support:C,consultant:I,support_manager:A}'
         WHEN step = 9 THEN '{customer:C,support:I,consultant:R,support_manager:A}'
         WHEN step = 10 THEN '{customer:I,support:R,consultant:C,support_manager:A}'
         ELSE '{customer:C,support:R,consultant:I,support_manager:A}' END,
    '{}', '{}', CASE WHEN status = 'open' THEN now + (n * 37 % 5000 - 500) * interval '17 minutes' END,
    2, '\x00', at, least(at + (hashint4(n + 5) & 1023) * interval '1 hour', now), 2
FROM made;

INSERT INTO clocks (ticket_id, name, customer_id, kind, priority, service_level, state, started_at, stopped_at, section,
    target, budget_us, due_at, at_risk_at, breach_at, commitments, consumed_us, paused_us, counted_to, paused_for,
    pause_count)
SELECT id, name, customer_id, kind, priority, service_level, state, CASE WHEN state <> 'not_started' THEN at END,
    CASE WHEN stopped THEN at + interval '3 hours' END, '1.2.3',
    CASE WHEN state NOT IN ('best_effort', 'not_started') THEN '{"amount": 4, "unit": "hours"}'::jsonb END,
    CASE WHEN state NOT IN ('best_effort', 'not_started') THEN 14400000000 END,
    CASE WHEN state IN ('running', 'breached', 'met') THEN due END,
    CASE WHEN state IN ('running', 'breached', 'met') THEN due - interval '1 hour' * (n % 300) END,
    CASE WHEN state IN ('running', 'breached') THEN due END,
    '[{"section": "1.2.3", "due_at": null}]', 0, 0, at, CASE WHEN state = 'paused' THEN 'information_requested' END, 0
FROM (
    SELECT made.*, name, stopped, due,
        CASE WHEN status = 'signal' THEN 'not_started'
             WHEN name = 'resolution' AND service_level = 'standard' THEN 'best_effort'
             WHEN stopped THEN CASE WHEN n % 13 = 0 THEN 'breached' ELSE 'met' END
             WHEN name = 'resolution' AND n % 6 = 0 THEN 'paused'
             WHEN due < now THEN 'breached'
             ELSE 'running' END AS state
    FROM made, unnest(ARRAY['response', 'resolution']) AS name,
         LATERAL (SELECT status = 'closed' OR (status = 'open' AND name = 'response' AND answered < 7) AS stopped,
             CASE WHEN status = 'closed' THEN at + interval '4 hours'
                  ELSE now + (n * 37 % 5000 - 500) * interval '17 minutes' END AS due) AS ends
) AS clock
ORDER BY id;  -- as they are made, both of a ticket at once

INSERT INTO ticket_events (ticket_id, sequence, customer_id, type, occurred_at, recorded_at, actor_kind, internal,
    payload, seal)
SELECT id, 1, customer_id, CASE WHEN status = 'signal' THEN 'signalled' ELSE 'registered' END, at, at, 'system', false,
    jsonb_build_object('urgency', 'u2', 'impact', 'i2', 'details', jsonb_build_object(
        'kind', 'incident', 'call_type', 'software_bug', 'product', 'idu', 'problem_type', 'technical',
        'title', 'Import ' || n || ' stops', 'description', 'The nightly import stops.', 'channel', 'portal'))
    || CASE WHEN status = 'signal' THEN jsonb_build_object('type', 'signalled', 'service_level', service_level)
            ELSE jsonb_build_object('type', 'registered', 'calendar_revision', 1, 'registration',
                jsonb_build_object('service_level', service_level, 'agreement_revision', 1)) END, '\x00'::bytea
FROM made
UNION ALL
SELECT id, 2, customer_id, 'comment_added', at, at, 'system', false,
    jsonb_build_object('type', 'comment_added', 'text', 'Noted.', 'internal', false, 'comment_id', id), '\x00'::bytea
FROM made;

INSERT INTO ticket_assignments (ticket_id, role, customer_id, person_id)
SELECT id, 'support', customer_id, ('00000000-0000-7000-9000-' || lpad(to_hex(101 + n % 10), 12, '0'))::uuid
FROM made WHERE n % 3 = 0;

SELECT setval('ticket_numbers', max(n)) FROM made;

DO $$ DECLARE definition text; BEGIN
    FOR definition IN SELECT postponed.definition FROM postponed LOOP EXECUTE definition; END LOOP;
END $$;
SET session_replication_role = origin;
