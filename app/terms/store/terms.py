"""Terms in and out of the database: what follows from the facts of a subject, and what was said of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Table, and_, delete, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from app.clock import Instant
from app.domain.actor import OF_VENDOR
from app.domain.terms.settling import TermNotice, TermNotices
from app.domain.terms.subject_terms import LASTING, SubjectTerm, TermKind, TermSubject, TermSubjectType
from app.domain.vocabulary import ClockState
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tables import terms as table

_TERM: Final = TypeAdapter(SubjectTerm)


@dataclass(frozen=True, kw_only=True)
class TermsFilter:
    """None: any. `state` as it is at the moment of asking; `due_before`: of those that go then."""

    customer_id: UUID | None = None
    kind: TermKind | None = None
    state: ClockState | None = None
    subject_id: UUID | None = None
    due_before: Instant | None = None


async def find(connection: Connection, scope: Scope, term_id: UUID) -> SubjectTerm | None:
    statement = scope.narrow(select(table.c.term).where(table.c.id == term_id), table.c.customer_id)
    term = await connection.scalar(statement)
    return None if term is None else _TERM.validate_python(term)


async def page(
    connection: Connection,
    scope: Scope,
    wanted: TermsFilter,
    now: Instant,
    *,
    after: tuple[Instant, UUID] | None,
    limit: int,
) -> list[SubjectTerm]:
    """Latest begun first."""
    newest = (table.c.started_at.desc(), table.c.id.desc())
    statement = scope.narrow(select(table.c.term), table.c.customer_id).where(*_conditions(wanted, now))
    if after is not None:
        started_at, term_id = after
        earlier = and_(table.c.started_at == started_at, table.c.id < term_id)
        statement = statement.where(or_(table.c.started_at < started_at, earlier))
    return [_TERM.validate_python(each) for each in await connection.scalars(statement.order_by(*newest).limit(limit))]


async def falling_due(
    connection: Connection, scope: Scope, kind: TermKind, now: Instant, from_at: Instant, until: Instant, limit: int
) -> list[SubjectTerm]:
    """Those that go and are due in [from_at, until), the soonest first."""
    column = table.c
    statement = scope.narrow(select(column.term), column.customer_id).where(column.kind == kind.value, *_going(now))
    due = statement.where(column.due_at >= from_at, column.due_at < until)
    return [
        _TERM.validate_python(each)
        for each in await connection.scalars(due.order_by(column.due_at, column.id).limit(limit))
    ]


async def notices_of(connection: Connection, subject_id: UUID) -> TermNotices:
    """What was said of its terms, and is to be said."""
    columns = (table.c.id, table.c.announced_breach_at, table.c.announce_at)
    rows = await connection.execute(select(*columns).where(table.c.subject_id == subject_id))
    return {row.id: TermNotice(row.announced_breach_at, row.announce_at) for row in rows}


async def save(
    connection: Connection, after: Sequence[SubjectTerm], gone: Sequence[UUID], notices: TermNotices
) -> None:
    """All the terms of a subject whose row is held: those of `after`, as they are now, and none of those `gone`."""
    if gone:
        await connection.execute(delete(table).where(table.c.id.in_(gone)))
    if after:
        fresh = insert(table)
        changed = {name: fresh.excluded[name] for name in _CHANGING}
        keys = ["customer_id", "id"]
        rows = [_columns(each, notices[each.id]) for each in after]
        await connection.execute(fresh.on_conflict_do_update(index_elements=keys, set_=changed), rows)


async def due_subjects(
    connection: Connection, now: Instant, limit: int, but_for: Collection[UUID] = ()
) -> list[TermSubject]:
    """Subjects of which a breach is to be announced that has passed, those that passed first before the others."""
    due = (
        select(table.c.subject_type, table.c.subject_id, table.c.announce_at)
        .where(table.c.announce_at < now, table.c.subject_id.not_in(but_for))
        .order_by(table.c.announce_at)
        .limit(limit)
    )
    found = [TermSubject(TermSubjectType(row.subject_type), row.subject_id) for row in await connection.execute(due)]
    return list(dict.fromkeys(found))


async def overdue(connection: Connection, now: Instant) -> tuple[int, Instant | None]:
    """How many terms there are to be announced, and since when the first of them is."""
    statement = select(func.count(), func.min(table.c.announce_at)).where(table.c.announce_at < now)
    number, since = (await connection.execute(statement)).one()
    return number, since


async def claim(connection: Connection, subjects: Table, subject_id: UUID) -> bool:
    """Locks the subject's row. False: somebody else holds it."""
    row = select(subjects.c.id).where(subjects.c.id == subject_id)
    return await connection.scalar(row.with_for_update(skip_locked=True, key_share=True)) is not None


