"""§1.2.3 Response and resolution time, and the second table for the standard service in §3.1.1.

The two contradict each other. Both are kept; the earliest due time governs, and both are shown.
"""

from app.domain.agreement.agreement import BEST_EFFORT, Commitment, RequestClass, commitments, days, hours
from app.domain.vocabulary import ClockName, ServiceLevel
from app.sla.document import s

STANDARD, EXTENDED = ServiceLevel.STANDARD, ServiceLevel.EXTENDED
INCIDENT, CHANGE = RequestClass.INCIDENT, RequestClass.CHANGE
RESPONSE, RESOLUTION = ClockName.RESPONSE, ClockName.RESOLUTION

COMMITMENTS: tuple[Commitment, ...] = (
    # level, class, clock: high, normal, low
    *commitments(STANDARD, INCIDENT, RESPONSE, hours(4), hours(8), hours(16), s("1.2.3")),
    *commitments(EXTENDED, INCIDENT, RESPONSE, hours(2), hours(4), hours(8), s("1.2.3")),
    *commitments(STANDARD, INCIDENT, RESOLUTION, BEST_EFFORT, BEST_EFFORT, BEST_EFFORT, s("1.2.3")),
    *commitments(EXTENDED, INCIDENT, RESOLUTION, days(20), days(40), days(60), s("1.2.3")),
    *commitments(STANDARD, CHANGE, RESPONSE, days(1), days(3), days(5), s("1.2.3")),
    *commitments(EXTENDED, CHANGE, RESPONSE, days(0.5), days(2), days(3), s("1.2.3")),
    *commitments(STANDARD, CHANGE, RESOLUTION, BEST_EFFORT, BEST_EFFORT, BEST_EFFORT, s("1.2.3")),
    *commitments(EXTENDED, CHANGE, RESOLUTION, BEST_EFFORT, BEST_EFFORT, BEST_EFFORT, s("1.2.3")),
    *commitments(STANDARD, INCIDENT, RESPONSE, hours(8), days(2), days(5), s("3.1.1")),
    *commitments(STANDARD, INCIDENT, RESOLUTION, BEST_EFFORT, BEST_EFFORT, BEST_EFFORT, s("3.1.1")),
)
