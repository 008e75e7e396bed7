-- The schema that release 0.1.0 leaves behind (revision 0014). Statements end with a semicolon and an empty line.
-- Later revisions change it; this file stays as it is.

CREATE FUNCTION duetime_enter(presented bytea, remembered text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
DECLARE
    told text;
    are_told boolean;
BEGIN
    told := set_config('duetime.key', encode(presented, 'hex'), true);
    WITH holder AS MATERIALIZED (
        SELECT people.id, people.customer_id,
            people.administrator OR people.roles && ARRAY['support', 'consultant', 'support_manager'] AS is_vendor,
            md5(concat_ws('.', api_keys.xmin, people.xmin,
                CASE WHEN people.administrator OR people.roles && ARRAY['support_manager'] THEN
                    (SELECT array_agg(network ORDER BY network) FROM administration_networks) END)) AS mark
        FROM api_keys JOIN people ON people.id = api_keys.person_id
        WHERE api_keys.digest = presented
    )
    SELECT (set_config('duetime.key', '', true),
        set_config('duetime.principal', id::text, true),
        set_config('duetime.customer', CASE WHEN is_vendor THEN '' ELSE customer_id::text END, true),
        set_config('duetime.scope', CASE WHEN is_vendor THEN 'vendor' ELSE 'customer' END, true)) IS NOT NULL
    INTO are_told FROM holder WHERE mark = remembered;
    IF are_told IS NULL THEN
        RAISE EXCEPTION 'what was remembered of the caller holds no longer' USING ERRCODE = 'DT001';
    END IF;
    RETURN true;
END
$$;

CREATE FUNCTION recount_clock() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            NEW.recount := true;
            RETURN NEW;
        END $$;

CREATE FUNCTION recount_clocks_of_ticket() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            UPDATE clocks SET recount = true WHERE ticket_id = NEW.id AND NOT recount;
            RETURN NULL;
        END $$;

CREATE FUNCTION refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
        END $$;

CREATE TABLE administration_networks (
    id uuid NOT NULL,
    network cidr NOT NULL,
    label text NOT NULL,
    added_by uuid,
    added_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_administration_networks_added_at_sane CHECK (((added_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (added_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE administration_networks FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE administration_networks IS 'From where support managers and administrators are let in; none: from everywhere';

CREATE TABLE api_keys (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,
    digest bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    customer_id uuid,
    scopes text[],
    networks cidr[],
    made_by uuid,
    replaces uuid,
    CONSTRAINT ck_api_keys_created_at_sane CHECK (((created_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_api_keys_expires_at_sane CHECK (((expires_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_api_keys_last_used_at_sane CHECK (((last_used_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (last_used_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_api_keys_networks_some CHECK ((cardinality(networks) > 0)),
    CONSTRAINT ck_api_keys_revoked_at_sane CHECK (((revoked_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (revoked_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_api_keys_scopes_some CHECK ((cardinality(scopes) > 0))
);

ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE api_keys IS 'Only the SHA-256 of a key of 256 random bits is kept';

CREATE TABLE audit_entries (
    chain uuid NOT NULL,
    "position" bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    credential_kind text,
    credential_id text,
    on_behalf_of uuid,
    operation text NOT NULL,
    subject_type text,
    subject_id text,
    address inet,
    request_id text,
    outcome text NOT NULL,
    status integer,
    details jsonb NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT ck_audit_entries_actor_kind_known CHECK ((actor_kind = ANY (ARRAY['person'::text, 'integration'::text, 'system'::text, 'operator'::text]))),
    CONSTRAINT ck_audit_entries_hash_is_sha256 CHECK ((length(hash) = 32)),
    CONSTRAINT ck_audit_entries_outcome_known CHECK ((outcome = ANY (ARRAY['done'::text, 'seen'::text, 'refused'::text]))),
    CONSTRAINT ck_audit_entries_position_counts CHECK (("position" > 0)),
    CONSTRAINT ck_audit_entries_recorded_at_sane CHECK (((recorded_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (recorded_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE audit_entries FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE audit_entries IS 'Who did what, when, from where, on whose behalf: append-only, each entry''s hash over the one before';

CREATE TABLE audit_heads (
    chain uuid NOT NULL,
    "position" bigint NOT NULL,
    hash bytea NOT NULL,
    customer_id uuid GENERATED ALWAYS AS (NULLIF(chain, '00000000-0000-0000-0000-000000000000'::uuid)) STORED
);

ALTER TABLE audit_heads FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE audit_heads IS 'How far each chain of the audit trail has come: whoever appends to it holds this row';

CREATE TABLE calendar_revisions (
    revision integer NOT NULL,
    closing_days jsonb NOT NULL,
    reason text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    actor_id uuid,
    CONSTRAINT ck_calendar_revisions_recorded_at_sane CHECK (((recorded_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (recorded_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE calendar_revisions FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE calendar_revisions IS 'The closing days beyond the public holidays, whole per revision: {date: name}';

CREATE TABLE clock_pauses (
    ticket_id uuid NOT NULL,
    name text NOT NULL,
    number integer NOT NULL,
    customer_id uuid NOT NULL,
    from_at timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    reason text NOT NULL,
    CONSTRAINT ck_clock_pauses_from_at_sane CHECK (((from_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (from_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_clock_pauses_name_known CHECK ((name = ANY (ARRAY['response'::text, 'resolution'::text]))),
    CONSTRAINT ck_clock_pauses_reason_known CHECK ((reason = ANY (ARRAY['information_requested'::text, 'customer_responsible'::text, 'solved'::text]))),
    CONSTRAINT ck_clock_pauses_until_sane CHECK (((until >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (until < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE clock_pauses FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE clock_pauses IS 'The pauses that are over, 1 … clocks.pause_count: read by those who ask why, not by every transition';

CREATE TABLE clocks (
    ticket_id uuid NOT NULL,
    name text NOT NULL,
    customer_id uuid NOT NULL,
    priority text NOT NULL,
    service_level text,
    state text NOT NULL,
    started_at timestamp with time zone,
    stopped_at timestamp with time zone,
    paused_for text,
    not_applicable text,
    target jsonb,
    budget_us bigint,
    section text NOT NULL,
    due_at timestamp with time zone,
    at_risk_at timestamp with time zone,
    breach_at timestamp with time zone,
    commitments jsonb NOT NULL,
    consumed_us bigint NOT NULL,
    paused_us bigint NOT NULL,
    counted_to timestamp with time zone,
    pause_count integer NOT NULL,
    breach_reason text,
    announced_due_at timestamp with time zone,
    announce_at timestamp with time zone,
    due_order timestamp with time zone GENERATED ALWAYS AS (COALESCE(due_at, '2200-01-01 00:00:00+00'::timestamp with time zone)) STORED NOT NULL,
    recount boolean DEFAULT true NOT NULL,
    counted_as text,
    CONSTRAINT ck_clocks_announce_at_sane CHECK (((announce_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (announce_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_clocks_announced_due_at_sane CHECK (((announced_due_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (announced_due_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_clocks_at_risk_at_sane CHECK (((at_risk_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (at_risk_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_clocks_breach_at_sane CHECK (((breach_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (breach_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_clocks_counted_to_sane CHECK (((counted_to >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (counted_to < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_clocks_due_at_sane CHECK (((due_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (due_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_clocks_name_known CHECK ((name = ANY (ARRAY['response'::text, 'resolution'::text]))),
    CONSTRAINT ck_clocks_priority_known CHECK ((priority = ANY (ARRAY['high'::text, 'normal'::text, 'low'::text]))),
    CONSTRAINT ck_clocks_started_at_sane CHECK (((started_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (started_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_clocks_state_known CHECK ((state = ANY (ARRAY['not_started'::text, 'running'::text, 'paused'::text, 'met'::text, 'breached'::text, 'not_applicable'::text, 'best_effort'::text]))),
    CONSTRAINT ck_clocks_stopped_at_sane CHECK (((stopped_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (stopped_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE clocks FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE clocks IS 'Each ticket''s two clocks as of its latest event; a running one past breach_at reads as breached';

CREATE TABLE counted_attainment (
    customer_id uuid,
    grain text NOT NULL,
    service_level text NOT NULL,
    agreement_revision integer NOT NULL,
    calendar_revision integer NOT NULL,
    begins date NOT NULL,
    priority text NOT NULL,
    name text NOT NULL,
    numbers integer[] NOT NULL,
    CONSTRAINT ck_counted_attainment_grain_known CHECK ((grain = ANY (ARRAY['day'::text, 'month'::text]))),
    CONSTRAINT ck_counted_attainment_name_known CHECK ((name = ANY (ARRAY['response'::text, 'resolution'::text]))),
    CONSTRAINT ck_counted_attainment_priority_known CHECK ((priority = ANY (ARRAY['high'::text, 'normal'::text, 'low'::text]))),
    CONSTRAINT ck_counted_attainment_service_level_known CHECK ((service_level = ANY (ARRAY['standard'::text, 'extended'::text])))
);

ALTER TABLE counted_attainment FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE counted_attainment IS 'Of counted clocks whose tickets began on a day or in a month: how many at which stage, and in time';

CREATE TABLE counted_standings (
    customer_id uuid,
    name text NOT NULL,
    priority text NOT NULL,
    service_level text NOT NULL,
    state text NOT NULL,
    warned_on date,
    number integer NOT NULL,
    CONSTRAINT ck_counted_standings_name_known CHECK ((name = ANY (ARRAY['response'::text, 'resolution'::text]))),
    CONSTRAINT ck_counted_standings_priority_known CHECK ((priority = ANY (ARRAY['high'::text, 'normal'::text, 'low'::text]))),
    CONSTRAINT ck_counted_standings_service_level_known CHECK ((service_level = ANY (ARRAY['standard'::text, 'extended'::text]))),
    CONSTRAINT ck_counted_standings_state_known CHECK ((state = ANY (ARRAY['not_started'::text, 'running'::text, 'paused'::text, 'met'::text, 'breached'::text, 'not_applicable'::text, 'best_effort'::text])))
);

ALTER TABLE counted_standings FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE counted_standings IS 'How many counted clocks are stored how, and at risk from which day; without a customer: of all together';

CREATE TABLE counting (
    id smallint NOT NULL,
    epoch integer NOT NULL,
    terms text NOT NULL,
    reached uuid,
    complete boolean NOT NULL,
    CONSTRAINT ck_counting_only_one CHECK ((id = 1))
);

ALTER TABLE counting FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE counting IS 'By which figures clocks are counted; what was counted in an earlier epoch is not in the numbers';

CREATE TABLE customers (
    id uuid NOT NULL,
    name text NOT NULL,
    service_level text NOT NULL,
    own_targets jsonb DEFAULT '[]'::jsonb NOT NULL,
    consultant_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT ck_customers_created_at_sane CHECK (((created_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_customers_service_level_known CHECK ((service_level = ANY (ARRAY['standard'::text, 'extended'::text]))),
    CONSTRAINT ck_customers_updated_at_sane CHECK (((updated_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE customers FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE customers IS 'An organisation that has a contract with the vendor';

CREATE TABLE idempotency_keys (
    principal_id uuid NOT NULL,
    operation text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status integer,
    headers jsonb,
    body bytea,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_idempotency_keys_created_at_sane CHECK (((created_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_idempotency_keys_key_length CHECK (((length(key) >= 1) AND (length(key) <= 255)))
);

ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE idempotency_keys IS 'The first answer to a POST with an Idempotency-Key, written with its effect';

CREATE TABLE integrations (
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    secret bytea NOT NULL,
    active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT ck_integrations_created_at_sane CHECK (((created_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_integrations_kind_known CHECK ((kind = ANY (ARRAY['standard_webhooks'::text, 'alertmanager'::text]))),
    CONSTRAINT ck_integrations_updated_at_sane CHECK (((updated_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE integrations FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE integrations IS 'A system of the customer''s that posts tickets; counts as the portal';

CREATE TABLE people (
    id uuid NOT NULL,
    customer_id uuid,
    name text NOT NULL,
    email text NOT NULL,
    roles text[] NOT NULL,
    administrator boolean DEFAULT false NOT NULL,
    active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    issuer text,
    subject text,
    erased_at timestamp with time zone,
    CONSTRAINT ck_people_created_at_sane CHECK (((created_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_people_customer_role_has_customer CHECK (((customer_id IS NOT NULL) = ('customer'::text = ANY (roles)))),
    CONSTRAINT ck_people_erased_at_sane CHECK (((erased_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (erased_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_people_erased_is_not_active CHECK (((erased_at IS NULL) OR (NOT active))),
    CONSTRAINT ck_people_identity_whole CHECK (((issuer IS NULL) = (subject IS NULL))),
    CONSTRAINT ck_people_roles_known CHECK ((roles <@ ARRAY['customer'::text, 'support'::text, 'consultant'::text, 'support_manager'::text])),
    CONSTRAINT ck_people_updated_at_sane CHECK (((updated_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE people FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE people IS 'Who acts: a customer''s people and the vendor''s';

CREATE UNLOGGED TABLE quota_windows (
    subject text NOT NULL,
    number bigint NOT NULL,
    taken integer NOT NULL,
    granted integer NOT NULL,
    CONSTRAINT ck_quota_windows_counts CHECK (((taken >= 0) AND (granted >= 0)))
);

ALTER TABLE quota_windows FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE quota_windows IS 'How much of each quota is leased in its current window; a crash of the server may forget it';

CREATE TABLE registrants (
    customer_id uuid NOT NULL,
    person_id uuid NOT NULL,
    added_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_registrants_added_at_sane CHECK (((added_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (added_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE registrants FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE registrants IS 'Who may register tickets, as coordinator or dispatcher (§1.2.2)';

CREATE TABLE service_secrets (
    name text NOT NULL,
    value bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_service_secrets_created_at_sane CHECK (((created_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE service_secrets FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE service_secrets IS 'Keys the service makes for itself, such as the one that signs cursors';

CREATE TABLE ticket_assignments (
    ticket_id uuid NOT NULL,
    role text NOT NULL,
    customer_id uuid NOT NULL,
    person_id uuid NOT NULL,
    CONSTRAINT ck_ticket_assignments_role_known CHECK ((role = ANY (ARRAY['customer'::text, 'support'::text, 'consultant'::text, 'support_manager'::text])))
);

ALTER TABLE ticket_assignments FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE ticket_assignments IS 'Who holds a role on a ticket (§2.1)';

CREATE TABLE ticket_events (
    ticket_id uuid NOT NULL,
    sequence integer NOT NULL,
    customer_id uuid NOT NULL,
    type text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    actor_id uuid,
    actor_kind text NOT NULL,
    internal boolean NOT NULL,
    payload jsonb NOT NULL,
    seal bytea NOT NULL,
    CONSTRAINT ck_ticket_events_actor_kind_known CHECK ((actor_kind = ANY (ARRAY['person'::text, 'integration'::text, 'system'::text]))),
    CONSTRAINT ck_ticket_events_occurred_at_sane CHECK (((occurred_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (occurred_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_ticket_events_recorded_at_sane CHECK (((recorded_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (recorded_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ticket_events FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE ticket_events IS 'What happened, append-only: occurred_at is when it was true, recorded_at when we learnt it';

CREATE SEQUENCE ticket_numbers
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE tickets (
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    number text NOT NULL,
    kind text NOT NULL,
    change_type text,
    call_type text NOT NULL,
    product text NOT NULL,
    product_version text,
    problem_type text NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    channel text NOT NULL,
    external_reference text,
    urgency text NOT NULL,
    impact text NOT NULL,
    priority text NOT NULL,
    coverage_outcome text NOT NULL,
    coverage_section text NOT NULL,
    service_level text NOT NULL,
    status text NOT NULL,
    step integer NOT NULL,
    step_entered_at timestamp with time zone NOT NULL,
    last_fact_at timestamp with time zone NOT NULL,
    registered_at timestamp with time zone,
    registrant_id uuid,
    raised_by uuid,
    agreement_revision integer NOT NULL,
    calendar_revision integer NOT NULL,
    own_targets jsonb NOT NULL,
    waiting_since timestamp with time zone,
    reassessed_at timestamp with time zone,
    reassessed_from text,
    cause text,
    responsible_roles text[] NOT NULL,
    overrides jsonb NOT NULL,
    open_requests jsonb NOT NULL,
    due_at timestamp with time zone,
    event_count integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    words tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, ((((((number || ' '::text) || title) || ' '::text) || COALESCE(external_reference, ''::text)) || ' '::text) || "left"(description, 100000)))) STORED NOT NULL,
    due_order timestamp with time zone GENERATED ALWAYS AS (COALESCE(due_at, '2200-01-01 00:00:00+00'::timestamp with time zone)) STORED NOT NULL,
    begun_at timestamp with time zone GENERATED ALWAYS AS (COALESCE(registered_at, created_at)) STORED NOT NULL,
    CONSTRAINT ck_tickets_call_type_known CHECK ((call_type = ANY (ARRAY['first_analysis'::text, 'software_bug'::text, 'data_problem'::text, 'information_request'::text]))),
    CONSTRAINT ck_tickets_cause_known CHECK ((cause = ANY (ARRAY['vendor_software'::text, 'configuration'::text, 'customer_infrastructure'::text, 'third_party'::text]))),
    CONSTRAINT ck_tickets_change_has_type CHECK (((kind = 'change'::text) = (change_type IS NOT NULL))),
    CONSTRAINT ck_tickets_change_type_known CHECK ((change_type = ANY (ARRAY['standard'::text, 'normal'::text, 'urgent'::text]))),
    CONSTRAINT ck_tickets_channel_known CHECK ((channel = ANY (ARRAY['portal'::text, 'mail'::text, 'phone'::text]))),
    CONSTRAINT ck_tickets_coverage_outcome_known CHECK ((coverage_outcome = ANY (ARRAY['support'::text, 'consultancy'::text, 'not_covered'::text]))),
    CONSTRAINT ck_tickets_created_at_sane CHECK (((created_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_tickets_due_at_sane CHECK (((due_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (due_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_tickets_impact_known CHECK ((impact = ANY (ARRAY['i1'::text, 'i2'::text, 'i3'::text]))),
    CONSTRAINT ck_tickets_kind_known CHECK ((kind = ANY (ARRAY['incident'::text, 'information_request'::text, 'service_request'::text, 'enhancement_request'::text, 'change'::text]))),
    CONSTRAINT ck_tickets_last_fact_at_sane CHECK (((last_fact_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (last_fact_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_tickets_priority_known CHECK ((priority = ANY (ARRAY['high'::text, 'normal'::text, 'low'::text]))),
    CONSTRAINT ck_tickets_problem_type_known CHECK ((problem_type = ANY (ARRAY['technical'::text, 'functional'::text]))),
    CONSTRAINT ck_tickets_reassessed_at_sane CHECK (((reassessed_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (reassessed_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_tickets_reassessed_from_known CHECK ((reassessed_from = ANY (ARRAY['high'::text, 'normal'::text, 'low'::text]))),
    CONSTRAINT ck_tickets_registered_at_sane CHECK (((registered_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (registered_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_tickets_service_level_known CHECK ((service_level = ANY (ARRAY['standard'::text, 'extended'::text]))),
    CONSTRAINT ck_tickets_signal_is_not_registered CHECK (((status = 'signal'::text) = (registered_at IS NULL))),
    CONSTRAINT ck_tickets_status_known CHECK ((status = ANY (ARRAY['signal'::text, 'open'::text, 'closed'::text]))),
    CONSTRAINT ck_tickets_step_entered_at_sane CHECK (((step_entered_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (step_entered_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_tickets_step_in_process CHECK (((step >= 1) AND (step <= 13))),
    CONSTRAINT ck_tickets_updated_at_sane CHECK (((updated_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT ck_tickets_urgency_known CHECK ((urgency = ANY (ARRAY['u1'::text, 'u2'::text, 'u3'::text]))),
    CONSTRAINT ck_tickets_waiting_since_sane CHECK (((waiting_since >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (waiting_since < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE tickets FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE tickets IS 'What a ticket''s events add up to; `duetime` can rebuild it from them';

CREATE TABLE webhook_messages (
    integration_id uuid NOT NULL,
    message_id text NOT NULL,
    ticket_id uuid NOT NULL,
    received_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_webhook_messages_message_id_length CHECK (((length(message_id) >= 1) AND (length(message_id) <= 255))),
    CONSTRAINT ck_webhook_messages_received_at_sane CHECK (((received_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (received_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE webhook_messages FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE webhook_messages IS 'Which webhook message made which ticket: the same message again makes no second one';

ALTER TABLE administration_networks
    ADD CONSTRAINT pk_administration_networks PRIMARY KEY (id);

ALTER TABLE api_keys
    ADD CONSTRAINT pk_api_keys PRIMARY KEY (id);

ALTER TABLE audit_entries
    ADD CONSTRAINT pk_audit_entries PRIMARY KEY (chain, "position");

ALTER TABLE audit_heads
    ADD CONSTRAINT pk_audit_heads PRIMARY KEY (chain);

ALTER TABLE calendar_revisions
    ADD CONSTRAINT pk_calendar_revisions PRIMARY KEY (revision);

ALTER TABLE clock_pauses
    ADD CONSTRAINT pk_clock_pauses PRIMARY KEY (ticket_id, name, number);

ALTER TABLE clocks
    ADD CONSTRAINT pk_clocks PRIMARY KEY (ticket_id, name);

ALTER TABLE counting
    ADD CONSTRAINT pk_counting PRIMARY KEY (id);

ALTER TABLE customers
    ADD CONSTRAINT pk_customers PRIMARY KEY (id);

ALTER TABLE idempotency_keys
    ADD CONSTRAINT pk_idempotency_keys PRIMARY KEY (principal_id, operation, key);

ALTER TABLE integrations
    ADD CONSTRAINT pk_integrations PRIMARY KEY (id);

ALTER TABLE people
    ADD CONSTRAINT pk_people PRIMARY KEY (id);

ALTER TABLE quota_windows
    ADD CONSTRAINT pk_quota_windows PRIMARY KEY (subject);

ALTER TABLE registrants
    ADD CONSTRAINT pk_registrants PRIMARY KEY (customer_id, person_id);

ALTER TABLE service_secrets
    ADD CONSTRAINT pk_service_secrets PRIMARY KEY (name);

ALTER TABLE ticket_assignments
    ADD CONSTRAINT pk_ticket_assignments PRIMARY KEY (ticket_id, role);

ALTER TABLE ticket_events
    ADD CONSTRAINT pk_ticket_events PRIMARY KEY (ticket_id, sequence);

ALTER TABLE tickets
    ADD CONSTRAINT pk_tickets PRIMARY KEY (id);

ALTER TABLE webhook_messages
    ADD CONSTRAINT pk_webhook_messages PRIMARY KEY (integration_id, message_id);

ALTER TABLE administration_networks
    ADD CONSTRAINT uq_administration_networks_network UNIQUE (network);

ALTER TABLE api_keys
    ADD CONSTRAINT uq_api_keys_digest UNIQUE (digest);

ALTER TABLE counted_attainment
    ADD CONSTRAINT uq_counted_attainment UNIQUE NULLS NOT DISTINCT (customer_id, grain, service_level, agreement_revision, calendar_revision, begins, priority, name);

ALTER TABLE counted_standings
    ADD CONSTRAINT uq_counted_standings UNIQUE NULLS NOT DISTINCT (customer_id, name, priority, service_level, state, warned_on);

ALTER TABLE people
    ADD CONSTRAINT uq_people_customer_id_id UNIQUE (customer_id, id);

ALTER TABLE people
    ADD CONSTRAINT uq_people_issuer_subject UNIQUE (issuer, subject);

ALTER TABLE tickets
    ADD CONSTRAINT uq_tickets_customer_id_id UNIQUE (customer_id, id);

ALTER TABLE tickets
    ADD CONSTRAINT uq_tickets_number UNIQUE (number);

CREATE INDEX ix_api_keys_person_id ON api_keys USING btree (person_id, id);

CREATE INDEX ix_audit_entries_actor ON audit_entries USING btree (actor_id, recorded_at);

CREATE INDEX ix_audit_entries_of_chain ON audit_entries USING btree (chain, recorded_at, "position");

CREATE INDEX ix_audit_entries_recorded_at ON audit_entries USING btree (recorded_at, chain, "position");

CREATE INDEX ix_audit_entries_seen ON audit_entries USING btree (actor_id, subject_id, recorded_at) WHERE (outcome = 'seen'::text);

CREATE INDEX ix_audit_entries_subject ON audit_entries USING btree (subject_id, recorded_at);

CREATE INDEX ix_clocks_breach_due ON clocks USING btree (due_order, ticket_id, name) WHERE (breach_at IS NOT NULL);

CREATE INDEX ix_clocks_counted_by_time ON clocks USING btree (at_risk_at, breach_at, state, name, priority, customer_id, service_level) WHERE ((stopped_at IS NULL) AND (breach_at IS NOT NULL));

CREATE INDEX ix_clocks_customer_going_due ON clocks USING btree (customer_id, due_order, ticket_id, name) WHERE ((stopped_at IS NULL) AND (started_at IS NOT NULL));

CREATE INDEX ix_clocks_customer_state_due ON clocks USING btree (customer_id, state, due_order, ticket_id, name);

CREATE INDEX ix_clocks_going_due ON clocks USING btree (due_order, ticket_id, name) WHERE ((stopped_at IS NULL) AND (started_at IS NOT NULL));

CREATE INDEX ix_clocks_recount ON clocks USING btree (ticket_id) WHERE recount;

CREATE INDEX ix_clocks_state_due ON clocks USING btree (state, due_order, ticket_id, name);

CREATE INDEX ix_clocks_to_announce ON clocks USING btree (announce_at, ticket_id) WHERE (announce_at IS NOT NULL);

CREATE INDEX ix_idempotency_keys_created_at ON idempotency_keys USING btree (created_at);

CREATE INDEX ix_integrations_customer_id ON integrations USING btree (customer_id, id);

CREATE INDEX ix_people_customer_id ON people USING btree (customer_id, id);

CREATE INDEX ix_ticket_assignments_person_id ON ticket_assignments USING btree (person_id, ticket_id);

CREATE INDEX ix_ticket_events_recorded_at ON ticket_events USING brin (recorded_at) WITH (pages_per_range='16', autosummarize='on');

CREATE INDEX ix_tickets_begun_at ON tickets USING btree (begun_at);

CREATE INDEX ix_tickets_customer_work ON tickets USING btree (customer_id, due_order, id) WHERE (status <> 'closed'::text);

CREATE INDEX ix_tickets_due_at_id ON tickets USING btree (due_at, id) WHERE (due_at IS NOT NULL);

CREATE INDEX ix_tickets_external_reference ON tickets USING btree (customer_id, external_reference) WHERE (external_reference IS NOT NULL);

CREATE INDEX ix_tickets_kind_id ON tickets USING btree (kind, id);

CREATE INDEX ix_tickets_open_calendar ON tickets USING btree (calendar_revision, id) WHERE (status = 'open'::text);

CREATE INDEX ix_tickets_priority_id ON tickets USING btree (priority, id);

CREATE INDEX ix_tickets_responsible_roles ON tickets USING gin (responsible_roles) WHERE (status <> 'closed'::text);

CREATE INDEX ix_tickets_status_id ON tickets USING btree (status, id);

CREATE INDEX ix_tickets_step_id ON tickets USING btree (step, id);

CREATE INDEX ix_tickets_words ON tickets USING gin (words);

CREATE INDEX ix_tickets_work ON tickets USING btree (due_order, id) WHERE (status <> 'closed'::text);

CREATE INDEX ix_webhook_messages_received_at ON webhook_messages USING btree (received_at);

CREATE UNIQUE INDEX uq_api_keys_replaces ON api_keys USING btree (replaces) WHERE (revoked_at IS NULL);

CREATE TRIGGER audit_entries_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_heads_is_append_only BEFORE DELETE OR TRUNCATE ON audit_heads FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER calendar_revisions_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON calendar_revisions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER clocks_recount BEFORE UPDATE ON clocks FOR EACH ROW
    WHEN (NOT OLD.recount AND (OLD.customer_id, OLD.name, OLD.priority, OLD.service_level, OLD.state, OLD.at_risk_at, OLD.stopped_at, OLD.not_applicable)
    IS DISTINCT FROM (NEW.customer_id, NEW.name, NEW.priority, NEW.service_level, NEW.state, NEW.at_risk_at, NEW.stopped_at, NEW.not_applicable))
    EXECUTE FUNCTION recount_clock();

CREATE TRIGGER ticket_events_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ticket_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER tickets_recount AFTER UPDATE ON tickets FOR EACH ROW
    WHEN ((OLD.customer_id, OLD.kind, OLD.priority, OLD.service_level, OLD.registered_at, OLD.created_at, OLD.agreement_revision, OLD.calendar_revision)
    IS DISTINCT FROM (NEW.customer_id, NEW.kind, NEW.priority, NEW.service_level, NEW.registered_at, NEW.created_at, NEW.agreement_revision, NEW.calendar_revision))
    EXECUTE FUNCTION recount_clocks_of_ticket();

ALTER TABLE administration_networks
    ADD CONSTRAINT fk_administration_networks_added_by FOREIGN KEY (added_by) REFERENCES people(id);

ALTER TABLE api_keys
    ADD CONSTRAINT fk_api_keys_made_by FOREIGN KEY (made_by) REFERENCES people(id);

ALTER TABLE api_keys
    ADD CONSTRAINT fk_api_keys_person_id FOREIGN KEY (person_id) REFERENCES people(id);

ALTER TABLE api_keys
    ADD CONSTRAINT fk_api_keys_person_of_customer FOREIGN KEY (customer_id, person_id) REFERENCES people(customer_id, id);

ALTER TABLE api_keys
    ADD CONSTRAINT fk_api_keys_replaces FOREIGN KEY (replaces) REFERENCES api_keys(id);

ALTER TABLE audit_heads
    ADD CONSTRAINT fk_audit_heads_customer_id FOREIGN KEY (customer_id) REFERENCES customers(id);

ALTER TABLE clock_pauses
    ADD CONSTRAINT fk_clock_pauses_ticket FOREIGN KEY (customer_id, ticket_id) REFERENCES tickets(customer_id, id);

ALTER TABLE clocks
    ADD CONSTRAINT fk_clocks_ticket FOREIGN KEY (customer_id, ticket_id) REFERENCES tickets(customer_id, id);

ALTER TABLE counted_attainment
    ADD CONSTRAINT fk_counted_attainment_customer_id FOREIGN KEY (customer_id) REFERENCES customers(id);

ALTER TABLE counted_standings
    ADD CONSTRAINT fk_counted_standings_customer_id FOREIGN KEY (customer_id) REFERENCES customers(id);

ALTER TABLE customers
    ADD CONSTRAINT fk_customers_consultant_id FOREIGN KEY (consultant_id) REFERENCES people(id);

ALTER TABLE integrations
    ADD CONSTRAINT fk_integrations_customer_id FOREIGN KEY (customer_id) REFERENCES customers(id);

ALTER TABLE people
    ADD CONSTRAINT fk_people_customer_id FOREIGN KEY (customer_id) REFERENCES customers(id);

ALTER TABLE registrants
    ADD CONSTRAINT fk_registrants_customer_id FOREIGN KEY (customer_id) REFERENCES customers(id);

ALTER TABLE registrants
    ADD CONSTRAINT fk_registrants_person_of_customer FOREIGN KEY (customer_id, person_id) REFERENCES people(customer_id, id);

ALTER TABLE ticket_assignments
    ADD CONSTRAINT fk_ticket_assignments_person_id FOREIGN KEY (person_id) REFERENCES people(id);

ALTER TABLE ticket_assignments
    ADD CONSTRAINT fk_ticket_assignments_ticket FOREIGN KEY (customer_id, ticket_id) REFERENCES tickets(customer_id, id);

ALTER TABLE ticket_events
    ADD CONSTRAINT fk_ticket_events_ticket FOREIGN KEY (customer_id, ticket_id) REFERENCES tickets(customer_id, id);

ALTER TABLE tickets
    ADD CONSTRAINT fk_tickets_customer_id FOREIGN KEY (customer_id) REFERENCES customers(id);

ALTER TABLE webhook_messages
    ADD CONSTRAINT fk_webhook_messages_integration_id FOREIGN KEY (integration_id) REFERENCES integrations(id);

ALTER TABLE webhook_messages
    ADD CONSTRAINT fk_webhook_messages_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets(id);

ALTER TABLE administration_networks ENABLE ROW LEVEL SECURITY;

ALTER TABLE alembic_version ENABLE ROW LEVEL SECURITY;

ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;

CREATE POLICY at_the_door ON administration_networks FOR SELECT USING ((( SELECT NULLIF(current_setting('duetime.key'::text, true), ''::text) AS "nullif") IS NOT NULL));

CREATE POLICY at_the_door ON api_keys FOR SELECT USING ((digest = ( SELECT decode(NULLIF(current_setting('duetime.key'::text, true), ''::text), 'hex'::text) AS decode)));

CREATE POLICY at_the_door ON integrations FOR SELECT USING ((id = ( SELECT (NULLIF(current_setting('duetime.integration'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY at_the_door ON people FOR SELECT USING ((id = ( SELECT api_keys.person_id
   FROM api_keys
  WHERE (api_keys.digest = ( SELECT decode(NULLIF(current_setting('duetime.key'::text, true), ''::text), 'hex'::text) AS decode)))));

CREATE POLICY at_the_door_by_identity ON people FOR SELECT USING (((issuer = ( SELECT convert_from(decode(NULLIF(current_setting('duetime.issuer'::text, true), ''::text), 'hex'::text), 'UTF8'::name) AS convert_from)) AND (subject = ( SELECT convert_from(decode(NULLIF(current_setting('duetime.subject'::text, true), ''::text), 'hex'::text), 'UTF8'::name) AS convert_from))));

ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit_heads ENABLE ROW LEVEL SECURITY;

ALTER TABLE calendar_revisions ENABLE ROW LEVEL SECURITY;

ALTER TABLE clock_pauses ENABLE ROW LEVEL SECURITY;

ALTER TABLE clocks ENABLE ROW LEVEL SECURITY;

ALTER TABLE counted_attainment ENABLE ROW LEVEL SECURITY;

ALTER TABLE counted_standings ENABLE ROW LEVEL SECURITY;

ALTER TABLE counting ENABLE ROW LEVEL SECURITY;

ALTER TABLE customers ENABLE ROW LEVEL SECURITY;

CREATE POLICY everybody ON calendar_revisions FOR SELECT USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['customer'::text, 'vendor'::text, 'system'::text])));

CREATE POLICY everybody ON counting FOR SELECT USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['customer'::text, 'vendor'::text, 'system'::text])));

ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE integrations ENABLE ROW LEVEL SECURITY;

CREATE POLICY names_of_vendor_staff ON people FOR SELECT USING (((customer_id IS NULL) AND (( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['customer'::text, 'vendor'::text, 'system'::text]))));

CREATE POLICY own ON api_keys USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY own ON audit_entries USING ((chain = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY own ON audit_heads USING ((chain = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY own ON clock_pauses USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY own ON clocks USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY own ON counted_attainment FOR SELECT USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY own ON counted_standings FOR SELECT USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY own ON customers USING ((id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY own ON idempotency_keys USING ((principal_id = ( SELECT (NULLIF(current_setting('duetime.principal'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY own ON integrations USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY own ON people USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY own ON registrants USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY own ON ticket_assignments USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY own ON ticket_events USING (((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")) AND (NOT internal)));

CREATE POLICY own ON tickets USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY own ON webhook_messages USING ((EXISTS ( SELECT
   FROM integrations
  WHERE (integrations.id = webhook_messages.integration_id))));

ALTER TABLE people ENABLE ROW LEVEL SECURITY;

ALTER TABLE quota_windows ENABLE ROW LEVEL SECURITY;

ALTER TABLE registrants ENABLE ROW LEVEL SECURITY;

CREATE POLICY service ON alembic_version FOR SELECT USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['customer'::text, 'vendor'::text, 'system'::text])));

ALTER TABLE service_secrets ENABLE ROW LEVEL SECURITY;

CREATE POLICY system ON counting USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = 'system'::text));

CREATE POLICY system ON idempotency_keys USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = 'system'::text));

CREATE POLICY system ON quota_windows USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = 'system'::text));

CREATE POLICY system ON service_secrets USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = 'system'::text));

ALTER TABLE ticket_assignments ENABLE ROW LEVEL SECURITY;

ALTER TABLE ticket_events ENABLE ROW LEVEL SECURITY;

ALTER TABLE tickets ENABLE ROW LEVEL SECURITY;

CREATE POLICY vendor ON administration_networks USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));

CREATE POLICY vendor ON api_keys USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));

CREATE POLICY vendor ON audit_entries USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));

CREATE POLICY vendor ON audit_heads USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));

CREATE POLICY vendor ON calendar_revisions USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));

CREATE POLICY vendor ON clock_pauses USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));

CREATE POLICY vendor ON clocks USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));

CREATE POLICY vendor ON counted_attainment USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));

CREATE POLICY vendor ON counted_standings USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));

CREATE POLICY vendor ON customers USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));

CREATE POLICY vendor ON integrations USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));

CREATE POLICY vendor ON people USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));

CREATE POLICY vendor ON registrants USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));

CREATE POLICY vendor ON ticket_assignments USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));

CREATE POLICY vendor ON ticket_events USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));

CREATE POLICY vendor ON tickets USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));

CREATE POLICY vendor ON webhook_messages USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));

ALTER TABLE webhook_messages ENABLE ROW LEVEL SECURITY;
