"""§5.7 Security and access."""

from app.domain.agreement.service_terms import AccessRule, AccessTo, ClauseForce
from app.domain.agreement.terms import Duty, Side
from app.sla.document import s

ACCESS: tuple[AccessRule, ...] = (
    AccessRule(AccessTo.MANAGEMENT, "personal accounts", ClauseForce.REQUIRED, s("5.7.1")),
    AccessRule(AccessTo.MANAGEMENT, "multi-factor authentication", ClauseForce.REQUIRED, s("5.7.1")),
    AccessRule(AccessTo.MANAGEMENT, "allow-listed addresses", ClauseForce.REQUIRED, s("5.7.1")),
    AccessRule(AccessTo.MANAGEMENT, "remote login by ssh through a proxy", ClauseForce.REQUIRED, s("5.7.1")),
    AccessRule(AccessTo.INSTANCE, "personal accounts", ClauseForce.REQUIRED, s("5.7.2")),
    AccessRule(AccessTo.INSTANCE, "multi-factor authentication", ClauseForce.REQUIRED, s("5.7.2")),
    AccessRule(AccessTo.INSTANCE, "users and options limited to the instance", ClauseForce.REQUIRED, s("5.7.2")),
    AccessRule(AccessTo.INSTANCE, "single sign-on", ClauseForce.OPTION, s("5.7.2")),
    AccessRule(AccessTo.INSTANCE, "multi-factor authentication activated", ClauseForce.ADVISED, s("5.7.2")),
    AccessRule(AccessTo.INSTANCE, "strong passwords", ClauseForce.ADVISED, s("5.7.2")),
    AccessRule(AccessTo.INSTANCE, "single sign-on for access", ClauseForce.ADVISED, s("5.7.2")),
)

DUTIES: tuple[Duty, ...] = (
    Duty(Side.VENDOR, "configures access by its ISO 27001 definitions and procedures", s("5.7.1")),
    Duty(Side.VENDOR, "secures each instance by design; instances are reachable by internet", s("5.7.2")),
    Duty(Side.VENDOR, "enforces strong passwords and multi-factor authentication where it can", s("5.7.2")),
    Duty(Side.CUSTOMER, "has influence on its security, and is advised to use every option", s("5.7.2")),
)
