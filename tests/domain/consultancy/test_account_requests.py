"""§1.6: somebody without a key asks for an account."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest

from app.clock import Instant
from app.domain.actor import Actor, ActorKind
from app.domain.consultancy.account_requests import (
    AccountLanguage,
    AccountRequest,
    AccountRequestAccepted,
    AccountRequestConfirmed,
    AccountRequestDeclined,
    AccountRequestEvent,
    AccountRequestFact,
    AccountRequestReceived,
    AccountRequestState,
    RequestedTicket,
    account_of_address,
    confirm_account_request,
    decline_account_request,
    is_mailed,
    proposed_customer,
    receive,
    replay_account_request,
    require_acceptable,
)
from app.domain.vocabulary import Impact, Urgency
from app.errors import Conflict, Forbidden, Invalid
from app.sla.agreement import AGREEMENT
from tests.domain.tickets.histories import ADMINISTRATOR, CONSULTANT, CUSTOMER, MANAGER, SUPPORT, details, local

RECEIVED_AT: Final = local("2026-10-23 12:00")
ASKED: Final = AccountRequestReceived(
    organisation="Bakkerij Jansen",
    name="Kim Jansen",
    email="Kim@Jansen.example",
    language=AccountLanguage.DUTCH,
    ticket=RequestedTicket(details=details(), urgency=Urgency.U2, impact=Impact.I2),
)
CUSTOMER_ID, PERSON_ID, TICKET_ID = UUID(int=81), UUID(int=82), UUID(int=83)
CONFIRMED: Final = AccountRequestConfirmed()


def request(*later: AccountRequestFact, number: int = 1, asked: AccountRequestReceived = ASKED) -> AccountRequest:
    return request_of(number, asked, *later)


def request_of(number: int, *facts: AccountRequestFact) -> AccountRequest:
    events = [
        AccountRequestEvent(
            sequence=sequence,
            occurred_at=Instant(RECEIVED_AT + timedelta(minutes=number, hours=sequence - 1)),
            recorded_at=RECEIVED_AT,
            actor_id=None,
            actor_kind=ActorKind.SYSTEM,
            fact=fact,
        )
        for sequence, fact in enumerate(facts, start=1)
    ]
    return replay_account_request(UUID(int=number), events)


def accepted(of: AccountRequest, by: Actor = SUPPORT) -> AccountRequestAccepted:
    require_acceptable(of, by)
    return AccountRequestAccepted(customer_id=CUSTOMER_ID, person_id=PERSON_ID, ticket_id=TICKET_ID)


def received_again(asked: AccountRequestReceived, *earlier: AccountRequest, hours: float = 0) -> AccountRequestReceived:
    """So many hours after the first one."""
    return receive(asked, earlier, Instant(RECEIVED_AT + timedelta(hours=hours)), AGREEMENT)


def test_from_request_to_account() -> None:
    received = request()
    assert (received.state, received.received_at) == (
        AccountRequestState.RECEIVED,
        RECEIVED_AT + timedelta(minutes=1),
    )
    fact = confirm_account_request(received, RECEIVED_AT, AGREEMENT)
    assert fact is not None
    confirmed = request(fact)
    assert confirmed.state is AccountRequestState.CONFIRMED
    done = request(fact, accepted(confirmed))
    assert (done.state, done.accepted) == (AccountRequestState.ACCEPTED, accepted(confirmed))
    assert done.received_at == received.received_at


def test_the_link_holds_for_72_hours_that_pass() -> None:
    """Though the clocks go back in between: not to the same time of day."""
    received = request()
    last = Instant(received.received_at + timedelta(hours=72))
    assert received.link_until(AGREEMENT) == last == local("2026-10-26 11:01")
    assert confirm_account_request(received, last, AGREEMENT) == CONFIRMED
    with pytest.raises(Conflict) as refusal:
        confirm_account_request(received, Instant(last + timedelta(microseconds=1)), AGREEMENT)
    assert refusal.value.section == "1.6"


def test_a_link_that_is_followed_twice_confirms_once() -> None:
    late = Instant(RECEIVED_AT + timedelta(days=30))
    assert confirm_account_request(request(CONFIRMED), late, AGREEMENT) is None


def test_it_is_settled_once() -> None:
    declined = request(CONFIRMED, decline_account_request(request(CONFIRMED), SUPPORT, "No customer"))
    assert (declined.state, declined.reason) == (AccountRequestState.DECLINED, "No customer")
    for settled in (declined, request(CONFIRMED, accepted(request(CONFIRMED)))):
        with pytest.raises(Conflict):
            accepted(settled)
        with pytest.raises(Conflict):
            decline_account_request(settled, SUPPORT, "No customer")
        with pytest.raises(Conflict):
            confirm_account_request(settled, RECEIVED_AT, AGREEMENT)


def test_an_address_that_is_not_confirmed_gets_no_account() -> None:
    with pytest.raises(Conflict, match="not confirmed"):
        accepted(request())
    assert decline_account_request(request(), SUPPORT, "Spam") == AccountRequestDeclined(reason="Spam")


def test_who_settles_it() -> None:
    for who in (SUPPORT, MANAGER, ADMINISTRATOR):
        require_acceptable(request(CONFIRMED), who)
        assert decline_account_request(request(), who, "Spam").reason == "Spam"
    for who in (CONSULTANT, CUSTOMER):
        with pytest.raises(Forbidden):
            require_acceptable(request(CONFIRMED), who)
        with pytest.raises(Forbidden):
            decline_account_request(request(), who, "Spam")
    with pytest.raises(Invalid) as fault:
        decline_account_request(request(), SUPPORT, " ")
    assert fault.value.faults[0].pointer == "/reason"


def test_a_second_request_of_an_address_is_linked_to_the_first() -> None:
    again = replace(ASKED, email=" kim@JANSEN.example ")
    assert received_again(ASKED).linked_to is None
    first = request(CONFIRMED)
    linked = received_again(again, request(number=2, asked=replace(ASKED, email="jo@jansen.example")), first)
    assert linked.linked_to == first.id
    second = request(number=3, asked=linked)
    assert received_again(again, second, first).linked_to == first.id
    declined = request(decline_account_request(first, SUPPORT, "Spam"))
    assert received_again(again, declined).linked_to is None
    assert received_again(again, declined, second).linked_to == second.id


def test_an_accepted_one_is_linked_to_for_good_and_one_whose_link_holds_no_more_is_not() -> None:
    done = request(CONFIRMED, accepted(request(CONFIRMED)))
    assert received_again(ASKED, done, hours=1000).linked_to == done.id
    assert received_again(ASKED, request(CONFIRMED), hours=1000).linked_to == done.id
    assert received_again(ASKED, request(), hours=72).linked_to == done.id
    assert received_again(ASKED, request(), hours=73).linked_to is None


def test_three_links_that_hold_are_mailed_and_those_that_hold_no_more_lock_nobody_out() -> None:
    """Declined ones count as long: otherwise whoever declines lets the next three out."""
    declined = request(decline_account_request(request(), SUPPORT, "Spam"))
    waiting = [request(number=2), declined, request(number=3)]
    at = Instant(RECEIVED_AT + timedelta(minutes=1, hours=72))
    assert is_mailed(waiting[:2], at, AGREEMENT)
    assert not is_mailed(waiting, at, AGREEMENT)
    assert is_mailed(waiting, Instant(at + timedelta(microseconds=1)), AGREEMENT)
    settled = request(CONFIRMED, accepted(request(CONFIRMED)))
    assert is_mailed([settled, settled, request(CONFIRMED), request(CONFIRMED)], at, AGREEMENT)
    followed = request(CONFIRMED, decline_account_request(request(CONFIRMED), SUPPORT, "Known already"))
    assert is_mailed([followed] * 3, at, AGREEMENT)


def test_an_address_has_one_account() -> None:
    other, theirs, another = UUID(int=99), {PERSON_ID: CUSTOMER_ID}, UUID(int=98)
    assert account_of_address(CUSTOMER_ID, None, {}) is None
    assert account_of_address(CUSTOMER_ID, None, theirs) == PERSON_ID
    assert account_of_address(CUSTOMER_ID, None, {another: other, **theirs}) == PERSON_ID
    shared = {**theirs, another: CUSTOMER_ID}
    assert account_of_address(CUSTOMER_ID, another, shared) == another
    for named, has_it, words in (
        (None, {another: other}, "of another customer"),
        (None, {another: None}, "of another customer"),
        (None, shared, "whose it is"),
        (another, theirs, "names nobody"),
        (another, {another: other}, "names nobody"),
    ):
        with pytest.raises(Conflict, match=words) as refusal:
            account_of_address(CUSTOMER_ID, named, has_it)
        assert refusal.value.section == "1.6"


@pytest.mark.parametrize(
    ("given_", "pointer"),
    [
        ({"organisation": " "}, "/organisation"),
        ({"name": ""}, "/name"),
        ({"email": ""}, "/email"),
        ({"email": "kim"}, "/email"),
        ({"email": "kim@"}, "/email"),
        ({"email": "@jansen.example"}, "/email"),
        ({"email": "kim@jansen"}, "/email"),
        ({"email": "kim jansen@jansen.example"}, "/email"),
    ],
)
def test_a_request_that_says_nothing(given_: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as fault:
        received_again(replace(ASKED, **given_))
    assert fault.value.faults[0].pointer == pointer


def test_a_known_domain_proposes_its_customer() -> None:
    known = {
        "jansen.example": frozenset({CUSTOMER_ID}),
        "shared.example": frozenset({CUSTOMER_ID, UUID(int=99)}),
    }
    assert proposed_customer("New@JANSEN.example ", known) == CUSTOMER_ID
    assert proposed_customer("new@shared.example", known) is None
    assert proposed_customer("new@elsewhere.example", known) is None


def test_it_begins_with_being_received() -> None:
    with pytest.raises(ValueError, match="begins"):
        request_of(1, CONFIRMED)
