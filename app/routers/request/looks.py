"""Looks at tickets that are known to be in the audit trail, so that it is not asked at every request.

Each process remembers its own; what it does not know, or had to forget, the trail says.
"""

from collections import OrderedDict
from typing import Final
from uuid import UUID

from app.clock import Instant
from app.domain.access.audit import AuditSubject

MOST_REMEMBERED: Final = 10_000

Look = tuple[UUID, AuditSubject]
"""Who looked at what."""


class RecordedViews:
    def __init__(self) -> None:
        self._until: OrderedDict[Look, Instant] = OrderedDict()

    def are_on_record(self, look: Look, now: Instant) -> bool:
        until = self._until.get(look)
        return until is not None and now < until

    def remember(self, look: Look, until: Instant) -> None:
        """Only what is committed: an entry that was rolled back would be missing from the trail for as long."""
        self._until[look] = until
        self._until.move_to_end(look)
        if len(self._until) > MOST_REMEMBERED:
            self._until.popitem(last=False)
