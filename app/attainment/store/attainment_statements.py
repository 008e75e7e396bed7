"""The statements behind `attainment_sums`: everything in one, so that it is as of one moment."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    ScalarSelect,
    Select,
    Text,
    Uuid,
    all_,
    any_,
    bindparam,
    func,
    select,
    true,
    tuple_,
)
from sqlalchemy.types import TypeEngine

from app.attainment.store.attainment import JUDGED_BY, JUDGED_CALENDAR, CourseFilter, of_priority
from app.attainment.store.clock_counts import whose
from app.domain.attainment.attainment import Stage
from app.domain.attainment.outcomes import STAGES
from app.domain.attainment.stretches import Grain
from app.postgres.arrays import rows_given
from app.postgres.statements import bind
from app.postgres.tables import clocks, counted_attainment, counting, tickets
from app.tickets.store.ticket_keys import of_ticket

_KEPT: Final = counted_attainment.c
_UNDONE: Final = 1 + STAGES.index(Stage.UNDONE)
"""Where it stands in an array, which PostgreSQL counts from 1."""
_MOMENT: Final = DateTime(timezone=True)
_CALENDAR: Final[Mapping[str, TypeEngine[Any]]] = {
    "service_level": Text(),
    "agreement_revision": Integer(),
    "calendar_revision": Integer(),
}
_SOUGHT: Final[Mapping[str, TypeEngine[Any]]] = {
    "number": Integer(),
    **_CALENDAR,
    "grain": Text(),
    "begins": Date(),
    "ends": Date(),
}
_UNSURE: Final[Mapping[str, TypeEngine[Any]]] = {
    "number": Integer(),
    "name": Text(),
    "priorities": Text(),
    "begins": _MOMENT,
    "ends": _MOMENT,
}
_EDGE: Final[Mapping[str, TypeEngine[Any]]] = {"begins": _MOMENT, "ends": _MOMENT}


def asking_calendars(given: Collection[str]) -> Select[Any]:
    return select(_calendars(given))


def asking(given: Collection[str], width: int) -> Select[Any]:
    """`width`: how many numbers there are of a day at most."""
    changed = _changed(given)
    named: dict[str, ScalarSelect[Any]] = {
        "calendars": _calendars(given),
        "sums": _sums(given, width),
        "edges": _edges(given, changed),
        "unsure": _unsure(given, changed),
        "former": _former(given, changed),
        "changed": select(func.array_agg(changed.c.ticket_id)).scalar_subquery(),
    }
    return select(
        counting.c.epoch, counting.c.terms, counting.c.complete, *(each.label(n) for n, each in named.items())
    )


def _changed(given: Collection[str]) -> CTE:
    most = bindparam("changed_most", type_=Integer)
    among = _narrowing(clocks.c, given, ("scope", "customer_id"))
    key = clocks.c.customer_id, clocks.c.ticket_id
    return select(*key).where(clocks.c.recount, *among).distinct().limit(most + 1).cte("changed")


def _calendars(given: Collection[str]) -> ScalarSelect[Any]:
    month, first, end = _KEPT.begins, bind("first_month", _KEPT.begins), bind("end", _KEPT.begins)
    undone = func.coalesce(func.bool_or(_KEPT.numbers[_UNDONE] > 0), False)
    of = [_KEPT[name] for name in _CALENDAR]
    each = select(func.jsonb_build_array(*of, undone).label("row")).where(
        whose(_KEPT.customer_id, given), _KEPT.grain == Grain.MONTH.value, month >= first, month < end
    )
    return _listed(each.where(*_narrowing(_KEPT, given)).group_by(*of))


def _sums(given: Collection[str], width: int) -> ScalarSelect[Any]:
    """Each piece by itself: PostgreSQL would rather read all days and compare each with each piece."""
    sought = rows_given("sought", _SOUGHT)
    fits = [
        *(_KEPT[name] == sought.c[name] for name in (*_CALENDAR, "grain")),
        *(_KEPT.begins >= sought.c.begins, _KEPT.begins < sought.c.ends),
    ]
    added = [func.sum(_KEPT.numbers[place]) for place in range(1, width + 1)]
    row = func.jsonb_build_array(sought.c.number, _KEPT.priority, _KEPT.name, *added).label("row")
    piece = select(row).where(whose(_KEPT.customer_id, given), *fits, *_narrowing(_KEPT, given))
    each = piece.group_by(_KEPT.priority, _KEPT.name).correlate(sought).lateral("piece")
    return _listed(select(each.c.row).select_from(sought).join(each, true()))


def _edges(given: Collection[str], changed: CTE) -> ScalarSelect[Any]:
    edge, begun = rows_given("edge", _EDGE), tickets.c.begun_at
    each = _as_counted(_begun_of_undone()).select_from(edge, tickets, clocks)
    within = (begun >= edge.c.begins, begun < edge.c.ends, of_ticket(clocks.c, tickets.c))
    among = (*_settled(given, changed), *_of_clock_and_ticket(given))
    return _listed(each.where(*within, *among).group_by(clocks.c.name, clocks.c.counted_as))


def _unsure(given: Collection[str], changed: CTE) -> ScalarSelect[Any]:
    unsure, begun = rows_given("unsure", _UNSURE), tickets.c.begun_at
    by = (unsure.c.number, *(JUDGED_CALENDAR[name] for name in _CALENDAR), JUDGED_BY)
    each = select(func.jsonb_build_array(*by, func.jsonb_agg(begun)).label("row"))
    of_priority = func.strpos(unsure.c.priorities, JUDGED_BY) > 0
    within = (begun >= unsure.c.begins, begun < unsure.c.ends, of_priority)
    theirs = (of_ticket(clocks.c, tickets.c), clocks.c.name == unsure.c.name, _is_undone())
    among = (*_settled(given, changed), *_of_clock_and_ticket(given))
    return _listed(each.select_from(unsure, tickets, clocks).where(*within, *theirs, *among).group_by(*by))


def _former(given: Collection[str], changed: CTE) -> ScalarSelect[Any]:
    """Of those that changed and those that are left out; the priority they had may be another."""
    keys: Any = select(changed.c.customer_id, changed.c.ticket_id)
    if "without" in given:
        keys = keys.union(select(tickets.c.customer_id, tickets.c.id).where(tickets.c.id == any_(_without())))
    theirs = tuple_(clocks.c.customer_id, clocks.c.ticket_id).in_(keys)
    among = (theirs, clocks.c.counted_as.is_not(None), *_narrowing(clocks.c, given, ("scope", "customer_id")))
    return _listed(_as_counted(func.jsonb_build_array()).where(*among).group_by(clocks.c.name, clocks.c.counted_as))


def _as_counted(begun: ColumnElement[Any]) -> Select[Any]:
    return select(func.jsonb_build_array(clocks.c.name, clocks.c.counted_as, func.count(), begun).label("row"))


def _begun_of_undone() -> ColumnElement[Any]:
    begun = func.jsonb_agg(tickets.c.begun_at).filter(_is_undone())
    return func.coalesce(begun, func.jsonb_build_array())


def _is_undone() -> ColumnElement[bool]:
    return clocks.c.counted_as.like(f"% {Stage.UNDONE.value} -")


def _settled(given: Collection[str], changed: CTE) -> list[ColumnElement[bool]]:
    """Clocks of tickets that stand as they were counted, and are not left out."""
    settled: list[ColumnElement[bool]] = [tickets.c.id.not_in(select(changed.c.ticket_id))]
    return [*settled, tickets.c.id != all_(_without())] if "without" in given else settled


def _without() -> ColumnElement[Any]:
    return bindparam("without", type_=ARRAY(Uuid))


def _listed(rows: Select[Any]) -> ScalarSelect[Any]:
    each = rows.subquery("each")
    return select(func.coalesce(func.jsonb_agg(each.c.row), func.jsonb_build_array())).scalar_subquery()


def _of_clock_and_ticket(given: Collection[str]) -> list[ColumnElement[bool]]:
    return [*_narrowing(tickets.c, given, ("scope", "customer_id", "service_level")), *of_priority(given)]


def _narrowing(
    columns: Any, given: Collection[str], by: Collection[str] = ("scope", *CourseFilter.__dataclass_fields__)
) -> list[ColumnElement[bool]]:
    column_of = {name: columns["customer_id" if name == "scope" else name] for name in by if name in given}
    return [each == bind(name, each) for name, each in column_of.items()]
