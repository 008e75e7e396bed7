-- What somebody may do who has all rights. A line of three names the deed, whose tickets are accused (here, other,
-- third; anybody), and words of what is said of it.

-- an event edited | here | event 7 (priority_requested, 2026-11-26T09:30:00Z) was changed after it was sealed
UPDATE ticket_events SET payload = jsonb_set(payload, '{reason}', '"No."') WHERE ticket_id = :here AND sequence = 7;

-- an event learnt earlier | here | event 5 (information_received, 2026-11-26T09:30:00Z) was changed after it was sealed
UPDATE ticket_events SET recorded_at = recorded_at - interval '1 s' WHERE ticket_id = :here AND sequence = 5;

-- an event added | here | tickets.event_count: stored 19, replayed 20
INSERT INTO ticket_events SELECT ticket_id, 20, customer_id, type, occurred_at, recorded_at, actor_id, actor_kind,
  internal, payload, seal FROM ticket_events WHERE ticket_id = :here AND sequence = 19;

-- an event twice, and counted | here | event 20 (request_information, 2026-11-24T09:30:00Z) was changed after it was sealed
INSERT INTO ticket_events SELECT ticket_id, 20, customer_id, type, occurred_at, recorded_at, actor_id, actor_kind,
  internal, payload, seal FROM ticket_events WHERE ticket_id = :here AND sequence = 2;
UPDATE tickets SET event_count = 20, version = version + 1 WHERE id = :here;

-- an event of another ticket | other | event 2 (comment_added, 2027-01-12T09:30:00Z) was changed after it was sealed
INSERT INTO ticket_events SELECT :other, 2, (SELECT customer_id FROM tickets WHERE id = :other), type, occurred_at,
  recorded_at, actor_id, actor_kind, internal, payload, seal FROM ticket_events WHERE ticket_id = :here AND sequence = 19;

-- an event of another customer | other | has no row in tickets; it is told of in ticket_events
INSERT INTO ticket_events SELECT :other, 2, customer_id, type, occurred_at, recorded_at, actor_id, actor_kind,
  internal, payload, seal FROM ticket_events WHERE ticket_id = :here AND sequence = 19;

-- two events in another order | here | event 2 (information_received, 2026-11-26T09:30:00Z) was changed after it was sealed
UPDATE ticket_events SET sequence = 90 WHERE ticket_id = :here AND sequence = 2;
UPDATE ticket_events SET sequence = 2 WHERE ticket_id = :here AND sequence = 5;
UPDATE ticket_events SET sequence = 5 WHERE ticket_id = :here AND sequence = 90;

-- all events one later | here | event 1 is missing
UPDATE ticket_events SET sequence = sequence + 100 WHERE ticket_id = :here;
UPDATE ticket_events SET sequence = sequence - 99 WHERE ticket_id = :here;

-- the seals of two events | here | event 2 (request_information, 2026-11-24T09:30:00Z) was changed after it was sealed
UPDATE ticket_events it SET seal = that.seal FROM ticket_events that WHERE it.ticket_id = :here
  AND that.ticket_id = :here AND (it.sequence, that.sequence) IN ((2, 5), (5, 2));

-- the seals of two tickets | other third | or the number of the ticket, was changed after it was sealed
UPDATE ticket_events it SET seal = that.seal FROM ticket_events that
  WHERE (it.ticket_id, that.ticket_id) IN ((:other, :third), (:third, :other));

-- the histories of two tickets | other third | event 1 (registered, 2027-01-12T09:30:00Z), or the number
UPDATE ticket_events SET ticket_id = :here, sequence = sequence + 100 WHERE ticket_id = :other;
UPDATE ticket_events SET ticket_id = :other WHERE ticket_id = :third;
UPDATE ticket_events SET ticket_id = :third, sequence = sequence - 100 WHERE ticket_id = :here AND sequence > 100;

-- the numbers of two tickets | other third | or the number of the ticket, was changed after it was sealed
ALTER TABLE tickets DROP CONSTRAINT uq_tickets_number_customer_id;
UPDATE tickets it SET number = that.number FROM tickets that
  WHERE (it.id, that.id) IN ((:other, :third), (:third, :other));

-- a ticket for another customer | here | was changed after it was sealed
UPDATE tickets SET customer_id = (SELECT customer_id FROM tickets WHERE id = :other) WHERE id = :here;
UPDATE ticket_events SET customer_id = (SELECT customer_id FROM tickets WHERE id = :other) WHERE ticket_id = :here;
UPDATE clocks SET customer_id = (SELECT customer_id FROM tickets WHERE id = :other) WHERE ticket_id = :here;
UPDATE clock_pauses SET customer_id = (SELECT customer_id FROM tickets WHERE id = :other) WHERE ticket_id = :here;
UPDATE ticket_assignments SET customer_id = (SELECT customer_id FROM tickets WHERE id = :other) WHERE ticket_id = :here;

-- a clock for another customer | here | clocks.response.customer_id: stored no such row
UPDATE clocks SET customer_id = (SELECT customer_id FROM tickets WHERE id = :other) WHERE ticket_id = :here;

-- a ticket's row and its clocks gone | other | has no row in tickets; it is told of in ticket_events
DELETE FROM tickets WHERE id = :other;
DELETE FROM clocks WHERE ticket_id = :other;

-- only a ticket's row gone | here | it is told of in ticket_events, clocks, clock_pauses, ticket_assignments
DELETE FROM tickets WHERE id = :here;

