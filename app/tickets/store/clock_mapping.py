"""A clock's row ↔ values, both directions, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic_core import from_json
from sqlalchemy import ColumnElement, FromClause, Text, cast
from sqlalchemy.dialects.postgresql import JSONB

from app.clock import Instant
from app.domain.agreement.measures import Target
from app.domain.clocks.clocks import Clock
from app.domain.clocks.deadlines import NO_NOTICE, ClockNotice
from app.domain.clocks.terms import DueTime
from app.domain.tickets.ground import Basis
from app.domain.tickets.stopwatch import Earlier, Pause, Stopwatch
from app.domain.tickets.ticket import Ticket
from app.domain.vocabulary import ClockName
from app.postgres.words import CLOCK_NAMES, PAUSE_REASONS, word

Columns = Mapping[str, Any]

DUE_TIMES = TypeAdapter(tuple[DueTime, ...])
TARGET: TypeAdapter[Target | None] = TypeAdapter(Target | None)
BASIS = TypeAdapter(Basis)
PAUSES = TypeAdapter(tuple[Pause, ...])
MICROSECOND = timedelta(microseconds=1)

CLOCK_COLUMNS: Final = (
    *("name", "started_at", "stopped_at", "paused_for", "not_applicable", "target", "budget_us", "section"),
    *("due_at", "at_risk_at", "breach_at", "commitments", "consumed_us", "paused_us", "counted_to", "breach_reason"),
    "recorded_late_at",
)
"""In the order of the members of `Clock`."""
NOTICE: Final = ("announced_due_at", "announce_at", "announced_risk_at", "warn_at")
"""In the order of the members of `ClockNotice`."""
WITH_CLOCK: Final = ("pause_count", *NOTICE, "beyond", "judged_by")
"""What else `mapping.stored_from` reads of a clock's row."""
_of_clock = itemgetter(*CLOCK_COLUMNS)


@dataclass(frozen=True)
class StoredClock:
    """A clock with what only its row knows: how far the announcing of it is."""

    clock: Clock
    notice: ClockNotice = NO_NOTICE


def watch_from(row: Columns) -> Stopwatch:
    """Of what is over, only the number and the end: the last start or end of a pause, or the stop."""
    going_on = () if row["paused_for"] is None else (Pause(row["counted_to"], None, PAUSE_REASONS[row["paused_for"]]),)
    earlier = Earlier(row["counted_to"], row["pause_count"]) if row["pause_count"] else None
    beyond = PAUSES.validate_python(row["beyond"]) if row["beyond"] else ()
    return Stopwatch(row["started_at"], going_on, row["stopped_at"], earlier, beyond, row["recorded_late_at"])


def judged_from(rows: Mapping[ClockName, Columns]) -> dict[ClockName, Basis]:
    written = {name: row["judged_by"] for name, row in rows.items()}
    return {name: BASIS.validate_python(each) for name, each in written.items() if each is not None}


def stop_columns(watch: Stopwatch, basis: Basis | None) -> dict[str, Any]:
    """What is kept of a clock that has stopped; nulls while it goes."""
    return {
        "beyond": PAUSES.dump_python(watch.beyond, mode="json") if watch.beyond else None,
        "judged_by": None if basis is None else BASIS.dump_python(basis, mode="json"),
    }


def pause_from(row: Columns) -> Pause:
    return Pause(row["from_at"], row["until"], PAUSE_REASONS[row["reason"]])


def pause_columns(ticket: Ticket, name: ClockName, number: int, pause: Pause) -> dict[str, Any]:
    return {
        "ticket_id": ticket.id,
        "name": name,
        "number": number,
        "customer_id": ticket.customer_id,
        "from_at": pause.from_at,
        "until": pause.until,
        "reason": pause.reason,
    }


def stored_clock_from(row: Columns) -> StoredClock:
    return StoredClock(clock_from(row), notice_from(row))


def notice_from(row: Columns) -> ClockNotice:
    return ClockNotice(*(row[name] for name in NOTICE))


def clock_from(row: Columns) -> Clock:
    return clock_of(_of_clock(row))


def clock_of(values: Sequence[Any]) -> Clock:
    """Of the values of CLOCK_COLUMNS."""
    name, started_at, stopped_at, paused_for, not_applicable, target, budget_us, section, *rest = values
    due_at, at_risk_at, breach_at, commitments, consumed_us, paused_us, counted_to, breach_reason, late = rest
    return Clock(
        CLOCK_NAMES[name],
        started_at,
        stopped_at,
        word(PAUSE_REASONS, paused_for),
        not_applicable,
        _target(target),
        None if budget_us is None else budget_us * MICROSECOND,
        section,
        due_at,
        at_risk_at,
        breach_at,
        _due_times(commitments),
        consumed_us * MICROSECOND,
        paused_us * MICROSECOND,
        counted_to,
        breach_reason,
        late,
    )


def clock_reads(clock: FromClause, *further: str) -> list[ColumnElement[Any]]:
    """What `clock_from` takes. JSON comes as text, so that what is read again and again is understood once."""
    return [*(_read(clock.c[each]) for each in CLOCK_COLUMNS), *(clock.c[each] for each in further)]


def _read(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(column, Text).label(column.key) if isinstance(column.type, JSONB) else column


@lru_cache(maxsize=256)
def _target(written: str | None) -> Target | None:
    return None if written is None else TARGET.validate_json(written)


@lru_cache(maxsize=4096)
def _due_times(written: str) -> tuple[DueTime, ...]:
    return tuple(_due_time_from(each) for each in from_json(written))


def _due_time_from(written: Mapping[str, Any]) -> DueTime:
    due_at = written["due_at"]
    return DueTime(written["section"], None if due_at is None else Instant(datetime.fromisoformat(due_at)))


def reckoned_columns(kept: StoredClock, state: str) -> dict[str, Any]:
    """What another calendar can change of a clock."""
    clock = kept.clock
    return {
        "state": state,
        "due_at": clock.due_at,
        "at_risk_at": clock.at_risk_at,
        "breach_at": clock.breach_at,
        "commitments": DUE_TIMES.dump_python(clock.commitments, mode="json"),
        "consumed_us": clock.consumed // MICROSECOND,
        "paused_us": clock.paused // MICROSECOND,
        "breach_reason": clock.breach_reason,
        **{name: getattr(kept.notice, name) for name in NOTICE},
    }
