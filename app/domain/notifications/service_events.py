"""What of the running service is told to whom, by the types of its events (§5.9.2)."""

from collections.abc import Mapping, Sequence
from typing import Final

from app.domain.terms.subject_terms import TermKind

OUTAGE_ENDED: Final = "outage.outage_ended"
OUTAGE_EVENTS: Final = ("outage.outage_begun", OUTAGE_ENDED, "outage.outage_reopened")
"""Each says how it stands, so a later one takes the place of what is still held of those before."""
MAINTENANCE_ANNOUNCED: Final = ("maintenance.maintenance_announced", "maintenance.announcement_extended")
MAINTENANCE_CANCELLED: Final = "maintenance.maintenance_cancelled"
LEAK_ESTABLISHED: Final = "leak.leak_established"
LEAK_DISMISSED: Final = "leak.leak_dismissed"
TERM_BREACHED: Final = "term.breached"
TERM_WITHDRAWN: Final = "term.withdrawn"
RELEASE_PUBLISHED: Final = "release.published"
ITEM_MOVED: Final = "backlog_item.item_moved"

CALLED_OFF: Final[Mapping[str, Sequence[str]]] = {
    MAINTENANCE_CANCELLED: MAINTENANCE_ANNOUNCED,
    LEAK_DISMISSED: (LEAK_ESTABLISHED,),
}
"""Told to exactly those who were told of what it calls off; who had not been yet, never is."""

TOLD_OF_SERVICE: Final = (
    *OUTAGE_EVENTS,
    *MAINTENANCE_ANNOUNCED,
    MAINTENANCE_CANCELLED,
    LEAK_ESTABLISHED,
    LEAK_DISMISSED,
    TERM_BREACHED,
    TERM_WITHDRAWN,
)
OF_SERVICE: Final = frozenset({*TOLD_OF_SERVICE, RELEASE_PUBLISHED})
"""All that is told of the running service."""
ALARMING: Final = frozenset({TermKind.RECOVERY_POINT, TermKind.RECOVERY_TIME, TermKind.AUTHORITY_NOTIFICATION})
"""Promises of which the vendor's managers are told at once that they were broken."""
