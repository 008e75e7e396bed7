"""Holds every subject that has a stream of its own against its facts, as `verification` does tickets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from app.audit.sealing import FIRST, sealed, sealed_columns, text_of
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.streams.store import subject_rows
from app.streams.subjects import SubjectKind
from app.verification import anchored
from app.verification.verification import SHOWN, Difference

BATCH: Final = 200


async def verify(engine: AsyncEngine, kind: SubjectKind[Any, Any]) -> tuple[int, tuple[Difference, ...]]:
    """How many subjects there are of this kind, and what is stored otherwise than it happened."""
    count, after, found = 0, None, list[Difference]()
    while True:
        async with transaction(engine, SYSTEM) as connection:
            rows = await subject_rows.page(connection, kind.subjects, after, BATCH)
            events = await subject_rows.events_of(connection, kind.stream, [row["id"] for row in rows])
        for row in rows:
            if any(_faults(kind, row, events.get(row["id"], []))):
                found += await _confirmed(engine, kind, row["id"])
        count += len(rows)
        if len(rows) < BATCH:
            return count, (*found, *await _unanchored(engine, kind))
        after = rows[-1]["id"]


async def _confirmed(engine: AsyncEngine, kind: SubjectKind[Any, Any], subject_id: UUID) -> list[Difference]:
    """Once more with its row locked: one that is being changed is never accused."""
    async with transaction(engine, SYSTEM) as connection:
        row = await subject_rows.find(connection, kind.subjects, subject_id, None, lock=True)
        events = await subject_rows.events_of(connection, kind.stream, [subject_id])
    return (
        []
        if row is None
        else [_difference(kind, row, words) for words in _faults(kind, row, events.get(row["id"], []))]
    )


async def _unanchored(engine: AsyncEngine, kind: SubjectKind[Any, Any]) -> list[Difference]:
    async with transaction(engine, SYSTEM) as connection:
        untold = await anchored.untold_subjects(connection, kind.subjects)
    words = "the audit trail does not tell of its last event"
    return [Difference(each, f"{kind.word} {each}", words) for each in untold]


def _difference(kind: SubjectKind[Any, Any], row: Mapping[str, Any], words: str) -> Difference:
    return Difference(row["id"], f"{kind.word} {row['id']}", words)


def _faults(kind: SubjectKind[Any, Any], row: Mapping[str, Any], events: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if [each["sequence"] for each in events] != [*range(1, row["event_count"] + 1)]:
        yield f"it has the events {[each['sequence'] for each in events]}, and its row says {row['event_count']}"
    yield from _forged(kind, row, events)
    try:
        state = kind.added_up(row["id"], row["customer_id"], [subject_rows.event_from(kind, each) for each in events])
        should = {"state": kind.states.dump_python(state, mode="json"), **kind.columns(state)}
    except Exception as error:  # noqa: BLE001 - whatever this history suffers from, the next one is to be verified too
        yield f"its events cannot be replayed: {type(error).__name__}, {' '.join(str(error).split())[:SHOWN]}"
        return
    for column, value in should.items():
        if row[column] != value:
            yield f"{column}: stored {_short(row[column])}, replayed {_short(value)}"


def _forged(kind: SubjectKind[Any, Any], row: Mapping[str, Any], events: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    seal, columns = FIRST, sealed_columns(kind.word)
    for each in events:
        seal = sealed(seal, text_of(each, columns))
        if seal != each["seal"]:
            yield f"event {each['sequence']} ({each['type']}) was changed after it was sealed"
            seal = each["seal"]
    if seal != row["seal"]:
        yield "its seal is not that of its last event"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
