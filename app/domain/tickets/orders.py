"""In which orders tickets are listed, in the API's words."""

from enum import StrEnum


class TicketOrder(StrEnum):
    """With `-` the latest first. `registeredAt`: of a signal that never was, when it was reported."""

    NEWEST = "-createdAt"
    OLDEST = "createdAt"
    LATEST_CHANGED = "-updatedAt"
    FIRST_CHANGED = "updatedAt"
    LATEST_REGISTERED = "-registeredAt"
    FIRST_REGISTERED = "registeredAt"

    @property
    def descends(self) -> bool:
        return self.value.startswith("-")
