"""§1.2.3, second table: the figures that the vendor achieves; and the note on what counts as a solution."""

from app.domain.agreement.agreement import days, hours
from app.domain.agreement.measures import Share, months, next_business_day
from app.domain.agreement.terms import AttainmentPromise, Duty, Side
from app.domain.vocabulary import ClockName, Priority
from app.sla.document import s

HIGH = (Priority.HIGH,)
BELOW_HIGH = (Priority.NORMAL, Priority.LOW)
RESPONSE, RESOLUTION = ClockName.RESPONSE, ClockName.RESOLUTION

ATTAINMENT: tuple[AttainmentPromise, ...] = (
    AttainmentPromise(BELOW_HIGH, RESPONSE, Share(100), days(1), s("1.2.3")),
    AttainmentPromise(BELOW_HIGH, RESOLUTION, Share(70), next_business_day(), s("1.2.3")),
    AttainmentPromise(BELOW_HIGH, RESOLUTION, Share(95), days(5), s("1.2.3")),
    AttainmentPromise(BELOW_HIGH, RESOLUTION, Share(100), months(3), s("1.2.3")),
    AttainmentPromise(HIGH, RESPONSE, Share(100), hours(4), s("1.2.3")),
    AttainmentPromise(HIGH, RESOLUTION, Share(70), next_business_day(), s("1.2.3")),
    AttainmentPromise(HIGH, RESOLUTION, Share(98), days(2), s("1.2.3")),
    AttainmentPromise(HIGH, RESOLUTION, Share(100), months(3), s("1.2.3")),
)

DUTIES: tuple[Duty, ...] = (
    Duty(Side.VENDOR, "answers only for problems caused by its own software", s("1.2.3")),
    Duty(Side.VENDOR, "helps to remove the cause of the problem", s("1.2.3")),
    Duty(Side.VENDOR, "may solve an incident by a hotfix or a workaround", s("1.2.3")),
    Duty(Side.VENDOR, "may give the structural solution later", s("1.2.3")),
)
