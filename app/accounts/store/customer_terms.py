"""What is agreed with customers, with its dates, in and out of the database."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, ScalarSelect, func, insert, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.clock import Instant
from app.domain.agreement.agreed_terms import OwnFigures, TermsChange
from app.postgres.connection import Connection
from app.postgres.own_targets import OWN_TARGETS
from app.postgres.tables import customer_terms

_HISTORY = TypeAdapter(tuple[TermsChange, ...])
_FIGURES = TypeAdapter(OwnFigures)
_MEMBERS = ("number", "from_at", "service_level", "own_targets", "own_figures", "recorded_at", "recorded_by")


def history_of(customer_id: ColumnElement[Any]) -> ScalarSelect[Any]:
    """The whole history of a customer, to stand beside its row; read by `history_from`."""
    table = customer_terms
    members = [part for name in _MEMBERS for part in (name, table.c[name])]
    entry = func.jsonb_build_object(*members)
    history = select(func.jsonb_agg(aggregate_order_by(entry, table.c.number)))
    return history.where(table.c.customer_id == customer_id).scalar_subquery()


def history_from(value: Any) -> tuple[TermsChange, ...]:
    return _HISTORY.validate_python(value or ())


def level_at(customer_id: ColumnElement[Any], at: Instant) -> ScalarSelect[Any]:
    """The service level that holds at a moment, as `terms_at` finds it, for those who search by it."""
    table = customer_terms
    named = select(table.c.service_level).where(table.c.customer_id == customer_id, table.c.service_level.is_not(None))
    latest = named.order_by((table.c.from_at <= at).desc(), table.c.from_at.desc(), table.c.number.desc())
    return latest.limit(1).scalar_subquery()


async def add(connection: Connection, customer_id: UUID, changes: Sequence[TermsChange]) -> None:
    """The caller holds the customer's lock, or makes it."""
    await connection.execute(insert(customer_terms), [_columns(customer_id, change) for change in changes])


def _columns(customer_id: UUID, change: TermsChange) -> dict[str, Any]:
    own, figures = change.own_targets, change.own_figures
    return {
        "customer_id": customer_id,
        "number": change.number,
        "from_at": change.from_at,
        "service_level": change.service_level,
        "own_targets": None if own is None else OWN_TARGETS.dump_python(own, mode="json"),
        "own_figures": None if figures is None else _FIGURES.dump_python(figures, mode="json", exclude_none=True),
        "recorded_at": change.recorded_at,
        "recorded_by": change.recorded_by,
    }
