-- What keeps a customer's rows in one place, whatever they are kept on: a table by table list of where each belongs, and
-- no key, foreign key or nullable column that says otherwise.
WITH placed (name, by) AS (VALUES
    ('tickets', 'customer_id'), ('clocks', 'customer_id'), ('clock_pauses', 'customer_id'),
    ('ticket_events', 'customer_id'), ('ticket_assignments', 'customer_id'), ('webhook_messages', 'customer_id'),
    ('alerts', 'customer_id'),
    ('subscription_histories', 'customer_id'), ('subscription_events', 'customer_id'),
    ('notice_histories', 'customer_id'), ('notice_events', 'customer_id'),
    ('contact_histories', 'customer_id'), ('contact_events', 'customer_id'),
    ('announcement_histories', 'customer_id'), ('announcement_events', 'customer_id'),
    ('subscriptions', 'customer_id'), ('deliveries', 'customer_id'), ('delivery_attempts', 'customer_id'),
    ('notices', 'customer_id'), ('notice_preferences', 'customer_id'),
    ('counted_clocks', 'customer_id'),
    ('instances', 'customer_id'), ('instance_events', 'customer_id'), ('terms', 'customer_id'),
    ('ledgers', 'customer_id'), ('ledger_events', 'customer_id'),
    ('bookings', 'customer_id'), ('booking_events', 'customer_id'),
    ('account_requests', 'customer_id'), ('account_request_events', 'customer_id'),
    ('change_hits', 'customer_id'),
    ('objections', 'customer_id'), ('objection_events', 'customer_id'),
    ('outage_hits', 'customer_id'), ('maintenance_hits', 'customer_id'), ('leak_hits', 'customer_id'),
    ('audit_heads', 'chain'), ('audit_entries', 'chain'),
    ('idempotency_keys', 'principal_id')
),
everywhere (name) AS (VALUES
    ('announcements'), ('contacts'), ('customers'), ('customer_terms'), ('people'), ('registrants'), ('api_keys'), ('calendar_feeds'), ('integrations'),
    ('administration_networks'), ('calendar_revisions'), ('service_secrets'),
    ('counting'),
    ('services'), ('releases'), ('compliance_documents'), ('outages'), ('outage_events'), ('maintenance_periods'), ('maintenance_events'),
    ('changes'), ('change_events'), ('change_models'), ('advisory_boards'), ('change_freezes'),
    ('backlog_items'), ('backlog_events'),
    ('agreement_revisions'), ('agreement_events'),
    ('data_leaks'), ('leak_events'), ('vulnerability_reports'), ('vulnerability_events')
),
in_one_place (name) AS (VALUES ('notice_reading'), ('feed'), ('feed_head'), ('quota_windows'), ('alembic_version'))

SELECT 'R0 placed nowhere' AS rule, relname::text AS what
FROM pg_class
WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace AND relname NOT IN (
    SELECT name FROM placed UNION ALL SELECT name FROM everywhere UNION ALL SELECT name FROM in_one_place)

UNION ALL

SELECT 'R1 unique without that by which it is placed', pg_index.indexrelid::regclass::text
FROM pg_index JOIN placed ON placed.name = pg_index.indrelid::regclass::text
WHERE pg_index.indisunique AND NOT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = pg_index.indrelid AND attname = placed.by AND attnum = ANY (pg_index.indkey::int2[]))

UNION ALL

SELECT 'R2 that by which it is placed may be missing', placed.name || '.' || placed.by
FROM placed
WHERE NOT EXISTS (
    SELECT FROM pg_attribute WHERE attrelid = placed.name::regclass AND attname = placed.by AND attnotnull)

UNION ALL

SELECT 'R3 foreign key to another place', pg_constraint.conname::text
FROM pg_constraint
JOIN placed AS to_table ON to_table.name = pg_constraint.confrelid::regclass::text
LEFT JOIN placed AS from_table ON from_table.name = pg_constraint.conrelid::regclass::text
WHERE pg_constraint.contype = 'f' AND pg_constraint.conparentid = 0 AND (from_table.name IS NULL OR NOT EXISTS (
    SELECT FROM unnest(pg_constraint.conkey, pg_constraint.confkey) AS pair (own, other)
    JOIN pg_attribute AS own ON own.attrelid = pg_constraint.conrelid AND own.attnum = pair.own
    JOIN pg_attribute AS other ON other.attrelid = pg_constraint.confrelid AND other.attnum = pair.other
    WHERE own.attname = from_table.by AND other.attname = to_table.by))

ORDER BY 1, 2
