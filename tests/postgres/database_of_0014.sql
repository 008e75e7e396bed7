--
-- PostgreSQL database dump
--


-- Dumped from database version 18.6
-- Dumped by pg_dump version 18.6

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: duetime_enter(bytea, text); Type: FUNCTION; Schema: public; Owner: duetime_owner
--

CREATE FUNCTION public.duetime_enter(presented bytea, remembered text) RETURNS boolean
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


ALTER FUNCTION public.duetime_enter(presented bytea, remembered text) OWNER TO duetime_owner;

--
-- Name: recount_clock(); Type: FUNCTION; Schema: public; Owner: duetime_owner
--

CREATE FUNCTION public.recount_clock() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            NEW.recount := true;
            RETURN NEW;
        END $$;


ALTER FUNCTION public.recount_clock() OWNER TO duetime_owner;

--
-- Name: recount_clocks_of_ticket(); Type: FUNCTION; Schema: public; Owner: duetime_owner
--

CREATE FUNCTION public.recount_clocks_of_ticket() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            UPDATE clocks SET recount = true WHERE ticket_id = NEW.id AND NOT recount;
            RETURN NULL;
        END $$;


ALTER FUNCTION public.recount_clocks_of_ticket() OWNER TO duetime_owner;

--
-- Name: refuse_change(); Type: FUNCTION; Schema: public; Owner: duetime_owner
--

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
        END $$;


