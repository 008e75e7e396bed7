"""The stream of changes: its fold, what a change's row is found by, and its terms."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field, TypeAdapter
from sqlalchemy import ColumnElement, or_

from app.domain.actor import OF_VENDOR
from app.domain.changes.change_conflicts import slot_of
from app.domain.changes.change_facts import BallotOpened, ChangeFact, ConflictFound, VoteCast
from app.domain.changes.change_record import ChangeRecord, advance_change, begin_change
from app.domain.changes.change_terms import change_terms, overdue_review
from app.operations.kinds import seen_by_hits
from app.postgres.tables import change_events, change_hits, changes
from app.streams.subjects import SubjectKind
from app.terms.terms import Promising, Terms
from app.unit_of_work import UnitOfWork


def seen_by_customer(customer_id: UUID) -> ColumnElement[bool]:
    """A customer's people see its own changes, and those of an instance of theirs."""
    return or_(changes.c.customer_id == customer_id, seen_by_hits(change_hits, changes)(customer_id))


def _change_columns(change: ChangeRecord) -> Mapping[str, Any]:
    slot = slot_of(change, change.moved_at)
    return {
        "number": change.number,
        "change_type": change.change_type.value,
        "progress": change.state.value,
        "ticket_id": change.ticket_id,
        "slot_from": None if slot is None else slot.from_at,
        "slot_until": None if slot is None else slot.until,
    }


_INTERNAL: Final = (BallotOpened, VoteCast, ConflictFound)
"""They name the board's members, and what is another customer's."""

CHANGES: Final = SubjectKind[ChangeFact, ChangeRecord](
    stream=change_events,
    subjects=changes,
    facts=TypeAdapter(Annotated[ChangeFact, Field(discriminator="type")]),
    states=TypeAdapter(ChangeRecord),
    begin=lambda change_id, customer_id, event: begin_change(
        change_id, None if customer_id == OF_VENDOR else customer_id, event
    ),
    advance=advance_change,
    columns=_change_columns,
    missing="There is no such change.",
    is_internal=lambda fact: isinstance(fact, _INTERNAL),
    seen=seen_by_customer,
)


async def _of_changes(uow: UnitOfWork, _: Sequence[ChangeRecord]) -> Callable[[ChangeRecord], Terms]:
    agreement = uow.book.in_force(uow.now)
    review, business_hours = agreement.terms.change_review, agreement.services.recovery_calendar
    return lambda change: change_terms(change, review, business_hours)


CHANGE_TERMS: Final = Promising(
    CHANGES,
    _of_changes,
    goes_by=lambda change: (change.implementation, change.review),
    also=lambda said: (overdue_review(said),),
)
