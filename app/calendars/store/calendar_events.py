"""The events of many tickets that another calendar moves, by the column, sealed when they are written.

What `event_mapping` makes of each one, without a value for each: but for a few fields they are all alike.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from app.audit.sealing import canonical, keep, sealed
from app.domain.access.audit import SealedHistory
from app.domain.tickets.derived_facts import DueMoved
from app.domain.tickets.facts import Event, Fact
from app.postgres.arrays import unnested
from app.postgres.connection import Connection
from app.postgres.statements import Statement
from app.tickets.store.event_mapping import FACT, Owned, event_columns

_ARRAYS: Final = {"ticket_id": "uuid", "sequence": "int", "customer_id": "uuid", "payload": "text", "seal": "bytea"}
_PLACED: Final = ("ticket_id", "sequence", "customer_id")
_ALIKE: Final = ("type", "occurred_at", "recorded_at", "actor_id", "actor_kind", "internal")
_ADD: Final = Statement(
    lambda: text(f"""
        INSERT INTO ticket_events ({", ".join((*_ARRAYS, *_ALIKE))})
        SELECT ticket_id, sequence, customer_id, CAST(payload AS jsonb), seal,
            {", ".join(f":{name}" for name in _ALIKE)}
        FROM {unnested(_ARRAYS)}
    """)  # noqa: S608 - names of our own
)

_SEALS: Final = Statement(lambda: text("SELECT id, seal FROM tickets WHERE id = ANY(CAST(:ids AS uuid[]))"))

Move = tuple[datetime | None, datetime | None]
"""From when to when, in UTC without saying so."""


Place = tuple[UUID, int, UUID]
"""Where an event goes: its ticket, its number there, and the customer."""


Line = tuple[UUID, int, Any, str, list[Any], int]
"""An event's ticket and number, when it was recorded, its text, and where among which seals its own one goes."""


class Events:
    """Of one transaction. Those that are alike but for their places and payloads are written together."""

    def __init__(self) -> None:
        self._alike: dict[tuple[Any, ...], dict[str, list[Any]]] = {}
        self._customers: dict[UUID, UUID] = {}

    def add(self, owner: Owned, event: Event) -> None:
        self.add_alike([(owner.id, event.sequence, owner.customer_id)], event)

    def add_alike(self, places: Sequence[Place], event: Event) -> None:
        """The same one to each, whatever its own `sequence`."""
        payload = canonical(FACT.dump_python(event.fact, mode="json", exclude_none=True))
        self._extend(event, places, [payload] * len(places))

    def add_moved(self, places: Sequence[Place], event: Event, moves: Iterable[Move]) -> None:
        """`event` says of its fact all but the moments, which are in `moves`."""
        self._extend(event, places, [*_moved(event.fact, moves)])

    def _extend(self, event: Event, places: Sequence[Place], payloads: Sequence[str]) -> None:
        if not places:
            return
        row = event_columns(_Owner(places[0]), event)
        alike = tuple(row[name] for name in _ALIKE)
        columns = self._alike.setdefault(alike, {name: [] for name in _ARRAYS})
        for name, values in zip(_PLACED, zip(*places, strict=True), strict=True):
            columns[name] += values
        columns["payload"] += payloads
        self._customers.update((ticket_id, customer_id) for ticket_id, _, customer_id in places)

    async def save(self, connection: Connection) -> Mapping[UUID, SealedHistory]:
        """The tickets' rows are locked, and as they were before. Gives how far each has come."""
        last = await self._seal(connection)
        for alike, columns in self._alike.items():
            await _ADD.all(connection, {**columns, **dict(zip(_ALIKE, alike, strict=True))})
        keep(connection, last)
        return last

    async def _seal(self, connection: Connection) -> dict[UUID, SealedHistory]:
        """Each over the one before, in the order of their numbers."""
        seals = {row["id"]: row["seal"] for row in await _SEALS.all(connection, {"ids": [*self._customers]})}
        last: dict[UUID, SealedHistory] = {}
        for ticket_id, sequence, recorded_at, line, those, index in sorted(self._lines(), key=lambda each: each[:2]):
            those[index] = seals[ticket_id] = sealed(seals[ticket_id], line)
            last[ticket_id] = SealedHistory(self._customers[ticket_id], sequence, those[index], recorded_at)
        return last

    def _lines(self) -> Iterator[Line]:
        for alike, columns in self._alike.items():
            ends, recorded_at = "\n".join(map(str, alike)), alike[_ALIKE.index("recorded_at")]
            columns["seal"] = [b""] * len(columns["payload"])
            places = zip(*(columns[name] for name in (*_PLACED, "payload")), strict=True)
            for index, (ticket_id, sequence, customer_id, payload) in enumerate(places):
                line = f"{ticket_id}\n{sequence}\n{customer_id}\n{ends}\n{payload}"
                yield ticket_id, sequence, recorded_at, line, columns["seal"], index


class _Owner:
    def __init__(self, place: Place) -> None:
        self.id, _, self.customer_id = place


def _moved(fact: Fact, moves: Iterable[Move]) -> Iterable[str]:
    """As `canonical` writes it: the keys in their order, and none for what there is not."""
    if not isinstance(fact, DueMoved):
        raise TypeError(f"{fact.type} moves no due time")
    clock, reason = json.dumps(fact.clock), json.dumps(fact.reason)
    for from_at, to_at in moves:
        since = "" if from_at is None else f'"from_at":"{written(from_at)}",'
        until = "" if to_at is None else f'"to_at":"{written(to_at)}",'
        yield f'{{"clock":{clock},{since}"reason":{reason},{until}"type":"due_moved"}}'


def written(at: datetime) -> str:
    """As pydantic writes an instant."""
    return f"{at.isoformat()}Z"
