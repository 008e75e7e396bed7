"""Who may change what, as a table."""

from uuid import uuid4

import pytest

from app.domain.access.permissions import WHO_MAY, Operation, keeping, may, require
from app.domain.actor import SYSTEM, Actor, ActorKind
from app.domain.vocabulary import Role
from app.errors import Forbidden


def actor(*roles: Role, administrator: bool = False) -> Actor:
    return Actor(uuid4(), ActorKind.PERSON, "A", frozenset(roles), administrator=administrator)


MANAGER = actor(Role.SUPPORT_MANAGER)
ADMINISTRATOR = actor(administrator=True)
ALL_BUT_MANAGER = actor(Role.SUPPORT, Role.CONSULTANT, Role.CUSTOMER)
OTHERS = [actor(), actor(Role.SUPPORT), actor(Role.CONSULTANT), ALL_BUT_MANAGER, SYSTEM]

#                                       manager  registrant  oneself
TABLE = [
    (Operation.KEEP_CUSTOMERS,           True,    False,      False),
    (Operation.KEEP_REGISTRANTS,         True,    False,      False),
    (Operation.KEEP_VENDOR_PEOPLE,       True,    False,      False),
    (Operation.KEEP_CUSTOMER_PEOPLE,     True,    True,       False),
    (Operation.KEEP_PEOPLE_OF_BOTH,      False,   False,      False),
    (Operation.KEEP_ADMINISTRATORS,      False,   False,      False),
    (Operation.KEEP_IDENTITIES,          True,    False,      False),
    (Operation.KEEP_MANAGERS_IDENTITIES, False,   False,      True),
    (Operation.KEEP_KEYS,                True,    False,      True),
    (Operation.MAKE_MANAGERS_KEYS,       False,   False,      True),
    (Operation.KEEP_ADMINISTRATORS_KEYS, False,   False,      True),
    (Operation.KEEP_INTEGRATIONS,        True,    True,       False),
    (Operation.SEE_KEYS,                 True,    False,      True),
    (Operation.HAND_OVER_VENDORS,        True,    False,      False),
    (Operation.HAND_OVER_CUSTOMERS,      True,    True,       False),
    (Operation.KEEP_NETWORKS,            False,   False,      False),
    (Operation.KEEP_CALENDAR,            True,    False,      False),
    (Operation.SEE_TRAIL,                True,    True,       False),
    (Operation.KEEP_SUBSCRIPTIONS,       True,    True,       False),
    (Operation.REPLAY_EVENTS,            True,    True,       False),
    (Operation.KEEP_CONTACTS,            True,    True,       False),
    (Operation.KEEP_NOTICES,             True,    False,      True),
    (Operation.KEEP_CALENDAR_FEEDS,      True,    False,      True),
    (Operation.ANNOUNCE,                 True,    False,      False),
    (Operation.KEEP_SERVICES,            True,    False,      False),
    (Operation.RECORD_OPERATIONS,        True,    False,      False),
    (Operation.DECIDE_OPERATIONS,        True,    False,      False),
    (Operation.TELL_INFRASTRUCTURE,      True,    True,       False),
    (Operation.KEEP_ACCOUNT_REQUESTS,    True,    False,      False),
    (Operation.REBUT,                    True,    True,       False),
    (Operation.HANDLE_VULNERABILITIES,   True,    False,      False),
    (Operation.KEEP_COMPLIANCE,          True,    False,      False),
    (Operation.KEEP_CHANGES,             True,    False,      False),
    (Operation.APPROVE_CHANGES,          True,    False,      False),
    (Operation.OPEN_BALLOTS,             True,    False,      False),
    (Operation.KEEP_BACKLOG,             True,    False,      False),
    (Operation.REVISE,                   True,    False,      False),
    (Operation.OBJECT,                   True,    True,       False),
    (Operation.READ_LEDGER,              True,    True,       False),
]  # fmt: skip
SUPPORTS = {
    Operation.RECORD_OPERATIONS,
    Operation.TELL_INFRASTRUCTURE,
    Operation.KEEP_ACCOUNT_REQUESTS,
    Operation.KEEP_CHANGES,
    Operation.KEEP_BACKLOG,
    Operation.READ_LEDGER,
}
CONSULTANTS = {Operation.KEEP_CHANGES, Operation.READ_LEDGER}
"""What support and consultants may do, too."""


def test_the_table_knows_every_operation() -> None:
    assert [row[0] for row in TABLE] == list(Operation)
    assert set(WHO_MAY) == set(Operation)


@pytest.mark.parametrize(("operation", "manager", "registrant", "oneself"), TABLE)
def test_who_may(operation: Operation, *, manager: bool, registrant: bool, oneself: bool) -> None:
    assert may(ADMINISTRATOR, operation)
    assert may(MANAGER, operation) == manager
    for other in OTHERS:
        supports = (operation in SUPPORTS and Role.SUPPORT in other.roles) or (
            operation in CONSULTANTS and Role.CONSULTANT in other.roles
        )
        assert may(other, operation, person_id=uuid4()) == supports
        assert may(other, operation, registrant=True) == (registrant or supports)
        assert may(other, operation, person_id=other.id) == (oneself or supports)


@pytest.mark.parametrize(
    ("operation", "sentence"),
    [
        (Operation.KEEP_CUSTOMERS, "Adding or changing a customer is for a support manager."),
        (
            Operation.KEEP_INTEGRATIONS,
            "Adding or changing a customer's integration is for a support manager or a registrant of the customer.",
        ),
        (Operation.KEEP_ADMINISTRATORS, "Changing an administrator is for an administrator."),
    ],
)
def test_a_refusal_says_who_may(operation: Operation, sentence: str) -> None:
    with pytest.raises(Forbidden) as refusal:
        require(actor(Role.SUPPORT), operation)

    assert refusal.value.detail == sentence


@pytest.mark.parametrize(
    ("roles", "operation"),
    [
        ({Role.SUPPORT}, Operation.KEEP_VENDOR_PEOPLE),
        ({Role.SUPPORT_MANAGER, Role.CONSULTANT}, Operation.KEEP_VENDOR_PEOPLE),
        ({Role.CUSTOMER}, Operation.KEEP_CUSTOMER_PEOPLE),
        ({Role.CUSTOMER, Role.SUPPORT}, Operation.KEEP_PEOPLE_OF_BOTH),
    ],
)
def test_what_it_takes_to_add_somebody(roles: set[Role], operation: Operation) -> None:
    assert keeping(frozenset(roles)) is operation
