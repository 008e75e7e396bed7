"""What a ticket's rows should hold, from its events alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.agreements.book import Agreements
from app.domain.agreement import coverage
from app.domain.clocks.clock_readings import state_at
from app.domain.clocks.clocks import Calendars
from app.domain.clocks.replaying import Step, steps
from app.domain.tickets.facts import CalendarRevised, Event, Registered, Signalled
from app.domain.tickets.ground import watch_of
from app.domain.tickets.stopwatch import Stopwatch
from app.domain.tickets.ticket import Ticket, agreement_of
from app.domain.vocabulary import ClockName, Role, ServiceLevel
from app.postgres.engine import Connection
from app.tickets.store.clock_mapping import StoredClock, pause_columns
from app.tickets.store.ticket_mapping import StoredTicket, clock_columns, ticket_columns

Columns = Mapping[str, Any]


@dataclass(frozen=True)
class Retold:
    """A history told again: at least one step. `row` gives what no event knows: ids, the number, the version."""

    row: Columns
    steps: Sequence[Step]
    book: Agreements

    def stored(self, step: Step) -> StoredTicket:
        """The ticket as it was stored after a step."""
        clocks = {name: StoredClock(clock, step.notices[name]) for name, clock in step.clocks.items()}
        return as_stored(self.row, self.steps[0].event, step.event, step.ticket, clocks, self.book)

    def columns(self, step: Step) -> dict[str, Any]:
        """Every column of every row that hangs on the ticket, by `table.key.column`."""
        return flat(self.rows(step))

    def rows(self, step: Step) -> Mapping[str, Columns]:
        """Every row that hangs on the ticket, by `table.key`."""
        stored = self.stored(step)
        ticket, now = stored.ticket, step.event.recorded_at
        parts = ticket.parts(self.book.agreement_of(ticket, now))
        rows: dict[str, Columns] = {"tickets": ticket_columns(stored, parts)}
        for name, kept in stored.clocks.items():
            watch = watch_of(ticket, name)
            rows[f"clocks.{name}"] = clock_columns(stored, kept, watch, state_at(kept.clock, now))
            rows |= _pauses(stored, name, watch)
        for role, person_id in ticket.assignments.items():
            rows[f"ticket_assignments.{role}"] = _assignment(stored, role, person_id)
        return rows


def flat(rows: Mapping[str, Columns]) -> dict[str, Any]:
    return {f"{table}.{name}": _plain(value) for table, row in rows.items() for name, value in row.items()}


def _plain(value: Any) -> Any:
    """As JSON gives it back."""
    return json.loads(json.dumps(value)) if isinstance(value, dict | list | tuple) else value


def as_stored(
    row: Columns, first: Event, latest: Event, ticket: Ticket, clocks: Mapping[ClockName, StoredClock], book: Agreements
) -> StoredTicket:
    """A ticket told again as its row would tell it, after its `latest` event. `row`: as for `Retold`."""
    bound = ticket.registration
    level = _level_signalled(first) if bound is None else bound.service_level
    agreement = agreement_of(ticket, book.revisions, first.occurred_at)
    covered = coverage.coverage(ticket.details, agreement, level)
    return StoredTicket(
        ticket=ticket,
        number=row["number"],
        coverage=replace(covered, product_key=None),
        service_level=level,
        agreement_revision=agreement.revision,
        clocks=clocks,
        raised_by=first.actor_id,
        event_count=latest.sequence,
        version=row["version"],
        created_at=first.recorded_at,
        updated_at=latest.recorded_at,
    )


def _level_signalled(first: Event) -> ServiceLevel:
    """The customer's when the call came in."""
    return first.fact.service_level if isinstance(first.fact, Signalled) else ServiceLevel.STANDARD


def _pauses(stored: StoredTicket, name: ClockName, watch: Stopwatch) -> dict[str, Columns]:
    return {
        f"clock_pauses.{name}.{number}": pause_columns(stored.ticket, name, number, pause)
        for number, pause in enumerate(watch.ended_since(0), start=1)
    }


def _assignment(stored: StoredTicket, role: Role, person_id: Any) -> Columns:
    ticket = stored.ticket
    return {"ticket_id": ticket.id, "role": role, "customer_id": ticket.customer_id, "person_id": person_id}


async def retell(connection: Connection, book: Agreements, row: Columns, events: Sequence[Event]) -> Retold:
    """LookupError, ValueError or StopIteration when the events do not make a ticket."""
    calendars = await _calendars(connection, book, events)
    return Retold(row, [*steps(row["id"], row["customer_id"], events, book.revisions, calendars)], book)


async def _calendars(connection: Connection, book: Agreements, events: Sequence[Event]) -> Calendars:
    registered = next((event.fact for event in events if isinstance(event.fact, Registered)), None)
    if registered is None:
        return {}
    revisions = {
        event.fact.calendar_revision for event in events if isinstance(event.fact, Registered | CalendarRevised)
    }
    agreement = book.revision(registered.registration.agreement_revision)
    level = registered.registration.service_level
    return {each: await book.calendar(connection, agreement, level, each) for each in sorted(revisions)}
