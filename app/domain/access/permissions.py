"""Who may change what is there to be changed: one table, so that it can be read, tested and shown.

Administrators may do everything and stand in no row. Who may *see* what is decided by the scope of a query (vendor
staff everything, a customer's people what is their own) but for keys; what one may not see is missing, not forbidden.
"""

from collections.abc import Mapping
from enum import StrEnum, unique
from typing import Final
from uuid import UUID

from app.domain.actor import Actor
from app.domain.vocabulary import VENDOR_ROLES, Role
from app.errors import Forbidden


@unique
class Operation(StrEnum):
    """Worded to follow “… is for”."""

    KEEP_CUSTOMERS = "Adding or changing a customer"
    KEEP_REGISTRANTS = "Saying who may register for a customer"
    KEEP_VENDOR_PEOPLE = "Adding or changing vendor staff"
    KEEP_CUSTOMER_PEOPLE = "Adding or changing a customer's people"
    KEEP_PEOPLE_OF_BOTH = "Adding or changing somebody who is a customer's and the vendor's at once"
    KEEP_ADMINISTRATORS = "Changing an administrator"
    KEEP_IDENTITIES = "Saying as whom somebody signs in"
    KEEP_MANAGERS_IDENTITIES = "Saying as whom a support manager signs in"
    KEEP_KEYS = "Making or revoking somebody's key"
    MAKE_MANAGERS_KEYS = "Making a support manager's key"
    KEEP_ADMINISTRATORS_KEYS = "Making or revoking an administrator's key"
    KEEP_INTEGRATIONS = "Adding or changing a customer's integration"
    SEE_KEYS = "Seeing somebody's keys"
    HAND_OVER_VENDORS = "Handing over what vendor staff hold by name"
    HAND_OVER_CUSTOMERS = "Handing over what a customer's people hold by name"
    KEEP_NETWORKS = "Seeing or changing from where managers and administrators are let in"
    KEEP_CALENDAR = "Adding or taking away a closing day"
    SEE_TRAIL = "Reading the audit trail"
    KEEP_SUBSCRIPTIONS = "Seeing or changing who is told of events"
    REPLAY_EVENTS = "Having events sent again"
    KEEP_CONTACTS = "Saying whom a customer would have informed"
    KEEP_NOTICES = "Seeing what somebody was told, and saying how they would be"
    KEEP_CALENDAR_FEEDS = "Making, seeing or revoking somebody's calendar feeds"
    ANNOUNCE = "Making or withdrawing an announcement"
    KEEP_SERVICES = "Adding or changing a service or an instance"
    RECORD_OPERATIONS = "Recording what happens to the running service"
    DECIDE_OPERATIONS = "Deciding what counts for the running service"
    TELL_INFRASTRUCTURE = "Telling of a change to the customer's infrastructure"
    KEEP_ACCOUNT_REQUESTS = "Reading or deciding on requests for an account"
    REBUT = "Proving the contrary of what was measured"
    HANDLE_VULNERABILITIES = "Seeing or handling a report of a vulnerability"
    KEEP_COMPLIANCE = "Adding a compliance document"
    KEEP_CHANGES = "Changing what is to be changed, and how"
    APPROVE_CHANGES = "Approving changes beforehand, or keeping when there are none"
    OPEN_BALLOTS = "Keeping who decides on changes that are risky"
    KEEP_BACKLOG = "Keeping the backlog, or saying which item a ticket is about"
    REVISE = "Revising the agreement, or deciding on an objection to that"
    OBJECT = "Objecting to a revision of the agreement"
    READ_LEDGER = "Reading what a customer has left of its day cards"


class Capacity(StrEnum):
    """As what an actor may do something."""

    SUPPORT = "support"
    CONSULTANT = "a consultant"
    SUPPORT_MANAGER = "a support manager"
    REGISTRANT = "a registrant of the customer"
    ONESELF = "the person it concerns"


