"""How often an entry has moved, and when what it shows has changed last: from the ticket's own events.

An entry shows when a clock is due, the priority and the section that follow from what the ticket is, and the title
where the feed has titles. So it moves with `due_moved` of its clock, and changes with that, with a priority that was
assessed or granted, with a classification that was corrected, and with the title. No other event counts.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import Text, and_, case, func, literal, or_, select, tuple_

from app.clock import Instant
from app.domain.tickets.derived_facts import DueMoved
from app.domain.tickets.facts import (
    ClassificationCorrected,
    DetailsCorrected,
    PriorityAssessed,
    PriorityDecided,
    Registered,
)
from app.domain.vocabulary import ClockName
from app.postgres.connection import Connection
from app.postgres.tables import ticket_events

_TITLE: Final = "title"
_ANY: Final = ""
"""What changes every entry of a ticket."""


@dataclass(frozen=True)
class EntryRevision:
    """`number`: how often it has moved; what it shows has changed last at `changed_at`."""

    number: int
    changed_at: Instant


async def of(
    connection: Connection, wanted: Collection[tuple[UUID, UUID]], *, titles: bool
) -> dict[tuple[UUID, ClockName], EntryRevision]:
    """`wanted`: ids of customers and registered tickets, which the caller may see. By ticket and clock."""
    event, said = ticket_events.c, ticket_events.c.payload
    shown = or_(
        event.type.in_([Registered.type, DueMoved.type, PriorityAssessed.type, ClassificationCorrected.type]),
        and_(event.type == PriorityDecided.type, said["accepted"].astext == "true"),
        and_(event.type == DetailsCorrected.type, said.has_key(_TITLE), literal(titles)),
    )
    of_what = case((event.type == DueMoved.type, said["clock"].astext), else_=literal(_ANY, Text))
    statement = (
        select(
            event.ticket_id,
            of_what.label("of_what"),
            func.count().filter(event.type == DueMoved.type).label("number"),
            func.max(event.recorded_at).label("changed_at"),
        )
        .where(tuple_(event.customer_id, event.ticket_id).in_(wanted), shown)
        .group_by(event.ticket_id, of_what)
    )
    found: defaultdict[UUID, dict[str, EntryRevision]] = defaultdict(dict)
    for row in await connection.execute(statement):
        found[row.ticket_id][row.of_what] = EntryRevision(row.number, row.changed_at)
    return {(each, name): _together(found[each], name) for each in found for name in ClockName}


def _together(found: dict[str, EntryRevision], name: ClockName) -> EntryRevision:
    """Of all entries of the ticket, and of this one's clock."""
    parts = [found[each] for each in (_ANY, name.value) if each in found]
    return EntryRevision(sum(each.number for each in parts), max(each.changed_at for each in parts))
