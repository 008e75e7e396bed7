"""§1.4 Hosting at the customer's site: what the vendor cannot answer for."""

from app.domain.agreement.terms import Duty, Side
from app.sla.document import s

DUTIES: tuple[Duty, ...] = (
    Duty(Side.CUSTOMER, "answers for what is hosted on its own site", s("1.4")),
    Duty(Side.CUSTOMER, "hosts Data Manager on its own responsibility (on-premise)", s("1.4.1")),
    Duty(Side.CUSTOMER, "meets the minimum requirements, and scales up when use exceeds them", s("1.4.1")),
    Duty(Side.CUSTOMER, "provides infrastructure that is present, available, tested and fit for the load", s("1.4.1")),
    Duty(Side.CUSTOMER, "provides security, capacity, availability and performance of its systems", s("1.4.1")),
    Duty(Side.CUSTOMER, "keeps the conditions intact when it changes its infrastructure", s("1.4.1")),
    Duty(Side.CUSTOMER, "tells the vendor about such changes where they matter", s("1.4.1")),
    Duty(Side.CUSTOMER, "tests and applies updates of connector releases itself", s("1.4.1")),
    Duty(Side.CUSTOMER, "provides infrastructure that is present, available, tested and fit for the agent", s("1.4.2")),
    Duty(Side.CUSTOMER, "provides security, capacity, availability and performance for the agent", s("1.4.2")),
    Duty(Side.CUSTOMER, "keeps the conditions intact when it changes its infrastructure", s("1.4.2")),
    Duty(Side.CUSTOMER, "tells the vendor about such changes where they matter", s("1.4.2")),
    Duty(Side.CUSTOMER, "bears the consequences of not following this", s("1.4.2")),
)
