"""Who may bring a report in, as what, and for whom (§1.2.2 **, §2.1 step 1).

It follows from who comes in. A registrant with an account of its own and the customer's integration are in the portal;
vendor staff take a call or a mail down as a signal, which one of the registrants makes a ticket of.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.domain.actor import Actor, ActorKind
from app.domain.agreement.agreement import Agreement
from app.domain.tickets.raci import DECIDING, RoleHolders, Row, roles_with, vendors
from app.domain.vocabulary import Channel, Role
from app.errors import Conflict, Forbidden, Invalid


class WayOnName(StrEnum):
    """What becomes of a signal, as the end of the address under which it is asked for."""

    REGISTRATION = "registration"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True)
class WayOn:
    """`roles` may go it, the customer's through its registrants; `allowed` says whether this actor may."""

    name: WayOnName
    roles: tuple[Role, ...]
    responsibilities: Row
    needs: tuple[str, ...]
    allowed: bool
    section: str


REGISTERED_BY = "A ticket is registered by a registrant of the customer"


@dataclass(frozen=True)
class Applicant:
    """Who comes in for a customer. `row` says who is responsible and accountable for registering (step 1)."""

    actor: Actor
    customer_id: UUID
    is_registrant: bool
    row: Row
    holder: RoleHolders

    @property
    def is_of_customer(self) -> bool:
        """In the portal, and so a registrar of the customer's own."""
        is_theirs = self.actor.kind is ActorKind.INTEGRATION and self.actor.customer_id == self.customer_id
        return self.is_registrant or is_theirs

    @property
    def acts_for_registrants(self) -> bool:
        """Whether the vendor's role that is accountable (or delegated to) for registering is this actor's here."""
        roles = vendors(roles_with(self.row, *DECIDING))
        return self.actor.administrator or self.holder.role_of(self.actor, roles) is not None

    @property
    def may_register(self) -> bool:
        return self.is_of_customer or self.acts_for_registrants


def require_channel(applicant: Applicant, channel: Channel, agreement: Agreement) -> None:
    """Raises Forbidden for a customer's person who is no registrant, Invalid for a call or a mail by the customer."""
    if not applicant.is_of_customer and not applicant.actor.is_vendor:
        raise _for_registrants(agreement)
    if channel is not Channel.PORTAL and not applicant.actor.is_vendor:
        detail = (
            "What a registrant or an integration brings in comes by the portal; the vendor takes calls and mail down."
        )
        raise Invalid.at("/channel", "not_by_the_portal", detail, section=agreement.registration_section.number)


def registrant_of(applicant: Applicant, named: UUID | None, agreement: Agreement) -> UUID | None:
    """Who registers; None: an integration, or an administrator for nobody by name.

    Raises Forbidden for who may not register, or not for another; Invalid when it has to be said for whom.
    """
    if not applicant.may_register:
        raise _for_registrants(agreement) if not applicant.actor.is_vendor else _not_by_the_vendor(agreement)
    if named is not None and not applicant.acts_for_registrants:
        raise Forbidden(
            "Only the accountable support manager registers for somebody else; leave registrantId out.",
            section=agreement.raci_section.number,
        )
    if named is not None:
        return named
    if applicant.is_registrant:
        return applicant.actor.id
    if not registers_for_another(applicant):
        return None
    detail = "Say on behalf of which registrant of the customer."
    raise Invalid.at("/registrantId", "missing", detail, section=agreement.raci_section.number)


def not_a_registrant(agreement: Agreement) -> Conflict:
    """For a `registrantId` that is not one."""
    return Conflict(
        "registrantId names nobody who is an active registrant of this customer.",
        section=agreement.registration_section.number,
    )


def require_who_ends_a_signal(applicant: Applicant, agreement: Agreement) -> None:
    """Raises Forbidden for who is neither the vendor's nor a registrant."""
    if not applicant.actor.is_vendor and not applicant.is_registrant:
        raise Forbidden(
            "A signal is withdrawn by a registrant of the customer or by vendor staff.",
            section=agreement.registration_section.number,
        )


def ways_on(applicant: Applicant, agreement: Agreement) -> tuple[WayOn, ...]:
    """What can be done with a signal, by whom."""
    row, section = applicant.row, agreement.registration_section.number
    registering = (Role.CUSTOMER, *vendors(roles_with(row, *DECIDING)))
    needs = ("registrantId",) if registers_for_another(applicant) and applicant.acts_for_registrants else ()
    ends = applicant.actor.is_vendor or applicant.is_registrant
    return (
        WayOn(WayOnName.REGISTRATION, registering, row, needs, applicant.may_register, section),
        WayOn(WayOnName.WITHDRAWAL, tuple(Role), row, ("reason",), ends, section),
    )


def registers_for_another(applicant: Applicant) -> bool:
    """Whether it has to be said on behalf of which registrant."""
    return not applicant.is_of_customer and not applicant.actor.administrator


def _for_registrants(agreement: Agreement) -> Forbidden:
    detail = f"{REGISTERED_BY}, and by nobody else of the customer."
    return Forbidden(detail, section=agreement.registration_section.number)


def _not_by_the_vendor(agreement: Agreement) -> Forbidden:
    detail = (
        f"{REGISTERED_BY}, or by the accountable {Role.SUPPORT_MANAGER} on behalf of one. What comes by phone or mail"
        " is taken down as a signal."
    )
    return Forbidden(detail, section=agreement.raci_section.number)
