"""§5.1 Service provider, §5.2 Service availability, §5.3 Response time to a fault."""

from app.domain.agreement.measures import Share, years
from app.domain.agreement.service_terms import AvailabilityExclusion, AvailabilityTerms, LeftOut
from app.domain.agreement.terms import Duty, Side
from app.sla.document import VENDOR, s

AVAILABILITY = AvailabilityTerms(share=Share(99), over=years(1), section=s("5.2"))

ANNOUNCED = (
    "put out of use for preventive, corrective or adaptive maintenance or another form of service, announced beforehand"
)

AVAILABILITY_EXCLUSIONS: tuple[AvailabilityExclusion, ...] = (
    AvailabilityExclusion(LeftOut.ANNOUNCED_MAINTENANCE, ANNOUNCED, s("5.2")),
    AvailabilityExclusion(LeftOut.ATTACK, "a digital attack", s("5.2")),
    AvailabilityExclusion(LeftOut.VITAL_INFRASTRUCTURE, "a general failure of vital infrastructure", s("5.2")),
    AvailabilityExclusion(LeftOut.SUPPLIER, "a calamity or problem at one or more suppliers", s("5.2")),
    AvailabilityExclusion(LeftOut.OUTSIDE_CONTROL, "any other circumstance outside the vendor's control", s("5.2")),
)

DUTIES: tuple[Duty, ...] = (
    Duty(Side.VENDOR, f"hosts the Dutch services with {VENDOR.hosting_provider}", s("5.1")),
    Duty(Side.VENDOR, "keeps services outside the Netherlands strictly apart, with another provider", s("5.1")),
    Duty(Side.VENDOR, "measures the availability; its measurement is proof", s("5.2")),
    Duty(Side.CUSTOMER, "may prove the contrary", s("5.2")),
    Duty(Side.VENDOR, "plans technical maintenance of production in the maintenance window", s("5.2")),
    Duty(Side.VENDOR, "has internal reporting tools for problems of the cloud service", s("5.3")),
    Duty(Side.CUSTOMER, "may report problems to support", s("5.3")),
    Duty(Side.VENDOR, "begins to investigate within the response time, which is no time to a solution", s("5.3")),
)
