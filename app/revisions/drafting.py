"""Revisions of the agreement: read with every fault, drafted, found, withdrawn (Wijzigingen)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.domain.access.permissions import Operation, require
from app.domain.actor import OF_VENDOR
from app.domain.agreement import closing_days
from app.domain.agreement.terms import RevisionTerms
from app.domain.revisions import revisions as rules
from app.domain.revisions.clause_reading import (
    AgreementFault,
    ReadAgreement,
    RevisedAgreement,
    read_agreement,
    revised_clauses,
)
from app.domain.revisions.revision_facts import RevisionDrafted, RevisionWithdrawn
from app.domain.revisions.revisions import RevisionNotice, RevisionState
from app.errors import Fault, Invalid, NotFound
from app.revisions import loading
from app.revisions.kinds import AGREEMENT_REVISIONS, REVISION_TERMS
from app.revisions.store import revisions as stored_revisions
from app.revisions.store.revisions import StoredRevision
from app.streams import subjects
from app.terms import terms
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NewRevision:
    """`revises`: the revision that it was made from; None: the one in force."""

    revises: int | None
    title: str
    vendor: str
    time_zone: str
    in_force_on: date
    clauses: list[dict[str, Any]]


@dataclass(frozen=True)
class ReadRevision:
    """`number`: what it would be called."""

    number: int
    reading: ReadAgreement
    notice: RevisionNotice


@dataclass(frozen=True)
class RevisionView:
    stored: StoredRevision
    state: RevisionState


async def read(uow: UnitOfWork, new: NewRevision) -> ReadRevision:
    """By a support manager. With every fault at once."""
    require(uow.actor, Operation.REVISE)
    await loading.refresh(uow.connection, uow.book)
    number, base, faults = await _next_number(uow), uow.book.in_force(uow.now), list[AgreementFault]()
    if new.revises is not None:
        known = {each.revision: each for each in uow.book.revisions}
        base = known.get(new.revises, base)
        if new.revises not in known:
            faults.append(AgreementFault("/revision", None, "There is no such revision to make it from."))
    today, rule = today_of(uow), revising(uow)
    if new.in_force_on <= today:
        faults.append(AgreementFault("/inForceOn", rule.section.number, "It takes effect on a day to come."))
    given = RevisedAgreement(
        number=number,
        title=new.title,
        vendor=new.vendor,
        time_zone=new.time_zone,
        in_force_on=new.in_force_on,
        clauses=revised_clauses(new.clauses),
    )
    reading = read_agreement(given, base)
    every = (*faults, *reading.faults)
    whole = replace(reading, agreement=None if every else reading.agreement, faults=every)
    return ReadRevision(number, whole, rules.notice_on(today, new.in_force_on, rule))


async def draft(uow: UnitOfWork, new: NewRevision) -> tuple[RevisionView, ReadRevision]:
    """Raises Invalid with every fault."""
    await stored_revisions.hold(uow.connection)
    found = await read(uow, new)
    if found.reading.agreement is None:
        faults = [Fault(each.pointer, "agreement", each.detail) for each in found.reading.faults]
        raise Invalid("This is no agreement that can be lived by.", section=revising(uow).section.number, faults=faults)
    fact = RevisionDrafted(
        revision=found.number,
        revises=new.revises or uow.book.in_force(uow.now).revision,
        in_force_on=new.in_force_on,
        title=new.title,
        vendor=new.vendor,
        clauses=new.clauses,
    )
    return view(uow, await subjects.begin(uow, AGREEMENT_REVISIONS, OF_VENDOR, [fact])), found


async def _next_number(uow: UnitOfWork) -> int:
    highest = await stored_revisions.highest_number(uow.connection)
    return max(highest, *(each.revision for each in uow.book.revisions)) + 1


async def find(uow: UnitOfWork, named: int | UUID) -> RevisionView:
    """A customer's people find it once it is announced."""
    return view(uow, await subjects.found(uow, AGREEMENT_REVISIONS, await _id_of(uow, named)))


async def page(uow: UnitOfWork, *, before: int | None, limit: int) -> Sequence[RevisionView]:
    """The latest number first."""
    found = await stored_revisions.page(uow.connection, uow.scope, before=before, limit=limit)
    return [view(uow, each) for each in found]


async def find_for_change(uow: UnitOfWork, named: int | UUID) -> StoredRevision:
    """Locked, for whoever revises. Announced and withdrawn one after the other."""
    stored = await subjects.found(uow, AGREEMENT_REVISIONS, await _id_of(uow, named), lock=True)
    require(uow.actor, Operation.REVISE)
    await stored_revisions.hold(uow.connection)
    await loading.refresh(uow.connection, uow.book)
    return stored


async def withdraw(uow: UnitOfWork, stored: StoredRevision, reason: str) -> RevisionView:
    """Before it is in force only."""
    rules.require_withdrawable(stored.state, today_of(uow), revising(uow))
    fact = RevisionWithdrawn(reason=reason)
    return view(uow, await terms.record(uow, REVISION_TERMS, stored, fact))


async def _id_of(uow: UnitOfWork, named: int | UUID) -> UUID:
    found = await stored_revisions.id_of(uow.connection, named) if isinstance(named, int) else named
    if found is None:
        raise NotFound(AGREEMENT_REVISIONS.missing)
    return found


def view(uow: UnitOfWork, stored: StoredRevision) -> RevisionView:
    return RevisionView(stored, stored.state.state_on(today_of(uow), uow.book.in_force(uow.now).in_force_from))


def today_of(uow: UnitOfWork) -> date:
    """On the vendor's calendar."""
    return closing_days.today(uow.book.in_force(uow.now), uow.now)


def revising(uow: UnitOfWork) -> RevisionTerms:
    """How the agreement in force says that it is changed."""
    return uow.book.in_force(uow.now).terms.revising
