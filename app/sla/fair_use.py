"""§5.6 Fair use policy."""

from app.domain.agreement.service_terms import FairUseResponse, FairUseRule, FairUseThreshold
from app.domain.agreement.terms import Duty, Side
from app.sla.document import s

COMPARED = "watches data traffic against the average of comparable customers"
TALKED = "discusses a significant deviation with the customer"
LOWERED = "brings its use back to normal"

FAIR_USE: tuple[FairUseRule, ...] = (
    FairUseRule(FairUseResponse.MONITOR, Side.VENDOR, COMPARED, s("5.6.1")),
    FairUseRule(FairUseResponse.FILTER, Side.VENDOR, "filters excesses", s("5.6.1")),
    FairUseRule(FairUseResponse.DISCUSS, Side.VENDOR, TALKED, s("5.6.1")),
    FairUseRule(FairUseResponse.NORMALISE, Side.CUSTOMER, LOWERED, s("5.6.1")),
    FairUseRule(FairUseResponse.BLOCK, Side.VENDOR, "blocks the traffic, if need be for a time", s("5.6.1")),
    FairUseRule(FairUseResponse.CHARGE, Side.VENDOR, "charges the customer", s("5.6.1")),
)
"""In the order in which they are tried."""

THRESHOLD = FairUseThreshold(times_the_mean=3, comparable_at_least=5, section=s("5.6.1"))
"""Figures of ours: see `readings`."""

DUTIES: tuple[Duty, ...] = (
    Duty(Side.VENDOR, "may take effective measures against a violation, with downtime and costs", s("5.6")),
)
