"""A few tickets in every state, all of Friday 6 February 2026 at 10:00 and the standard level."""

from collections.abc import Mapping
from typing import Final

from app.domain.agreement.agreement import RequestClass, hours
from app.domain.explanation.explaining import Explanation, explain
from app.domain.tickets.facts import OwnTarget
from app.domain.vocabulary import Cause, ClockName, Decision, Priority
from tests.domain.tickets.histories import CUSTOMER, History, local, registered, signalled

OWN_HOURS: Final[Mapping[RequestClass, Mapping[str, float]]] = {
    RequestClass.INCIDENT: {"high": 4, "normal": 8, "low": 16},
    RequestClass.CHANGE: {"high": 5.5, "normal": 13, "low": 40},
}
OWN_TARGETS: Final = tuple(
    OwnTarget(request_class=each, clock=ClockName.RESOLUTION, priority=priority, target=hours(amounts[priority]))
    for each, amounts in OWN_HOURS.items()
    for priority in Priority
)
"""A customer's own agreement: resolution in hours, where the standard level has best effort."""

SIGNAL: Final = signalled("2026-02-06 10:00")
PLAIN: Final = registered("2026-02-06 10:00")
OWN: Final = registered("2026-02-06 10:00", own_targets=OWN_TARGETS)
EXCUSED: Final = OWN.decided("2026-02-06 11:00", Decision.UNCLEAR).decided(
    "2026-02-06 11:00", Decision.CONFIGURATION, cause=Cause.CUSTOMER_INFRASTRUCTURE
)
ASKED: Final = OWN.decided("2026-02-06 15:00", Decision.REQUEST_INFORMATION)
ANSWERED: Final = ASKED.decided("2026-02-09 11:00", Decision.INFORMATION_RECEIVED, CUSTOMER)
SOLVED: Final = OWN.decided("2026-02-06 15:00", Decision.CLEAR).decided("2026-02-06 15:30", Decision.SOLVED)
REOPENED: Final = SOLVED.decided("2026-02-06 15:30", Decision.CLOSE).decided("2026-02-09 11:00", Decision.REOPEN)
AT_CUSTOMER: Final = (
    OWN.decided("2026-02-06 11:00", Decision.CLEAR)
    .decided("2026-02-06 11:00", Decision.NOT_SOLVED)
    .decided("2026-02-06 12:00", Decision.SUPPORT)
)
RAISED: Final = OWN.assessed("2026-02-06 15:00", Priority.HIGH)


def explained(history: History, now: str, name: ClockName = ClockName.RESOLUTION) -> Explanation:
    return explain(name, history.ticket, history.agreement, history.calendars, local(now))
