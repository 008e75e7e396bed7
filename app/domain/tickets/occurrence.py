"""When something happened, if not now: as whoever records it says, who sends it by a clock of their own.

Clients cut moments to milliseconds, as JavaScript does, and run a little ahead; both is taken for what it means.
"""

from datetime import timedelta
from typing import Final

from app.clock import Instant, to_millisecond
from app.domain.streams import is_late
from app.errors import Fault, Invalid

AHEAD: Final = timedelta(seconds=2)
"""So far ahead of ours, the clock of who records it is taken to mean now."""


def occurred_at(given: Instant | None, now: Instant, latest: Instant | None, pointer: str) -> Instant:
    """The moment that `given` means. `latest`: the latest fact that moved a step, a clock or a right; None: none did.

    Raises Invalid at `pointer` when it lies in the future, or before the latest fact.
    """
    present = now if latest is None else max(now, latest)  # a clock that was set back turns no history round
    if given is None or now < given <= now + AHEAD:
        return present
    if latest is not None and to_millisecond(given) == to_millisecond(latest):
        return latest
    if given > now:
        raise Invalid.at(pointer, "in_the_future", "It cannot have happened in the future.")
    if latest is not None and given < latest:
        detail = "It cannot have happened before the latest decision or change."
        raise Invalid.at(pointer, "before_latest_event", detail)
    return given


def why_missing(name: str) -> Fault:
    return Fault(f"/{name}", "missing", "Say why it is recorded later than it happened.")


def require_why(at: Instant, now: Instant, why: str | None, name: str) -> None:
    """Raises Invalid at the member `name` when it is recorded late and nobody says why."""
    if is_late(at, now) and not why:
        raise Invalid("The request is not valid.", faults=[why_missing(name)])
