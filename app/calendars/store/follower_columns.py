"""Open tickets, also those alone that go by an older calendar, with their clocks, by the column and not by the row.

To make a value of every field of every row costs more than all that is reckoned with them. So instants and amounts
arrive as PostgreSQL sends them, end to end in one string of bytes, and words as one list.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text

from app.calendars.store.calendar_followers import OutdatedFilter
from app.domain.clocks.following_many import BOTH, Clocks, SharedTerms, Tickets
from app.domain.clocks.winding import NEVER, STATES, Pauses, Places
from app.domain.vocabulary import ClockName
from app.postgres.arrays import instants, numbers, sent_moments
from app.postgres.connection import Connection
from app.postgres.statements import Statement
from app.postgres.words import CAUSES, COVERAGE_OUTCOMES, KINDS, PRIORITIES, SERVICE_LEVELS, word
from app.tickets.store.clock_mapping import NOTICE

Columns = Mapping[str, Any]

_STATES: Final = {state.value: place for place, state in enumerate(STATES)}
_NAMES: Final = [name.value for name in ClockName]
_TERMS: Final = ("agreement_revision", "service_level", "kind", "priority", "cause", "coverage_outcome")
_OF_TICKETS: Final = ("registered_at", "last_fact_at", "registration_recorded_at", "reassessed_at")
_OF_CLOCKS: Final = (
    *("started_at", "stopped_at", "counted_to", "due_at", "at_risk_at", "breach_at"),
    *(*NOTICE, "reaches"),
)
_OF_PAUSES: Final = ("from_at", "until")


def _lists(*names: str) -> str:
    return ", ".join(f"array_agg({name}) AS {name}" for name in names)


_ONE_BY_ONE: Final = ("id", "customer_id", "calendar_revision", "event_count", *_TERMS)
_PICKED: Final = f"""
    WITH picked AS MATERIALIZED (
        SELECT {", ".join((*_ONE_BY_ONE, *_OF_TICKETS))}, own_targets <> '[]' AS own
        FROM tickets WHERE status = 'open' AND {{narrowed}}
    )
    SELECT {_lists(*_ONE_BY_ONE, "own")}, {sent_moments(_OF_TICKETS)} FROM picked
"""  # noqa: S608 - names of our own
_WANTED: Final = (
    "unnest(CAST(:customer_ids AS uuid[]), CAST(:ids AS uuid[]))"
    " WITH ORDINALITY AS wanted (customer_id, ticket_id, place)"
)
_CLOCKS: Final = f"""
    SELECT {_lists("name", "state", "pause_count", "commitments")}, array_agg(paused_for IS NOT NULL) AS pausing,
        array_agg(not_applicable IS NOT NULL OR breach_reason IS NOT NULL) AS excused,
        string_agg(int8send(consumed_us), ''::bytea) AS consumed, string_agg(int8send(paused_us), ''::bytea) AS paused,
        {sent_moments(_OF_CLOCKS)}
    FROM (
        SELECT clocks.*, CASE WHEN jsonb_array_length(commitments) > 1 THEN
            (SELECT max((due ->> 'due_at')::timestamptz) FROM jsonb_array_elements(commitments) AS due) END AS reaches
        FROM {_WANTED} JOIN clocks USING (customer_id, ticket_id)
        ORDER BY place, name DESC
    ) AS found
"""  # noqa: S608
_PAUSES: Final = f"""
    SELECT {_lists("place", "name", "number")}, {sent_moments(_OF_PAUSES)}
    FROM {_WANTED} JOIN clock_pauses USING (customer_id, ticket_id)