WHO_MAY: Final[Mapping[Operation, frozenset[Capacity]]] = {
    Operation.KEEP_CUSTOMERS: frozenset({Capacity.SUPPORT_MANAGER}),
    Operation.KEEP_REGISTRANTS: frozenset({Capacity.SUPPORT_MANAGER}),
    Operation.KEEP_VENDOR_PEOPLE: frozenset({Capacity.SUPPORT_MANAGER}),
    Operation.KEEP_CUSTOMER_PEOPLE: frozenset({Capacity.SUPPORT_MANAGER, Capacity.REGISTRANT}),
    Operation.KEEP_PEOPLE_OF_BOTH: frozenset(),
    Operation.KEEP_ADMINISTRATORS: frozenset(),
    Operation.KEEP_IDENTITIES: frozenset({Capacity.SUPPORT_MANAGER}),
    Operation.KEEP_MANAGERS_IDENTITIES: frozenset({Capacity.ONESELF}),
    Operation.KEEP_KEYS: frozenset({Capacity.SUPPORT_MANAGER, Capacity.ONESELF}),
    Operation.MAKE_MANAGERS_KEYS: frozenset({Capacity.ONESELF}),
    Operation.KEEP_ADMINISTRATORS_KEYS: frozenset({Capacity.ONESELF}),
    Operation.KEEP_INTEGRATIONS: frozenset({Capacity.SUPPORT_MANAGER, Capacity.REGISTRANT}),
    Operation.SEE_KEYS: frozenset({Capacity.SUPPORT_MANAGER, Capacity.ONESELF}),
    Operation.HAND_OVER_VENDORS: frozenset({Capacity.SUPPORT_MANAGER}),
    Operation.HAND_OVER_CUSTOMERS: frozenset({Capacity.SUPPORT_MANAGER, Capacity.REGISTRANT}),
    Operation.KEEP_NETWORKS: frozenset(),
    Operation.KEEP_CALENDAR: frozenset({Capacity.SUPPORT_MANAGER}),
    Operation.SEE_TRAIL: frozenset({Capacity.SUPPORT_MANAGER, Capacity.REGISTRANT}),
    Operation.KEEP_SUBSCRIPTIONS: frozenset({Capacity.SUPPORT_MANAGER, Capacity.REGISTRANT}),
    Operation.REPLAY_EVENTS: frozenset({Capacity.SUPPORT_MANAGER, Capacity.REGISTRANT}),
    Operation.KEEP_CONTACTS: frozenset({Capacity.SUPPORT_MANAGER, Capacity.REGISTRANT}),
    Operation.KEEP_NOTICES: frozenset({Capacity.SUPPORT_MANAGER, Capacity.ONESELF}),
    Operation.KEEP_CALENDAR_FEEDS: frozenset({Capacity.SUPPORT_MANAGER, Capacity.ONESELF}),
    Operation.ANNOUNCE: frozenset({Capacity.SUPPORT_MANAGER}),
    Operation.KEEP_SERVICES: frozenset({Capacity.SUPPORT_MANAGER}),
    Operation.RECORD_OPERATIONS: frozenset({Capacity.SUPPORT, Capacity.SUPPORT_MANAGER}),
    Operation.DECIDE_OPERATIONS: frozenset({Capacity.SUPPORT_MANAGER}),
    Operation.TELL_INFRASTRUCTURE: frozenset({Capacity.REGISTRANT, Capacity.SUPPORT, Capacity.SUPPORT_MANAGER}),
    Operation.KEEP_ACCOUNT_REQUESTS: frozenset({Capacity.SUPPORT, Capacity.SUPPORT_MANAGER}),
    Operation.REBUT: frozenset({Capacity.REGISTRANT, Capacity.SUPPORT_MANAGER}),
    Operation.HANDLE_VULNERABILITIES: frozenset({Capacity.SUPPORT_MANAGER}),
    Operation.KEEP_COMPLIANCE: frozenset({Capacity.SUPPORT_MANAGER}),
    Operation.KEEP_CHANGES: frozenset({Capacity.SUPPORT, Capacity.CONSULTANT, Capacity.SUPPORT_MANAGER}),
    Operation.APPROVE_CHANGES: frozenset({Capacity.SUPPORT_MANAGER}),
    Operation.OPEN_BALLOTS: frozenset({Capacity.SUPPORT_MANAGER}),
    Operation.KEEP_BACKLOG: frozenset({Capacity.SUPPORT, Capacity.SUPPORT_MANAGER}),
    Operation.REVISE: frozenset({Capacity.SUPPORT_MANAGER}),
    Operation.OBJECT: frozenset({Capacity.REGISTRANT, Capacity.SUPPORT_MANAGER}),
    Operation.READ_LEDGER: frozenset(
        {Capacity.REGISTRANT, Capacity.SUPPORT, Capacity.CONSULTANT, Capacity.SUPPORT_MANAGER}
    ),
}


def standings(actor: Actor, *, registrant: bool = False, person_id: UUID | None = None) -> frozenset[Capacity]:
    """What an actor is to the thing at hand. `registrant`: of its customer; `person_id`: whom it concerns."""
    held = {
        Capacity.SUPPORT: Role.SUPPORT in actor.roles,
        Capacity.CONSULTANT: Role.CONSULTANT in actor.roles,
        Capacity.SUPPORT_MANAGER: Role.SUPPORT_MANAGER in actor.roles,
        Capacity.REGISTRANT: registrant,
        Capacity.ONESELF: actor.id == person_id,
    }
    return frozenset(standing for standing, holds in held.items() if holds)


def may(actor: Actor, operation: Operation, *, registrant: bool = False, person_id: UUID | None = None) -> bool:
    if actor.administrator:
        return True
    return bool(WHO_MAY[operation] & standings(actor, registrant=registrant, person_id=person_id))


def require(actor: Actor, operation: Operation, *, registrant: bool = False, person_id: UUID | None = None) -> None:
    """Forbidden says who may."""
    if not may(actor, operation, registrant=registrant, person_id=person_id):
        who = [standing for standing in Capacity if standing in WHO_MAY[operation]] or ["an administrator"]
        raise Forbidden(f"{operation} is for {' or '.join(who)}.")


def keeping(roles: frozenset[Role]) -> Operation:
    """What it takes to add, or to change, somebody with these roles. So nobody hands out more than they may."""
    if Role.CUSTOMER not in roles:
        return Operation.KEEP_VENDOR_PEOPLE
    return Operation.KEEP_PEOPLE_OF_BOTH if roles & VENDOR_ROLES else Operation.KEEP_CUSTOMER_PEOPLE


def handing_over(roles: frozenset[Role]) -> Operation:
    """What it takes to hand over what somebody holds who has, or is named for, these roles."""
    return Operation.HAND_OVER_VENDORS if roles & VENDOR_ROLES else Operation.HAND_OVER_CUSTOMERS