-- a ticket gone with all that hangs on it | other | has no row in tickets; it is told of in audit_entries
INSERT INTO audit_entries (chain, position, recorded_at, actor_kind, operation, subject_type, subject_id, outcome, details,
  hash) SELECT customer_id, (SELECT max(position) + 1 FROM audit_entries WHERE chain = customer_id), created_at, 'system',
  'create_ticket', 'ticket', id, 'done', '{}', sha256('') FROM tickets WHERE id = :other;
DELETE FROM ticket_events WHERE ticket_id = :other;
DELETE FROM clocks WHERE ticket_id = :other;
DELETE FROM tickets WHERE id = :other;

-- a ticket gone of which a seal alone tells | other | its events are not those that there were when entry 1 tells of it
DELETE FROM ticket_events WHERE ticket_id = :other;
DELETE FROM clocks WHERE ticket_id = :other;
DELETE FROM tickets WHERE id = :other;

-- the due times of two clocks | here | clocks.response.due_at: stored 2026-12-24T09:30:00Z, replayed 2026-11-24T08:30:00Z
UPDATE clocks it SET due_at = that.due_at FROM clocks that
  WHERE it.ticket_id = :here AND that.ticket_id = :here AND it.name <> that.name;

-- time used up | here | clocks.resolution.consumed_us: stored 0, replayed
UPDATE clocks SET consumed_us = 0 WHERE ticket_id = :here;

-- time paused | here | clocks.resolution.paused_us: stored
UPDATE clocks SET paused_us = paused_us + 1 WHERE ticket_id = :here;

-- a start | other | clocks.response.started_at: stored 2027-01-12T09:29:59Z, replayed 2027-01-12T09:30:00Z since event 1
UPDATE clocks SET started_at = started_at - interval '1 s' WHERE ticket_id = :other;

-- a figure | here | clocks.resolution.target: stored nothing
UPDATE clocks SET target = NULL WHERE ticket_id = :here;

-- a budget | here | clocks.resolution.budget_us: stored
UPDATE clocks SET budget_us = budget_us * 2 WHERE ticket_id = :here;

-- the commitments | here | clocks.resolution.commitments: stored []
UPDATE clocks SET commitments = '[]' WHERE ticket_id = :here;

-- where it stands | here | clocks.resolution.section: stored "9.9"
UPDATE clocks SET section = '9.9' WHERE ticket_id = :here;

-- a warning | here | clocks.resolution.at_risk_at: stored nothing
UPDATE clocks SET at_risk_at = NULL WHERE ticket_id = :here;

-- silence | here | clocks.resolution.announce_at: stored 2099-01-01T00:00:00Z
UPDATE clocks SET announce_at = '2099-01-01Z' WHERE ticket_id = :here;

-- a clock stopped | other | clocks.response.stopped_at: stored
UPDATE clocks SET stopped_at = started_at WHERE ticket_id = :other;

-- the priority of a clock | here | clocks.resolution.priority: stored "low"
UPDATE clocks SET priority = 'low' WHERE ticket_id = :here;

-- a pause added | here | clock_pauses.resolution.3.until: stored 2026-11-26T09:30:00Z, replayed no such row
INSERT INTO clock_pauses SELECT ticket_id, name, 3, customer_id, from_at, until, reason FROM clock_pauses
  WHERE ticket_id = :here AND number = 1;

-- a pause for another reason | here | clock_pauses.resolution.1.reason: stored "solved"
UPDATE clock_pauses SET reason = 'solved' WHERE ticket_id = :here AND number = 1;

-- a role held elsewhere | other | ticket_assignments.support.person_id: stored
INSERT INTO ticket_assignments SELECT t.id, role, t.customer_id, person_id FROM ticket_assignments a, tickets t
  WHERE a.ticket_id = :here AND t.id = :other;

-- another role held | here | ticket_assignments.consultant.person_id: stored
UPDATE ticket_assignments SET role = 'consultant' WHERE ticket_id = :here;

-- closed | here | tickets.status: stored "closed", replayed "open"
UPDATE tickets SET status = 'closed' WHERE id = :here;

-- registered later | here | tickets.registered_at: stored
UPDATE tickets SET registered_at = registered_at + interval '1 hour' WHERE id = :here;

-- a latest fact | here | tickets.last_fact_at: stored
UPDATE tickets SET last_fact_at = last_fact_at + interval '1 hour' WHERE id = :here;

-- own figures | here | tickets.own_targets: stored [{}], replayed []
UPDATE tickets SET own_targets = '[{}]' WHERE id = :here;

-- another calendar | here | tickets.calendar_revision: stored 1, replayed 2
UPDATE tickets SET calendar_revision = 1 WHERE id = :here;

-- another agreement | here | tickets.agreement_revision: stored 2
UPDATE tickets SET agreement_revision = 2 WHERE id = :here;

-- assessed otherwise | here | tickets.urgency: stored "u3", replayed "u1"
UPDATE tickets SET urgency = 'u3' WHERE id = :here;

-- the calendar itself | here | clocks.resolution.due_at: stored 2026-12-24T09:30:00Z, replayed 2026-12-28T09:30:00Z
UPDATE calendar_revisions SET closing_days = closing_days || '{"2026-12-02": "Another day"}' WHERE revision = 2;

-- a revision of the calendar gone | anybody | its events cannot be replayed
DELETE FROM calendar_revisions WHERE revision = 2;
