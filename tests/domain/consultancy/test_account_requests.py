"""§1.6: somebody without a key asks for an account."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest

from app.clock import Instant
from app.domain.actor import Actor, ActorKind
from app.domain.agreement.agreed_terms import AgreedTerms, OwnFigures
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
    accept_account_request,
    confirm_account_request,
    decline_account_request,
    proposed_customer,
    receive,
    replay_account_request,
)
from app.domain.vocabulary import Impact, ServiceLevel, Urgency
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


def accepted(of: AccountRequest, by: Actor = SUPPORT, **given_: Any) -> AccountRequestAccepted:
    usual: dict[str, Any] = {
        "customer_id": CUSTOMER_ID,
        "person_id": PERSON_ID,
        "seats": AgreedTerms(ServiceLevel.STANDARD).seats(AGREEMENT),
        "registrants": 0,
    }
    return accept_account_request(of, by, ticket_id=TICKET_ID, **{**usual, **given_})


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


@pytest.mark.parametrize(("level", "seats"), [(ServiceLevel.STANDARD, 2), (ServiceLevel.EXTENDED, 4)])
def test_the_account_is_a_registrant_s_and_takes_a_seat(level: ServiceLevel, seats: int) -> None:
    of_level, own = AgreedTerms(level), AgreedTerms(level, own_figures=OwnFigures(registrants=seats + 1))
    for agreed, most, section in ((of_level, seats, "1.2.2"), (own, seats + 1, "1")):
        given: dict[str, Any] = {"seats": agreed.seats(AGREEMENT)}
        assert accepted(request(CONFIRMED), **given, registrants=most - 1).person_id == PERSON_ID
        with pytest.raises(Conflict, match=f"at most {most} ") as refusal:
            accepted(request(CONFIRMED), **given, registrants=most)
        assert refusal.value.section == section


def test_who_settles_it() -> None:
    for who in (SUPPORT, MANAGER, ADMINISTRATOR):
        assert accepted(request(CONFIRMED), who).customer_id == CUSTOMER_ID
        assert decline_account_request(request(), who, "Spam").reason == "Spam"
    for who in (CONSULTANT, CUSTOMER):
        with pytest.raises(Forbidden):
            accepted(request(CONFIRMED), who)
        with pytest.raises(Forbidden):
            decline_account_request(request(), who, "Spam")
    with pytest.raises(Invalid) as fault:
        decline_account_request(request(), SUPPORT, " ")
    assert fault.value.faults[0].pointer == "/reason"


def test_a_second_request_of_an_address_is_linked_to_the_first() -> None:
    again = replace(ASKED, email=" kim@JANSEN.example ")
    assert receive(ASKED, ()).linked_to is None
    first = request(CONFIRMED)
    linked = receive(again, (request(number=2, asked=replace(ASKED, email="jo@jansen.example")), first))
    assert linked.linked_to == first.id
    second = request(number=3, asked=linked)
    assert receive(again, (second, first)).linked_to == first.id
    assert receive(again, (second,)).linked_to == first.id
    declined = request(decline_account_request(first, SUPPORT, "Spam"))
    assert receive(again, (declined,)).linked_to is None


def test_a_linked_request_gets_the_account_of_the_first() -> None:
    first = request(CONFIRMED, accepted(request(CONFIRMED)))
    second = request(CONFIRMED, number=2, asked=replace(ASKED, linked_to=first.id))
    assert accepted(second, linked=first, registrants=2).person_id == PERSON_ID
    with pytest.raises(Conflict, match="has an account"):
        accepted(second, linked=first, person_id=UUID(int=99))
    with pytest.raises(Conflict, match="no seat"):
        accepted(second, linked=request(CONFIRMED), registrants=2)


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
        receive(replace(ASKED, **given_), ())
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