async def rows_of(connection: Connection, subject_ids: Collection[UUID]) -> Mapping[UUID, list[Mapping[Any, Any]]]:
    """All columns of all terms, by subject."""
    found: dict[UUID, list[Mapping[Any, Any]]] = {each: [] for each in subject_ids}
    for row in (await connection.execute(select(table).where(table.c.subject_id.in_(subject_ids)))).mappings():
        found[row["subject_id"]].append(row)
    return found


async def strays(connection: Connection, kind: TermSubjectType, subjects: Table) -> list[UUID]:
    """The subjects of this kind of which there are terms and no row."""
    gone = ~exists().where(subjects.c.id == table.c.subject_id)
    statement = select(table.c.subject_id).distinct().where(table.c.subject_type == kind.value, gone)
    return list(await connection.scalars(statement.order_by(table.c.subject_id)))


def stored(term: SubjectTerm) -> Mapping[str, Any]:
    """As its row has it, but for what was said of it."""
    return {
        "customer_id": term.customer_id or OF_VENDOR,
        "id": term.id,
        "subject_type": term.subject.type.value,
        "subject_id": term.subject.id,
        "kind": term.kind.value,
        "started_at": term.started_at,
        "due_at": term.due_at,
        "stopped_at": term.stopped_at,
        "breach_at": term.breach_at,
        "applies": term.not_applicable is None,
        "term": _TERM.dump_python(term, mode="json"),
    }


_CHANGING: Final = (
    *("started_at", "due_at", "stopped_at", "breach_at", "applies", "term", "announced_breach_at", "announce_at"),
)


def _columns(term: SubjectTerm, notice: TermNotice) -> dict[str, Any]:
    said = {"announced_breach_at": notice.announced_breach_at, "announce_at": notice.announce_at}
    return {**stored(term), **said}


def _conditions(wanted: TermsFilter, now: Instant) -> list[ColumnElement[bool]]:
    column, conditions = table.c, list[ColumnElement[bool]]()
    if wanted.customer_id is not None:
        conditions.append(column.customer_id == wanted.customer_id)
    if wanted.kind is not None:
        conditions.append(column.kind == wanted.kind.value)
    if wanted.subject_id is not None:
        conditions.append(column.subject_id == wanted.subject_id)
    if wanted.state is not None:
        conditions.append(_is(wanted.state, now))
    if wanted.due_before is not None:
        conditions += [*_going(now), column.due_at < wanted.due_before]
    return conditions


def _going(now: Instant) -> tuple[ColumnElement[bool], ...]:
    return table.c.applies, ~_has_stopped(now), ~_is_over(now)


def _has_stopped(now: Instant) -> ColumnElement[bool]:
    return func.coalesce(table.c.stopped_at <= now, False)


def _is_over(now: Instant) -> ColumnElement[bool]:
    """What only has to last until then."""
    return and_(table.c.kind.in_([each.value for each in LASTING]), table.c.due_at <= now)


def _is(state: ClockState, now: Instant) -> ColumnElement[bool]:
    """As `SubjectTerm.state_at` has it."""
    column = table.c
    is_stopped, is_over = _has_stopped(now), _is_over(now)
    breached = and_(column.breach_at.is_not(None), or_(is_stopped, column.breach_at < now))
    match state:
        case ClockState.NOT_APPLICABLE:
            return ~column.applies
        case ClockState.BREACHED:
            return and_(column.applies, breached)
        case ClockState.MET:
            return and_(column.applies, ~breached, or_(is_stopped, is_over))
        case ClockState.RUNNING:
            return and_(column.applies, ~breached, ~is_stopped, ~is_over)
        case _:
            return and_(column.applies, ~column.applies)
