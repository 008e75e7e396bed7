"""Holds every subject that has a stream of its own against its facts, as `verification` does tickets; and its terms.

Batch by batch, each in a transaction of its own: what is asked of the database goes by the number of batches.
"""

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from app.agreements.book import Agreements
from app.audit.sealing import FIRST, sealed, sealed_columns, text_of
from app.clock import Instant
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM as ITSELF
from app.domain.terms.subject_terms import TermSubjectType
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.security.kinds import PROMISES
from app.streams.store import subject_rows
from app.streams.subjects import SubjectKind
from app.terms.store import terms as stored_terms
from app.unit_of_work import UnitOfWork
from app.verification import anchored
from app.verification.term_verification import StoredTerms, shortened
from app.verification.verification import SHOWN, Difference

BATCH: Final = 500

_PROMISING: Final = {each.kind.word: each for each in PROMISES.values()}

Kind = SubjectKind[Any, Any]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class VerifiedSubjects:
    """A batch: so many subjects."""

    subjects: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class SubjectVerifier:
    """`now`: by which agreement promises are read."""

    engine: AsyncEngine
    book: Agreements
    now: Instant
    batch: int = BATCH

    async def verify(self, kind: Kind) -> AsyncGenerator[VerifiedSubjects]:
        """All of this kind, in the order of their ids."""
        after = None
        while True:
            async with transaction(self.engine, SYSTEM) as connection:
                rows = await subject_rows.page(connection, kind.subjects, after, self.batch)
                faults = await self._faults(connection, kind, rows)
            suspects = [row["id"] for row in rows if faults[row["id"]]]
            found = [difference for each in suspects for difference in await self._confirmed(kind, each)]
            if not rows:
                return
            yield VerifiedSubjects(len(rows), tuple(found))
            after = rows[-1]["id"]

    async def strays(self, kind: Kind) -> tuple[Difference, ...]:
        """Events and terms of subjects whose row is gone, and histories that the audit trail does not tell of."""
        async with transaction(self.engine, SYSTEM) as connection:
            eventful = await subject_rows.strays(connection, kind.stream, kind.subjects)
            promised = await _stray_terms(connection, kind)
            untold = await anchored.untold_subjects(connection, kind.subjects)
        return (
            *(_difference(kind, each, "has no row, and there are events of it") for each in eventful),
            *(_difference(kind, each, "has no row, and there are terms of it") for each in promised),
            *(_difference(kind, each, "the audit trail does not tell of its last event") for each in untold),
        )

    async def _confirmed(self, kind: Kind, subject_id: UUID) -> list[Difference]:
        """Once more with its row locked: one that is being changed is never accused."""
        async with transaction(self.engine, SYSTEM) as connection:
            row = await subject_rows.find(connection, kind.subjects, subject_id, None, lock=True)
            faults = [] if row is None else (await self._faults(connection, kind, [row]))[subject_id]
        return [_difference(kind, subject_id, words) for words in faults]

    async def _faults(self, connection: Connection, kind: Kind, rows: Sequence[Row]) -> Mapping[UUID, list[str]]:
        ids = [row["id"] for row in rows]
        whose = {row["customer_id"] for row in rows}
        events = await subject_rows.events_of(connection, kind.stream, ids, whose=whose)
        told = {row["id"]: _Retold.of(kind, row, events.get(row["id"], [])) for row in rows}
        faults = {each: [*retold.faults] for each, retold in told.items()}
        promising = _PROMISING.get(kind.word)
        if promising is not None:
            states = {each: retold.state for each, retold in told.items() if retold.state is not None}
            uow = UnitOfWork(connection, Caller(ITSELF), self.now, self.book)
            terms_of = await promising.terms_of(uow, [*states.values()])
            kept = await stored_terms.rows_of(connection, ids)
            for subject_id, state in states.items():
                history = [each["payload"] for each in events.get(subject_id, [])]
                recorded = max(each["recorded_at"] for each in events[subject_id])
                stored = StoredTerms(kept[subject_id], history, recorded)
                faults[subject_id] += stored.faults(terms_of(state))
        return faults


@dataclass(frozen=True)
class _Retold:
    """A subject from its events; `state` None: they cannot be replayed."""

    state: Any
    faults: Sequence[str]

    @classmethod
    def of(cls, kind: Kind, row: Row, events: Sequence[Row]) -> "_Retold":
        try:
            recorded = [subject_rows.event_from(kind, each) for each in events]
            state = kind.added_up(row["id"], row["customer_id"], recorded)
            otherwise = [*_at_odds(kind, events, recorded), *_stored_otherwise(kind, row, state)]
        except Exception as error:  # noqa: BLE001 - whatever this history suffers from, the next one is verified too
            words = f"its events cannot be replayed: {type(error).__name__}, {' '.join(str(error).split())[:SHOWN]}"
            return cls(None, [*_forged(kind, row, events), words])
        return cls(state, [*_forged(kind, row, events), *otherwise])


def _forged(kind: Kind, row: Row, events: Sequence[Row]) -> Iterator[str]:
    """What was changed or taken away after it was sealed."""
    numbers = [each["sequence"] for each in events]
    if numbers != [*range(1, row["event_count"] + 1)]:
        yield f"it has the events {shortened(numbers)}, and its row says {row['event_count']}"
    seal, columns = FIRST, sealed_columns(kind.word)
    for each in events:
        seal = sealed(seal, text_of(each, columns))
        if seal != each["seal"] and not kind.is_forgotten(each["payload"]):
            yield f"event {each['sequence']} ({each['type']}) was changed after it was sealed"
        seal = each["seal"]
    if seal != row["seal"]:
        yield "its seal is not that of its last event"


def _at_odds(kind: Kind, events: Sequence[Row], recorded: Sequence[Any]) -> Iterator[str]:
    """Sealed, and yet not what this service would have written."""
    for row, event in zip(events, recorded, strict=True):
        written = subject_rows.event_columns(kind.word, kind, row[f"{kind.word}_id"], row["customer_id"], event)
        wrong = [name for name, value in written.items() if row[name] != value]
        if wrong:
            yield f"event {event.sequence} ({event.fact.type}) is at odds with itself: {', '.join(wrong)}"


def _stored_otherwise(kind: Kind, row: Row, state: Any) -> Iterator[str]:
    should = {"state": kind.states.dump_python(state, mode="json"), **kind.columns(state)}
    for column, value in should.items():
        if row[column] != value:
            yield f"{kind.subjects.name}.{column}: stored {shortened(row[column])}, replayed {shortened(value)}"


async def _stray_terms(connection: Connection, kind: Kind) -> Sequence[UUID]:
    if kind.word not in _PROMISING:
        return ()
    return await stored_terms.strays(connection, TermSubjectType(kind.word), kind.subjects)


def _difference(kind: Kind, subject_id: UUID, words: str) -> Difference:
    return Difference(subject_id, f"{kind.word} {subject_id}", words)
