"""How many clocks stand how, per clock and priority, in one statement: what is counted once, and what is new since.

A row of `clocks` says whether it is counted, and as what. The numbers that are kept, less what those that changed were
counted as, and those as they are, are exact at every moment, whatever is written or counted meanwhile.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
    union_all,
)

from app.attainment.store.clock_lists import ClockFilter, equal_to
from app.attainment.store.counted import counted_from
from app.clock import Instant
from app.domain.clocks.standings import ClockStanding
from app.domain.vocabulary import ClockName, ClockState, Priority
from app.postgres.engine import Connection
from app.postgres.scope import Scope
from app.postgres.statements import Row, Statement, bind
from app.postgres.tables import clocks, counted_standings, counting
from app.postgres.words import CLOCK_NAMES, PRIORITIES
from app.tickets.store.clock_standings import stands_recorded_late
from app.tickets.store.ticket_keys import of_tickets

CountKey = tuple[ClockName, Priority, ClockStanding]
Numbers = Mapping[CountKey, int]
"""What is not there is 0."""

KEPT, FRESH, FORMER, TODAY, LATE, WITHOUT, EPOCH = "kept", "fresh", "former", "today", "late", "without", "epoch"


async def count(
    connection: Connection, scope: Scope, wanted: ClockFilter, now: Instant, without: Sequence[UUID] = ()
) -> Numbers:
    """Of all clocks but those of some tickets, going or not; the standing and the due times of `wanted` do not matter.

    Those of the tickets are counted by key and taken off.
    """
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    given: dict[str, Any] = {
        "now": now,
        "midnight": midnight,
        "today": midnight.date(),
        "scope": scope.customer_id,
        **equal_to(wanted),
        "without": without or None,
    }
    given = {name: value for name, value in given.items() if value is not None}
    rows = await _counting(frozenset(given)).all(connection, given)
    epoch = next((row["number"] for row in rows if row["arm"] == EPOCH), None)
    if epoch is None:
        rows = await _counting_all(frozenset(given)).all(connection, given)
    return _sum(rows, epoch, wanted, midnight.date())


def _sum(rows: Iterable[Row], epoch: int | None, wanted: ClockFilter, today: date) -> Numbers:
    numbers: Counter[CountKey] = Counter()
    for row in rows:
        if row["arm"] == FORMER:
            numbers.subtract(_former(row, epoch, wanted, today))
        elif row["arm"] != EPOCH:
            numbers.update(_standing(row))
    return numbers


def _standing(row: Row) -> Mapping[CountKey, int]:
    """Clocks at risk are running, too, and those recorded late are met. TODAY is only of those at risk; LATE takes from
    what was counted as it is stored.
    """
    arm, number, key = row["arm"], row["number"], (CLOCK_NAMES[row["name"]], PRIORITIES[row["priority"]])
    stored, is_running = ClockStanding(row["word"]), row["word"] == ClockState.RUNNING
    if arm == TODAY:
        return {(*key, ClockStanding.AT_RISK): number}
    if arm == LATE:
        at_risk = {(*key, ClockStanding.AT_RISK): -number} if is_running else {}
        return {(*key, ClockStanding.BREACHED): number, (*key, stored): -number, **at_risk}
    warned = is_running and row["warned"]
    return {(*key, each): number for each in _stood(stored, warned=warned)}


def _stood(stored: ClockStanding, *, warned: bool) -> Sequence[ClockStanding]:
    if stored is ClockStanding.RECORDED_LATE:
        return stored, ClockStanding.MET
    return (stored, ClockStanding.AT_RISK) if warned else (stored,)


def _former(row: Row, epoch: int | None, wanted: ClockFilter, today: date) -> Mapping[CountKey, int]:
    was = counted_from(row["word"])
    is_wanted = (
        was.epoch == epoch
        and wanted.priority in (None, was.priority)
        and wanted.service_level in (None, was.place.service_level)
    )
    if not is_wanted:
        return {}
    warned = was.warned_on is not None and was.warned_on < today
    stood = _stood(was.state, warned=warned)
    return {(CLOCK_NAMES[row["name"]], was.priority, each): row["number"] for each in stood}


@cache
def _counting(given: frozenset[str]) -> Statement:
    kept = (_epoch(), _kept(given), _former_of_changed(given))
    return Statement(lambda: union_all(*kept, *_of_clocks(given, clocks.c.recount)))


@cache
def _counting_all(given: frozenset[str]) -> Statement:
    """As long as not all that is counted is known to be."""
    return Statement(lambda: union_all(*_of_clocks(given)))


def _of_clocks(given: Collection[str], *which: ColumnElement[bool]) -> Iterable[Select[Any]]:
    """As they are stored, of those that `which` names; and of all of them what time alone has changed."""
    narrowing = [condition for name, condition in _narrowing(clocks.c).items() if name in given]
    midnight, now = bind("midnight", clocks.c.at_risk_at), bind("now", clocks.c.at_risk_at)
    warned_today = (clocks.c.at_risk_at >= midnight, clocks.c.at_risk_at <= now)
    of = (clocks.c.name, clocks.c.priority, clocks.c.state)
    before_today = func.coalesce(clocks.c.at_risk_at < midnight, False)
    as_told = (clocks.c.name, clocks.c.priority, _STANDING)
    fresh = _row(FRESH, func.count(), *as_told, warned=before_today).where(*which).group_by(*as_told, before_today)
    today = _row(TODAY, func.count(), *of).where(*_GOING, clocks.c.state == ClockState.RUNNING, *warned_today)
    late = _row(LATE, func.count(), *of).where(clocks.c.state == _TURN_LATE, clocks.c.due_order < now)
    arms = [fresh, today.group_by(*of), late.group_by(*of)]
    if "without" in given:
        arms += _without(of, as_told, now)
    return [arm.where(*narrowing) for arm in arms]


def _without(
    of: Sequence[ColumnElement[Any]], as_told: Sequence[ColumnElement[Any]], now: ColumnElement[Any]
) -> list[Select[Any]]:
    theirs = of_tickets(clocks.c, any_(bindparam("without", type_=ARRAY(Uuid))))
    warned = func.coalesce(clocks.c.at_risk_at <= now, False)
    late = (clocks.c.state == _TURN_LATE, clocks.c.due_order < now)
    return [
        _row(WITHOUT, -func.count(), *as_told, warned=warned).where(theirs).group_by(*as_told, warned),
        _row(LATE, -func.count(), *of).where(theirs, *late).group_by(*of),
    ]


_STANDING = case(
    (stands_recorded_late(), literal_column(f"'{ClockStanding.RECORDED_LATE.value}'", Text)), else_=clocks.c.state
)
"""As it is stored; of what is met by a late record only, that."""
_TURN_LATE = any_(literal([ClockState.RUNNING.value, ClockState.PAUSED.value], ARRAY(Text)))
_GOING = (clocks.c.stopped_at.is_(None), clocks.c.breach_at.is_not(None))


def _row(
    arm: str,
    number: ColumnElement[Any],
    name: ColumnElement[Any] | None = None,
    priority: ColumnElement[Any] | None = None,
    word: ColumnElement[Any] | None = None,
    warned: ColumnElement[Any] | None = None,
) -> Select[Any]:
    """`warned`: whether they are at risk."""
    columns = {"name": name, "priority": priority, "word": word}
    words = [(cast(null(), Text) if value is None else value).label(label) for label, value in columns.items()]
    is_warned = (cast(null(), Boolean) if warned is None else warned).label("warned")
    return select(literal(arm, Text).label("arm"), *words, is_warned, cast(number, Integer).label("number"))


def _epoch() -> Select[Any]:
    """No row as long as the numbers that are kept are not complete."""
    return _row(EPOCH, counting.c.epoch).where(counting.c.complete)


def _kept(given: Collection[str]) -> Select[Any]:
    kept = counted_standings.c
    narrowing = [condition for name, condition in _narrowing(kept).items() if name in given]
    of = (kept.name, kept.priority, kept.state)
    before_today = func.coalesce(kept.warned_on < bind("today", kept.warned_on), False)
    rows = _row(KEPT, func.sum(kept.number), *of, warned=before_today).group_by(*of, before_today)
    return rows.where(whose(kept.customer_id, given), *narrowing)


def whose(customer_id: ColumnElement[Any], given: Collection[str]) -> ColumnElement[bool]:
    """Of a customer, numbers are kept apart; and of all of them together."""
    return customer_id.is_not(None) if {"scope", "customer_id"} & {*given} else customer_id.is_(None)


def _former_of_changed(given: Collection[str]) -> Select[Any]:
    narrowing = [_narrowing(clocks.c)[name] for name in ("scope", "customer_id", "name") if name in given]
    former = _row(FORMER, func.count(), clocks.c.name, None, clocks.c.counted_as)
    changed = former.where(clocks.c.recount, clocks.c.counted_as.is_not(None), *narrowing)
    return changed.group_by(clocks.c.name, clocks.c.counted_as)


def _narrowing(columns: Any) -> dict[str, ColumnElement[bool]]:
    """By the name of the value that it takes."""
    return {
        "scope": columns.customer_id == bind("scope", columns.customer_id),
        **{name: columns[name] == bind(name, columns[name]) for name in equal_to(ClockFilter())},
    }