"""  # noqa: S608


def _picking(narrowed: str) -> Statement:
    return Statement(lambda: text(_PICKED.format(narrowed=narrowed)))


def _picking_behind(narrowed: str) -> Statement:
    return _picking(
        f"calendar_revision < :revision AND {narrowed}"
        " ORDER BY calendar_revision, id LIMIT :limit FOR UPDATE SKIP LOCKED"
    )


_PICK: Final = _picking_behind(
    "(calendar_revision, id) > (:after_revision, :after_id) AND id <> ALL(CAST(:without AS uuid[]))"
)
_PICK_ONLY: Final = _picking_behind("id = ANY(CAST(:only AS uuid[]))")
_PICK_OPEN: Final = _picking("id > :after ORDER BY id LIMIT :limit")
_READ_CLOCKS: Final = Statement(lambda: text(_CLOCKS))
_READ_PAUSES: Final = Statement(lambda: text(_PAUSES))


async def behind(connection: Connection, wanted: OutdatedFilter, limit: int) -> Tickets:
    """At most `limit`, locked. One that somebody else is changing now is left for next time."""
    given: dict[str, Any] = {"revision": wanted.revision, "limit": limit}
    if wanted.only is not None:
        return _tickets(await _PICK_ONLY.one(connection, {**given, "only": wanted.only}) or {})
    after = {"after_revision": wanted.after.calendar_revision, "after_id": wanted.after.ticket_id}
    return _tickets(await _PICK.one(connection, {**given, **after, "without": wanted.without}) or {})


async def open_after(connection: Connection, after: UUID, limit: int) -> Tickets:
    """At most `limit`, in the order of their ids, unlocked."""
    return _tickets(await _PICK_OPEN.one(connection, {"after": after, "limit": limit}) or {})


def _tickets(row: Columns) -> Tickets:
    places: dict[tuple[Any, ...], int] = {}
    terms = zip(*(row[name] or () for name in (*_TERMS, "own")), strict=True)
    terms_of = [places.setdefault(each, len(places)) for each in terms]
    return Tickets(
        ids=row["id"] or (),
        customer_ids=row["customer_id"] or (),
        calendar_revisions=_whole(row["calendar_revision"]),
        event_counts=_whole(row["event_count"]),
        terms=[_terms(*each) for each in places],
        terms_of=_whole(terms_of),
        **{name: instants(row[name]) for name in _OF_TICKETS},
    )


def _terms(
    agreement_revision: int,
    level: str,
    kind: str,
    priority: str,
    cause: str | None,
    coverage: str,
    own: bool,  # noqa: FBT001 - a row's
) -> SharedTerms:
    return SharedTerms(
        agreement_revision=agreement_revision,
        service_level=SERVICE_LEVELS[level],
        kind=KINDS[kind],
        priority=PRIORITIES[priority],
        cause=word(CAUSES, cause),
        coverage=COVERAGE_OUTCOMES[coverage],
        own=own,
    )


async def clocks_of(connection: Connection, tickets: Tickets) -> Clocks:
    """Read after the tickets were locked: what is locked may have waited for a change of its clocks."""
    given = {"ids": tickets.ids, "customer_ids": tickets.customer_ids}
    row = await _READ_CLOCKS.one(connection, given) or {}
    if (row["name"] or []) != _NAMES * len(tickets.ids):
        raise ValueError("a ticket that is registered has two clocks, each of them once")
    moments = {name: instants(row[name]) for name in _OF_CLOCKS}
    pausing = np.array(row["pausing"], np.bool_)
    return Clocks(
        **moments,
        paused_at=np.where(pausing, moments["counted_to"], NEVER),
        consumed=numbers(row["consumed"]).view("m8[us]"),
        paused=numbers(row["paused"]).view("m8[us]"),
        state=np.array([_STATES[state] for state in row["state"]], np.int8),
        excused=np.array(row["excused"], np.bool_),
        pause_count=_whole(row["pause_count"]),
        commitments=np.fromiter(row["commitments"], np.object_),
    )


async def pauses(connection: Connection, tickets: Tickets, places: Places, clocks: Clocks) -> Pauses:
    """All that are over of the tickets at these places, whose clocks they are."""
    having = np.flatnonzero(clocks.pause_count.reshape(-1, BOTH).any(axis=1))
    if not having.size:
        return Pauses(np.empty(0, np.intp), _whole(()), instants(None), instants(None))
    theirs = places[having]
    given = {"ids": tickets.ids_of(theirs), "customer_ids": tickets.customers_of(theirs)}
    row = await _READ_PAUSES.one(connection, given) or {}
    return Pauses(_cells(row, having), _whole(row["number"]), *(instants(row[name]) for name in _OF_PAUSES))


def _cells(row: Columns, having: Places) -> Places:
    tickets = having[_whole(row["place"]) - 1]
    return tickets * BOTH + _whole([_NAMES.index(name) for name in row["name"] or ()])


def _whole(values: Sequence[int] | None) -> NDArray[np.int64]:
    return np.array(values or (), np.int64)
