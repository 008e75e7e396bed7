"""What counts as an official registration (§1.2.2 **), and the way in (§1.5, §1.6)."""

from app.domain.agreement.measures import elapsed_hours
from app.domain.agreement.terms import ChannelRule, Duty, FirstRegistrationTerms, Side
from app.domain.vocabulary import Channel
from app.sla.document import VENDOR, s

CHANNELS: tuple[ChannelRule, ...] = (
    ChannelRule(Channel.PORTAL, is_registration=True, section=s("1.2.2")),
    ChannelRule(Channel.MAIL, is_registration=False, section=s("1.2.2")),
    ChannelRule(Channel.PHONE, is_registration=False, section=s("1.2.2")),
)

DUTIES: tuple[Duty, ...] = (
    Duty(Side.VENDOR, f"works with a service management system ({VENDOR.service_management_system})", s("1.5")),
    Duty(Side.CUSTOMER, "turns to the self service portal first", s("1.5")),
    Duty(Side.CUSTOMER, f"asks for a portal account the first time, at {VENDOR.registration_page}", s("1.6")),
)

FIRST_REGISTRATION = FirstRegistrationTerms(link_valid_for=elapsed_hours(72), section=s("1.6"))
"""A reading: the document gives no figure."""
