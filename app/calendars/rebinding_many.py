"""How many due times another agreement would move, of many open tickets at once: what `rebinding` says of each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np

from app.calendars.rebinding import tells_the_same
from app.calendars.store import follower_columns
from app.domain.agreement.agreement import Agreement
from app.domain.clocks.following_many import BOTH, RecomputedColumns, TermsGroup, Tickets
from app.unit_of_work import UnitOfWork

FIRST: Final = UUID(int=0)
"""Before every ticket."""


@dataclass(frozen=True)
class ReboundTickets:
    """`moved`: how many due times of those that have any that move; `apart`: those to be looked at one by one."""

    ids: Sequence[UUID]
    moved: Mapping[UUID, int]
    apart: frozenset[UUID]


async def rebound(uow: UnitOfWork, agreement: Agreement, after: UUID, limit: int) -> ReboundTickets:
    """The open tickets that come next by their ids, if they were bound to this agreement."""
    tickets = await follower_columns.open_after(uow.connection, after, limit)
    if not tickets.ids:
        return ReboundTickets((), {}, frozenset())
    told = [tells_the_same(agreement, uow.book.revision(each.agreement_revision)) for each in tickets.terms]
    places = np.arange(len(tickets.ids))
    clocks = await follower_columns.clocks_of(uow.connection, tickets)
    pauses = await follower_columns.pauses(uow.connection, tickets, places, clocks)
    outcome = RecomputedColumns(tickets, places, clocks, pauses, uow.now)
    for group in await _groups(uow, tickets, agreement, told):
        outcome.reckon(group)
    apart = outcome.apart(tickets) | ~np.array(told, np.bool_)[tickets.terms_of]
    moved = outcome.moved & ~np.repeat(apart, BOTH)
    return ReboundTickets(
        tickets.ids,
        Counter(tickets.ids[cell // BOTH] for cell in np.flatnonzero(moved).tolist()),
        frozenset(tickets.ids_of(np.flatnonzero(apart))),
    )


async def _groups(
    uow: UnitOfWork, tickets: Tickets, agreement: Agreement, told: Sequence[bool]
) -> Sequence[TermsGroup]:
    """Those that are promised the same and go by the same closing days."""
    groups: list[TermsGroup] = []
    for number, terms in enumerate(tickets.terms):
        for revision in np.unique(tickets.calendar_revisions).tolist() if told[number] else ():
            members = np.flatnonzero((tickets.terms_of == number) & (tickets.calendar_revisions == revision))
            calendar = await uow.book.calendar(uow.connection, agreement, terms.service_level, revision)
            groups.append(TermsGroup(members, terms, agreement, calendar))
    return groups
