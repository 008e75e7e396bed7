"""What else a ticket turned out to be about. Nothing of its step or its clocks follows from it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from uuid import UUID


class TicketLinkTo(StrEnum):
    """What a ticket may be linked to."""

    OUTAGE = "outage"
    CHANGE = "change"
    BACKLOG_ITEM = "backlog_item"


@dataclass(frozen=True, kw_only=True)
class TicketLinked:
    """It is about that too. The history of an outage says so as well."""

    to: TicketLinkTo
    id: UUID
    type: Literal["linked"] = "linked"


@dataclass(frozen=True, kw_only=True)
class TicketUnlinked:
    to: TicketLinkTo
    id: UUID
    type: Literal["unlinked"] = "unlinked"


LinkFact = TicketLinked | TicketUnlinked