ALTER FUNCTION public.refuse_change() OWNER TO duetime_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: administration_networks; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.administration_networks (
    id uuid NOT NULL,
    network cidr NOT NULL,
    label text NOT NULL,
    added_by uuid,
    added_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_administration_networks_added_at_sane CHECK (((added_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (added_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.administration_networks FORCE ROW LEVEL SECURITY;


ALTER TABLE public.administration_networks OWNER TO duetime_owner;

--
-- Name: TABLE administration_networks; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.administration_networks IS 'From where support managers and administrators are let in; none: from everywhere';


--
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);


ALTER TABLE public.alembic_version OWNER TO duetime_owner;

--
-- Name: api_keys; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.api_keys (
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

ALTER TABLE ONLY public.api_keys FORCE ROW LEVEL SECURITY;


ALTER TABLE public.api_keys OWNER TO duetime_owner;

--
-- Name: TABLE api_keys; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.api_keys IS 'Only the SHA-256 of a key of 256 random bits is kept';


--
-- Name: audit_entries; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.audit_entries (
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

ALTER TABLE ONLY public.audit_entries FORCE ROW LEVEL SECURITY;


ALTER TABLE public.audit_entries OWNER TO duetime_owner;

--
-- Name: TABLE audit_entries; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.audit_entries IS 'Who did what, when, from where, on whose behalf: append-only, each entry''s hash over the one before';


--
-- Name: audit_heads; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.audit_heads (
    chain uuid NOT NULL,
    "position" bigint NOT NULL,
    hash bytea NOT NULL,
    customer_id uuid GENERATED ALWAYS AS (NULLIF(chain, '00000000-0000-0000-0000-000000000000'::uuid)) STORED
);

ALTER TABLE ONLY public.audit_heads FORCE ROW LEVEL SECURITY;


ALTER TABLE public.audit_heads OWNER TO duetime_owner;

--
-- Name: TABLE audit_heads; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.audit_heads IS 'How far each chain of the audit trail has come: whoever appends to it holds this row';


--
-- Name: calendar_revisions; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.calendar_revisions (
    revision integer NOT NULL,
    closing_days jsonb NOT NULL,
    reason text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    actor_id uuid,
    CONSTRAINT ck_calendar_revisions_recorded_at_sane CHECK (((recorded_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (recorded_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.calendar_revisions FORCE ROW LEVEL SECURITY;


ALTER TABLE public.calendar_revisions OWNER TO duetime_owner;

--
-- Name: TABLE calendar_revisions; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.calendar_revisions IS 'The closing days beyond the public holidays, whole per revision: {date: name}';


--
-- Name: clock_pauses; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.clock_pauses (
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

ALTER TABLE ONLY public.clock_pauses FORCE ROW LEVEL SECURITY;


ALTER TABLE public.clock_pauses OWNER TO duetime_owner;

--
-- Name: TABLE clock_pauses; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.clock_pauses IS 'The pauses that are over, 1 … clocks.pause_count: read by those who ask why, not by every transition';


--
-- Name: clocks; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.clocks (
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

ALTER TABLE ONLY public.clocks FORCE ROW LEVEL SECURITY;


ALTER TABLE public.clocks OWNER TO duetime_owner;

--
-- Name: TABLE clocks; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.clocks IS 'Each ticket''s two clocks as of its latest event; a running one past breach_at reads as breached';


--
-- Name: counted_attainment; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.counted_attainment (
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

ALTER TABLE ONLY public.counted_attainment FORCE ROW LEVEL SECURITY;


ALTER TABLE public.counted_attainment OWNER TO duetime_owner;

--
-- Name: TABLE counted_attainment; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.counted_attainment IS 'Of counted clocks whose tickets began on a day or in a month: how many at which stage, and in time';


--
-- Name: counted_standings; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.counted_standings (
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

ALTER TABLE ONLY public.counted_standings FORCE ROW LEVEL SECURITY;


ALTER TABLE public.counted_standings OWNER TO duetime_owner;

--
-- Name: TABLE counted_standings; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.counted_standings IS 'How many counted clocks are stored how, and at risk from which day; without a customer: of all together';


--
-- Name: counting; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.counting (
    id smallint NOT NULL,
    epoch integer NOT NULL,
    terms text NOT NULL,
    reached uuid,
    complete boolean NOT NULL,
    CONSTRAINT ck_counting_only_one CHECK ((id = 1))
);

ALTER TABLE ONLY public.counting FORCE ROW LEVEL SECURITY;


ALTER TABLE public.counting OWNER TO duetime_owner;

--
-- Name: TABLE counting; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.counting IS 'By which figures clocks are counted; what was counted in an earlier epoch is not in the numbers';


--
-- Name: customers; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.customers (
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

ALTER TABLE ONLY public.customers FORCE ROW LEVEL SECURITY;


ALTER TABLE public.customers OWNER TO duetime_owner;

--
-- Name: TABLE customers; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.customers IS 'An organisation that has a contract with the vendor';


--
-- Name: idempotency_keys; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.idempotency_keys (
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

ALTER TABLE ONLY public.idempotency_keys FORCE ROW LEVEL SECURITY;


ALTER TABLE public.idempotency_keys OWNER TO duetime_owner;

--
-- Name: TABLE idempotency_keys; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.idempotency_keys IS 'The first answer to a POST with an Idempotency-Key, written with its effect';


--
-- Name: integrations; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.integrations (
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

ALTER TABLE ONLY public.integrations FORCE ROW LEVEL SECURITY;


ALTER TABLE public.integrations OWNER TO duetime_owner;

--
-- Name: TABLE integrations; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.integrations IS 'A system of the customer''s that posts tickets; counts as the portal';


--
-- Name: people; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.people (
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

ALTER TABLE ONLY public.people FORCE ROW LEVEL SECURITY;


ALTER TABLE public.people OWNER TO duetime_owner;

--
-- Name: TABLE people; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.people IS 'Who acts: a customer''s people and the vendor''s';


--
-- Name: quota_windows; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE UNLOGGED TABLE public.quota_windows (
    subject text NOT NULL,
    number bigint NOT NULL,
    taken integer NOT NULL,
    granted integer NOT NULL,
    CONSTRAINT ck_quota_windows_counts CHECK (((taken >= 0) AND (granted >= 0)))
);

ALTER TABLE ONLY public.quota_windows FORCE ROW LEVEL SECURITY;


ALTER TABLE public.quota_windows OWNER TO duetime_owner;

--
-- Name: TABLE quota_windows; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.quota_windows IS 'How much of each quota is leased in its current window; a crash of the server may forget it';


--
-- Name: registrants; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.registrants (
    customer_id uuid NOT NULL,
    person_id uuid NOT NULL,
    added_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_registrants_added_at_sane CHECK (((added_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (added_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.registrants FORCE ROW LEVEL SECURITY;


ALTER TABLE public.registrants OWNER TO duetime_owner;

--
-- Name: TABLE registrants; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.registrants IS 'Who may register tickets, as coordinator or dispatcher (§1.2.2)';


--
-- Name: service_secrets; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.service_secrets (
    name text NOT NULL,
    value bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_service_secrets_created_at_sane CHECK (((created_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.service_secrets FORCE ROW LEVEL SECURITY;


ALTER TABLE public.service_secrets OWNER TO duetime_owner;

--
-- Name: TABLE service_secrets; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.service_secrets IS 'Keys the service makes for itself, such as the one that signs cursors';


--
-- Name: ticket_assignments; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.ticket_assignments (
    ticket_id uuid NOT NULL,
    role text NOT NULL,
    customer_id uuid NOT NULL,
    person_id uuid NOT NULL,
    CONSTRAINT ck_ticket_assignments_role_known CHECK ((role = ANY (ARRAY['customer'::text, 'support'::text, 'consultant'::text, 'support_manager'::text])))
);

ALTER TABLE ONLY public.ticket_assignments FORCE ROW LEVEL SECURITY;


ALTER TABLE public.ticket_assignments OWNER TO duetime_owner;

--
-- Name: TABLE ticket_assignments; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.ticket_assignments IS 'Who holds a role on a ticket (§2.1)';


--
-- Name: ticket_events; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.ticket_events (
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

ALTER TABLE ONLY public.ticket_events FORCE ROW LEVEL SECURITY;


ALTER TABLE public.ticket_events OWNER TO duetime_owner;

--
-- Name: TABLE ticket_events; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.ticket_events IS 'What happened, append-only: occurred_at is when it was true, recorded_at when we learnt it';


--
-- Name: ticket_numbers; Type: SEQUENCE; Schema: public; Owner: duetime_owner
--

CREATE SEQUENCE public.ticket_numbers
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE public.ticket_numbers OWNER TO duetime_owner;

--
-- Name: tickets; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.tickets (
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

ALTER TABLE ONLY public.tickets FORCE ROW LEVEL SECURITY;


ALTER TABLE public.tickets OWNER TO duetime_owner;

--
-- Name: TABLE tickets; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.tickets IS 'What a ticket''s events add up to; `duetime` can rebuild it from them';


--
-- Name: webhook_messages; Type: TABLE; Schema: public; Owner: duetime_owner
--

CREATE TABLE public.webhook_messages (
    integration_id uuid NOT NULL,
    message_id text NOT NULL,
    ticket_id uuid NOT NULL,
    received_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_webhook_messages_message_id_length CHECK (((length(message_id) >= 1) AND (length(message_id) <= 255))),
    CONSTRAINT ck_webhook_messages_received_at_sane CHECK (((received_at >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (received_at < '2200-01-01 00:00:00+00'::timestamp with time zone)))
);

ALTER TABLE ONLY public.webhook_messages FORCE ROW LEVEL SECURITY;


ALTER TABLE public.webhook_messages OWNER TO duetime_owner;

--
-- Name: TABLE webhook_messages; Type: COMMENT; Schema: public; Owner: duetime_owner
--

COMMENT ON TABLE public.webhook_messages IS 'Which webhook message made which ticket: the same message again makes no second one';


--
-- Data for Name: administration_networks; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--



--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.alembic_version VALUES
	('0014');


--
-- Data for Name: api_keys; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.api_keys VALUES
	('01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'First start', 'bootstrap', '\x626919d78376924fea242023be2e22c3159fb256f492d61e47f92bb4ebe4a7c1', '2026-11-30 05:26:59.729148+00', NULL, NULL, '2026-11-30 05:26:59.729148+00', NULL, NULL, NULL, NULL, NULL),
	('01a22aec-0fe8-7781-b95c-fd57fd9bb95f', '01a22aec-0fca-74d4-8709-57d4aa05550a', 'rik', 'dt_7fgYM6F9', '\x0c8002e0ba66ce578be8349dac0c7b8a223d30edb382c10a927b61042cd9b477', '2026-11-30 05:27:23.36583+00', NULL, NULL, '2026-11-30 05:27:23.415564+00', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', NULL, NULL, '01a22aeb-b395-70ed-8320-45bd3a6b929d', NULL);


--
-- Data for Name: audit_entries; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.audit_entries VALUES
	('00000000-0000-0000-0000-000000000000', 1, '2026-11-30 05:26:59.729148+00', 'operator', NULL, NULL, NULL, NULL, 'first_start', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', NULL, NULL, 'done', NULL, '{}', '\xd95fb24f9d660d5bdbfc582133b10bb528a909a96e043182dd692ceed055641f'),
	('00000000-0000-0000-0000-000000000000', 2, '2026-11-30 05:27:00.311515+00', 'system', NULL, NULL, NULL, NULL, 'announce_breaches', NULL, NULL, NULL, NULL, 'done', NULL, '{"tickets": 1, "breaches": 1}', '\x0356c5e7097e43f04cc7ed15db9468323a42007b6d2526d76f70d4bafbb630e5'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 1, '2026-11-30 05:27:23.284883+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', NULL, 'create_customer', 'customer', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', '127.0.0.1', '01a22aec-0f82-77bc-b6ac-dbaf1f31c3ec', 'done', 201, '{"etag": "\"v1\""}', '\xad17c20541e3d99dc33bae7faac737c857fabaa8198871c537ef711d6b2285f3'),
	('01a22aec-0fa3-755b-b46c-63a2d03d2526', 1, '2026-11-30 05:27:23.297596+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', NULL, 'create_customer', 'customer', '01a22aec-0fa3-755b-b46c-63a2d03d2526', '127.0.0.1', '01a22aec-0fa0-719f-a6bf-3893c4920432', 'done', 201, '{"etag": "\"v1\""}', '\x179ad3a0802f6cc2dba887344758c35364bc4acadac3cf31a0bedf12c88ba778'),
	('00000000-0000-0000-0000-000000000000', 3, '2026-11-30 05:27:23.306046+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', NULL, 'create_person', 'person', '01a22aec-0fab-74c3-a50e-657c937955bf', '127.0.0.1', '01a22aec-0fa9-75c5-be39-b142cbfffd09', 'done', 201, '{"etag": "\"v1\""}', '\x8dbb577838cd5c4f660f73cd31eb520a681b9759da03ee7213a0223a5f6642b7'),
	('00000000-0000-0000-0000-000000000000', 4, '2026-11-30 05:27:23.316495+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', NULL, 'create_person', 'person', '01a22aec-0fb5-719e-90f0-76cf618abeeb', '127.0.0.1', '01a22aec-0fb3-7423-b4f0-12642cb172c0', 'done', 201, '{"etag": "\"v1\""}', '\x1bbacfb4dbed91e018b2a3206794541d338bcc32129e8454249b9ea6da4663a3'),
	('00000000-0000-0000-0000-000000000000', 5, '2026-11-30 05:27:23.324912+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', NULL, 'create_person', 'person', '01a22aec-0fbe-7336-bb5c-275ba08b6ad2', '127.0.0.1', '01a22aec-0fbc-709b-80c8-f27e72f315e8', 'done', 201, '{"etag": "\"v1\""}', '\xb0fde8db89bf5a3d3cc42dcb938e59b563119c97ac38dd4004f17aecb7b70892'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 2, '2026-11-30 05:27:23.332832+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', NULL, 'create_person', 'person', '01a22aec-0fca-74d4-8709-57d4aa05550a', '127.0.0.1', '01a22aec-0fc4-7426-914a-ca746bcf5564', 'done', 201, '{"etag": "\"v1\""}', '\xdfff4a6ba4108149837e028dbd17a1057c8d1fef1bed0e431550a17ef5de0c26'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 3, '2026-11-30 05:27:23.345538+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', NULL, 'add_registrant', 'customer', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', '127.0.0.1', '01a22aec-0fd0-708c-b156-7a9db3363269', 'done', 201, '{"part": "registrants/01a22aec-0fca-74d4-8709-57d4aa05550a"}', '\xba8ebd426d2a92059239eb28306c2bfdd8bc9acb7e3315806ae3ce9cceedf6ec'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 4, '2026-11-30 05:27:23.36583+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0fca-74d4-8709-57d4aa05550a', 'create_api_key', 'api_key', '01a22aec-0fe8-7781-b95c-fd57fd9bb95f', '127.0.0.1', '01a22aec-0fe5-76c2-b57e-eecadadf4ba5', 'done', 201, '{}', '\xcaf5ce84f5d0d7dca2a4744e2f981b091a2e08fb88f47d40902ffc3df6ec0bcc'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 5, '2026-11-30 05:27:23.420923+00', 'person', '01a22aec-0fca-74d4-8709-57d4aa05550a', 'api_key', '01a22aec-0fe8-7781-b95c-fd57fd9bb95f', NULL, 'create_ticket', 'ticket', '01a22aec-101f-77cd-acdd-9a59ccd25827', '127.0.0.1', '01a22aec-1017-737f-a882-13ca8d637894', 'done', 201, '{"etag": "\"v1\""}', '\x4cf0e95d4836f4d0379a3f41740dd7b07832631c43a804108fdd19f534e6a929'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 6, '2026-11-30 05:27:23.440555+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'create_transition', 'ticket', '01a22aec-101f-77cd-acdd-9a59ccd25827', '127.0.0.1', '01a22aec-1030-746f-a64c-4d7dc7a7e434', 'done', 201, '{"etag": "\"v2\"", "part": "transitions"}', '\x22073ff2cc7dcde92685dc2d997eba9cd35cab28479d294ab08245b9abd71705'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 7, '2026-11-30 05:27:23.463512+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'create_transition', 'ticket', '01a22aec-101f-77cd-acdd-9a59ccd25827', '127.0.0.1', '01a22aec-1047-74af-8188-3f9b4afee0f7', 'done', 201, '{"etag": "\"v3\"", "part": "transitions"}', '\xec032b88f07e75c4083333c6a1d38764cbc2d0dd4ef76803b6595b60724432f6'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 8, '2026-11-30 05:27:23.471306+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'create_transition', 'ticket', '01a22aec-101f-77cd-acdd-9a59ccd25827', '127.0.0.1', '01a22aec-104e-70ed-a949-fc25e73775b0', 'done', 201, '{"etag": "\"v4\"", "part": "transitions"}', '\xb80ee022929a822900e6791d0da10f5d893d44ffebd01a44acf6d39c8b72c808'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 9, '2026-11-30 05:27:23.479213+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'create_transition', 'ticket', '01a22aec-101f-77cd-acdd-9a59ccd25827', '127.0.0.1', '01a22aec-1056-7256-91a1-c0db935df220', 'done', 201, '{"etag": "\"v5\"", "part": "transitions"}', '\x757a71cd57eb34e11b042850d0892a44925697162af051049dcbc4d307abc33c'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 10, '2026-11-30 05:27:23.486026+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'create_transition', 'ticket', '01a22aec-101f-77cd-acdd-9a59ccd25827', '127.0.0.1', '01a22aec-105d-72f8-986d-8bb6040c0cb3', 'done', 201, '{"etag": "\"v6\"", "part": "transitions"}', '\x4c1474fd04a9a433915ffaa965d81443e5cf3a0d91fc82a2e9ee65e37d2f80ff'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 11, '2026-11-30 05:27:23.493893+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'create_transition', 'ticket', '01a22aec-101f-77cd-acdd-9a59ccd25827', '127.0.0.1', '01a22aec-1065-72ee-8a74-7a181ba6a930', 'done', 201, '{"etag": "\"v7\"", "part": "transitions"}', '\x4e7693d1f96b4bf208a12455ea4bde1104d7051974beaac6325ead06d819d2e7'),
	('01a22aec-0fa3-755b-b46c-63a2d03d2526', 2, '2026-11-30 05:27:23.502271+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0fa3-755b-b46c-63a2d03d2526', 'create_ticket', 'ticket', '01a22aec-106f-74cb-8646-97c12538de87', '127.0.0.1', '01a22aec-106d-716b-bae3-5818035d045a', 'done', 201, '{"etag": "\"v1\""}', '\xd65cb291c50d5a4caccf7e83dce99adcef057aa087c56a7a24496e11c46a3978'),
	('01a22aec-0fa3-755b-b46c-63a2d03d2526', 3, '2026-11-30 05:27:23.511465+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0fa3-755b-b46c-63a2d03d2526', 'create_transition', 'ticket', '01a22aec-106f-74cb-8646-97c12538de87', '127.0.0.1', '01a22aec-1077-77fb-ac96-a0fc08c026e4', 'done', 201, '{"etag": "\"v2\"", "part": "transitions"}', '\x76b1e2f999e8af56447651b6b0ef4d2593325c7b298bca42ec6cf9b3c79856ec'),
	('01a22aec-0fa3-755b-b46c-63a2d03d2526', 4, '2026-11-30 05:27:23.519491+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0fa3-755b-b46c-63a2d03d2526', 'create_transition', 'ticket', '01a22aec-106f-74cb-8646-97c12538de87', '127.0.0.1', '01a22aec-107f-7477-9fad-f6203217e88d', 'done', 201, '{"etag": "\"v3\"", "part": "transitions"}', '\x04c2446c1bfdbed10c0c916bb27e65c044ed6ea23d2f53877fcc9d4cd940616b'),
	('01a22aec-0fa3-755b-b46c-63a2d03d2526', 5, '2026-11-30 05:27:23.526483+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0fa3-755b-b46c-63a2d03d2526', 'create_transition', 'ticket', '01a22aec-106f-74cb-8646-97c12538de87', '127.0.0.1', '01a22aec-1086-76ae-a01b-70a35d32f4e9', 'done', 201, '{"etag": "\"v4\"", "part": "transitions"}', '\x8f6be7fc82414c38396263163b7a15c31fd68573e17ab4cc7c0c6a3bbf88505a'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 12, '2026-11-30 05:27:23.532552+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'create_ticket', 'ticket', '01a22aec-108e-7636-a23d-1bcf2e578ec6', '127.0.0.1', '01a22aec-108c-76c0-9c29-702f675be7b1', 'done', 201, '{"etag": "\"v1\""}', '\x5a9828031647543d5c359fa831b877964b879e4a0d65c0da64c2ab778a7e42cc'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 13, '2026-11-30 05:27:23.540181+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'create_transition', 'ticket', '01a22aec-108e-7636-a23d-1bcf2e578ec6', '127.0.0.1', '01a22aec-1093-70c4-a1ca-e53f41496318', 'done', 201, '{"etag": "\"v2\"", "part": "transitions"}', '\x90944d89d9a5b54d357ac1816ad5085b8e59d639bcda46e4111304a52616e18b'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 14, '2026-11-30 05:27:23.549858+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', NULL, 'read_ticket', 'ticket', '01a22aec-108e-7636-a23d-1bcf2e578ec6', '127.0.0.1', '01a22aec-109d-72fc-b3b1-f1bd143d3964', 'seen', 200, '{"etag": "\"v2\""}', '\x4fe9c980bc5b65c23ceebe0a8818d716d27b0d95ef3d20ca3d50e47236ff92df'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 15, '2026-11-30 05:27:23.565662+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'correct_ticket', 'ticket', '01a22aec-108e-7636-a23d-1bcf2e578ec6', '127.0.0.1', '01a22aec-10ad-72fc-9f8d-9ab0a3452e88', 'done', 200, '{"etag": "\"v3\"", "members": ["impact", "urgency"]}', '\x392fa47749041f384df81a225232bb4844ddc71f04dae70e7a73af84caeb6900'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 16, '2026-11-30 05:27:23.584073+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'create_ticket', 'ticket', '01a22aec-10c1-706b-8a2c-ab4c2e61fbe9', '127.0.0.1', '01a22aec-10bf-7728-81b6-3dbe7499dbbc', 'done', 201, '{"etag": "\"v1\""}', '\x5c18318e8a28712f4f7233e13738a24aef6df15b087cfabb36bb86d9ea041025'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 17, '2026-11-30 05:27:23.591947+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'create_ticket', 'ticket', '01a22aec-10c9-71e8-b802-fda56c7b9543', '127.0.0.1', '01a22aec-10c7-7155-b9ba-ca3e4602be9b', 'done', 201, '{"etag": "\"v1\""}', '\x0c2377c4854d4ecf1e1ce5fe3210935d875fd58a814854bdd585307e47f83f53'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 18, '2026-11-30 05:27:23.598797+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'create_transition', 'ticket', '01a22aec-10c9-71e8-b802-fda56c7b9543', '127.0.0.1', '01a22aec-10ce-757e-9777-c87c4bbae246', 'done', 201, '{"etag": "\"v2\"", "part": "transitions"}', '\x70e3963435d40c1c4b174835b471aa9f6241c881e5a4c64508d1e440de97a993'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 19, '2026-11-30 05:27:23.606127+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'create_transition', 'ticket', '01a22aec-10c9-71e8-b802-fda56c7b9543', '127.0.0.1', '01a22aec-10d5-7510-ac2a-ce200e04186f', 'done', 201, '{"etag": "\"v3\"", "part": "transitions"}', '\xa1187b6eec66102227866f5cf6ca702c90a78acf53a41f0297e6ef8fb4577564'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 20, '2026-11-30 05:27:23.612588+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'create_transition', 'ticket', '01a22aec-10c9-71e8-b802-fda56c7b9543', '127.0.0.1', '01a22aec-10dc-7155-ac15-b4c56e3e329c', 'done', 201, '{"etag": "\"v4\"", "part": "transitions"}', '\x910abb5b2bc8bcece4b0925d9727d21d4652871d8d4b84a136cde4e782cc2bac'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 21, '2026-11-30 05:27:23.623937+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'create_transition', 'ticket', '01a22aec-10c9-71e8-b802-fda56c7b9543', '127.0.0.1', '01a22aec-10e7-77e0-bb4c-64fbe4b15147', 'done', 201, '{"etag": "\"v5\"", "part": "transitions"}', '\x20ffc6de65539b10a69d6678191997ee09ff5e395d27351936dcc607669d3f06'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 22, '2026-11-30 05:27:23.640426+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'add_ticket_comment', 'ticket', '01a22aec-101f-77cd-acdd-9a59ccd25827', '127.0.0.1', '01a22aec-10f7-7049-b10e-ce4a239d7d4b', 'done', 201, '{"part": "comments"}', '\xb62d5666e40174b3b922049cc0f8dcda451e939d7f30a2037c8246316ce9a6fb'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 23, '2026-11-30 05:27:23.647388+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'add_ticket_comment', 'ticket', '01a22aec-101f-77cd-acdd-9a59ccd25827', '127.0.0.1', '01a22aec-10fe-75d2-a60d-4bb2d6417f22', 'done', 201, '{"part": "comments"}', '\xb44874ea466ffa7dbfea16949f9a60b35618650b997280f4933c3cdcd17cb2e0'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 24, '2026-11-30 05:27:23.653776+00', 'person', '01a22aec-0fca-74d4-8709-57d4aa05550a', 'api_key', '01a22aec-0fe8-7781-b95c-fd57fd9bb95f', NULL, 'request_priority', 'ticket', '01a22aec-101f-77cd-acdd-9a59ccd25827', '127.0.0.1', '01a22aec-1105-7024-b00a-a2d252357e40', 'done', 201, '{"part": "priority-requests"}', '\xf8c7ca9361b687d66fb8f2032a0680e81bb044ee24268b2397a2f7475af0c607'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 25, '2026-11-30 05:27:23.663667+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'decide_priority_request', 'ticket', '01a22aec-101f-77cd-acdd-9a59ccd25827', '127.0.0.1', '01a22aec-110f-7556-893c-b5812683f34d', 'done', 201, '{"etag": "\"v11\"", "part": "priority-requests/01a22aec-1107-7138-adcd-26dddcf84384/decision"}', '\x55dfd2ec24ead2c872c088b9ced96376b928e20cc83c3a8690da6a7130d3a156'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 26, '2026-11-30 05:27:23.681065+00', 'person', '01a22aec-0fca-74d4-8709-57d4aa05550a', 'api_key', '01a22aec-0fe8-7781-b95c-fd57fd9bb95f', NULL, 'request_priority', 'ticket', '01a22aec-101f-77cd-acdd-9a59ccd25827', '127.0.0.1', '01a22aec-1120-727b-925d-eeb643152d17', 'done', 201, '{"part": "priority-requests"}', '\x10a5f02de8cc3f659709b73da043abc496082d0a9a1ecd29e5fd0f1dde621a71'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 27, '2026-11-30 05:27:23.693266+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', NULL, 'create_integration', 'integration', '01a22aec-112f-71d4-9860-fc6dccf6e3e9', '127.0.0.1', '01a22aec-112c-72b6-b3ce-21661786f4da', 'done', 201, '{"etag": "\"v1\""}', '\x8a628bddd9242f5617c2f04d6bfa1a887236ef50c4e74933e1dae569de953a9f'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 28, '2026-11-30 05:27:23.702899+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'assign_role', 'ticket', '01a22aec-101f-77cd-acdd-9a59ccd25827', '127.0.0.1', '01a22aec-1136-77be-b3e0-389a986e3485', 'done', 200, '{"etag": "\"v13\"", "part": "raci-assignments/support"}', '\xa762ab7d54e3e1977b90356d4a87cdc32fac9347eac926309943b3972dbfbf4f'),
	('00000000-0000-0000-0000-000000000000', 6, '2026-11-30 05:27:36.608483+00', 'person', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'api_key', '01a22aeb-b39d-75e3-b28e-76c5a3d9964e', NULL, 'add_closing_day', 'closing_day', '2026-12-04', '127.0.0.1', '01a22aec-43a0-7499-92d2-5c4f837351c0', 'done', 201, '{}', '\xa1df06eb15ca39af7a51c65e4ae9558bad057484345849c3cffbfc63caffc90b');


--
-- Data for Name: audit_heads; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.audit_heads VALUES
	('01a22aec-0fa3-755b-b46c-63a2d03d2526', 5, '\x8f6be7fc82414c38396263163b7a15c31fd68573e17ab4cc7c0c6a3bbf88505a', DEFAULT),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 28, '\xa762ab7d54e3e1977b90356d4a87cdc32fac9347eac926309943b3972dbfbf4f', DEFAULT),
	('00000000-0000-0000-0000-000000000000', 6, '\xa1df06eb15ca39af7a51c65e4ae9558bad057484345849c3cffbfc63caffc90b', DEFAULT);


--
-- Data for Name: calendar_revisions; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.calendar_revisions VALUES
	(1, '{}', 'The public holidays only', '2026-11-30 05:26:58.790174+00', NULL),
	(2, '{"2026-12-04": "Verhuizing"}', 'Closing day added: 2026-12-04, Verhuizing', '2026-11-30 05:27:36.608483+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d');


--
-- Data for Name: clock_pauses; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.clock_pauses VALUES
	('01a22aec-10c9-71e8-b802-fda56c7b9543', 'resolution', 1, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', '2026-11-30 05:27:23.606127+00', '2026-11-30 05:27:23.623937+00', 'solved');


--
-- Data for Name: clocks; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.clocks VALUES
	('01a22aeb-b454-77f7-901b-f86143dbbb4c', 'response', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'normal', 'extended', 'not_started', NULL, NULL, NULL, NULL, 'null', NULL, '1.2.2', NULL, NULL, NULL, '[]', 0, 0, NULL, 0, NULL, NULL, NULL, DEFAULT, false, '1 not_started - normal extended 1 0 2026-11-30 signal -'),
	('01a22aeb-b454-77f7-901b-f86143dbbb4c', 'resolution', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'normal', 'extended', 'not_started', NULL, NULL, NULL, NULL, 'null', NULL, '1.2.2', NULL, NULL, NULL, '[]', 0, 0, NULL, 0, NULL, NULL, NULL, DEFAULT, false, '1 not_started - normal extended 1 0 2026-11-30 signal -'),
	('01a22aeb-b472-7129-9cdf-8b6726347be3', 'resolution', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'normal', 'extended', 'paused', '2026-11-23 03:26:59.729148+00', NULL, 'information_requested', NULL, '{"unit": "days", "amount": 40.0}', 1296000000000, '1.2.3', NULL, NULL, NULL, '[{"due_at": null, "section": "1.2.3"}]', 0, 0, '2026-11-23 04:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 paused - normal extended 1 2 2026-11-23 undone -'),
	('01a22aeb-b45a-7696-8815-6900c501c0ce', 'resolution', '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'low', 'standard', 'best_effort', '2026-11-30 04:26:59.729148+00', NULL, NULL, NULL, 'null', NULL, '1.2.3', NULL, NULL, NULL, '[{"due_at": null, "section": "1.2.3"}, {"due_at": null, "section": "3.1.1"}]', 0, 0, '2026-11-30 04:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 best_effort - low standard 1 2 2026-11-30 undone -'),
	('01a22aeb-b45a-7696-8815-6900c501c0ce', 'response', '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'low', 'standard', 'running', '2026-11-30 04:26:59.729148+00', NULL, NULL, NULL, '{"unit": "hours", "amount": 16.0}', 57600000000, '1.2.3', '2026-12-02 13:00:00+00', '2026-12-01 15:00:00+00', '2026-12-02 13:00:00+00', '[{"due_at": "2026-12-02T13:00:00Z", "section": "1.2.3"}, {"due_at": "2026-12-07T15:00:00Z", "section": "3.1.1"}]', 0, 0, '2026-11-30 04:26:59.729148+00', 0, NULL, NULL, '2026-12-02 13:00:00+00', DEFAULT, false, '1 running 2026-12-01 low standard 1 2 2026-11-30 undone -'),
	('01a22aeb-b460-76ae-bca7-c2bb88f75245', 'response', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'normal', 'extended', 'met', '2026-11-28 23:26:59.729148+00', '2026-11-29 00:26:59.729148+00', NULL, NULL, '{"unit": "hours", "amount": 4.0}', 14400000000, '1.2.3', '2026-11-30 11:00:00+00', '2026-11-30 10:00:00+00', NULL, '[{"due_at": "2026-11-30T11:00:00Z", "section": "1.2.3"}]', 0, 0, '2026-11-29 00:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 met - normal extended 1 2 2026-11-29 done 1'),
	('01a22aeb-b437-7624-b440-9034940999e2', 'resolution', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'high', 'extended', 'running', '2026-11-21 21:26:59.729148+00', NULL, NULL, NULL, '{"unit": "days", "amount": 20.0}', 648000000000, '1.2.3', '2026-12-21 16:00:00+00', '2026-12-14 16:00:00+00', '2026-12-21 16:00:00+00', '[{"due_at": "2026-12-21T16:00:00Z", "section": "1.2.3"}]', 0, 0, '2026-11-21 21:26:59.729148+00', 0, NULL, NULL, '2026-12-21 16:00:00+00', DEFAULT, false, '1 running 2026-12-14 high extended 1 2 2026-11-21 undone -'),
	('01a22aec-10c1-706b-8a2c-ab4c2e61fbe9', 'response', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'normal', 'extended', 'not_started', NULL, NULL, NULL, NULL, 'null', NULL, '1.2.2', NULL, NULL, NULL, '[]', 0, 0, NULL, 0, NULL, NULL, NULL, DEFAULT, false, '1 not_started - normal extended 1 0 2026-11-30 signal -'),
	('01a22aec-10c1-706b-8a2c-ab4c2e61fbe9', 'resolution', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'normal', 'extended', 'not_started', NULL, NULL, NULL, NULL, 'null', NULL, '1.2.2', NULL, NULL, NULL, '[]', 0, 0, NULL, 0, NULL, NULL, NULL, DEFAULT, false, '1 not_started - normal extended 1 0 2026-11-30 signal -'),
	('01a22aec-106f-74cb-8646-97c12538de87', 'response', '01a22aec-0fa3-755b-b46c-63a2d03d2526', 'normal', 'standard', 'met', '2026-11-20 09:00:00+00', '2026-11-23 10:00:00+00', NULL, NULL, '{"unit": "hours", "amount": 8.0}', 28800000000, '1.2.3', '2026-11-23 11:00:00+00', '2026-11-20 15:00:00+00', NULL, '[{"due_at": "2026-11-23T11:00:00Z", "section": "1.2.3"}, {"due_at": "2026-11-23T15:00:00Z", "section": "3.1.1"}]', 25200000000, 0, '2026-11-23 10:00:00+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 met - normal standard 1 2 2026-11-20 done 1'),
	('01a22aec-106f-74cb-8646-97c12538de87', 'resolution', '01a22aec-0fa3-755b-b46c-63a2d03d2526', 'normal', 'standard', 'not_applicable', '2026-11-20 09:00:00+00', NULL, 'customer_responsible', 'The cause is customer_infrastructure, not the vendor''s software (section 1.2.3): no resolution is promised.', 'null', NULL, '1.2.3', NULL, NULL, NULL, '[{"due_at": null, "section": "1.2.3"}, {"due_at": null, "section": "3.1.1"}]', 32400000000, 0, '2026-11-23 12:00:00+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 not_applicable - normal standard 1 2 2026-11-20 not_applicable -'),
	('01a22aec-108e-7636-a23d-1bcf2e578ec6', 'resolution', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'high', 'extended', 'running', '2026-11-02 09:00:00+00', NULL, NULL, NULL, '{"unit": "days", "amount": 20.0}', 648000000000, '1.2.3', '2026-11-30 09:00:00+00', '2026-11-23 09:00:00+00', '2026-11-30 09:00:00+00', '[{"due_at": "2026-11-30T09:00:00Z", "section": "1.2.3"}]', 0, 0, '2026-11-02 09:00:00+00', 0, NULL, NULL, '2026-11-30 09:00:00+00', DEFAULT, false, '1 running 2026-11-23 high extended 1 2 2026-11-02 undone -'),
	('01a22aec-10c9-71e8-b802-fda56c7b9543', 'resolution', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'normal', 'extended', 'best_effort', '2026-11-30 05:27:23.591947+00', NULL, NULL, NULL, 'null', NULL, '1.2.3', NULL, NULL, NULL, '[{"due_at": null, "section": "1.2.3"}]', 0, 0, '2026-11-30 05:27:23.623937+00', 1, NULL, NULL, NULL, DEFAULT, false, '1 best_effort - normal extended 1 2 2026-11-30 change -'),
	('01a22aeb-b4d3-76c1-84c0-f71b1185b451', 'response', '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'normal', 'standard', 'met', '2026-11-19 09:26:59.729148+00', '2026-11-19 14:26:59.729148+00', NULL, NULL, '{"unit": "hours", "amount": 8.0}', 28800000000, '1.2.3', '2026-11-20 11:26:59.729148+00', '2026-11-20 09:26:59.729148+00', NULL, '[{"due_at": "2026-11-20T11:26:59.729148Z", "section": "1.2.3"}, {"due_at": "2026-11-23T09:26:59.729148Z", "section": "3.1.1"}]', 18000000000, 0, '2026-11-19 14:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 met - normal standard 1 1 2026-11-19 done 1'),
	('01a22aeb-b4d3-76c1-84c0-f71b1185b451', 'resolution', '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'normal', 'standard', 'best_effort', '2026-11-19 09:26:59.729148+00', '2026-11-20 05:26:59.729148+00', NULL, NULL, 'null', NULL, '1.2.3', NULL, NULL, NULL, '[{"due_at": null, "section": "1.2.3"}, {"due_at": null, "section": "3.1.1"}]', 19980270852, 0, '2026-11-20 05:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 best_effort - normal standard 1 1 2026-11-19 done 111'),
	('01a22aeb-b460-76ae-bca7-c2bb88f75245', 'resolution', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'normal', 'extended', 'running', '2026-11-28 23:26:59.729148+00', NULL, NULL, NULL, '{"unit": "days", "amount": 40.0}', 1296000000000, '1.2.3', '2027-01-27 16:00:00+00', '2027-01-13 16:00:00+00', '2027-01-27 16:00:00+00', '[{"due_at": "2027-01-27T16:00:00Z", "section": "1.2.3"}]', 0, 0, '2026-11-28 23:26:59.729148+00', 0, NULL, NULL, '2027-01-27 16:00:00+00', DEFAULT, false, '1 running 2027-01-13 normal extended 1 2 2026-11-29 undone -'),
	('01a22aec-108e-7636-a23d-1bcf2e578ec6', 'response', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'high', 'extended', 'breached', '2026-11-02 09:00:00+00', '2026-11-02 12:00:00+00', NULL, NULL, '{"unit": "hours", "amount": 2.0}', 7200000000, '1.2.3', '2026-11-02 11:00:00+00', '2026-11-02 10:30:00+00', '2026-11-02 11:00:00+00', '[{"due_at": "2026-11-02T11:00:00Z", "section": "1.2.3"}]', 10800000000, 0, '2026-11-02 12:00:00+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 breached - high extended 1 2 2026-11-02 done 1'),
	('01a22aec-10c9-71e8-b802-fda56c7b9543', 'response', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'normal', 'extended', 'met', '2026-11-30 05:27:23.591947+00', '2026-11-30 05:27:23.598797+00', NULL, NULL, '{"unit": "days", "amount": 2.0}', 64800000000, '1.2.3', '2026-12-01 16:00:00+00', '2026-12-01 11:30:00+00', NULL, '[{"due_at": "2026-12-01T16:00:00Z", "section": "1.2.3"}]', 0, 0, '2026-11-30 05:27:23.598797+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 met - normal extended 1 2 2026-11-30 change -'),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 'response', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'high', 'extended', 'met', '2026-11-30 05:27:23.420923+00', '2026-11-30 05:27:23.440555+00', NULL, NULL, '{"unit": "hours", "amount": 2.0}', 7200000000, '1.2.3', '2026-11-30 09:00:00+00', '2026-11-30 08:30:00+00', NULL, '[{"due_at": "2026-11-30T09:00:00Z", "section": "1.2.3"}]', 0, 0, '2026-11-30 05:27:23.440555+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 met - high extended 1 2 2026-11-30 done 1'),
	('01a22aeb-b472-7129-9cdf-8b6726347be3', 'response', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'normal', 'extended', 'met', '2026-11-23 03:26:59.729148+00', '2026-11-23 04:26:59.729148+00', NULL, NULL, '{"unit": "hours", "amount": 4.0}', 14400000000, '1.2.3', '2026-11-23 11:00:00+00', '2026-11-23 10:00:00+00', NULL, '[{"due_at": "2026-11-23T11:00:00Z", "section": "1.2.3"}]', 0, 0, '2026-11-23 04:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 met - normal extended 1 2 2026-11-23 done 1'),
	('01a22aeb-b48d-7535-a26d-77c974cb1bc1', 'resolution', '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'high', 'standard', 'best_effort', '2026-11-16 01:26:59.729148+00', NULL, 'information_requested', NULL, 'null', NULL, '1.2.3', NULL, NULL, NULL, '[{"due_at": null, "section": "1.2.3"}, {"due_at": null, "section": "3.1.1"}]', 172800000000, 0, '2026-11-26 01:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 best_effort - high standard 1 2 2026-11-16 undone -'),
	('01a22aeb-b48d-7535-a26d-77c974cb1bc1', 'response', '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'high', 'standard', 'breached', '2026-11-16 01:26:59.729148+00', '2026-11-16 21:26:59.729148+00', NULL, NULL, '{"unit": "hours", "amount": 4.0}', 14400000000, '1.2.3', '2026-11-16 13:00:00+00', '2026-11-16 12:00:00+00', '2026-11-16 13:00:00+00', '[{"due_at": "2026-11-16T13:00:00Z", "section": "1.2.3"}, {"due_at": "2026-11-17T11:00:00Z", "section": "3.1.1"}]', 21600000000, 0, '2026-11-16 21:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 breached - high standard 1 2 2026-11-16 done 0'),
	('01a22aeb-b4be-75d0-8b4b-682099eb57c3', 'response', '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'low', 'standard', 'met', '2026-11-01 01:26:59.729148+00', '2026-11-01 11:26:59.729148+00', NULL, NULL, '{"unit": "hours", "amount": 16.0}', 57600000000, '1.2.3', '2026-11-04 13:00:00+00', '2026-11-03 15:00:00+00', NULL, '[{"due_at": "2026-11-04T13:00:00Z", "section": "1.2.3"}, {"due_at": "2026-11-06T15:00:00Z", "section": "3.1.1"}]', 0, 0, '2026-11-01 11:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 met - low standard 1 2 2026-11-01 done 1'),
	('01a22aeb-b4cd-701d-86fb-97db68e560ba', 'resolution', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'normal', 'extended', 'paused', '2026-11-23 23:26:59.729148+00', NULL, 'customer_responsible', NULL, '{"unit": "days", "amount": 40.0}', 1296000000000, '1.2.3', NULL, NULL, NULL, '[{"due_at": null, "section": "1.2.3"}]', 32400000000, 0, '2026-11-24 19:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 paused - normal extended 1 2 2026-11-24 undone -'),
	('01a22aeb-b4cd-701d-86fb-97db68e560ba', 'response', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'normal', 'extended', 'met', '2026-11-23 23:26:59.729148+00', '2026-11-24 01:26:59.729148+00', NULL, NULL, '{"unit": "hours", "amount": 4.0}', 14400000000, '1.2.3', '2026-11-24 11:00:00+00', '2026-11-24 10:00:00+00', NULL, '[{"due_at": "2026-11-24T11:00:00Z", "section": "1.2.3"}]', 0, 0, '2026-11-24 01:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 met - normal extended 1 2 2026-11-24 done 1'),
	('01a22aeb-b4da-72d5-8a39-d344def922f3', 'resolution', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'normal', 'extended', 'best_effort', '2026-11-28 03:26:59.729148+00', NULL, NULL, NULL, 'null', NULL, '1.2.3', NULL, NULL, NULL, '[{"due_at": null, "section": "1.2.3"}]', 0, 0, '2026-11-28 03:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 best_effort - normal extended 1 2 2026-11-28 change -'),
	('01a22aeb-b4da-72d5-8a39-d344def922f3', 'response', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'normal', 'extended', 'met', '2026-11-28 03:26:59.729148+00', '2026-11-28 05:26:59.729148+00', NULL, NULL, '{"unit": "days", "amount": 2.0}', 64800000000, '1.2.3', '2026-12-01 16:00:00+00', '2026-12-01 11:30:00+00', NULL, '[{"due_at": "2026-12-01T16:00:00Z", "section": "1.2.3"}]', 0, 0, '2026-11-28 05:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 met - normal extended 1 2 2026-11-28 change -'),
	('01a22aeb-b437-7624-b440-9034940999e2', 'response', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'high', 'extended', 'breached', '2026-11-21 21:26:59.729148+00', NULL, NULL, NULL, '{"unit": "hours", "amount": 2.0}', 7200000000, '1.2.3', '2026-11-23 09:00:00+00', '2026-11-23 08:30:00+00', '2026-11-23 09:00:00+00', '[{"due_at": "2026-11-23T09:00:00Z", "section": "1.2.3"}]', 0, 0, '2026-11-21 21:26:59.729148+00', 0, NULL, '2026-11-23 09:00:00+00', NULL, DEFAULT, false, '1 breached - high extended 1 2 2026-11-21 undone -'),
	('01a22aeb-b496-7039-a04e-f1619a4de7cc', 'resolution', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'normal', 'extended', 'not_applicable', '2026-11-26 11:26:59.729148+00', NULL, NULL, 'The cause is configuration, not the vendor''s software (section 1.2.3): no resolution is promised.', '{"unit": "days", "amount": 40.0}', 1296000000000, '1.2.3', NULL, NULL, NULL, '[{"due_at": null, "section": "1.2.3"}]', 0, 0, '2026-11-26 11:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 not_applicable - normal extended 1 2 2026-11-26 not_applicable -'),
	('01a22aeb-b4a5-721d-8aa8-16e1b27bff4a', 'response', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'normal', 'extended', 'met', '2026-11-13 13:26:59.729148+00', '2026-11-13 15:26:59.729148+00', NULL, NULL, '{"unit": "hours", "amount": 4.0}', 14400000000, '1.2.3', '2026-11-16 08:26:59.729148+00', '2026-11-16 07:26:59.729148+00', NULL, '[{"due_at": "2026-11-16T08:26:59.729148Z", "section": "1.2.3"}]', 7200000000, 0, '2026-11-13 15:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 met - normal extended 1 2 2026-11-13 done 1'),
	('01a22aeb-b4ca-7436-b243-fb8be5198b88', 'response', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'low', 'extended', 'met', '2026-11-29 03:26:59.729148+00', '2026-11-29 04:26:59.729148+00', NULL, NULL, '{"unit": "hours", "amount": 8.0}', 28800000000, '1.2.3', '2026-11-30 15:00:00+00', '2026-11-30 13:00:00+00', NULL, '[{"due_at": "2026-11-30T15:00:00Z", "section": "1.2.3"}]', 0, 0, '2026-11-29 04:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 met - low extended 1 2 2026-11-29 done 1'),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 'resolution', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'high', 'extended', 'met', '2026-11-30 05:27:23.420923+00', '2026-11-30 05:27:23.463512+00', NULL, NULL, '{"unit": "days", "amount": 20.0}', 648000000000, '1.2.3', '2026-12-29 16:00:00+00', '2026-12-21 16:00:00+00', NULL, '[{"due_at": "2026-12-29T16:00:00Z", "section": "1.2.3"}]', 0, 0, '2026-11-30 05:27:23.463512+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 met - high extended 1 2 2026-11-30 done 111'),
	('01a22aeb-b4a5-721d-8aa8-16e1b27bff4a', 'resolution', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'normal', 'extended', 'running', '2026-11-13 13:26:59.729148+00', NULL, NULL, NULL, '{"unit": "days", "amount": 40.0}', 1296000000000, '1.2.3', '2027-01-13 13:26:59.729148+00', '2026-12-29 13:26:59.729148+00', '2027-01-13 13:26:59.729148+00', '[{"due_at": "2027-01-13T13:26:59.729148Z", "section": "1.2.3"}]', 0, 0, '2026-11-13 13:26:59.729148+00', 0, NULL, NULL, '2027-01-13 13:26:59.729148+00', DEFAULT, false, '1 running 2026-12-29 normal extended 1 2 2026-11-13 undone -'),
	('01a22aeb-b4ca-7436-b243-fb8be5198b88', 'resolution', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'low', 'extended', 'running', '2026-11-29 03:26:59.729148+00', NULL, NULL, NULL, '{"unit": "days", "amount": 60.0}', 1944000000000, '1.2.3', '2027-02-24 16:00:00+00', '2027-02-03 16:00:00+00', '2027-02-24 16:00:00+00', '[{"due_at": "2027-02-24T16:00:00Z", "section": "1.2.3"}]', 0, 0, '2026-11-29 03:26:59.729148+00', 0, NULL, NULL, '2027-02-24 16:00:00+00', DEFAULT, false, '1 running 2027-02-03 low extended 1 2 2026-11-29 undone -'),
	('01a22aeb-b496-7039-a04e-f1619a4de7cc', 'response', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'normal', 'extended', 'met', '2026-11-26 11:26:59.729148+00', '2026-11-26 13:26:59.729148+00', NULL, NULL, '{"unit": "hours", "amount": 4.0}', 14400000000, '1.2.3', '2026-11-26 15:26:59.729148+00', '2026-11-26 14:26:59.729148+00', NULL, '[{"due_at": "2026-11-26T15:26:59.729148Z", "section": "1.2.3"}]', 7200000000, 0, '2026-11-26 13:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 met - normal extended 1 2 2026-11-26 done 1'),
	('01a22aeb-b4b1-77ba-949c-cbd57d5af199', 'resolution', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'high', 'extended', 'met', '2026-10-23 17:26:59.729148+00', '2026-10-27 21:26:59.729148+00', NULL, NULL, '{"unit": "days", "amount": 20.0}', 648000000000, '1.2.3', '2026-11-20 16:00:00+00', '2026-11-13 16:00:00+00', NULL, '[{"due_at": "2026-11-20T16:00:00Z", "section": "1.2.3"}]', 64800000000, 0, '2026-10-27 21:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 met - high extended 1 2 2026-10-23 done 001'),
	('01a22aeb-b4b1-77ba-949c-cbd57d5af199', 'response', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'high', 'extended', 'met', '2026-10-23 17:26:59.729148+00', '2026-10-23 18:26:59.729148+00', NULL, NULL, '{"unit": "hours", "amount": 2.0}', 7200000000, '1.2.3', '2026-10-26 09:00:00+00', '2026-10-26 08:30:00+00', NULL, '[{"due_at": "2026-10-26T09:00:00Z", "section": "1.2.3"}]', 0, 0, '2026-10-23 18:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 met - high extended 1 2 2026-10-23 done 1'),
	('01a22aeb-b4be-75d0-8b4b-682099eb57c3', 'resolution', '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'low', 'standard', 'best_effort', '2026-11-01 01:26:59.729148+00', NULL, NULL, NULL, 'null', NULL, '1.2.3', NULL, NULL, NULL, '[{"due_at": null, "section": "1.2.3"}, {"due_at": null, "section": "3.1.1"}]', 0, 0, '2026-11-01 01:26:59.729148+00', 0, NULL, NULL, NULL, DEFAULT, false, '1 best_effort - low standard 1 2 2026-11-01 undone -');


--
-- Data for Name: counted_attainment; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.counted_attainment VALUES
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 0, '2026-11-30', 'normal', 'response', '{1,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'month', 'extended', 1, 0, '2026-11-01', 'normal', 'response', '{1,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 0, '2026-11-30', 'normal', 'resolution', '{1,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'month', 'extended', 1, 0, '2026-11-01', 'normal', 'resolution', '{1,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 1, '2026-11-23', 'normal', 'resolution', '{0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'month', 'extended', 1, 1, '2026-11-01', 'normal', 'resolution', '{0,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 1, '2026-11-23', 'normal', 'resolution', '{0,0,0,0,0}'),
	(NULL, 'month', 'extended', 1, 1, '2026-11-01', 'normal', 'resolution', '{0,0,0,0,0}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'day', 'standard', 1, 1, '2026-11-19', 'normal', 'response', '{0,0,0,0,1,1}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'month', 'standard', 1, 1, '2026-11-01', 'normal', 'response', '{0,0,0,0,1,1}'),
	(NULL, 'day', 'standard', 1, 1, '2026-11-19', 'normal', 'response', '{0,0,0,0,1,1}'),
	(NULL, 'month', 'standard', 1, 1, '2026-11-01', 'normal', 'response', '{0,0,0,0,1,1}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'day', 'standard', 1, 1, '2026-11-19', 'normal', 'resolution', '{0,0,0,0,1,1,1,1}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'month', 'standard', 1, 1, '2026-11-01', 'normal', 'resolution', '{0,0,0,0,1,1,1,1}'),
	(NULL, 'day', 'standard', 1, 1, '2026-11-19', 'normal', 'resolution', '{0,0,0,0,1,1,1,1}'),
	(NULL, 'month', 'standard', 1, 1, '2026-11-01', 'normal', 'resolution', '{0,0,0,0,1,1,1,1}'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'day', 'extended', 1, 0, '2026-11-30', 'normal', 'response', '{1,0,0,0,0}'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'month', 'extended', 1, 0, '2026-11-01', 'normal', 'response', '{1,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 0, '2026-11-30', 'normal', 'response', '{2,0,0,0,0}'),
	(NULL, 'month', 'extended', 1, 0, '2026-11-01', 'normal', 'response', '{2,0,0,0,0}'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'day', 'extended', 1, 0, '2026-11-30', 'normal', 'resolution', '{1,0,0,0,0}'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'month', 'extended', 1, 0, '2026-11-01', 'normal', 'resolution', '{1,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 0, '2026-11-30', 'normal', 'resolution', '{2,0,0,0,0}'),
	(NULL, 'month', 'extended', 1, 0, '2026-11-01', 'normal', 'resolution', '{2,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 2, '2026-11-23', 'normal', 'resolution', '{0,0,0,1,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'month', 'extended', 1, 2, '2026-11-01', 'normal', 'resolution', '{0,1,1,4,0}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-23', 'normal', 'resolution', '{0,0,0,1,0}'),
	(NULL, 'month', 'extended', 1, 2, '2026-11-01', 'normal', 'resolution', '{0,2,1,4,0}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'day', 'standard', 1, 1, '2026-11-30', 'low', 'resolution', '{0,0,0,0,0}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'month', 'standard', 1, 1, '2026-11-01', 'low', 'resolution', '{0,0,0,0,0}'),
	(NULL, 'day', 'standard', 1, 1, '2026-11-30', 'low', 'resolution', '{0,0,0,0,0}'),
	(NULL, 'month', 'standard', 1, 1, '2026-11-01', 'low', 'resolution', '{0,0,0,0,0}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'day', 'standard', 1, 2, '2026-11-30', 'low', 'resolution', '{0,0,0,1,0}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'month', 'standard', 1, 2, '2026-11-01', 'low', 'resolution', '{0,0,0,2,0}'),
	(NULL, 'day', 'standard', 1, 2, '2026-11-30', 'low', 'resolution', '{0,0,0,1,0}'),
	(NULL, 'month', 'standard', 1, 2, '2026-11-01', 'low', 'resolution', '{0,0,0,2,0}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'day', 'standard', 1, 1, '2026-11-30', 'low', 'response', '{0,0,0,0,0}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'month', 'standard', 1, 1, '2026-11-01', 'low', 'response', '{0,0,0,0,0,0}'),
	(NULL, 'day', 'standard', 1, 1, '2026-11-30', 'low', 'response', '{0,0,0,0,0}'),
	(NULL, 'month', 'standard', 1, 1, '2026-11-01', 'low', 'response', '{0,0,0,0,0,0}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'day', 'standard', 1, 2, '2026-11-30', 'low', 'response', '{0,0,0,1,0}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'month', 'standard', 1, 2, '2026-11-01', 'low', 'response', '{0,0,0,1,1,1}'),
	(NULL, 'day', 'standard', 1, 2, '2026-11-30', 'low', 'response', '{0,0,0,1,0}'),
	(NULL, 'month', 'standard', 1, 2, '2026-11-01', 'low', 'response', '{0,0,0,1,1,1}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 1, '2026-11-29', 'normal', 'response', '{0,0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'month', 'extended', 1, 1, '2026-11-01', 'normal', 'response', '{0,0,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 1, '2026-11-29', 'normal', 'response', '{0,0,0,0,0,0}'),
	(NULL, 'month', 'extended', 1, 1, '2026-11-01', 'normal', 'response', '{0,0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 2, '2026-11-29', 'normal', 'response', '{0,0,0,0,1,1}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'month', 'extended', 1, 2, '2026-11-01', 'normal', 'response', '{0,1,0,0,5,5}');
INSERT INTO public.counted_attainment VALUES
	(NULL, 'day', 'extended', 1, 2, '2026-11-29', 'normal', 'response', '{0,0,0,0,1,1}'),
	(NULL, 'month', 'extended', 1, 2, '2026-11-01', 'normal', 'response', '{0,2,0,0,5,5}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 1, '2026-11-21', 'high', 'resolution', '{0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'month', 'extended', 1, 1, '2026-11-01', 'high', 'resolution', '{0,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 1, '2026-11-21', 'high', 'resolution', '{0,0,0,0,0}'),
	(NULL, 'month', 'extended', 1, 1, '2026-11-01', 'high', 'resolution', '{0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 2, '2026-11-21', 'high', 'resolution', '{0,0,0,1,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'month', 'extended', 1, 2, '2026-11-01', 'high', 'resolution', '{0,0,0,1,0}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-21', 'high', 'resolution', '{0,0,0,1,0}'),
	(NULL, 'month', 'extended', 1, 2, '2026-11-01', 'high', 'resolution', '{0,0,0,2,1,1,1,1}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 1, '2026-11-29', 'normal', 'resolution', '{0,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 1, '2026-11-29', 'normal', 'resolution', '{0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 2, '2026-11-29', 'normal', 'resolution', '{0,0,0,1,0}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-29', 'normal', 'resolution', '{0,0,0,1,0}'),
	('01a22aec-0fa3-755b-b46c-63a2d03d2526', 'day', 'standard', 1, 2, '2026-11-20', 'normal', 'response', '{0,0,0,0,1,1}'),
	('01a22aec-0fa3-755b-b46c-63a2d03d2526', 'month', 'standard', 1, 2, '2026-11-01', 'normal', 'response', '{0,0,0,0,1,1}'),
	(NULL, 'day', 'standard', 1, 2, '2026-11-20', 'normal', 'response', '{0,0,0,0,1,1}'),
	(NULL, 'month', 'standard', 1, 2, '2026-11-01', 'normal', 'response', '{0,0,0,0,1,1}'),
	('01a22aec-0fa3-755b-b46c-63a2d03d2526', 'day', 'standard', 1, 2, '2026-11-20', 'normal', 'resolution', '{0,0,1,0,0}'),
	('01a22aec-0fa3-755b-b46c-63a2d03d2526', 'month', 'standard', 1, 2, '2026-11-01', 'normal', 'resolution', '{0,0,1,0,0}'),
	(NULL, 'day', 'standard', 1, 2, '2026-11-20', 'normal', 'resolution', '{0,0,1,0,0}'),
	(NULL, 'month', 'standard', 1, 2, '2026-11-01', 'normal', 'resolution', '{0,0,1,0,0}'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'day', 'extended', 1, 2, '2026-11-02', 'high', 'resolution', '{0,0,0,1,0}'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'month', 'extended', 1, 2, '2026-11-01', 'high', 'resolution', '{0,0,0,1,1,1,1,1}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-02', 'high', 'resolution', '{0,0,0,1,0}'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'day', 'extended', 1, 2, '2026-11-02', 'high', 'response', '{0,0,0,0,1,1}'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'month', 'extended', 1, 2, '2026-11-01', 'high', 'response', '{0,0,0,0,2,2}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-02', 'high', 'response', '{0,0,0,0,1,1}'),
	(NULL, 'month', 'extended', 1, 2, '2026-11-01', 'high', 'response', '{0,0,0,1,2,2}'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'day', 'extended', 1, 2, '2026-11-30', 'normal', 'response', '{0,1,0,0,0}'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'month', 'extended', 1, 2, '2026-11-01', 'normal', 'response', '{0,1,0,0,0}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-30', 'normal', 'response', '{0,1,0,0,0}'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'day', 'extended', 1, 2, '2026-11-30', 'normal', 'resolution', '{0,1,0,0,0}'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'month', 'extended', 1, 2, '2026-11-01', 'normal', 'resolution', '{0,1,0,0,0}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-30', 'normal', 'resolution', '{0,1,0,0,0}'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'day', 'extended', 1, 2, '2026-11-30', 'high', 'response', '{0,0,0,0,1,1}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-30', 'high', 'response', '{0,0,0,0,1,1}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 1, '2026-11-23', 'normal', 'response', '{0,0,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 1, '2026-11-23', 'normal', 'response', '{0,0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 2, '2026-11-23', 'normal', 'response', '{0,0,0,0,1,1}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-23', 'normal', 'response', '{0,0,0,0,1,1}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'day', 'standard', 1, 1, '2026-11-16', 'high', 'resolution', '{0,0,0,0,0}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'month', 'standard', 1, 1, '2026-11-01', 'high', 'resolution', '{0,0,0,0,0}'),
	(NULL, 'day', 'standard', 1, 1, '2026-11-16', 'high', 'resolution', '{0,0,0,0,0}'),
	(NULL, 'month', 'standard', 1, 1, '2026-11-01', 'high', 'resolution', '{0,0,0,0,0}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'day', 'standard', 1, 2, '2026-11-16', 'high', 'resolution', '{0,0,0,1,0}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'month', 'standard', 1, 2, '2026-11-01', 'high', 'resolution', '{0,0,0,1,0}'),
	(NULL, 'day', 'standard', 1, 2, '2026-11-16', 'high', 'resolution', '{0,0,0,1,0}'),
	(NULL, 'month', 'standard', 1, 2, '2026-11-01', 'high', 'resolution', '{0,0,0,1,0}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'day', 'standard', 1, 1, '2026-11-16', 'high', 'response', '{0,0,0,0,0,0}');
INSERT INTO public.counted_attainment VALUES
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'month', 'standard', 1, 1, '2026-11-01', 'high', 'response', '{0,0,0,0,0,0}'),
	(NULL, 'day', 'standard', 1, 1, '2026-11-16', 'high', 'response', '{0,0,0,0,0,0}'),
	(NULL, 'month', 'standard', 1, 1, '2026-11-01', 'high', 'response', '{0,0,0,0,0,0}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'day', 'standard', 1, 2, '2026-11-16', 'high', 'response', '{0,0,0,0,1,0}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'month', 'standard', 1, 2, '2026-11-01', 'high', 'response', '{0,0,0,0,1,0}'),
	(NULL, 'day', 'standard', 1, 2, '2026-11-16', 'high', 'response', '{0,0,0,0,1,0}'),
	(NULL, 'month', 'standard', 1, 2, '2026-11-01', 'high', 'response', '{0,0,0,0,1,0}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'day', 'standard', 1, 1, '2026-11-01', 'low', 'response', '{0,0,0,0,0,0}'),
	(NULL, 'day', 'standard', 1, 1, '2026-11-01', 'low', 'response', '{0,0,0,0,0,0}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'day', 'standard', 1, 2, '2026-11-01', 'low', 'response', '{0,0,0,0,1,1}'),
	(NULL, 'day', 'standard', 1, 2, '2026-11-01', 'low', 'response', '{0,0,0,0,1,1}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 1, '2026-11-24', 'normal', 'resolution', '{0,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 1, '2026-11-24', 'normal', 'resolution', '{0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 2, '2026-11-24', 'normal', 'resolution', '{0,0,0,1,0}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-24', 'normal', 'resolution', '{0,0,0,1,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 1, '2026-11-24', 'normal', 'response', '{0,0,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 1, '2026-11-24', 'normal', 'response', '{0,0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 2, '2026-11-24', 'normal', 'response', '{0,0,0,0,1,1}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-24', 'normal', 'response', '{0,0,0,0,1,1}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 1, '2026-11-28', 'normal', 'resolution', '{0,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 1, '2026-11-28', 'normal', 'resolution', '{0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 2, '2026-11-28', 'normal', 'resolution', '{0,1,0,0,0}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-28', 'normal', 'resolution', '{0,1,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 1, '2026-11-28', 'normal', 'response', '{0,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 1, '2026-11-28', 'normal', 'response', '{0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 2, '2026-11-28', 'normal', 'response', '{0,1,0,0,0}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-28', 'normal', 'response', '{0,1,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 1, '2026-11-21', 'high', 'response', '{0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'month', 'extended', 1, 1, '2026-11-01', 'high', 'response', '{0,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 1, '2026-11-21', 'high', 'response', '{0,0,0,0,0}'),
	(NULL, 'month', 'extended', 1, 1, '2026-11-01', 'high', 'response', '{0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 2, '2026-11-21', 'high', 'response', '{0,0,0,1,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'month', 'extended', 1, 2, '2026-11-01', 'high', 'response', '{0,0,0,1,0}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-21', 'high', 'response', '{0,0,0,1,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 1, '2026-11-26', 'normal', 'resolution', '{0,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 1, '2026-11-26', 'normal', 'resolution', '{0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 2, '2026-11-26', 'normal', 'resolution', '{0,0,1,0,0}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-26', 'normal', 'resolution', '{0,0,1,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 1, '2026-11-26', 'normal', 'response', '{0,0,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 1, '2026-11-26', 'normal', 'response', '{0,0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 2, '2026-11-26', 'normal', 'response', '{0,0,0,0,1,1}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-26', 'normal', 'response', '{0,0,0,0,1,1}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 1, '2026-10-23', 'high', 'resolution', '{0,0,0,0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'month', 'extended', 1, 1, '2026-10-01', 'high', 'resolution', '{0,0,0,0,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 1, '2026-10-23', 'high', 'resolution', '{0,0,0,0,0,0,0,0}'),
	(NULL, 'month', 'extended', 1, 1, '2026-10-01', 'high', 'resolution', '{0,0,0,0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 2, '2026-10-23', 'high', 'resolution', '{0,0,0,0,1,0,0,1}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'month', 'extended', 1, 2, '2026-10-01', 'high', 'resolution', '{0,0,0,0,1,0,0,1}'),
	(NULL, 'day', 'extended', 1, 2, '2026-10-23', 'high', 'resolution', '{0,0,0,0,1,0,0,1}'),
	(NULL, 'month', 'extended', 1, 2, '2026-10-01', 'high', 'resolution', '{0,0,0,0,1,0,0,1}');
INSERT INTO public.counted_attainment VALUES
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 1, '2026-10-23', 'high', 'response', '{0,0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'month', 'extended', 1, 1, '2026-10-01', 'high', 'response', '{0,0,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 1, '2026-10-23', 'high', 'response', '{0,0,0,0,0,0}'),
	(NULL, 'month', 'extended', 1, 1, '2026-10-01', 'high', 'response', '{0,0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 2, '2026-10-23', 'high', 'response', '{0,0,0,0,1,1}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'month', 'extended', 1, 2, '2026-10-01', 'high', 'response', '{0,0,0,0,1,1}'),
	(NULL, 'day', 'extended', 1, 2, '2026-10-23', 'high', 'response', '{0,0,0,0,1,1}'),
	(NULL, 'month', 'extended', 1, 2, '2026-10-01', 'high', 'response', '{0,0,0,0,1,1}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'day', 'standard', 1, 1, '2026-11-01', 'low', 'resolution', '{0,0,0,0,0}'),
	(NULL, 'day', 'standard', 1, 1, '2026-11-01', 'low', 'resolution', '{0,0,0,0,0}'),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'day', 'standard', 1, 2, '2026-11-01', 'low', 'resolution', '{0,0,0,1,0}'),
	(NULL, 'day', 'standard', 1, 2, '2026-11-01', 'low', 'resolution', '{0,0,0,1,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 1, '2026-11-13', 'normal', 'response', '{0,0,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 1, '2026-11-13', 'normal', 'response', '{0,0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 2, '2026-11-13', 'normal', 'response', '{0,0,0,0,1,1}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-13', 'normal', 'response', '{0,0,0,0,1,1}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 1, '2026-11-29', 'low', 'response', '{0,0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'month', 'extended', 1, 1, '2026-11-01', 'low', 'response', '{0,0,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 1, '2026-11-29', 'low', 'response', '{0,0,0,0,0,0}'),
	(NULL, 'month', 'extended', 1, 1, '2026-11-01', 'low', 'response', '{0,0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 2, '2026-11-29', 'low', 'response', '{0,0,0,0,1,1}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'month', 'extended', 1, 2, '2026-11-01', 'low', 'response', '{0,0,0,0,1,1}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-29', 'low', 'response', '{0,0,0,0,1,1}'),
	(NULL, 'month', 'extended', 1, 2, '2026-11-01', 'low', 'response', '{0,0,0,0,1,1}'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'day', 'extended', 1, 2, '2026-11-30', 'high', 'resolution', '{0,0,0,0,1,1,1,1}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-30', 'high', 'resolution', '{0,0,0,0,1,1,1,1}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 1, '2026-11-13', 'normal', 'resolution', '{0,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 1, '2026-11-13', 'normal', 'resolution', '{0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 2, '2026-11-13', 'normal', 'resolution', '{0,0,0,1,0}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-13', 'normal', 'resolution', '{0,0,0,1,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 1, '2026-11-29', 'low', 'resolution', '{0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'month', 'extended', 1, 1, '2026-11-01', 'low', 'resolution', '{0,0,0,0,0}'),
	(NULL, 'day', 'extended', 1, 1, '2026-11-29', 'low', 'resolution', '{0,0,0,0,0}'),
	(NULL, 'month', 'extended', 1, 1, '2026-11-01', 'low', 'resolution', '{0,0,0,0,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'day', 'extended', 1, 2, '2026-11-29', 'low', 'resolution', '{0,0,0,1,0}'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'month', 'extended', 1, 2, '2026-11-01', 'low', 'resolution', '{0,0,0,1,0}'),
	(NULL, 'day', 'extended', 1, 2, '2026-11-29', 'low', 'resolution', '{0,0,0,1,0}'),
	(NULL, 'month', 'extended', 1, 2, '2026-11-01', 'low', 'resolution', '{0,0,0,1,0}');


--
-- Data for Name: counted_standings; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.counted_standings VALUES
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'response', 'normal', 'extended', 'not_started', NULL, 1),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'resolution', 'normal', 'extended', 'not_started', NULL, 1),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'response', 'low', 'standard', 'running', '2026-12-01', 1),
	(NULL, 'response', 'low', 'standard', 'running', '2026-12-01', 1),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'resolution', 'low', 'standard', 'best_effort', NULL, 2),
	(NULL, 'resolution', 'low', 'standard', 'best_effort', NULL, 2),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'response', 'normal', 'extended', 'met', NULL, 6),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'resolution', 'normal', 'extended', 'paused', NULL, 2),
	(NULL, 'resolution', 'normal', 'extended', 'paused', NULL, 2),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'resolution', 'high', 'standard', 'best_effort', NULL, 1),
	(NULL, 'resolution', 'high', 'standard', 'best_effort', NULL, 1),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'response', 'high', 'standard', 'breached', NULL, 1),
	(NULL, 'response', 'high', 'standard', 'breached', NULL, 1),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'resolution', 'normal', 'extended', 'not_applicable', NULL, 1),
	(NULL, 'resolution', 'normal', 'extended', 'not_applicable', NULL, 1),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'response', 'high', 'extended', 'breached', NULL, 1),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'response', 'high', 'extended', 'met', NULL, 1),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'resolution', 'high', 'extended', 'met', NULL, 1),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'response', 'low', 'standard', 'met', NULL, 1),
	(NULL, 'response', 'low', 'standard', 'met', NULL, 1),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'response', 'low', 'extended', 'met', NULL, 1),
	(NULL, 'response', 'low', 'extended', 'met', NULL, 1),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'response', 'normal', 'standard', 'met', NULL, 1),
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'resolution', 'normal', 'standard', 'best_effort', NULL, 1),
	(NULL, 'resolution', 'normal', 'standard', 'best_effort', NULL, 1),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'resolution', 'normal', 'extended', 'best_effort', NULL, 1),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'response', 'normal', 'extended', 'not_started', NULL, 1),
	(NULL, 'response', 'normal', 'extended', 'not_started', NULL, 2),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'resolution', 'normal', 'extended', 'not_started', NULL, 1),
	(NULL, 'resolution', 'normal', 'extended', 'not_started', NULL, 2),
	(NULL, 'response', 'normal', 'extended', 'met', NULL, 7),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'resolution', 'high', 'extended', 'running', '2026-12-11', 0),
	(NULL, 'resolution', 'high', 'extended', 'running', '2026-12-11', 0),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'resolution', 'high', 'extended', 'running', '2026-12-14', 1),
	(NULL, 'resolution', 'high', 'extended', 'running', '2026-12-14', 1),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'resolution', 'normal', 'extended', 'running', '2027-01-12', 0),
	(NULL, 'resolution', 'normal', 'extended', 'running', '2027-01-12', 0),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'resolution', 'normal', 'extended', 'running', '2027-01-13', 1),
	(NULL, 'resolution', 'normal', 'extended', 'running', '2027-01-13', 1),
	('01a22aec-0fa3-755b-b46c-63a2d03d2526', 'response', 'normal', 'standard', 'met', NULL, 1),
	(NULL, 'response', 'normal', 'standard', 'met', NULL, 2),
	('01a22aec-0fa3-755b-b46c-63a2d03d2526', 'resolution', 'normal', 'standard', 'not_applicable', NULL, 1),
	(NULL, 'resolution', 'normal', 'standard', 'not_applicable', NULL, 1),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'resolution', 'high', 'extended', 'running', '2026-11-23', 1),
	(NULL, 'resolution', 'high', 'extended', 'running', '2026-11-23', 1),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'response', 'high', 'extended', 'breached', NULL, 1),
	(NULL, 'response', 'high', 'extended', 'breached', NULL, 2),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'response', 'normal', 'extended', 'met', NULL, 1),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'resolution', 'normal', 'extended', 'best_effort', NULL, 1),
	(NULL, 'resolution', 'normal', 'extended', 'best_effort', NULL, 2);
INSERT INTO public.counted_standings VALUES
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'response', 'high', 'extended', 'met', NULL, 1),
	(NULL, 'response', 'high', 'extended', 'met', NULL, 2),
	(NULL, 'resolution', 'high', 'extended', 'met', NULL, 2),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'resolution', 'high', 'extended', 'met', NULL, 1),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'resolution', 'normal', 'extended', 'running', '2026-12-28', 0),
	(NULL, 'resolution', 'normal', 'extended', 'running', '2026-12-28', 0),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'resolution', 'normal', 'extended', 'running', '2026-12-29', 1),
	(NULL, 'resolution', 'normal', 'extended', 'running', '2026-12-29', 1),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'resolution', 'low', 'extended', 'running', '2027-02-02', 0),
	(NULL, 'resolution', 'low', 'extended', 'running', '2027-02-02', 0),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'resolution', 'low', 'extended', 'running', '2027-02-03', 1),
	(NULL, 'resolution', 'low', 'extended', 'running', '2027-02-03', 1);


--
-- Data for Name: counting; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.counting VALUES
	(1, 1, 'Europe/Amsterdam; response normal/low 1 days; resolution normal/low 1 next_business_days; resolution normal/low 5 days; resolution normal/low 3 calendar_months; response high 4 hours; resolution high 1 next_business_days; resolution high 2 days; resolution high 3 calendar_months', NULL, true);


--
-- Data for Name: customers; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.customers VALUES
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', 'Bakkerij De Korenaar', 'standard', '[]', NULL, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:26:59.729148+00', 2),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'Zuivelcoöperatie Het Melkmeisje', 'extended', '[]', NULL, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:26:59.729148+00', 2),
	('01a22aec-0fa3-755b-b46c-63a2d03d2526', 'Kaas Zuid', 'standard', '[]', NULL, '2026-11-30 05:27:23.297596+00', '2026-11-30 05:27:23.297596+00', 1),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'Zuivel Noord', 'extended', '[]', NULL, '2026-11-30 05:27:23.284883+00', '2026-11-30 05:27:23.345538+00', 2);


--
-- Data for Name: idempotency_keys; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.idempotency_keys VALUES
	('01a22aec-0fca-74d4-8709-57d4aa05550a', 'POST /tickets', 'de2f12bc-4d10-4b25-9579-2b31ae53393d', '\x33baeab82d5554e30a68cffaf3f369761d485dafdd8b027d84a2e4d2965c75a7', 201, '{"etag": "\"v1\"", "location": "/v1/tickets/01a22aec-101f-77cd-acdd-9a59ccd25827", "content-type": "application/json"}', '\x7b226964223a2230316132326165632d313031662d373763642d616364642d396135396363643235383237222c226e756d626572223a22542d323032362d303030303135222c22637573746f6d65724964223a2230316132326165632d306639362d373338622d626239642d356636656333333637346131222c226b696e64223a22696e636964656e74222c226368616e676554797065223a6e756c6c2c2263616c6c54797065223a22736f6674776172655f627567222c2270726f64756374223a22646174616c696e6b222c2270726f6475637456657273696f6e223a6e756c6c2c2270726f626c656d54797065223a22746563686e6963616c222c227469746c65223a22576163687472696a2f6265726963687420626c696a667420737461616e222c226465736372697074696f6e223a2253696e64732076616e6d6f7267656e2e222c226368616e6e656c223a22706f7274616c222c2265787465726e616c5265666572656e6365223a6e756c6c2c22757267656e6379223a227532222c22696d70616374223a226932222c227072696f72697479223a226e6f726d616c222c22736572766963654c6576656c223a22657874656e646564222c22636f766572616765223a7b226f7574636f6d65223a22737570706f7274222c2273656374696f6e223a22312e33227d2c22737461747573223a226f70656e222c2273746570223a7b226e756d626572223a332c226e616d65223a22636c6173736966795f7469636b6574222c22656e74657265644174223a22323032362d31312d33305430353a32373a32332e3432303932335a227d2c2277616974696e67466f72496e666f726d6174696f6e53696e6365223a6e756c6c2c226361757365223a6e756c6c2c22726567697374657265644174223a22323032362d31312d33305430353a32373a32332e3432303932335a222c22636c6f636b73223a5b7b226e616d65223a22726573706f6e7365222c227374617465223a2272756e6e696e67222c226475654174223a22323032362d31312d33305431313a30303a30305a222c2273746f707065644174223a6e756c6c2c2262726561636865644174223a6e756c6c2c227461726765745365636f6e6473223a31343430302c22656c61707365645365636f6e6473223a302c2272656d61696e696e675365636f6e6473223a31343430302c227061757365645365636f6e6473223a302c2273656374696f6e223a22312e322e33222c22636f6d6d69746d656e7473223a5b7b2273656374696f6e223a22312e322e33222c226475654174223a22323032362d31312d33305431313a30303a30305a227d5d2c22726561736f6e223a6e756c6c7d2c7b226e616d65223a227265736f6c7574696f6e222c227374617465223a2272756e6e696e67222c226475654174223a22323032372d30312d32365431363a30303a30305a222c2273746f707065644174223a6e756c6c2c2262726561636865644174223a6e756c6c2c227461726765745365636f6e6473223a313239363030302c22656c61707365645365636f6e6473223a302c2272656d61696e696e675365636f6e6473223a313239363030302c227061757365645365636f6e6473223a302c2273656374696f6e223a22312e322e33222c22636f6d6d69746d656e7473223a5b7b2273656374696f6e223a22312e322e33222c226475654174223a22323032372d30312d32365431363a30303a30305a227d5d2c22726561736f6e223a6e756c6c7d5d2c2261677265656d656e745265766973696f6e223a312c2263616c656e6461725265766973696f6e223a312c22637265617465644174223a22323032362d31312d33305430353a32373a32332e3432303932335a222c22757064617465644174223a22323032362d31312d33305430353a32373a32332e3432303932335a222c2276657273696f6e223a317d', '2026-11-30 05:27:23.420923+00');


--
-- Data for Name: integrations; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.integrations VALUES
	('01a22aec-112f-71d4-9860-fc6dccf6e3e9', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'crm', 'standard_webhooks', '\x905b6c97e7cf59105d81be8e011618ea59f15512b657770ea98ffaea1e5bc5e3', true, '2026-11-30 05:27:23.693266+00', '2026-11-30 05:27:23.693266+00', 1);


--
-- Data for Name: people; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.people VALUES
	('01a22aeb-b395-70ed-8320-45bd3a6b929d', NULL, 'Administrator', 'administrator@duetime.invalid', '{support,consultant,support_manager}', true, true, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:26:59.729148+00', 1, NULL, NULL, NULL),
	('01a22aeb-b3ea-74f9-af40-011521132e87', NULL, 'Sanne Support', 'sanne.support@example.org', '{support}', false, true, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:26:59.729148+00', 1, NULL, NULL, NULL),
	('01a22aeb-b3ea-74f9-af40-0116aa54a764', NULL, 'Coen Consultant', 'coen.consultant@example.org', '{consultant}', false, true, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:26:59.729148+00', 1, NULL, NULL, NULL),
	('01a22aeb-b3eb-7189-b5b1-c5da200096e2', NULL, 'Mira Manager', 'mira.manager@example.org', '{support_manager}', false, true, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:26:59.729148+00', 1, NULL, NULL, NULL),
	('01a22aeb-b3ff-773d-a69c-6f300c6bd6c2', '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'Bram de Bakker', 'bram.de.bakker@example.org', '{customer}', false, true, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:26:59.729148+00', 1, NULL, NULL, NULL),
	('01a22aeb-b422-725d-baa5-bc4d2ede16bc', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'Maaike Melk', 'maaike.melk@example.org', '{customer}', false, true, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:26:59.729148+00', 1, NULL, NULL, NULL),
	('01a22aec-0fab-74c3-a50e-657c937955bf', NULL, 'Sanne', 'sanne@vendor.example', '{support}', false, true, '2026-11-30 05:27:23.306046+00', '2026-11-30 05:27:23.306046+00', 1, NULL, NULL, NULL),
	('01a22aec-0fb5-719e-90f0-76cf618abeeb', NULL, 'Coen', 'coen@vendor.example', '{consultant}', false, true, '2026-11-30 05:27:23.316495+00', '2026-11-30 05:27:23.316495+00', 1, NULL, NULL, NULL),
	('01a22aec-0fbe-7336-bb5c-275ba08b6ad2', NULL, 'Mira', 'mira@vendor.example', '{support_manager}', false, true, '2026-11-30 05:27:23.324912+00', '2026-11-30 05:27:23.324912+00', 1, NULL, NULL, NULL),
	('01a22aec-0fca-74d4-8709-57d4aa05550a', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'Rik', 'rik@zuivel.example', '{customer}', false, true, '2026-11-30 05:27:23.332832+00', '2026-11-30 05:27:23.332832+00', 1, NULL, NULL, NULL);


--
-- Data for Name: quota_windows; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.quota_windows VALUES
	('wrong-credentials address 127.0.0.1', 29933607, 1, 1),
	('requests person 01a22aeb-b395-70ed-8320-45bd3a6b929d', 29933607, 2400, 2400),
	('requests person 01a22aec-0fca-74d4-8709-57d4aa05550a', 29933607, 2400, 2400);


--
-- Data for Name: registrants; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.registrants VALUES
	('01a22aeb-b3ee-700e-bd7c-dc41de269507', '01a22aeb-b3ff-773d-a69c-6f300c6bd6c2', '2026-11-30 05:26:59.729148+00'),
	('01a22aeb-b41b-70e1-bb9c-de6352555c5d', '01a22aeb-b422-725d-baa5-bc4d2ede16bc', '2026-11-30 05:26:59.729148+00'),
	('01a22aec-0f96-738b-bb9d-5f6ec33674a1', '01a22aec-0fca-74d4-8709-57d4aa05550a', '2026-11-30 05:27:23.345538+00');


--
-- Data for Name: service_secrets; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.service_secrets VALUES
	('cursor', '\x48cca7ed162b924ca8023f8e09ff77c5bb9d46aa880076e8d03812b164501e4b', '2026-11-30 05:27:00.335196+00');


--
-- Data for Name: ticket_assignments; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.ticket_assignments VALUES
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 'support', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', '01a22aec-0fab-74c3-a50e-657c937955bf');


--
-- Data for Name: ticket_events; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.ticket_events VALUES
	('01a22aeb-b437-7624-b440-9034940999e2', 1, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'registered', '2026-11-21 21:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "registered", "impact": "i1", "details": {"kind": "incident", "title": "Messages stay in the outgoing queue", "channel": "portal", "product": "datalink", "call_type": "software_bug", "description": "Messages stay in the outgoing queue. Demo data.", "problem_type": "technical"}, "urgency": "u1", "registration": {"own_targets": [], "service_level": "extended", "agreement_revision": 1}, "calendar_revision": 1}', '\xf2db91687be580acee47045bcc6e016a'),
	('01a22aeb-b454-77f7-901b-f86143dbbb4c', 1, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'signalled', '2026-11-30 02:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "signalled", "impact": "i2", "details": {"kind": "incident", "title": "A caller reports slow screens", "channel": "phone", "product": "idu", "call_type": "software_bug", "description": "A caller reports slow screens. Demo data.", "problem_type": "technical"}, "urgency": "u2", "service_level": "extended"}', '\x7ac0b579b4ac656d63131ebfac7e920d'),
	('01a22aeb-b45a-7696-8815-6900c501c0ce', 1, '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'registered', '2026-11-30 04:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "registered", "impact": "i3", "details": {"kind": "information_request", "title": "How do I add a column to the overview?", "channel": "portal", "product": "idu", "call_type": "first_analysis", "description": "How do I add a column to the overview?. Demo data.", "problem_type": "technical"}, "urgency": "u3", "registration": {"own_targets": [], "service_level": "standard", "agreement_revision": 1}, "calendar_revision": 1}', '\x4cdf0420743cd627860c50b36eba91b2'),
	('01a22aeb-b460-76ae-bca7-c2bb88f75245', 1, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'registered', '2026-11-28 23:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "registered", "impact": "i2", "details": {"kind": "incident", "title": "The nightly run stops", "channel": "portal", "product": "idu", "call_type": "software_bug", "description": "The nightly run stops. Demo data.", "problem_type": "technical"}, "urgency": "u2", "registration": {"own_targets": [], "service_level": "extended", "agreement_revision": 1}, "calendar_revision": 1}', '\x7012380db00be0684a62487b06fdde3c'),
	('01a22aeb-b460-76ae-bca7-c2bb88f75245', 2, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'decision_taken', '2026-11-29 00:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "to_step": 3, "decision": "start_investigation", "from_step": 3}', '\x8c42cc1aa159649b199a001758ef48ac'),
	('01a22aeb-b472-7129-9cdf-8b6726347be3', 1, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'registered', '2026-11-23 03:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "registered", "impact": "i2", "details": {"kind": "incident", "title": "Accounts are made twice", "channel": "portal", "product": "idu", "call_type": "software_bug", "description": "Accounts are made twice. Demo data.", "problem_type": "technical"}, "urgency": "u2", "registration": {"own_targets": [], "service_level": "extended", "agreement_revision": 1}, "calendar_revision": 1}', '\xc8fa692cdf4f930bfd60b49cc4c245de'),
	('01a22aeb-b472-7129-9cdf-8b6726347be3', 2, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'decision_taken', '2026-11-23 04:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "to_step": 3, "decision": "request_information", "from_step": 3}', '\xbbbd5657320cfb38ea49435d88cc6fc4'),
	('01a22aeb-b472-7129-9cdf-8b6726347be3', 3, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'due_moved', '2026-11-23 04:26:59.729148+00', '2026-11-30 05:26:59.729148+00', NULL, 'system', false, '{"type": "due_moved", "clock": "resolution", "reason": "request_information at step 3", "from_at": "2027-01-19T16:00:00Z"}', '\x9925b360420311f94226003768b04d3d'),
	('01a22aeb-b48d-7535-a26d-77c974cb1bc1', 1, '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'registered', '2026-11-16 01:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "registered", "impact": "i1", "details": {"kind": "incident", "title": "Access rights are not taken away", "channel": "portal", "product": "idu", "call_type": "software_bug", "description": "Access rights are not taken away. Demo data.", "problem_type": "technical"}, "urgency": "u1", "registration": {"own_targets": [], "service_level": "standard", "agreement_revision": 1}, "calendar_revision": 1}', '\xcd486a663361ee4f1c3e963a0e36d691'),
	('01a22aeb-b48d-7535-a26d-77c974cb1bc1', 2, '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'decision_taken', '2026-11-16 21:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "to_step": 4, "decision": "unclear", "from_step": 3}', '\x1e17380871111ce4a5f505111b77d4f9'),
	('01a22aeb-b48d-7535-a26d-77c974cb1bc1', 3, '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'decision_taken', '2026-11-26 01:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "to_step": 4, "decision": "request_information", "from_step": 4}', '\x49a0f633c661661ac6c6e1f1081c1b48'),
	('01a22aeb-b496-7039-a04e-f1619a4de7cc', 1, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'registered', '2026-11-26 11:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "registered", "impact": "i2", "details": {"kind": "incident", "title": "The connector logs in with an expired password", "channel": "portal", "product": "connectors", "call_type": "software_bug", "description": "The connector logs in with an expired password. Demo data.", "problem_type": "technical"}, "urgency": "u2", "registration": {"own_targets": [], "service_level": "extended", "agreement_revision": 1}, "calendar_revision": 1}', '\xc81790bad0fb66d5f55c5120ad165a06'),
	('01a22aeb-b496-7039-a04e-f1619a4de7cc', 2, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'decision_taken', '2026-11-26 13:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "to_step": 4, "decision": "unclear", "from_step": 3}', '\xe3300e696cb98d4959255f0e6454eabf'),
	('01a22aeb-b496-7039-a04e-f1619a4de7cc', 3, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'decision_taken', '2026-11-27 07:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {"cause": "configuration"}, "to_step": 5, "decision": "configuration", "from_step": 4}', '\x9e3adc18d54973ebe05861f946ea73dc'),
	('01a22aeb-b496-7039-a04e-f1619a4de7cc', 4, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'due_moved', '2026-11-27 07:26:59.729148+00', '2026-11-30 05:26:59.729148+00', NULL, 'system', false, '{"type": "due_moved", "clock": "resolution", "reason": "configuration at step 4", "from_at": "2027-01-25T11:26:59.729148Z"}', '\xf0445c1ac85df83f2d83624d2fd1b49e'),
	('01a22aeb-b4a5-721d-8aa8-16e1b27bff4a', 1, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'registered', '2026-11-13 13:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "registered", "impact": "i2", "details": {"kind": "incident", "title": "Export leaves out the last line", "channel": "portal", "product": "orb", "call_type": "software_bug", "description": "Export leaves out the last line. Demo data.", "problem_type": "technical"}, "urgency": "u2", "registration": {"own_targets": [], "service_level": "extended", "agreement_revision": 1}, "calendar_revision": 1}', '\x4a03206092d1a5f669ccd2f2962fb70d'),
	('01a22aeb-b4a5-721d-8aa8-16e1b27bff4a', 2, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'decision_taken', '2026-11-13 15:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "to_step": 4, "decision": "unclear", "from_step": 3}', '\x4627f2ec5c98ba5b51189e6bf2a01066'),
	('01a22aeb-b4a5-721d-8aa8-16e1b27bff4a', 3, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'decision_taken', '2026-11-15 15:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {"cause": "vendor_software"}, "to_step": 6, "decision": "bug", "from_step": 4}', '\x2534c44e6aa61c5a6894aafc4804a4cd'),
	('01a22aeb-b4b1-77ba-949c-cbd57d5af199', 1, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'registered', '2026-10-23 17:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "registered", "impact": "i1", "details": {"kind": "incident", "title": "Dates shift by an hour", "channel": "portal", "product": "orb", "call_type": "software_bug", "description": "Dates shift by an hour. Demo data.", "problem_type": "technical"}, "urgency": "u1", "registration": {"own_targets": [], "service_level": "extended", "agreement_revision": 1}, "calendar_revision": 1}', '\x27e1c48f08c446b5a0041f484e67715a'),
	('01a22aeb-b4b1-77ba-949c-cbd57d5af199', 2, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'decision_taken', '2026-10-23 18:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "to_step": 4, "decision": "unclear", "from_step": 3}', '\xde2a5384d52450d66d571754921655ce'),
	('01a22aeb-b4b1-77ba-949c-cbd57d5af199', 3, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'decision_taken', '2026-10-24 03:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {"cause": "vendor_software"}, "to_step": 6, "decision": "bug", "from_step": 4}', '\xeb5ba57227d535fc252ab290ae280c53'),
	('01a22aeb-b4b1-77ba-949c-cbd57d5af199', 4, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'decision_taken', '2026-10-24 05:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {"backlog_item": "PBI-4711"}, "to_step": 7, "decision": "bug_registered", "from_step": 6}', '\xa32384e7da686de1912a970c80626823'),
	('01a22aeb-b4b1-77ba-949c-cbd57d5af199', 5, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'decision_taken', '2026-10-27 21:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {"report": "Run it by hand until the fix is there."}, "to_step": 7, "decision": "workaround", "from_step": 7}', '\x68da8d8716d19a9647793037a9997374'),
	('01a22aeb-b4be-75d0-8b4b-682099eb57c3', 1, '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'registered', '2026-11-01 01:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "registered", "impact": "i3", "details": {"kind": "incident", "title": "Search finds nothing with accents", "channel": "portal", "product": "idu", "call_type": "software_bug", "description": "Search finds nothing with accents. Demo data.", "problem_type": "technical"}, "urgency": "u3", "registration": {"own_targets": [], "service_level": "standard", "agreement_revision": 1}, "calendar_revision": 1}', '\x75de143a272c253e69b51f02981f09d3'),
	('01a22aeb-b4be-75d0-8b4b-682099eb57c3', 2, '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'decision_taken', '2026-11-01 11:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "to_step": 4, "decision": "unclear", "from_step": 3}', '\x3454920bd70cc6cf7b7890c4bebae606'),
	('01a22aeb-b4be-75d0-8b4b-682099eb57c3', 3, '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'decision_taken', '2026-11-01 21:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {"cause": "vendor_software"}, "to_step": 6, "decision": "bug", "from_step": 4}', '\xb691caf9988580920c61620259cf988d'),
	('01a22aeb-b4be-75d0-8b4b-682099eb57c3', 4, '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'decision_taken', '2026-11-02 07:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {"backlog_item": "PBI-4711"}, "to_step": 7, "decision": "bug_registered", "from_step": 6}', '\xf8fb4ed7875570cf27df14fa88a39631'),
	('01a22aeb-b4be-75d0-8b4b-682099eb57c3', 5, '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'decision_taken', '2026-11-21 21:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {"test_report": "Tested in the test environment and discussed."}, "to_step": 8, "decision": "bug_solved", "from_step": 7}', '\x41ee9fcf40a71073140030e18324e2b6'),
	('01a22aeb-b4ca-7436-b243-fb8be5198b88', 1, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'registered', '2026-11-29 03:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "registered", "impact": "i3", "details": {"kind": "information_request", "title": "What does status 17 mean?", "channel": "portal", "product": "datalink", "call_type": "first_analysis", "description": "What does status 17 mean?. Demo data.", "problem_type": "technical"}, "urgency": "u3", "registration": {"own_targets": [], "service_level": "extended", "agreement_revision": 1}, "calendar_revision": 1}', '\x06743366344f995c3ba6e8ba0993ebde'),
	('01a22aeb-b4ca-7436-b243-fb8be5198b88', 2, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'decision_taken', '2026-11-29 04:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "to_step": 10, "decision": "clear", "from_step": 3}', '\xef0245af892d118f2f3143a67048d81f'),
	('01a22aeb-b4cd-701d-86fb-97db68e560ba', 1, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'registered', '2026-11-23 23:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "registered", "impact": "i2", "details": {"kind": "incident", "title": "Try the new configuration", "channel": "portal", "product": "dm_portal", "call_type": "software_bug", "description": "Try the new configuration. Demo data.", "problem_type": "technical"}, "urgency": "u2", "registration": {"own_targets": [], "service_level": "extended", "agreement_revision": 1}, "calendar_revision": 1}', '\x659d31022ca70f3d0fe1020f82f1767f'),
	('01a22aeb-b4cd-701d-86fb-97db68e560ba', 2, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'decision_taken', '2026-11-24 01:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "to_step": 10, "decision": "clear", "from_step": 3}', '\x8043340a77de8607fcd9dcd6264e85b8'),
	('01a22aeb-b4cd-701d-86fb-97db68e560ba', 3, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'decision_taken', '2026-11-24 09:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {"report": "It still does not work."}, "to_step": 11, "decision": "not_solved", "from_step": 10}', '\x6b9eef373683f062695d5ed4c977459b'),
	('01a22aeb-b4cd-701d-86fb-97db68e560ba', 4, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'decision_taken', '2026-11-24 19:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {"session_on": "2026-11-24"}, "to_step": 12, "decision": "support", "from_step": 11}', '\xde7c85d9331e2a9153983b2c7c9747f0'),
	('01a22aeb-b4cd-701d-86fb-97db68e560ba', 5, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'due_moved', '2026-11-24 19:26:59.729148+00', '2026-11-30 05:26:59.729148+00', NULL, 'system', false, '{"type": "due_moved", "clock": "resolution", "reason": "support at step 11", "from_at": "2027-01-20T16:00:00Z"}', '\x79bbe8fc4df772efcfe135441373d720'),
	('01a22aeb-b4d3-76c1-84c0-f71b1185b451', 1, '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'registered', '2026-11-19 09:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "registered", "impact": "i2", "details": {"kind": "incident", "title": "Report opens empty", "channel": "portal", "product": "idu", "call_type": "software_bug", "description": "Report opens empty. Demo data.", "problem_type": "technical"}, "urgency": "u2", "registration": {"own_targets": [], "service_level": "standard", "agreement_revision": 1}, "calendar_revision": 1}', '\x8c10166e9ed77b4762ee36fcab2ab204'),
	('01a22aeb-b4d3-76c1-84c0-f71b1185b451', 2, '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'decision_taken', '2026-11-19 14:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "to_step": 10, "decision": "clear", "from_step": 3}', '\x8e859f481fe5223d033c30888b0e5665'),
	('01a22aeb-b4d3-76c1-84c0-f71b1185b451', 3, '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'decision_taken', '2026-11-20 05:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {"report": "It works again."}, "to_step": 13, "decision": "solved", "from_step": 10}', '\xee949f71c66edf58318768ce3a9b3413'),
	('01a22aeb-b4d3-76c1-84c0-f71b1185b451', 4, '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'decision_taken', '2026-11-20 06:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "decision": "close", "from_step": 13}', '\xa1d0ab6d02eeede683f3e0498c531dc2'),
	('01a22aeb-b4da-72d5-8a39-d344def922f3', 1, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'registered', '2026-11-28 03:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "registered", "impact": "i2", "details": {"kind": "change", "title": "Move to the newest connector", "channel": "portal", "product": "connectors", "call_type": "first_analysis", "change_type": "normal", "description": "Move to the newest connector. Demo data.", "problem_type": "technical"}, "urgency": "u2", "registration": {"own_targets": [], "service_level": "extended", "agreement_revision": 1}, "calendar_revision": 1}', '\x83209f37771eea99f5914bc6d42d02c8'),
	('01a22aeb-b4da-72d5-8a39-d344def922f3', 2, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'decision_taken', '2026-11-28 05:26:59.729148+00', '2026-11-30 05:26:59.729148+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "to_step": 4, "decision": "unclear", "from_step": 3}', '\xca52c204b325733daae538d13256e44e'),
	('01a22aeb-b437-7624-b440-9034940999e2', 2, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'breach_announced', '2026-11-23 09:00:00+00', '2026-11-30 05:27:00.311515+00', NULL, 'system', false, '{"type": "breach_announced", "clock": "response", "due_at": "2026-11-23T09:00:00Z"}', '\xaa25c96f6d8b26ed31a085568427eb7d'),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 1, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'registered', '2026-11-30 05:27:23.420923+00', '2026-11-30 05:27:23.420923+00', '01a22aec-0fca-74d4-8709-57d4aa05550a', 'person', false, '{"type": "registered", "impact": "i2", "details": {"kind": "incident", "title": "Wachtrij/bericht blijft staan", "channel": "portal", "product": "datalink", "call_type": "software_bug", "description": "Sinds vanmorgen.", "problem_type": "technical"}, "urgency": "u2", "registration": {"own_targets": [], "registrant_id": "01a22aec-0fca-74d4-8709-57d4aa05550a", "service_level": "extended", "agreement_revision": 1}, "calendar_revision": 1}', '\x73506cc8b02f015e07d4b39c36a459b6'),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 2, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'decision_taken', '2026-11-30 05:27:23.440555+00', '2026-11-30 05:27:23.440555+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "to_step": 3, "decision": "start_investigation", "from_step": 3}', '\x1c4f07f599d3d7aab2db30f0253d06fe'),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 3, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'decision_taken', '2026-11-30 05:27:23.463512+00', '2026-11-30 05:27:23.463512+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {"report": "herstart"}, "to_step": 3, "decision": "workaround", "from_step": 3}', '\x8e7916fa0587c62e8c46e5e941b27ad7'),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 4, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'decision_taken', '2026-11-30 05:27:23.471306+00', '2026-11-30 05:27:23.471306+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "to_step": 10, "decision": "clear", "from_step": 3}', '\xe31f5d4fc3db3b3140dcadb9240c55d5'),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 5, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'decision_taken', '2026-11-30 05:27:23.479213+00', '2026-11-30 05:27:23.479213+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "to_step": 11, "decision": "not_solved", "from_step": 10}', '\x046b7ba734c1ae2f9d53c5ab19ba8ac3'),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 6, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'decision_taken', '2026-11-30 05:27:23.486026+00', '2026-11-30 05:27:23.486026+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {"session_on": "2026-12-10"}, "to_step": 12, "decision": "support", "from_step": 11}', '\x8681c0650c62d2e4684eaa3961c5842c'),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 7, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'decision_taken', '2026-11-30 05:27:23.493893+00', '2026-11-30 05:27:23.493893+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support_manager", "type": "decision_taken", "outputs": {"report": "helpt niet"}, "to_step": 4, "decision": "not_solved", "from_step": 12}', '\xe7ee0a7401c339f3315d41d45f766cdc'),
	('01a22aec-106f-74cb-8646-97c12538de87', 1, '01a22aec-0fa3-755b-b46c-63a2d03d2526', 'registered', '2026-11-20 09:00:00+00', '2026-11-30 05:27:23.502271+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "registered", "impact": "i2", "details": {"kind": "incident", "title": "Wachtrij/bericht blijft staan", "channel": "portal", "product": "datalink", "call_type": "software_bug", "description": "Sinds vanmorgen.", "problem_type": "technical"}, "urgency": "u2", "registration": {"own_targets": [], "service_level": "standard", "agreement_revision": 1}, "calendar_revision": 1}', '\x7932083159aa7d9088b988212093c7d7');
INSERT INTO public.ticket_events VALUES
	('01a22aec-106f-74cb-8646-97c12538de87', 2, '01a22aec-0fa3-755b-b46c-63a2d03d2526', 'decision_taken', '2026-11-23 10:00:00+00', '2026-11-30 05:27:23.511465+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "to_step": 4, "decision": "unclear", "from_step": 3}', '\xcb79251b86101c8dd18b88e925a911c7'),
	('01a22aec-106f-74cb-8646-97c12538de87', 3, '01a22aec-0fa3-755b-b46c-63a2d03d2526', 'decision_taken', '2026-11-23 11:00:00+00', '2026-11-30 05:27:23.519491+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {"cause": "customer_infrastructure"}, "to_step": 5, "decision": "configuration", "from_step": 4}', '\x91250d16b40d8af58eb89e429d739668'),
	('01a22aec-106f-74cb-8646-97c12538de87', 4, '01a22aec-0fa3-755b-b46c-63a2d03d2526', 'decision_taken', '2026-11-23 12:00:00+00', '2026-11-30 05:27:23.526483+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "to_step": 12, "decision": "decline", "from_step": 5}', '\x761d4f622ac4063ab936b2a02111e62e'),
	('01a22aec-108e-7636-a23d-1bcf2e578ec6', 1, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'registered', '2026-11-02 09:00:00+00', '2026-11-30 05:27:23.532552+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "registered", "impact": "i2", "details": {"kind": "incident", "title": "Wachtrij/bericht blijft staan", "channel": "portal", "product": "datalink", "call_type": "software_bug", "description": "Sinds vanmorgen.", "problem_type": "technical"}, "urgency": "u2", "registration": {"own_targets": [], "service_level": "extended", "agreement_revision": 1}, "calendar_revision": 1}', '\x2a5b70866389a5fd97c933f12fe4a051'),
	('01a22aec-108e-7636-a23d-1bcf2e578ec6', 2, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'decision_taken', '2026-11-02 12:00:00+00', '2026-11-30 05:27:23.540181+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "to_step": 3, "decision": "start_investigation", "from_step": 3}', '\xae536d583c1c647e93092e4ed574f208'),
	('01a22aec-108e-7636-a23d-1bcf2e578ec6', 3, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'priority_assessed', '2026-11-30 05:27:23.565662+00', '2026-11-30 05:27:23.565662+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "priority_assessed", "impact": "i1", "reason": "", "urgency": "u1"}', '\x7a04cc773460558a1d0e68060954a30c'),
	('01a22aec-108e-7636-a23d-1bcf2e578ec6', 4, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'due_moved', '2026-11-30 05:27:23.565662+00', '2026-11-30 05:27:23.565662+00', NULL, 'system', false, '{"type": "due_moved", "clock": "response", "to_at": "2026-11-02T11:00:00Z", "reason": "priority assessed anew", "from_at": "2026-11-02T13:00:00Z"}', '\xd998e16947346ec0bafe0185cc76f7a7'),
	('01a22aec-108e-7636-a23d-1bcf2e578ec6', 5, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'due_moved', '2026-11-30 05:27:23.565662+00', '2026-11-30 05:27:23.565662+00', NULL, 'system', false, '{"type": "due_moved", "clock": "resolution", "to_at": "2026-11-30T09:00:00Z", "reason": "priority assessed anew", "from_at": "2026-12-29T09:00:00Z"}', '\x828a50d19dfd301d0ee7a73fb53b7fa7'),
	('01a22aec-10c1-706b-8a2c-ab4c2e61fbe9', 1, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'signalled', '2026-11-30 05:27:23.584073+00', '2026-11-30 05:27:23.584073+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "signalled", "impact": "i2", "details": {"kind": "incident", "title": "Gebeld", "channel": "phone", "product": "datalink", "call_type": "software_bug", "description": "Sinds vanmorgen.", "problem_type": "technical"}, "urgency": "u2", "service_level": "extended"}', '\xaf7ab2d52d6f9486e53ea7a145932f6d'),
	('01a22aec-10c9-71e8-b802-fda56c7b9543', 1, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'registered', '2026-11-30 05:27:23.591947+00', '2026-11-30 05:27:23.591947+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "registered", "impact": "i2", "details": {"kind": "change", "title": "Ander filter", "channel": "portal", "product": "datalink", "call_type": "software_bug", "change_type": "normal", "description": "Sinds vanmorgen.", "problem_type": "technical"}, "urgency": "u2", "registration": {"own_targets": [], "service_level": "extended", "agreement_revision": 1}, "calendar_revision": 1}', '\xf4f6e7356624817cb7e48554c900749a'),
	('01a22aec-10c9-71e8-b802-fda56c7b9543', 2, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'decision_taken', '2026-11-30 05:27:23.598797+00', '2026-11-30 05:27:23.598797+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "to_step": 10, "decision": "clear", "from_step": 3}', '\x46f6963b53e2864d93c8fa08ff5a73f5'),
	('01a22aec-10c9-71e8-b802-fda56c7b9543', 3, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'decision_taken', '2026-11-30 05:27:23.606127+00', '2026-11-30 05:27:23.606127+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {"report": "gedaan"}, "to_step": 13, "decision": "solved", "from_step": 10}', '\x92fafa7a94168c24696494f9795406a5'),
	('01a22aec-10c9-71e8-b802-fda56c7b9543', 4, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'decision_taken', '2026-11-30 05:27:23.612588+00', '2026-11-30 05:27:23.612588+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "decision_taken", "outputs": {}, "decision": "close", "from_step": 13}', '\x2bfac55acda97a21dbd2dc4995c6f191'),
	('01a22aec-10c9-71e8-b802-fda56c7b9543', 5, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'decision_taken', '2026-11-30 05:27:23.623937+00', '2026-11-30 05:27:23.623937+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"note": "toch niet", "role": "support", "type": "decision_taken", "outputs": {}, "to_step": 3, "decision": "reopen"}', '\xbf378863b8e930fe2c4c7d8d46b92cab'),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 8, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'comment_added', '2026-11-30 05:27:23.640426+00', '2026-11-30 05:27:23.640426+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', true, '{"text": "Intern woord", "type": "comment_added", "internal": true, "comment_id": "01a22aec-10fa-7700-b168-0e7a964d27ad"}', '\x4c8d4f92ee95c47253d0b75634454481'),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 9, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'comment_added', '2026-11-30 05:27:23.647388+00', '2026-11-30 05:27:23.647388+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"text": "Publiek woord", "type": "comment_added", "internal": false, "comment_id": "01a22aec-1100-7243-8ecb-92f9dfe11a91"}', '\xb85983b2046fa2880a79bbdb604dad65'),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 10, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'priority_requested', '2026-11-30 05:27:23.653776+00', '2026-11-30 05:27:23.653776+00', '01a22aec-0fca-74d4-8709-57d4aa05550a', 'person', false, '{"type": "priority_requested", "impact": "i2", "reason": "haast", "urgency": "u1", "request_id": "01a22aec-1107-7138-adcd-26dddcf84384"}', '\xdb8688bd893cc77a72513efc859130e2'),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 11, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'priority_decided', '2026-11-30 05:27:23.663667+00', '2026-11-30 05:27:23.663667+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "priority_decided", "impact": "i2", "reason": "ja", "urgency": "u1", "accepted": true, "request_id": "01a22aec-1107-7138-adcd-26dddcf84384"}', '\x91314505d192242d1a20e2854d30c2d8'),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 12, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'due_moved', '2026-11-30 05:27:23.663667+00', '2026-11-30 05:27:23.663667+00', NULL, 'system', false, '{"type": "due_moved", "clock": "response", "to_at": "2026-11-30T09:00:00Z", "reason": "priority request accepted", "from_at": "2026-11-30T11:00:00Z"}', '\x0bb35626ac724f78cea50cec5a5764f1'),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 13, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'due_moved', '2026-11-30 05:27:23.663667+00', '2026-11-30 05:27:23.663667+00', NULL, 'system', false, '{"type": "due_moved", "clock": "resolution", "to_at": "2026-12-28T16:00:00Z", "reason": "priority request accepted", "from_at": "2027-01-26T16:00:00Z"}', '\x4e1f9769a4a10a6925313df937369d9a'),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 14, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'priority_requested', '2026-11-30 05:27:23.681065+00', '2026-11-30 05:27:23.681065+00', '01a22aec-0fca-74d4-8709-57d4aa05550a', 'person', false, '{"type": "priority_requested", "impact": "i1", "reason": "velen", "urgency": "u1", "request_id": "01a22aec-1123-724e-afec-523fbb5fb0e1"}', '\xab5f492a9324354290416b08cd2f809a'),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 15, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'role_assigned', '2026-11-30 05:27:23.702899+00', '2026-11-30 05:27:23.702899+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"role": "support", "type": "role_assigned", "person_id": "01a22aec-0fab-74c3-a50e-657c937955bf"}', '\xc3db750dd2db7f53714bc5ae5340be20'),
	('01a22aeb-b437-7624-b440-9034940999e2', 3, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'calendar_revised', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "calendar_revised", "reason": "Closing day added: 2026-12-04, Verhuizing", "calendar_revision": 2}', '\x0a1f3b622e3286c5425bbf99234fe42c'),
	('01a22aeb-b45a-7696-8815-6900c501c0ce', 2, '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'calendar_revised', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "calendar_revised", "reason": "Closing day added: 2026-12-04, Verhuizing", "calendar_revision": 2}', '\x98c00d13da95c1aabde75430bef92c03'),
	('01a22aeb-b472-7129-9cdf-8b6726347be3', 4, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'calendar_revised', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "calendar_revised", "reason": "Closing day added: 2026-12-04, Verhuizing", "calendar_revision": 2}', '\x16bb4490cf166756cda778374ba02aa2'),
	('01a22aeb-b48d-7535-a26d-77c974cb1bc1', 4, '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'calendar_revised', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "calendar_revised", "reason": "Closing day added: 2026-12-04, Verhuizing", "calendar_revision": 2}', '\x9f9be398e71c8b607b16ca74b2ec181b'),
	('01a22aeb-b496-7039-a04e-f1619a4de7cc', 5, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'calendar_revised', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "calendar_revised", "reason": "Closing day added: 2026-12-04, Verhuizing", "calendar_revision": 2}', '\x07edd82d877ced423ab554dd6378f4bd'),
	('01a22aeb-b4b1-77ba-949c-cbd57d5af199', 6, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'calendar_revised', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "calendar_revised", "reason": "Closing day added: 2026-12-04, Verhuizing", "calendar_revision": 2}', '\x74376b3ad7f71252352295fb2de41d25'),
	('01a22aeb-b4be-75d0-8b4b-682099eb57c3', 6, '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'calendar_revised', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "calendar_revised", "reason": "Closing day added: 2026-12-04, Verhuizing", "calendar_revision": 2}', '\x1acfea7efe995a7a59ec1aa2a279e77d'),
	('01a22aeb-b4cd-701d-86fb-97db68e560ba', 6, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'calendar_revised', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "calendar_revised", "reason": "Closing day added: 2026-12-04, Verhuizing", "calendar_revision": 2}', '\xff7bc1695c1dba1f215b87ae5411583f'),
	('01a22aeb-b4da-72d5-8a39-d344def922f3', 3, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'calendar_revised', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "calendar_revised", "reason": "Closing day added: 2026-12-04, Verhuizing", "calendar_revision": 2}', '\xdcc66ec65d4a945c7314c917cdff64e2'),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 16, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'calendar_revised', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "calendar_revised", "reason": "Closing day added: 2026-12-04, Verhuizing", "calendar_revision": 2}', '\x9891ba825381e9816ece96ac3cf9091e'),
	('01a22aec-106f-74cb-8646-97c12538de87', 5, '01a22aec-0fa3-755b-b46c-63a2d03d2526', 'calendar_revised', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "calendar_revised", "reason": "Closing day added: 2026-12-04, Verhuizing", "calendar_revision": 2}', '\xe3f6e665752f6df743c5855f658db6ab'),
	('01a22aec-108e-7636-a23d-1bcf2e578ec6', 6, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'calendar_revised', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "calendar_revised", "reason": "Closing day added: 2026-12-04, Verhuizing", "calendar_revision": 2}', '\x22b4cd6b6cbee4640e7e97ae70403f4f'),
	('01a22aec-10c9-71e8-b802-fda56c7b9543', 6, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'calendar_revised', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "calendar_revised", "reason": "Closing day added: 2026-12-04, Verhuizing", "calendar_revision": 2}', '\x538b964023f43b6baaa19a2779b74ff9'),
	('01a22aeb-b460-76ae-bca7-c2bb88f75245', 3, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'calendar_revised', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "calendar_revised", "reason": "Closing day added: 2026-12-04, Verhuizing", "calendar_revision": 2}', '\xd6faf20f066380fde7a24d61ba25fe2a'),
	('01a22aeb-b4a5-721d-8aa8-16e1b27bff4a', 4, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'calendar_revised', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "calendar_revised", "reason": "Closing day added: 2026-12-04, Verhuizing", "calendar_revision": 2}', '\xa4a2e54295ef079f50c31e90805ca270'),
	('01a22aeb-b4ca-7436-b243-fb8be5198b88', 3, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'calendar_revised', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', '01a22aeb-b395-70ed-8320-45bd3a6b929d', 'person', false, '{"type": "calendar_revised", "reason": "Closing day added: 2026-12-04, Verhuizing", "calendar_revision": 2}', '\x7479a2d901545acfb0f9c394c339c456'),
	('01a22aeb-b437-7624-b440-9034940999e2', 4, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'due_moved', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', NULL, 'system', false, '{"type": "due_moved", "clock": "resolution", "to_at": "2026-12-21T16:00:00Z", "reason": "calendar revision 2: Closing day added: 2026-12-04, Verhuizing", "from_at": "2026-12-18T16:00:00Z"}', '\x9d2db94290485fbcfbfed032d3eec034'),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', 17, '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'due_moved', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', NULL, 'system', false, '{"type": "due_moved", "clock": "resolution", "to_at": "2026-12-29T16:00:00Z", "reason": "calendar revision 2: Closing day added: 2026-12-04, Verhuizing", "from_at": "2026-12-28T16:00:00Z"}', '\x89d49f5ead45df6d8a2fdcccd00bd37e'),
	('01a22aeb-b460-76ae-bca7-c2bb88f75245', 4, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'due_moved', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', NULL, 'system', false, '{"type": "due_moved", "clock": "resolution", "to_at": "2027-01-27T16:00:00Z", "reason": "calendar revision 2: Closing day added: 2026-12-04, Verhuizing", "from_at": "2027-01-26T16:00:00Z"}', '\x54ec5c4019480db5baf6c44c358ba133'),
	('01a22aeb-b4a5-721d-8aa8-16e1b27bff4a', 5, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'due_moved', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', NULL, 'system', false, '{"type": "due_moved", "clock": "resolution", "to_at": "2027-01-13T13:26:59.729148Z", "reason": "calendar revision 2: Closing day added: 2026-12-04, Verhuizing", "from_at": "2027-01-12T13:26:59.729148Z"}', '\x9a278de3d778a7b91c889a089472dd53'),
	('01a22aeb-b4ca-7436-b243-fb8be5198b88', 4, '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'due_moved', '2026-11-30 05:27:36.608483+00', '2026-11-30 05:27:36.608483+00', NULL, 'system', false, '{"type": "due_moved", "clock": "resolution", "to_at": "2027-02-24T16:00:00Z", "reason": "calendar revision 2: Closing day added: 2026-12-04, Verhuizing", "from_at": "2027-02-23T16:00:00Z"}', '\xa6d120e954036b4a89412ab0db8ec716');


--
-- Data for Name: tickets; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--

INSERT INTO public.tickets VALUES
	('01a22aeb-b454-77f7-901b-f86143dbbb4c', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'T-2026-000002', 'incident', NULL, 'software_bug', 'idu', NULL, 'technical', 'A caller reports slow screens', 'A caller reports slow screens. Demo data.', 'phone', NULL, 'u2', 'i2', 'normal', 'support', '1.3', 'extended', 'signal', 1, '2026-11-30 02:26:59.729148+00', '2026-11-30 02:26:59.729148+00', NULL, NULL, '01a22aeb-b395-70ed-8320-45bd3a6b929d', 1, 0, '[]', NULL, NULL, NULL, NULL, '{customer}', '{}', '{}', NULL, 1, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:26:59.729148+00', 1, DEFAULT, DEFAULT, DEFAULT),
	('01a22aeb-b472-7129-9cdf-8b6726347be3', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'T-2026-000005', 'incident', NULL, 'software_bug', 'idu', NULL, 'technical', 'Accounts are made twice', 'Accounts are made twice. Demo data.', 'portal', NULL, 'u2', 'i2', 'normal', 'support', '1.3', 'extended', 'open', 3, '2026-11-23 03:26:59.729148+00', '2026-11-23 04:26:59.729148+00', '2026-11-23 03:26:59.729148+00', NULL, '01a22aeb-b395-70ed-8320-45bd3a6b929d', 1, 2, '[]', '2026-11-23 04:26:59.729148+00', NULL, NULL, NULL, '{customer}', '{}', '{}', NULL, 4, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:27:36.608483+00', 3, DEFAULT, DEFAULT, DEFAULT),
	('01a22aeb-b48d-7535-a26d-77c974cb1bc1', '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'T-2026-000006', 'incident', NULL, 'software_bug', 'idu', NULL, 'technical', 'Access rights are not taken away', 'Access rights are not taken away. Demo data.', 'portal', NULL, 'u1', 'i1', 'high', 'support', '1.3', 'standard', 'open', 4, '2026-11-16 21:26:59.729148+00', '2026-11-26 01:26:59.729148+00', '2026-11-16 01:26:59.729148+00', NULL, '01a22aeb-b395-70ed-8320-45bd3a6b929d', 1, 2, '[]', '2026-11-26 01:26:59.729148+00', NULL, NULL, NULL, '{customer}', '{}', '{}', NULL, 4, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:27:36.608483+00', 4, DEFAULT, DEFAULT, DEFAULT),
	('01a22aeb-b496-7039-a04e-f1619a4de7cc', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'T-2026-000007', 'incident', NULL, 'software_bug', 'connectors', NULL, 'technical', 'The connector logs in with an expired password', 'The connector logs in with an expired password. Demo data.', 'portal', NULL, 'u2', 'i2', 'normal', 'support', '1.3', 'extended', 'open', 5, '2026-11-27 07:26:59.729148+00', '2026-11-27 07:26:59.729148+00', '2026-11-26 11:26:59.729148+00', NULL, '01a22aeb-b395-70ed-8320-45bd3a6b929d', 1, 2, '[]', NULL, NULL, NULL, 'configuration', '{support}', '{}', '{}', NULL, 5, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:27:36.608483+00', 4, DEFAULT, DEFAULT, DEFAULT),
	('01a22aeb-b437-7624-b440-9034940999e2', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'T-2026-000001', 'incident', NULL, 'software_bug', 'datalink', NULL, 'technical', 'Messages stay in the outgoing queue', 'Messages stay in the outgoing queue. Demo data.', 'portal', NULL, 'u1', 'i1', 'high', 'support', '1.3', 'extended', 'open', 3, '2026-11-21 21:26:59.729148+00', '2026-11-21 21:26:59.729148+00', '2026-11-21 21:26:59.729148+00', NULL, '01a22aeb-b395-70ed-8320-45bd3a6b929d', 1, 2, '[]', NULL, NULL, NULL, NULL, '{support}', '{}', '{}', '2026-11-23 09:00:00+00', 4, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:27:36.608483+00', 3, DEFAULT, DEFAULT, DEFAULT),
	('01a22aeb-b45a-7696-8815-6900c501c0ce', '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'T-2026-000003', 'information_request', NULL, 'first_analysis', 'idu', NULL, 'technical', 'How do I add a column to the overview?', 'How do I add a column to the overview?. Demo data.', 'portal', NULL, 'u3', 'i3', 'low', 'support', '1.3', 'standard', 'open', 3, '2026-11-30 04:26:59.729148+00', '2026-11-30 04:26:59.729148+00', '2026-11-30 04:26:59.729148+00', NULL, '01a22aeb-b395-70ed-8320-45bd3a6b929d', 1, 2, '[]', NULL, NULL, NULL, NULL, '{support}', '{}', '{}', '2026-12-02 13:00:00+00', 2, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:27:36.608483+00', 2, DEFAULT, DEFAULT, DEFAULT),
	('01a22aeb-b460-76ae-bca7-c2bb88f75245', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'T-2026-000004', 'incident', NULL, 'software_bug', 'idu', NULL, 'technical', 'The nightly run stops', 'The nightly run stops. Demo data.', 'portal', NULL, 'u2', 'i2', 'normal', 'support', '1.3', 'extended', 'open', 3, '2026-11-28 23:26:59.729148+00', '2026-11-29 00:26:59.729148+00', '2026-11-28 23:26:59.729148+00', NULL, '01a22aeb-b395-70ed-8320-45bd3a6b929d', 1, 2, '[]', NULL, NULL, NULL, NULL, '{support}', '{}', '{}', '2027-01-27 16:00:00+00', 4, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:27:36.608483+00', 3, DEFAULT, DEFAULT, DEFAULT),
	('01a22aeb-b4b1-77ba-949c-cbd57d5af199', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'T-2026-000009', 'incident', NULL, 'software_bug', 'orb', NULL, 'technical', 'Dates shift by an hour', 'Dates shift by an hour. Demo data.', 'portal', NULL, 'u1', 'i1', 'high', 'support', '1.3', 'extended', 'open', 7, '2026-10-24 05:26:59.729148+00', '2026-10-27 21:26:59.729148+00', '2026-10-23 17:26:59.729148+00', NULL, '01a22aeb-b395-70ed-8320-45bd3a6b929d', 1, 2, '[]', NULL, NULL, NULL, 'vendor_software', '{support}', '{}', '{}', NULL, 6, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:27:36.608483+00', 6, DEFAULT, DEFAULT, DEFAULT),
	('01a22aeb-b4be-75d0-8b4b-682099eb57c3', '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'T-2026-000010', 'incident', NULL, 'software_bug', 'idu', NULL, 'technical', 'Search finds nothing with accents', 'Search finds nothing with accents. Demo data.', 'portal', NULL, 'u3', 'i3', 'low', 'support', '1.3', 'standard', 'open', 8, '2026-11-21 21:26:59.729148+00', '2026-11-21 21:26:59.729148+00', '2026-11-01 01:26:59.729148+00', NULL, '01a22aeb-b395-70ed-8320-45bd3a6b929d', 1, 2, '[]', NULL, NULL, NULL, 'vendor_software', '{support}', '{}', '{}', NULL, 6, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:27:36.608483+00', 6, DEFAULT, DEFAULT, DEFAULT),
	('01a22aeb-b4a5-721d-8aa8-16e1b27bff4a', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'T-2026-000008', 'incident', NULL, 'software_bug', 'orb', NULL, 'technical', 'Export leaves out the last line', 'Export leaves out the last line. Demo data.', 'portal', NULL, 'u2', 'i2', 'normal', 'support', '1.3', 'extended', 'open', 6, '2026-11-15 15:26:59.729148+00', '2026-11-15 15:26:59.729148+00', '2026-11-13 13:26:59.729148+00', NULL, '01a22aeb-b395-70ed-8320-45bd3a6b929d', 1, 2, '[]', NULL, NULL, NULL, 'vendor_software', '{support}', '{}', '{}', '2027-01-13 13:26:59.729148+00', 5, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:27:36.608483+00', 4, DEFAULT, DEFAULT, DEFAULT),
	('01a22aeb-b4ca-7436-b243-fb8be5198b88', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'T-2026-000011', 'information_request', NULL, 'first_analysis', 'datalink', NULL, 'technical', 'What does status 17 mean?', 'What does status 17 mean?. Demo data.', 'portal', NULL, 'u3', 'i3', 'low', 'support', '1.3', 'extended', 'open', 10, '2026-11-29 04:26:59.729148+00', '2026-11-29 04:26:59.729148+00', '2026-11-29 03:26:59.729148+00', NULL, '01a22aeb-b395-70ed-8320-45bd3a6b929d', 1, 2, '[]', NULL, NULL, NULL, NULL, '{support}', '{}', '{}', '2027-02-24 16:00:00+00', 4, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:27:36.608483+00', 3, DEFAULT, DEFAULT, DEFAULT),
	('01a22aeb-b4d3-76c1-84c0-f71b1185b451', '01a22aeb-b3ee-700e-bd7c-dc41de269507', 'T-2026-000013', 'incident', NULL, 'software_bug', 'idu', NULL, 'technical', 'Report opens empty', 'Report opens empty. Demo data.', 'portal', NULL, 'u2', 'i2', 'normal', 'support', '1.3', 'standard', 'closed', 13, '2026-11-20 05:26:59.729148+00', '2026-11-20 06:26:59.729148+00', '2026-11-19 09:26:59.729148+00', NULL, '01a22aeb-b395-70ed-8320-45bd3a6b929d', 1, 1, '[]', NULL, NULL, NULL, NULL, '{}', '{}', '{}', NULL, 4, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:26:59.729148+00', 4, DEFAULT, DEFAULT, DEFAULT),
	('01a22aec-10c1-706b-8a2c-ab4c2e61fbe9', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'T-2026-000018', 'incident', NULL, 'software_bug', 'datalink', NULL, 'technical', 'Gebeld', 'Sinds vanmorgen.', 'phone', NULL, 'u2', 'i2', 'normal', 'support', '1.3', 'extended', 'signal', 1, '2026-11-30 05:27:23.584073+00', '2026-11-30 05:27:23.584073+00', NULL, NULL, '01a22aeb-b395-70ed-8320-45bd3a6b929d', 1, 0, '[]', NULL, NULL, NULL, NULL, '{customer}', '{}', '{}', NULL, 1, '2026-11-30 05:27:23.584073+00', '2026-11-30 05:27:23.584073+00', 1, DEFAULT, DEFAULT, DEFAULT),
	('01a22aec-101f-77cd-acdd-9a59ccd25827', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'T-2026-000015', 'incident', NULL, 'software_bug', 'datalink', NULL, 'technical', 'Wachtrij/bericht blijft staan', 'Sinds vanmorgen.', 'portal', NULL, 'u1', 'i2', 'high', 'support', '1.3', 'extended', 'open', 4, '2026-11-30 05:27:23.493893+00', '2026-11-30 05:27:23.663667+00', '2026-11-30 05:27:23.420923+00', '01a22aec-0fca-74d4-8709-57d4aa05550a', '01a22aec-0fca-74d4-8709-57d4aa05550a', 1, 2, '[]', NULL, '2026-11-30 05:27:23.663667+00', 'normal', NULL, '{support}', '{}', '{"01a22aec-1123-724e-afec-523fbb5fb0e1": {"id": "01a22aec-1123-724e-afec-523fbb5fb0e1", "impact": "i1", "reason": "velen", "urgency": "u1", "accepted": null}}', NULL, 17, '2026-11-30 05:27:23.420923+00', '2026-11-30 05:27:36.608483+00', 14, DEFAULT, DEFAULT, DEFAULT),
	('01a22aeb-b4cd-701d-86fb-97db68e560ba', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'T-2026-000012', 'incident', NULL, 'software_bug', 'dm_portal', NULL, 'technical', 'Try the new configuration', 'Try the new configuration. Demo data.', 'portal', NULL, 'u2', 'i2', 'normal', 'support', '1.3', 'extended', 'open', 12, '2026-11-24 19:26:59.729148+00', '2026-11-24 19:26:59.729148+00', '2026-11-23 23:26:59.729148+00', NULL, '01a22aeb-b395-70ed-8320-45bd3a6b929d', 1, 2, '[]', NULL, NULL, NULL, NULL, '{customer}', '{}', '{}', NULL, 6, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:27:36.608483+00', 5, DEFAULT, DEFAULT, DEFAULT),
	('01a22aeb-b4da-72d5-8a39-d344def922f3', '01a22aeb-b41b-70e1-bb9c-de6352555c5d', 'T-2026-000014', 'change', 'normal', 'first_analysis', 'connectors', NULL, 'technical', 'Move to the newest connector', 'Move to the newest connector. Demo data.', 'portal', NULL, 'u2', 'i2', 'normal', 'support', '1.3', 'extended', 'open', 4, '2026-11-28 05:26:59.729148+00', '2026-11-28 05:26:59.729148+00', '2026-11-28 03:26:59.729148+00', NULL, '01a22aeb-b395-70ed-8320-45bd3a6b929d', 1, 2, '[]', NULL, NULL, NULL, NULL, '{support}', '{}', '{}', NULL, 3, '2026-11-30 05:26:59.729148+00', '2026-11-30 05:27:36.608483+00', 3, DEFAULT, DEFAULT, DEFAULT),
	('01a22aec-10c9-71e8-b802-fda56c7b9543', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'T-2026-000019', 'change', 'normal', 'software_bug', 'datalink', NULL, 'technical', 'Ander filter', 'Sinds vanmorgen.', 'portal', NULL, 'u2', 'i2', 'normal', 'support', '1.3', 'extended', 'open', 3, '2026-11-30 05:27:23.623937+00', '2026-11-30 05:27:23.623937+00', '2026-11-30 05:27:23.591947+00', NULL, '01a22aeb-b395-70ed-8320-45bd3a6b929d', 1, 2, '[]', NULL, NULL, NULL, NULL, '{support}', '{}', '{}', NULL, 6, '2026-11-30 05:27:23.591947+00', '2026-11-30 05:27:36.608483+00', 6, DEFAULT, DEFAULT, DEFAULT),
	('01a22aec-106f-74cb-8646-97c12538de87', '01a22aec-0fa3-755b-b46c-63a2d03d2526', 'T-2026-000016', 'incident', NULL, 'software_bug', 'datalink', NULL, 'technical', 'Wachtrij/bericht blijft staan', 'Sinds vanmorgen.', 'portal', NULL, 'u2', 'i2', 'normal', 'support', '1.3', 'standard', 'open', 12, '2026-11-23 12:00:00+00', '2026-11-23 12:00:00+00', '2026-11-20 09:00:00+00', NULL, '01a22aeb-b395-70ed-8320-45bd3a6b929d', 1, 2, '[]', NULL, NULL, NULL, 'customer_infrastructure', '{customer}', '{}', '{}', NULL, 5, '2026-11-30 05:27:23.502271+00', '2026-11-30 05:27:36.608483+00', 5, DEFAULT, DEFAULT, DEFAULT),
	('01a22aec-108e-7636-a23d-1bcf2e578ec6', '01a22aec-0f96-738b-bb9d-5f6ec33674a1', 'T-2026-000017', 'incident', NULL, 'software_bug', 'datalink', NULL, 'technical', 'Wachtrij/bericht blijft staan', 'Sinds vanmorgen.', 'portal', NULL, 'u1', 'i1', 'high', 'support', '1.3', 'extended', 'open', 3, '2026-11-02 09:00:00+00', '2026-11-30 05:27:23.565662+00', '2026-11-02 09:00:00+00', NULL, '01a22aeb-b395-70ed-8320-45bd3a6b929d', 1, 2, '[]', NULL, '2026-11-30 05:27:23.565662+00', 'normal', NULL, '{support}', '{}', '{}', '2026-11-30 09:00:00+00', 6, '2026-11-30 05:27:23.532552+00', '2026-11-30 05:27:36.608483+00', 4, DEFAULT, DEFAULT, DEFAULT);


--
-- Data for Name: webhook_messages; Type: TABLE DATA; Schema: public; Owner: duetime_owner
--



--
-- Name: ticket_numbers; Type: SEQUENCE SET; Schema: public; Owner: duetime_owner
--

SELECT pg_catalog.setval('public.ticket_numbers', 19, true);


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: administration_networks pk_administration_networks; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.administration_networks
    ADD CONSTRAINT pk_administration_networks PRIMARY KEY (id);


--
-- Name: api_keys pk_api_keys; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT pk_api_keys PRIMARY KEY (id);


--
-- Name: audit_entries pk_audit_entries; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT pk_audit_entries PRIMARY KEY (chain, "position");


--
-- Name: audit_heads pk_audit_heads; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.audit_heads
    ADD CONSTRAINT pk_audit_heads PRIMARY KEY (chain);


--
-- Name: calendar_revisions pk_calendar_revisions; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.calendar_revisions
    ADD CONSTRAINT pk_calendar_revisions PRIMARY KEY (revision);


--
-- Name: clock_pauses pk_clock_pauses; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.clock_pauses
    ADD CONSTRAINT pk_clock_pauses PRIMARY KEY (ticket_id, name, number);


--
-- Name: clocks pk_clocks; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.clocks
    ADD CONSTRAINT pk_clocks PRIMARY KEY (ticket_id, name);


--
-- Name: counting pk_counting; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.counting
    ADD CONSTRAINT pk_counting PRIMARY KEY (id);


--
-- Name: customers pk_customers; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT pk_customers PRIMARY KEY (id);


--
-- Name: idempotency_keys pk_idempotency_keys; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT pk_idempotency_keys PRIMARY KEY (principal_id, operation, key);


--
-- Name: integrations pk_integrations; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.integrations
    ADD CONSTRAINT pk_integrations PRIMARY KEY (id);


--
-- Name: people pk_people; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.people
    ADD CONSTRAINT pk_people PRIMARY KEY (id);


--
-- Name: quota_windows pk_quota_windows; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.quota_windows
    ADD CONSTRAINT pk_quota_windows PRIMARY KEY (subject);


--
-- Name: registrants pk_registrants; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.registrants
    ADD CONSTRAINT pk_registrants PRIMARY KEY (customer_id, person_id);


--
-- Name: service_secrets pk_service_secrets; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.service_secrets
    ADD CONSTRAINT pk_service_secrets PRIMARY KEY (name);


--
-- Name: ticket_assignments pk_ticket_assignments; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.ticket_assignments
    ADD CONSTRAINT pk_ticket_assignments PRIMARY KEY (ticket_id, role);


--
-- Name: ticket_events pk_ticket_events; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.ticket_events
    ADD CONSTRAINT pk_ticket_events PRIMARY KEY (ticket_id, sequence);


--
-- Name: tickets pk_tickets; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT pk_tickets PRIMARY KEY (id);


--
-- Name: webhook_messages pk_webhook_messages; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.webhook_messages
    ADD CONSTRAINT pk_webhook_messages PRIMARY KEY (integration_id, message_id);


--
-- Name: administration_networks uq_administration_networks_network; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.administration_networks
    ADD CONSTRAINT uq_administration_networks_network UNIQUE (network);


--
-- Name: api_keys uq_api_keys_digest; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT uq_api_keys_digest UNIQUE (digest);


--
-- Name: counted_attainment uq_counted_attainment; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.counted_attainment
    ADD CONSTRAINT uq_counted_attainment UNIQUE NULLS NOT DISTINCT (customer_id, grain, service_level, agreement_revision, calendar_revision, begins, priority, name);


--
-- Name: counted_standings uq_counted_standings; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.counted_standings
    ADD CONSTRAINT uq_counted_standings UNIQUE NULLS NOT DISTINCT (customer_id, name, priority, service_level, state, warned_on);


--
-- Name: people uq_people_customer_id_id; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.people
    ADD CONSTRAINT uq_people_customer_id_id UNIQUE (customer_id, id);


--
-- Name: people uq_people_issuer_subject; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.people
    ADD CONSTRAINT uq_people_issuer_subject UNIQUE (issuer, subject);


--
-- Name: tickets uq_tickets_customer_id_id; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT uq_tickets_customer_id_id UNIQUE (customer_id, id);


--
-- Name: tickets uq_tickets_number; Type: CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT uq_tickets_number UNIQUE (number);


--
-- Name: ix_api_keys_person_id; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_api_keys_person_id ON public.api_keys USING btree (person_id, id);


--
-- Name: ix_audit_entries_actor; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_audit_entries_actor ON public.audit_entries USING btree (actor_id, recorded_at);


--
-- Name: ix_audit_entries_of_chain; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_audit_entries_of_chain ON public.audit_entries USING btree (chain, recorded_at, "position");


--
-- Name: ix_audit_entries_recorded_at; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_audit_entries_recorded_at ON public.audit_entries USING btree (recorded_at, chain, "position");


--
-- Name: ix_audit_entries_seen; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_audit_entries_seen ON public.audit_entries USING btree (actor_id, subject_id, recorded_at) WHERE (outcome = 'seen'::text);


--
-- Name: ix_audit_entries_subject; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_audit_entries_subject ON public.audit_entries USING btree (subject_id, recorded_at);


--
-- Name: ix_clocks_breach_due; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_clocks_breach_due ON public.clocks USING btree (due_order, ticket_id, name) WHERE (breach_at IS NOT NULL);


--
-- Name: ix_clocks_counted_by_time; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_clocks_counted_by_time ON public.clocks USING btree (at_risk_at, breach_at, state, name, priority, customer_id, service_level) WHERE ((stopped_at IS NULL) AND (breach_at IS NOT NULL));


--
-- Name: ix_clocks_customer_going_due; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_clocks_customer_going_due ON public.clocks USING btree (customer_id, due_order, ticket_id, name) WHERE ((stopped_at IS NULL) AND (started_at IS NOT NULL));


--
-- Name: ix_clocks_customer_state_due; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_clocks_customer_state_due ON public.clocks USING btree (customer_id, state, due_order, ticket_id, name);


--
-- Name: ix_clocks_going_due; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_clocks_going_due ON public.clocks USING btree (due_order, ticket_id, name) WHERE ((stopped_at IS NULL) AND (started_at IS NOT NULL));


--
-- Name: ix_clocks_recount; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_clocks_recount ON public.clocks USING btree (ticket_id) WHERE recount;


--
-- Name: ix_clocks_state_due; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_clocks_state_due ON public.clocks USING btree (state, due_order, ticket_id, name);


--
-- Name: ix_clocks_to_announce; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_clocks_to_announce ON public.clocks USING btree (announce_at, ticket_id) WHERE (announce_at IS NOT NULL);


--
-- Name: ix_idempotency_keys_created_at; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_idempotency_keys_created_at ON public.idempotency_keys USING btree (created_at);


--
-- Name: ix_integrations_customer_id; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_integrations_customer_id ON public.integrations USING btree (customer_id, id);


--
-- Name: ix_people_customer_id; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_people_customer_id ON public.people USING btree (customer_id, id);


--
-- Name: ix_ticket_assignments_person_id; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_ticket_assignments_person_id ON public.ticket_assignments USING btree (person_id, ticket_id);


--
-- Name: ix_ticket_events_recorded_at; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_ticket_events_recorded_at ON public.ticket_events USING brin (recorded_at) WITH (pages_per_range='16', autosummarize='on');


--
-- Name: ix_tickets_begun_at; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_tickets_begun_at ON public.tickets USING btree (begun_at);


--
-- Name: ix_tickets_customer_work; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_tickets_customer_work ON public.tickets USING btree (customer_id, due_order, id) WHERE (status <> 'closed'::text);


--
-- Name: ix_tickets_due_at_id; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_tickets_due_at_id ON public.tickets USING btree (due_at, id) WHERE (due_at IS NOT NULL);


--
-- Name: ix_tickets_external_reference; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_tickets_external_reference ON public.tickets USING btree (customer_id, external_reference) WHERE (external_reference IS NOT NULL);


--
-- Name: ix_tickets_kind_id; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_tickets_kind_id ON public.tickets USING btree (kind, id);


--
-- Name: ix_tickets_open_calendar; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_tickets_open_calendar ON public.tickets USING btree (calendar_revision, id) WHERE (status = 'open'::text);


--
-- Name: ix_tickets_priority_id; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_tickets_priority_id ON public.tickets USING btree (priority, id);


--
-- Name: ix_tickets_responsible_roles; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_tickets_responsible_roles ON public.tickets USING gin (responsible_roles) WHERE (status <> 'closed'::text);


--
-- Name: ix_tickets_status_id; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_tickets_status_id ON public.tickets USING btree (status, id);


--
-- Name: ix_tickets_step_id; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_tickets_step_id ON public.tickets USING btree (step, id);


--
-- Name: ix_tickets_words; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_tickets_words ON public.tickets USING gin (words);


--
-- Name: ix_tickets_work; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_tickets_work ON public.tickets USING btree (due_order, id) WHERE (status <> 'closed'::text);


--
-- Name: ix_webhook_messages_received_at; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE INDEX ix_webhook_messages_received_at ON public.webhook_messages USING btree (received_at);


--
-- Name: uq_api_keys_replaces; Type: INDEX; Schema: public; Owner: duetime_owner
--

CREATE UNIQUE INDEX uq_api_keys_replaces ON public.api_keys USING btree (replaces) WHERE (revoked_at IS NULL);


--
-- Name: audit_entries audit_entries_is_append_only; Type: TRIGGER; Schema: public; Owner: duetime_owner
--

CREATE TRIGGER audit_entries_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_entries FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: audit_heads audit_heads_is_append_only; Type: TRIGGER; Schema: public; Owner: duetime_owner
--

CREATE TRIGGER audit_heads_is_append_only BEFORE DELETE OR TRUNCATE ON public.audit_heads FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: calendar_revisions calendar_revisions_is_append_only; Type: TRIGGER; Schema: public; Owner: duetime_owner
--

CREATE TRIGGER calendar_revisions_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.calendar_revisions FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: clocks clocks_recount; Type: TRIGGER; Schema: public; Owner: duetime_owner
--

CREATE TRIGGER clocks_recount BEFORE UPDATE ON public.clocks FOR EACH ROW WHEN (((NOT old.recount) AND ((((((((old.customer_id IS DISTINCT FROM new.customer_id) OR (old.name IS DISTINCT FROM new.name)) OR (old.priority IS DISTINCT FROM new.priority)) OR (old.service_level IS DISTINCT FROM new.service_level)) OR (old.state IS DISTINCT FROM new.state)) OR (old.at_risk_at IS DISTINCT FROM new.at_risk_at)) OR (old.stopped_at IS DISTINCT FROM new.stopped_at)) OR (old.not_applicable IS DISTINCT FROM new.not_applicable)))) EXECUTE FUNCTION public.recount_clock();


--
-- Name: ticket_events ticket_events_is_append_only; Type: TRIGGER; Schema: public; Owner: duetime_owner
--

CREATE TRIGGER ticket_events_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ticket_events FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: tickets tickets_recount; Type: TRIGGER; Schema: public; Owner: duetime_owner
--

CREATE TRIGGER tickets_recount AFTER UPDATE ON public.tickets FOR EACH ROW WHEN (((((((((old.customer_id IS DISTINCT FROM new.customer_id) OR (old.kind IS DISTINCT FROM new.kind)) OR (old.priority IS DISTINCT FROM new.priority)) OR (old.service_level IS DISTINCT FROM new.service_level)) OR (old.registered_at IS DISTINCT FROM new.registered_at)) OR (old.created_at IS DISTINCT FROM new.created_at)) OR (old.agreement_revision IS DISTINCT FROM new.agreement_revision)) OR (old.calendar_revision IS DISTINCT FROM new.calendar_revision))) EXECUTE FUNCTION public.recount_clocks_of_ticket();


--
-- Name: administration_networks fk_administration_networks_added_by; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.administration_networks
    ADD CONSTRAINT fk_administration_networks_added_by FOREIGN KEY (added_by) REFERENCES public.people(id);


--
-- Name: api_keys fk_api_keys_made_by; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT fk_api_keys_made_by FOREIGN KEY (made_by) REFERENCES public.people(id);


--
-- Name: api_keys fk_api_keys_person_id; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT fk_api_keys_person_id FOREIGN KEY (person_id) REFERENCES public.people(id);


--
-- Name: api_keys fk_api_keys_person_of_customer; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT fk_api_keys_person_of_customer FOREIGN KEY (customer_id, person_id) REFERENCES public.people(customer_id, id);


--
-- Name: api_keys fk_api_keys_replaces; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT fk_api_keys_replaces FOREIGN KEY (replaces) REFERENCES public.api_keys(id);


--
-- Name: audit_heads fk_audit_heads_customer_id; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.audit_heads
    ADD CONSTRAINT fk_audit_heads_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers(id);


--
-- Name: clock_pauses fk_clock_pauses_ticket; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.clock_pauses
    ADD CONSTRAINT fk_clock_pauses_ticket FOREIGN KEY (customer_id, ticket_id) REFERENCES public.tickets(customer_id, id);


--
-- Name: clocks fk_clocks_ticket; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.clocks
    ADD CONSTRAINT fk_clocks_ticket FOREIGN KEY (customer_id, ticket_id) REFERENCES public.tickets(customer_id, id);


--
-- Name: counted_attainment fk_counted_attainment_customer_id; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.counted_attainment
    ADD CONSTRAINT fk_counted_attainment_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers(id);


--
-- Name: counted_standings fk_counted_standings_customer_id; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.counted_standings
    ADD CONSTRAINT fk_counted_standings_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers(id);


--
-- Name: customers fk_customers_consultant_id; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT fk_customers_consultant_id FOREIGN KEY (consultant_id) REFERENCES public.people(id);


--
-- Name: integrations fk_integrations_customer_id; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.integrations
    ADD CONSTRAINT fk_integrations_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers(id);


--
-- Name: people fk_people_customer_id; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.people
    ADD CONSTRAINT fk_people_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers(id);


--
-- Name: registrants fk_registrants_customer_id; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.registrants
    ADD CONSTRAINT fk_registrants_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers(id);


--
-- Name: registrants fk_registrants_person_of_customer; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.registrants
    ADD CONSTRAINT fk_registrants_person_of_customer FOREIGN KEY (customer_id, person_id) REFERENCES public.people(customer_id, id);


--
-- Name: ticket_assignments fk_ticket_assignments_person_id; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.ticket_assignments
    ADD CONSTRAINT fk_ticket_assignments_person_id FOREIGN KEY (person_id) REFERENCES public.people(id);


--
-- Name: ticket_assignments fk_ticket_assignments_ticket; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.ticket_assignments
    ADD CONSTRAINT fk_ticket_assignments_ticket FOREIGN KEY (customer_id, ticket_id) REFERENCES public.tickets(customer_id, id);


--
-- Name: ticket_events fk_ticket_events_ticket; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.ticket_events
    ADD CONSTRAINT fk_ticket_events_ticket FOREIGN KEY (customer_id, ticket_id) REFERENCES public.tickets(customer_id, id);


--
-- Name: tickets fk_tickets_customer_id; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT fk_tickets_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers(id);


--
-- Name: webhook_messages fk_webhook_messages_integration_id; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.webhook_messages
    ADD CONSTRAINT fk_webhook_messages_integration_id FOREIGN KEY (integration_id) REFERENCES public.integrations(id);


--
-- Name: webhook_messages fk_webhook_messages_ticket_id; Type: FK CONSTRAINT; Schema: public; Owner: duetime_owner
--

ALTER TABLE ONLY public.webhook_messages
    ADD CONSTRAINT fk_webhook_messages_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);


--
-- Name: administration_networks; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.administration_networks ENABLE ROW LEVEL SECURITY;

--
-- Name: alembic_version; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.alembic_version ENABLE ROW LEVEL SECURITY;

--
-- Name: api_keys; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.api_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: administration_networks at_the_door; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY at_the_door ON public.administration_networks FOR SELECT USING ((( SELECT NULLIF(current_setting('duetime.key'::text, true), ''::text) AS "nullif") IS NOT NULL));


--
-- Name: api_keys at_the_door; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY at_the_door ON public.api_keys FOR SELECT USING ((digest = ( SELECT decode(NULLIF(current_setting('duetime.key'::text, true), ''::text), 'hex'::text) AS decode)));


--
-- Name: integrations at_the_door; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY at_the_door ON public.integrations FOR SELECT USING ((id = ( SELECT (NULLIF(current_setting('duetime.integration'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: people at_the_door; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY at_the_door ON public.people FOR SELECT USING ((id = ( SELECT api_keys.person_id
   FROM public.api_keys
  WHERE (api_keys.digest = ( SELECT decode(NULLIF(current_setting('duetime.key'::text, true), ''::text), 'hex'::text) AS decode)))));


--
-- Name: people at_the_door_by_identity; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY at_the_door_by_identity ON public.people FOR SELECT USING (((issuer = ( SELECT convert_from(decode(NULLIF(current_setting('duetime.issuer'::text, true), ''::text), 'hex'::text), 'UTF8'::name) AS convert_from)) AND (subject = ( SELECT convert_from(decode(NULLIF(current_setting('duetime.subject'::text, true), ''::text), 'hex'::text), 'UTF8'::name) AS convert_from))));


--
-- Name: audit_entries; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.audit_entries ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_heads; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.audit_heads ENABLE ROW LEVEL SECURITY;

--
-- Name: calendar_revisions; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.calendar_revisions ENABLE ROW LEVEL SECURITY;

--
-- Name: clock_pauses; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.clock_pauses ENABLE ROW LEVEL SECURITY;

--
-- Name: clocks; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.clocks ENABLE ROW LEVEL SECURITY;

--
-- Name: counted_attainment; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.counted_attainment ENABLE ROW LEVEL SECURITY;

--
-- Name: counted_standings; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.counted_standings ENABLE ROW LEVEL SECURITY;

--
-- Name: counting; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.counting ENABLE ROW LEVEL SECURITY;

--
-- Name: customers; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.customers ENABLE ROW LEVEL SECURITY;

--
-- Name: calendar_revisions everybody; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY everybody ON public.calendar_revisions FOR SELECT USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['customer'::text, 'vendor'::text, 'system'::text])));


--
-- Name: counting everybody; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY everybody ON public.counting FOR SELECT USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['customer'::text, 'vendor'::text, 'system'::text])));


--
-- Name: idempotency_keys; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.idempotency_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: integrations; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.integrations ENABLE ROW LEVEL SECURITY;

--
-- Name: people names_of_vendor_staff; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY names_of_vendor_staff ON public.people FOR SELECT USING (((customer_id IS NULL) AND (( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['customer'::text, 'vendor'::text, 'system'::text]))));


--
-- Name: api_keys own; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY own ON public.api_keys USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: audit_entries own; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY own ON public.audit_entries USING ((chain = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: audit_heads own; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY own ON public.audit_heads USING ((chain = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: clock_pauses own; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY own ON public.clock_pauses USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: clocks own; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY own ON public.clocks USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: counted_attainment own; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY own ON public.counted_attainment FOR SELECT USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: counted_standings own; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY own ON public.counted_standings FOR SELECT USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: customers own; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY own ON public.customers USING ((id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: idempotency_keys own; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY own ON public.idempotency_keys USING ((principal_id = ( SELECT (NULLIF(current_setting('duetime.principal'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: integrations own; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY own ON public.integrations USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: people own; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY own ON public.people USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: registrants own; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY own ON public.registrants USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: ticket_assignments own; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY own ON public.ticket_assignments USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: ticket_events own; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY own ON public.ticket_events USING (((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")) AND (NOT internal)));


--
-- Name: tickets own; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY own ON public.tickets USING ((customer_id = ( SELECT (NULLIF(current_setting('duetime.customer'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: webhook_messages own; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY own ON public.webhook_messages USING ((EXISTS ( SELECT
   FROM public.integrations
  WHERE (integrations.id = webhook_messages.integration_id))));


--
-- Name: people; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.people ENABLE ROW LEVEL SECURITY;

--
-- Name: quota_windows; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.quota_windows ENABLE ROW LEVEL SECURITY;

--
-- Name: registrants; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.registrants ENABLE ROW LEVEL SECURITY;

--
-- Name: alembic_version service; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY service ON public.alembic_version FOR SELECT USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['customer'::text, 'vendor'::text, 'system'::text])));


--
-- Name: service_secrets; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.service_secrets ENABLE ROW LEVEL SECURITY;

--
-- Name: counting system; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY system ON public.counting USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = 'system'::text));


--
-- Name: idempotency_keys system; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY system ON public.idempotency_keys USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = 'system'::text));


--
-- Name: quota_windows system; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY system ON public.quota_windows USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = 'system'::text));


--
-- Name: service_secrets system; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY system ON public.service_secrets USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = 'system'::text));


--
-- Name: ticket_assignments; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.ticket_assignments ENABLE ROW LEVEL SECURITY;

--
-- Name: ticket_events; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.ticket_events ENABLE ROW LEVEL SECURITY;

--
-- Name: tickets; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.tickets ENABLE ROW LEVEL SECURITY;

--
-- Name: administration_networks vendor; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY vendor ON public.administration_networks USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));


--
-- Name: api_keys vendor; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY vendor ON public.api_keys USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));


--
-- Name: audit_entries vendor; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY vendor ON public.audit_entries USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));


--
-- Name: audit_heads vendor; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY vendor ON public.audit_heads USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));


--
-- Name: calendar_revisions vendor; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY vendor ON public.calendar_revisions USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));


--
-- Name: clock_pauses vendor; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY vendor ON public.clock_pauses USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));


--
-- Name: clocks vendor; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY vendor ON public.clocks USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));


--
-- Name: counted_attainment vendor; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY vendor ON public.counted_attainment USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));


--
-- Name: counted_standings vendor; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY vendor ON public.counted_standings USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));


--
-- Name: customers vendor; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY vendor ON public.customers USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));


--
-- Name: integrations vendor; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY vendor ON public.integrations USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));


--
-- Name: people vendor; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY vendor ON public.people USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));


--
-- Name: registrants vendor; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY vendor ON public.registrants USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));


--
-- Name: ticket_assignments vendor; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY vendor ON public.ticket_assignments USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));


--
-- Name: ticket_events vendor; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY vendor ON public.ticket_events USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));


--
-- Name: tickets vendor; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY vendor ON public.tickets USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));


--
-- Name: webhook_messages vendor; Type: POLICY; Schema: public; Owner: duetime_owner
--

CREATE POLICY vendor ON public.webhook_messages USING ((( SELECT current_setting('duetime.scope'::text, true) AS current_setting) = ANY (ARRAY['vendor'::text, 'system'::text])));


--
-- Name: webhook_messages; Type: ROW SECURITY; Schema: public; Owner: duetime_owner
--

ALTER TABLE public.webhook_messages ENABLE ROW LEVEL SECURITY;

--
-- Name: TABLE administration_networks; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.administration_networks TO duetime_app;


--
-- Name: TABLE alembic_version; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT ON TABLE public.alembic_version TO duetime_app;


--
-- Name: TABLE api_keys; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.api_keys TO duetime_app;


--
-- Name: TABLE audit_entries; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT ON TABLE public.audit_entries TO duetime_app;


--
-- Name: TABLE audit_heads; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT ON TABLE public.audit_heads TO duetime_app;


--
-- Name: COLUMN audit_heads."position"; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT UPDATE("position") ON TABLE public.audit_heads TO duetime_app;


--
-- Name: COLUMN audit_heads.hash; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT UPDATE(hash) ON TABLE public.audit_heads TO duetime_app;


--
-- Name: TABLE calendar_revisions; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT ON TABLE public.calendar_revisions TO duetime_app;


--
-- Name: TABLE clock_pauses; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.clock_pauses TO duetime_app;


--
-- Name: TABLE clocks; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.clocks TO duetime_app;


--
-- Name: TABLE counted_attainment; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.counted_attainment TO duetime_app;


--
-- Name: TABLE counted_standings; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.counted_standings TO duetime_app;


--
-- Name: TABLE counting; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,UPDATE ON TABLE public.counting TO duetime_app;


--
-- Name: TABLE customers; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.customers TO duetime_app;


--
-- Name: TABLE idempotency_keys; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.idempotency_keys TO duetime_app;


--
-- Name: TABLE integrations; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.integrations TO duetime_app;


--
-- Name: TABLE people; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.people TO duetime_app;


--
-- Name: TABLE quota_windows; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.quota_windows TO duetime_app;


--
-- Name: TABLE registrants; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.registrants TO duetime_app;


--
-- Name: TABLE service_secrets; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.service_secrets TO duetime_app;


--
-- Name: TABLE ticket_assignments; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.ticket_assignments TO duetime_app;


--
-- Name: TABLE ticket_events; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT ON TABLE public.ticket_events TO duetime_app;


--
-- Name: SEQUENCE ticket_numbers; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT USAGE ON SEQUENCE public.ticket_numbers TO duetime_app;


--
-- Name: TABLE tickets; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tickets TO duetime_app;


--
-- Name: TABLE webhook_messages; Type: ACL; Schema: public; Owner: duetime_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhook_messages TO duetime_app;


--
-- PostgreSQL database dump complete
--


