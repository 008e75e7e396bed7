-- The clocks of many_tickets.sql as if the worker had counted them, in seconds. Run as superuser; SET fill.terms before.
SET session_replication_role = replica;

UPDATE counting SET epoch = 1, terms = current_setting('fill.terms'), complete = true;

UPDATE clocks SET recount = false, counted_as = concat_ws(' ', '1', clocks.state,
    CASE WHEN clocks.state = 'running' THEN (at_risk_at AT TIME ZONE 'UTC')::date::text ELSE '-' END,
    tickets.priority, tickets.service_level, 1, 1, (begun_at AT TIME ZONE 'Europe/Amsterdam')::date,
    CASE WHEN registered_at IS NULL THEN 'signal -' WHEN kind = 'change' THEN 'change -'
         WHEN stopped_at IS NULL THEN 'undone -' WHEN name = 'response' THEN 'done 1' ELSE 'done 111' END)
FROM tickets WHERE tickets.id = ticket_id;

INSERT INTO counted_standings (customer_id, name, priority, service_level, state, warned_on, number)
SELECT customer_id, name, priority, service_level, state, nullif(split_part(counted_as, ' ', 3), '-')::date, count(*)
FROM clocks GROUP BY GROUPING SETS ((1, 2, 3, 4, 5, 6), (2, 3, 4, 5, 6));

INSERT INTO counted_attainment (customer_id, grain, service_level, agreement_revision, calendar_revision, begins,
    priority, name, numbers)
SELECT whose, grain, service_level, 1, 1, date_trunc(grain, split_part(counted_as, ' ', 8)::date)::date, priority, name,
    ARRAY[count(*) FILTER (WHERE stage = 'signal'), 0, 0, 0, count(*) FILTER (WHERE stage = 'change'), 0,
          count(*) FILTER (WHERE stage = 'undone'), count(*) FILTER (WHERE stage = 'done'),
          count(*) FILTER (WHERE stage = 'done'), 0,
          count(*) FILTER (WHERE stage = 'done' AND name = 'resolution'), 0,
          count(*) FILTER (WHERE stage = 'done' AND name = 'resolution'), 0]
FROM clocks, split_part(counted_as, ' ', 9) AS stage, unnest(ARRAY['day', 'month']) AS grain,
    unnest(ARRAY[customer_id, NULL]) AS whose
GROUP BY 1, 2, 3, 6, 7, 8;

SET session_replication_role = origin;
