"""When an event is sent again that was not taken."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from app.clock import Instant, instant

WAITS: Final = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Before each attempt; after the last one it is given up."""
SPREAD: Final = 0.2
"""So that those that failed together do not come back together."""
LONGEST_ASKED: Final = timedelta(hours=24)
_SECONDS: Final = re.compile(r"[0-9]{1,12}", re.ASCII)


def again_at(attempts: int, now: Instant, *, asked: timedelta | None, spread: float) -> Instant | None:
    """After so many that failed. `asked`: by the receiver, which is heeded where it is longer; `spread` from -1 to 1.

    None: it is given up.
    """
    if attempts >= len(WAITS):
        return None
    wait = WAITS[attempts] * (1 + SPREAD * spread)
    return Instant(now + max(wait, asked or timedelta(0)))


def asked_to_wait(header: str | None, now: Instant) -> timedelta | None:
    """What Retry-After says (RFC 9110 §10.2.3), seconds or a date; at most LONGEST_ASKED. None: nothing."""
    if header is None:
        return None
    text = header.strip()
    if _SECONDS.fullmatch(text):
        return min(timedelta(seconds=int(text)), LONGEST_ASKED)
    try:
        return _until(parsedate_to_datetime(text), now)
    except (ValueError, OverflowError):
        return None


def _until(moment: datetime, now: Instant) -> timedelta:
    """An HTTP date is in GMT, also where it says -0000."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(instant(aware) - now, timedelta(0)), LONGEST_ASKED)
